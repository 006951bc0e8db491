"""What this room puts on the first page: proposals to decide, groups to form."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.roles import Role
from karmika.groups.models import GroupProposal
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.ui.components import Tile

FORMERS = frozenset({Role.COMMUNITY_ORGANISER, Role.CITY_MISSION_MANAGER, Role.ULB_NODAL_OFFICER})


def groups_to_form(viewer: Viewer) -> list[Tile]:
    """Proposals that nobody has decided, and approved ones whose members are still to be asked."""
    open_ones = GroupProposal.objects.visible_to(viewer).filter(state__in=["proposed", "approved"])
    counted = dict(open_ones.values_list("state").annotate(number=Count("id")))
    url = reverse("groups.proposals")
    return [
        Tile(label=_("Proposals to decide"), value=counted.get("proposed", 0), url=url),
        Tile(label=_("Groups to form: members to be asked"), value=counted.get("approved", 0), url=url),
    ]


DAY = (DayPart("groups to form", gettext_lazy("Groups to form"), FORMERS, groups_to_form),)
