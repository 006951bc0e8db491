"""Template context: the navigation that this viewer's roles give, and the foot of what is printed."""

from typing import Any

from django.http import HttpRequest

from karmika.chain.heads import head_for_pages
from karmika.kernel.dates import now
from karmika.ui.components import Stamp


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: the rooms' entries for the viewer's roles, in the order of the house; `stamp_now`: asked for by the frame."""
    from karmika.rooms import ROOMS

    viewer = getattr(request, "viewer", None)
    roles = {grant.role for grant in viewer.grants} if viewer is not None else set()
    return {
        "nav": [item for room in ROOMS for item in room.nav if item.roles & roles],
        "stamp_now": stamp_now,
    }


def stamp_now() -> Stamp | None:
    """The foot of a page that is printed now; None before anything was sealed."""
    head = head_for_pages()
    return None if head is None else Stamp(printed_at=now(), head=head.short, sealed_at=head.sealed_at)
