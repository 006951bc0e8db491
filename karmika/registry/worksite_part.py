"""The people of a worksite, for its page in the room below: karmika/rooms.py hands this down."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from karmika.access.roles import PERSONAL
from karmika.areas.models import Worksite
from karmika.areas.parts import Part
from karmika.kernel.viewer import Viewer, holds
from karmika.registry import queries, shown
from karmika.registry.cards import cards
from karmika.ui import asked
from karmika.ui.components import Tile


def people(request: HttpRequest, site: Worksite) -> Part | None:
    """Who works there, a page at a time, for viewers who may read persons' data."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not holds(viewer, PERSONAL):
        return None
    page = asked.page_of(request.GET.get("page", ""))
    found = queries.workplace(viewer, site.id, page)
    return Part(
        template="registry/worksite_part.html",
        part={
            "cards": [shown.card(one) for one in cards(viewer, found.persons, said=found.said)],
            "pager": asked.pager(request, page, more=found.more),
        },
        tiles=(
            Tile(label=_("Workers here"), value=found.workers),
            Tile(label=_("Agreed to be proposed for a group"), value=found.agreed),
        ),
    )
