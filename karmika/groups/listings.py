"""The lists of this room that can be taken along: groups, their members, proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karmika.access.queries import names_of
from karmika.access.roles import PERSONAL
from karmika.areas.queries import within
from karmika.groups import saying, stages, terms
from karmika.groups.check_listings import LISTS as CHECKS
from karmika.groups.life_listings import LIFE
from karmika.groups.models import Group, GroupProposal, Membership, OfficeBearer
from karmika.groups.queries.following import areas_of_person, unit_of, with_persons
from karmika.groups.queries.persons import SEXES, Shown, shown
from karmika.groups.queries.stages import groups_overdue, groups_staged
from karmika.groups.types import group_type
from karmika.kernel.dates import today
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.viewer import Viewer
from karmika.registry.occupations import occupation_name
from karmika.ui import asked


def type_name(code: str) -> str:
    """The name of a group type in the active language; the code where it is unknown."""
    known = group_type(code)
    return known.name_in(get_language() or "en") if known is not None else code


def _groups(viewer: Viewer, sought: Sought) -> "QuerySet[Group]":
    found = Group.objects.visible_to(viewer)
    kind, area = sought.get("type", ""), asked.id_of(sought.get("area", ""))
    if group_type(kind):
        found = found.filter(group_type=kind)
    return found if area is None else found.filter(area_id__in=within(area))


def _with_members(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    now = Count("memberships", filter=Q(memberships__left_on__isnull=True))
    counted: QuerySet[Any] = rows.select_related("area", "worksite").annotate(members_now=now)
    return counted


GROUPS = Listing(
    name="groups",
    page="groups.groups",
    title=_("Groups"),
    about=_(
        "One line for each group: name, number, work, place and how many are members today. No names of persons."
    ),
    roles=PERSONAL,
    filters=("type", "area"),
    rows=_groups,
    read=_with_members,
    columns=(
        Column(_("Name"), lambda row: row.name),
        Column(_("Number"), lambda row: row.number),
        Column(_("Type"), lambda row: type_name(row.group_type)),
        Column(_("Occupation"), lambda row: occupation_name(row.occupation)),
        Column(_("Worksite"), lambda row: row.worksite and row.worksite.name),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Members"), lambda row: row.members_now),
        Column(_("Formed on"), lambda row: row.formed_on),
        Column(_("Dissolved on"), lambda row: row.dissolved_on),
        Column(
            _("Why dissolved"),
            lambda row: terms.ALL_DISSOLVE_REASONS.get(row.dissolve_reason, row.dissolve_reason),
        ),
    ),
)


@dataclass(frozen=True)
class _Member:
    """A membership with whatever the viewer may see of the person."""

    pk: UUID
    row: Membership
    person: Shown
    office: Any


def _memberships(viewer: Viewer, sought: Sought) -> "QuerySet[Membership]":
    return Membership.objects.filter(
        group__in=_groups(viewer, sought), worker__hidden=False, worker__person__erased_on=None
    )


def _as_seen(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[_Member]:
    found = list(rows.select_related("group__area", "group__worksite"))
    people = shown(viewer, {row.worker_id for row in found})
    held = OfficeBearer.objects.filter(group_id__in={row.group_id for row in found}, to_on__isnull=True)
    offices = {(row.group_id, row.worker_id): terms.OFFICES[row.office] for row in held}
    return [
        _Member(row.pk, row, people[row.worker_id], offices.get((row.group_id, row.worker_id), ""))
        for row in found
    ]


MEMBERS = Listing(
    name="members",
    title=_("Members of groups"),
    about=_(
        "One line for each membership, of today and of before: who, in which group, since when, in which office."
    ),
    roles=PERSONAL,
    filters=("type", "area"),
    rows=_memberships,
    read=_as_seen,
    order=("group__entry_seq", "group_id", "joined_on", "id"),
    subjects=lambda row: (row.row.worker_id,) if row.person.seen else (),
    columns=(
        Column(_("Group"), lambda row: row.row.group.name),
        Column(_("Number of the group"), lambda row: row.row.group.number),
        Column(_("Type"), lambda row: type_name(row.row.group_type)),
        Column(_("Name"), lambda row: row.person.name),
        Column(_("Sex"), lambda row: SEXES.get(row.row.sex, "") if row.person.seen else ""),
        Column(_("Age"), lambda row: row.person.age_years),
        Column(_("Office held"), lambda row: "" if row.row.left_on else row.office),
        Column(_("Occupation"), lambda row: occupation_name(row.row.occupation)),
        Column(_("Joined on"), lambda row: row.row.joined_on),
        Column(_("Agreed"), lambda row: terms.ALL_WAYS.get(row.row.consent_how, row.row.consent_how)),
        Column(_("Left on"), lambda row: row.row.left_on),
        Column(_("Why"), lambda row: terms.ALL_EXIT_REASONS.get(row.row.exit_reason, row.row.exit_reason)),
        Column(_("Ward or village"), lambda row: row.row.group.area.name),
    ),
)


def _proposals(viewer: Viewer, sought: Sought) -> "QuerySet[GroupProposal]":
    return GroupProposal.objects.visible_to(viewer)


def _with_seats(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    found = list(rows.select_related("run__worksite", "area", "group").annotate(seats=Count("candidacies")))
    names = names_of({row.decided_by for row in found if row.decided_by})
    for row in found:
        row.decider = names.get(row.decided_by, "")
    return found


PROPOSALS = Listing(
    name="proposals",
    page="groups.proposals",
    title=_("Proposals of groups"),
    about=_(
        "One line for each proposed group: where, how many people, what was decided by whom. No names of persons."
    ),
    roles=PERSONAL,
    rows=_proposals,
    read=_with_seats,
    order=("-entry_seq", "number", "id"),
    columns=(
        Column(_("Asked on"), lambda row: row.run.asked_on),
        Column(_("Worksite"), lambda row: row.run.worksite.name),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Occupation"), lambda row: occupation_name(row.run.occupation)),
        Column(_("Type"), lambda row: type_name(row.run.group_type)),
        Column(_("Number"), lambda row: row.number),
        Column(_("People"), lambda row: row.seats),
        Column(_("Status"), lambda row: terms.STATES[row.state]),
        Column(_("Decided on"), lambda row: row.decided_on),
        Column(_("Decided by"), lambda row: row.decider),
        Column(_("Why"), lambda row: terms.REJECT_REASONS.get(row.reason, row.reason)),
        Column(_("Number of the group"), lambda row: row.group.number if row.state == "formed" else ""),
    ),
)


def _follow_ups(viewer: Viewer, sought: Sought) -> "QuerySet[Any]":
    rows: QuerySet[Any] = groups_staged(viewer)
    of = asked.id_of(sought.get("of", ""))
    if of is not None:
        rows = rows.filter(area_id__in=[one for area in areas_of_person(of) for one in within(area)])
    return groups_overdue(rows, today())


def _with_unit(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    found = list(rows.select_related("area"))
    units = with_persons([unit_of(row) for row in found])
    for row, unit in zip(found, units, strict=True):
        row.unit = unit
    return found


FOLLOW_UPS = Listing(
    name="group-visits",
    page="groups.follow_ups",
    title=_("Visits to groups"),
    about=_(
        "One line for each group whose visit is overdue: stage, last visit, who goes there. No names of members."
    ),
    roles=PERSONAL,
    filters=("of",),
    rows=_follow_ups,
    read=_with_unit,
    order=("last_on", "id"),
    columns=(
        Column(_("Name"), lambda row: row.name),
        Column(_("Number"), lambda row: row.number),
        Column(_("Stage"), lambda row: saying.stage(row.stage)),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Last visit"), lambda row: row.visited_on),
        Column(_("Due since"), lambda row: row.unit.due_on),
        Column(_("Days late"), lambda row: row.unit.late_days),
        Column(_("Resource person"), lambda row: ", ".join(row.unit.persons)),
        Column(
            _("What stands in the way"),
            lambda row: terms.named(stages.book().reasons, row.unit.stall) if row.unit.stall else "",
        ),
    ),
)

LISTS = (GROUPS, MEMBERS, PROPOSALS, FOLLOW_UPS, *LIFE, *CHECKS)
