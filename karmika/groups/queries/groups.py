"""What a group looks like: the list of groups, and one group with members, offices and history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from karmika.areas.queries import within
from karmika.groups import terms
from karmika.groups.models import Group, Membership, OfficeBearer
from karmika.groups.queries.persons import Shown, shown
from karmika.groups.types import group_type
from karmika.journal.queries import HistoryLine, history
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Worker
from karmika.registry.queries import workers

PAGE = 20


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in a list, with how many are members today."""

    group: Group
    members: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member, now or once: since when, how the person agreed, the office held now, and why the person left."""

    person: Shown
    membership: Membership
    consent: str | Promise
    office: str | Promise
    exit_reason: str | Promise


@dataclass(frozen=True, slots=True)
class TermLine:
    """An office that somebody holds or held."""

    person: Shown
    office: str | Promise
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as people look at it."""

    group: Group
    members: tuple[MemberLine, ...]
    former: tuple[MemberLine, ...]
    terms: tuple[TermLine, ...]
    history: tuple[HistoryLine, ...]
    minimum: int | None
    dissolve_reason: str | Promise

    @property
    def too_few(self) -> bool:
        """Fewer members today than the type asks for."""
        living = self.group.dissolved_on is None
        return living and self.minimum is not None and len(self.members) < self.minimum


def groups(
    viewer: Viewer, *, kind: str = "", area: UUID | None = None, page: int = 0
) -> tuple[list[GroupLine], bool]:
    """A page of the groups that the viewer may see, newest first, and whether there are more.

    `kind` narrows to a type, `area` to everything that lies in it.
    """
    found = Group.objects.visible_to(viewer).select_related("area", "worksite")
    if kind:
        found = found.filter(group_type=kind)
    if area is not None:
        found = found.filter(area_id__in=within(area))
    now = Count("memberships", filter=Q(memberships__left_on__isnull=True))
    start = page * PAGE
    rows = list(found.annotate(members_now=now).order_by("-entry_seq", "id")[start : start + PAGE + 1])
    return [GroupLine(row, row.members_now) for row in rows[:PAGE]], len(rows) > PAGE


@dataclass(frozen=True, slots=True)
class GroupsAt:
    """The groups of a worksite: some of them, the newest first, and how many there are with how many members."""

    lines: tuple[GroupLine, ...]
    more: bool
    groups: int
    members: int


def groups_at(viewer: Viewer, worksite_id: UUID) -> GroupsAt:
    """The groups that stand today at a worksite, as far as the viewer may see them."""
    found = Group.objects.visible_to(viewer).filter(worksite_id=worksite_id, dissolved_on=None)
    now = Count("memberships", filter=Q(memberships__left_on__isnull=True))
    rows = list(found.annotate(members_now=now).order_by("-entry_seq", "id")[: PAGE + 1])
    lines = tuple(GroupLine(row, row.members_now) for row in rows[:PAGE])
    if len(rows) <= PAGE:
        return GroupsAt(lines, False, len(lines), sum(line.members for line in lines))
    counts = found.aggregate(groups=Count("id", distinct=True), members=now)
    return GroupsAt(lines, True, counts["groups"], counts["members"])


def group_view(viewer: Viewer, group_id: UUID) -> GroupView | None:
    """One group; None where there is none for this viewer."""
    known = Group.objects.visible_to(viewer).select_related("area", "worksite", "formation_meeting")
    group = known.filter(id=group_id).first()
    if group is None:
        return None
    memberships = list(group.memberships.order_by("joined_on", "id"))
    offices = list(group.office_bearers.order_by("from_on", "id"))
    ids = {row.worker_id for row in memberships} | {row.worker_id for row in offices}
    people = shown(viewer, ids)
    held = {row.worker_id: terms.OFFICES[row.office] for row in offices if row.to_on is None}
    lines = [_member(row, people, held) for row in memberships]
    kind = group_type(group.group_type)
    rule = kind.rule_on(today()) if kind is not None else None
    return GroupView(
        group=group,
        members=tuple(line for line in lines if line.membership.left_on is None),
        former=tuple(line for line in lines if line.membership.left_on is not None),
        terms=_terms(offices, people),
        history=_history(group),
        minimum=rule.minimum if rule is not None else None,
        dissolve_reason=terms.ALL_DISSOLVE_REASONS.get(group.dissolve_reason, group.dissolve_reason),
    )


def _member(row: Membership, people: dict[UUID, Shown], held: dict[UUID, str | Promise]) -> MemberLine:
    return MemberLine(
        person=people[row.worker_id],
        membership=row,
        consent=terms.ALL_WAYS.get(row.consent_how, row.consent_how),
        office=held.get(row.worker_id, "") if row.left_on is None else "",
        exit_reason=terms.ALL_EXIT_REASONS.get(row.exit_reason, row.exit_reason),
    )


def _terms(offices: Sequence[OfficeBearer], people: dict[UUID, Shown]) -> tuple[TermLine, ...]:
    return tuple(
        TermLine(people[row.worker_id], terms.OFFICES[row.office], row.from_on, row.to_on) for row in offices
    )


def _history(group: Group) -> tuple[HistoryLine, ...]:
    """What happened to the group and to the proposal it came from, newest first."""
    lines = history(*filter(None, (group.id, group.proposal_id)))
    once = {(line.seq, line.sentence): line for line in lines}
    return tuple(once[key] for key in sorted(once, reverse=True))


def without_group(viewer: Viewer, kind: str) -> QuerySet[Worker]:
    """Workers whom the viewer may see and who are in no group of this type today.

    For groups that formed themselves and for those who join one: they need no consent to be proposed.
    """
    member = Membership.objects.filter(worker_id=OuterRef("pk"), group_type=kind, left_on__isnull=True)
    return workers(viewer).filter(~Exists(member))
