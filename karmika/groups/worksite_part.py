"""The groups of a worksite, for its page in a room below: karmika/rooms.py hands this down."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from karmika.areas.models import Worksite
from karmika.areas.parts import Part
from karmika.groups.pages.asking import SEES_GROUPS
from karmika.groups.queries.groups import groups_at
from karmika.kernel.viewer import Viewer, holds
from karmika.ui.components import Tile


def groups(request: HttpRequest, site: Worksite) -> Part | None:
    """The groups of today, the newest first, for viewers who may see groups."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not holds(viewer, SEES_GROUPS):
        return None
    found = groups_at(viewer, site.id)
    return Part(
        template="groups/worksite_part.html",
        part={"lines": found.lines, "more": found.more},
        tiles=(
            Tile(label=_("Groups here"), value=found.groups),
            Tile(label=_("Members of these groups"), value=found.members),
        ),
    )
