"""The lists of checks that can be taken along: how far groups are verified, signals, drawn visits. No names of persons."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.groups import trust_terms
from karmika.groups.models import DrawnVisit, GhostSignal, Group
from karmika.groups.queries.checks import to_review, with_standing
from karmika.groups.verification_levels import all_roles
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.viewer import Viewer
from karmika.ui import asked


def _verified(viewer: Viewer, sought: Sought) -> "QuerySet[Group]":
    return with_standing(Group.objects.visible_to(viewer).filter(dissolved_on=None))


def _with_area(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("area")


VERIFICATIONS = Listing(
    name="verifications",
    page="groups.verifications",
    title=_("Verification of groups"),
    about=_(
        "One line for each group that stands: on how many levels it is verified today. No names of persons."
    ),
    roles=all_roles(),
    rows=_verified,
    read=_with_area,
    columns=(
        Column(_("Group"), lambda row: row.name),
        Column(_("Number"), lambda row: row.number),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Formed on"), lambda row: row.formed_on),
        Column(_("Levels that stand"), lambda row: row.levels),
    ),
)


def _signals(viewer: Viewer, sought: Sought) -> "QuerySet[GhostSignal]":
    kind = sought.get("kind", "")
    kind = kind if kind in trust_terms.SIGNALS else ""
    groups = to_review(viewer, kind=kind, area=asked.id_of(sought.get("area", ""))).order_by()
    return GhostSignal.objects.filter(group__in=groups.values("id"), silenced=False)


def _with_group(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("group__area", "group__ghost_score")


SIGNALS = Listing(
    name="ghost-signals",
    page="groups.signals",
    title=_("Signals at groups"),
    about=_(
        "One line for each signal that nobody has looked into: group, kind, points. No names of persons."
    ),
    roles=trust_terms.SEES_SIGNALS,
    filters=("kind", "area"),
    rows=_signals,
    read=_with_group,
    order=("-points", "id"),
    columns=(
        Column(_("Group"), lambda row: row.group.name),
        Column(_("Number"), lambda row: row.group.number),
        Column(_("Ward or village"), lambda row: row.group.area.name),
        Column(_("Signal"), lambda row: trust_terms.SIGNALS[row.kind]),
        Column(_("Points"), lambda row: row.points),
        Column(_("Points of the group"), lambda row: row.group.ghost_score.points),
    ),
)


def _visits(viewer: Viewer, sought: Sought) -> "QuerySet[DrawnVisit]":
    return DrawnVisit.objects.filter(group__in=Group.objects.visible_to(viewer))


def _with_draw(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("draw__area", "group__area")


VISITS = Listing(
    name="drawn-visits",
    page="groups.visits",
    title=_("Drawn visits"),
    about=_("One line for each group that was drawn for a visit, and what was found. No names of persons."),
    roles=PERSONAL,
    rows=_visits,
    read=_with_draw,
    order=("-entry_seq", "number", "id"),
    columns=(
        Column(_("Month from"), lambda row: row.draw.month_on),
        Column(_("City or block"), lambda row: row.draw.area.name),
        Column(_("Group"), lambda row: row.group.name),
        Column(_("Number"), lambda row: row.group.number),
        Column(_("Ward or village"), lambda row: row.group.area.name),
        Column(_("Drawn from"), lambda row: trust_terms.STRATA[row.stratum]),
        Column(_("What was found"), lambda row: trust_terms.VISIT_OUTCOMES.get(row.outcome, "")),
        Column(_("What differs"), lambda row: trust_terms.VISIT_DIFFERS.get(row.differs, "")),
        Column(_("Visited on"), lambda row: row.visited_on),
    ),
)

LISTS = (VERIFICATIONS, SIGNALS, VISITS)
