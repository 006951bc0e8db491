"""Template context: the navigation that this viewer's roles give."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: the rooms' entries for the viewer's roles, in the order of the house."""
    from karmika.rooms import ROOMS

    viewer = getattr(request, "viewer", None)
    roles = {grant.role for grant in viewer.grants} if viewer is not None else set()
    return {"nav": [item for room in ROOMS for item in room.nav if item.roles & roles]}
