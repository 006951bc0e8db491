"""What this room puts on the first page: proposals to decide, groups to form, what is due for groups that live."""

from collections.abc import Mapping

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.roles import Role
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.models import GroupProposal
from karmika.groups.queries import due
from karmika.groups.queries.checks import to_review, waiting_for
from karmika.groups.queries.stages import groups_overdue, living, proposals_overdue
from karmika.groups.trust_terms import SEES_SIGNALS
from karmika.groups.verification_levels import all_roles
from karmika.kernel.counting import Asked
from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer, holds
from karmika.ui.components import Tile

FORMERS = frozenset({Role.COMMUNITY_ORGANISER, Role.CITY_MISSION_MANAGER, Role.ULB_NODAL_OFFICER})


def open_ones(viewer: Viewer) -> list[Asked]:
    """Proposals that are not groups yet, by their state."""
    rows = GroupProposal.objects.visible_to(viewer).filter(state__in=["proposed", "approved"])
    return [Asked(rows, F("state"))]


def groups_to_form(found: Mapping[str, int]) -> list[Tile]:
    """Proposals that nobody has decided, and approved ones whose members are still to be asked."""
    url = reverse("groups.proposals")
    return [
        Tile(label=_("Proposals to decide"), value=found["proposed"], url=url),
        Tile(label=_("Groups to form: members to be asked"), value=found["approved"], url=url),
    ]


OVERDUE_GROUPS, OVERDUE_PROPOSALS = "groups overdue", "proposals overdue"


def overdue_ones(viewer: Viewer) -> list[Asked]:
    """Groups and proposals whose visit is overdue."""
    return [
        Asked(groups_overdue(living(viewer), today()), OVERDUE_GROUPS),
        Asked(proposals_overdue(viewer, today()), OVERDUE_PROPOSALS),
    ]


def visits_overdue(found: Mapping[str, int]) -> list[Tile]:
    """Visits that are overdue."""
    late = found[OVERDUE_GROUPS] + found[OVERDUE_PROPOSALS]
    return [Tile(label=_("Visits to groups overdue"), value=late, url=reverse("groups.follow_ups"))]


DUE = "due "
LIVES = FORMERS | {Role.RESOURCE_PERSON}
"""Who meets groups, or sees to it that somebody does."""
OFFICES = "offices"


def due_ones(viewer: Viewer) -> list[Asked]:
    """What is due for groups, by kind, and offices whose time ends."""
    found = [Asked(rows(viewer), f"{DUE}{kind}") for kind, rows in due.KINDS.items()]
    return [*found, Asked(due.offices_ending(viewer), f"{DUE}{OFFICES}")]


def due_for_groups(found: Mapping[str, int]) -> list[Tile]:
    """The way to each kind of what is due."""
    url = reverse("groups.due")
    labels = {
        "sessions": _("Groups with a session due"),
        "meetings": _("Groups whose meeting is overdue"),
        OFFICES: _("Offices whose time ends"),
        "asleep": _("Groups that seem to sleep"),
        "gradings": _("Groups to be graded"),
    }
    return [
        Tile(label=label, value=found[f"{DUE}{kind}"], url=f"{url}?kind={kind}")
        for kind, label in labels.items()
    ]


def to_check(viewer: Viewer) -> list[Asked]:
    """Groups that wait for the viewer's level, and groups with signals to look into."""
    asked = [Asked(waiting_for(viewer), "verify")]
    return [*asked, Asked(to_review(viewer), "signals")] if holds(viewer, SEES_SIGNALS) else asked


def checks(found: Mapping[str, int]) -> list[Tile]:
    """What waits to be checked."""
    tiles = [Tile(label=_("Groups to verify"), value=found["verify"], url=reverse("groups.verifications"))]
    if found["signals"]:
        tiles.append(
            Tile(label=_("Groups with signals"), value=found["signals"], url=reverse("groups.signals"))
        )
    return tiles


DAY = (
    DayPart("visits to groups", gettext_lazy("Visits to groups"), ORGANISERS, overdue_ones, visits_overdue),
    DayPart("groups to form", gettext_lazy("Groups to form"), FORMERS, open_ones, groups_to_form),
    DayPart("groups that live", gettext_lazy("Due for groups"), LIVES, due_ones, due_for_groups),
    DayPart("groups to check", gettext_lazy("Checks of groups"), all_roles(), to_check, checks),
)
