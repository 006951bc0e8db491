"""Whose visit is overdue, one group or proposal with its visits and people, and how many are at which stage by area."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from karmika.access.models import RoleAssignment
from karmika.access.queries import names_of
from karmika.access.roles import Role
from karmika.areas.models import Ancestor, Area
from karmika.areas.queries import inside, parts, within
from karmika.groups.models import Candidacy, Group, GroupProposal, GroupVisit, Membership, Stall
from karmika.groups.queries.persons import Shown, shown
from karmika.groups.queries.stages import (
    by_area_and_stage,
    groups_overdue,
    groups_staged,
    people_staged,
    proposals_overdue,
    proposals_staged,
)
from karmika.groups.stages import book, due_on
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer

COUNTS_PEOPLE = ("ulb", "block", "gram_panchayat", "ward", "village")
"""Levels of areas in which people are counted by stage one by one; above, groups and proposals alone."""
MOST = 500
"""So many overdue ones of a kind are looked at for a page."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A group, or a proposal that is none yet, with its stage and the visit that falls due."""

    id: UUID
    is_group: bool
    name: str
    area: Area
    stage: str
    last_on: date
    visited_on: date | None
    persons: tuple[str, ...] = ()
    stall: str = ""

    @property
    def due_on(self) -> date | None:
        """When the next visit falls due; None where none does."""
        return due_on(self.stage, self.last_on)

    @property
    def late_days(self) -> int:
        """For how many days it has been due; 0 where it is not."""
        return max(0, (today() - self.due_on).days) if self.due_on else 0


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit: when, by whom, what came of it, whom it met."""

    row: GroupVisit
    by: str
    met: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class UnitView:
    """A group or proposal as whoever follows it up sees it."""

    unit: Unit
    row: Group | GroupProposal
    people: tuple[Shown, ...]
    visits: tuple[VisitLine, ...]
    stalls: tuple[Stall, ...]


def resource_persons(viewer: Viewer) -> list[tuple[UUID, str]]:
    """The resource persons of the viewer's areas and organisations, by name: whose visits can be looked at alone."""
    reach: set[UUID] = set()
    for grant in dict.fromkeys(viewer.grants):
        if grant.area is None or grant.organisation is None:
            continue
        held = RoleAssignment.objects.valid_on(today()).filter(
            role=Role.RESOURCE_PERSON, area_id__in=inside(grant.area), organisation_id=grant.organisation
        )
        reach.update(held.values_list("user_id", flat=True)[:MOST])
    return sorted(names_of(reach).items(), key=lambda pair: (str(pair[1]), pair[0]))


def areas_of_person(user_id: UUID) -> list[UUID]:
    """The areas of a resource person today."""
    held = RoleAssignment.objects.valid_on(today()).filter(user_id=user_id, role=Role.RESOURCE_PERSON)
    return list(held.values_list("area_id", flat=True))


def overdue_units(viewer: Viewer, *, of: UUID | None = None) -> list[Unit]:
    """Groups and proposals whose visit is overdue, the longest first; `of`: in the areas of this resource person alone."""
    groups, proposals = groups_overdue(groups_staged(viewer), today()), proposals_overdue(viewer, today())
    if of is not None:
        here = [one for area in areas_of_person(of) for one in within(area)]
        groups, proposals = groups.filter(area_id__in=here), proposals.filter(area_id__in=here)
    found = [
        *_groups(groups.order_by("last_on", "id")[:MOST]),
        *_proposals(proposals.order_by("last_on", "id")[:MOST]),
    ]
    return with_persons(sorted(found, key=lambda one: (-one.late_days, one.id)))


def with_persons(units: list[Unit]) -> list[Unit]:
    """The same units with the resource persons of their areas, and what stands in the way."""
    persons, stalls = _persons_of({unit.area.id for unit in units}), _stalls({unit.id for unit in units})
    return [
        Unit(
            unit.id, unit.is_group, unit.name, unit.area, unit.stage, unit.last_on, unit.visited_on,
            persons=tuple(persons.get(unit.area.id, ())), stall=_standing(stalls.get(unit.id), unit.stage),
        )
        for unit in units
    ]  # fmt: skip


def _groups(rows: "QuerySet[Any]") -> list[Unit]:
    return [unit_of(one) for one in rows.select_related("area")]


def unit_of(group: Any) -> Unit:
    """A group of `groups_staged`."""
    return Unit(group.id, True, group.name, group.area, group.stage, group.last_on, group.visited_on)


def _proposals(rows: "QuerySet[Any]") -> list[Unit]:
    return [
        Unit(
            one.id,
            False,
            f"{one.run.worksite.name} · {one.number}",
            one.area,
            one.stage,
            one.last_on,
            one.visited_on,
        )
        for one in rows.select_related("area", "run__worksite")
    ]


def _persons_of(areas: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """The names of the resource persons of these areas: theirs, or one above."""
    above: dict[UUID, list[UUID]] = defaultdict(list)
    for area, ancestor in Ancestor.objects.filter(area_id__in=areas, valid_to__isnull=True).values_list(
        "area_id", "ancestor_id"
    ):
        above[ancestor].append(area)
    held = RoleAssignment.objects.valid_on(today()).filter(role=Role.RESOURCE_PERSON, area_id__in=list(above))
    rows = list(held.values_list("area_id", "user_id"))
    names = names_of({user for _, user in rows})
    found: dict[UUID, set[str]] = defaultdict(set)
    for area, user in rows:
        for below in above[area]:
            found[below].add(str(names.get(user, "")))
    return {area: sorted(several) for area, several in found.items()}


def _stalls(units: Collection[UUID]) -> dict[UUID, Stall]:
    """The latest note of each."""
    of_groups = Stall.objects.filter(group_id__in=units)
    of_proposals = Stall.objects.filter(proposal_id__in=units)
    rows = (of_groups | of_proposals).order_by("entry_seq", "id")
    return {key: row for row in rows if (key := row.group_id or row.proposal_id) is not None}


def _standing(stall: Stall | None, stage: str) -> str:
    """The code of what stands in the way at this stage; "" where nothing does, or the stage has moved on since."""
    if stall is None or stall.stage != stage:
        return ""
    known = book().reasons.get(stall.reason)
    return "" if known is not None and known.over else stall.reason


def unit_view(viewer: Viewer, unit_id: UUID) -> UnitView | None:
    """One group of today, or one open proposal, as the viewer may see it."""
    row = groups_staged(viewer).filter(id=unit_id).select_related("area").first()
    unit = _groups(groups_staged(viewer).filter(id=unit_id)) if row is not None else []
    if row is None:
        row = proposals_staged(viewer).filter(id=unit_id).select_related("area", "run__worksite").first()
        if row is None:
            return None
        unit = _proposals(proposals_staged(viewer).filter(id=unit_id))
    people = _people(row)
    visits = list(
        GroupVisit.objects.filter(**_where(row), taken_back_on__isnull=True)
        .order_by("-visited_on", "-entry_seq", "id")
        .prefetch_related("met")[:MOST]
    )
    names = names_of({one.met_by for one in visits})
    met = {one.id: [there.worker_id for there in one.met.all()] for one in visits}
    faces = shown(viewer, {*people, *(worker for several in met.values() for worker in several)})
    lines = tuple(
        VisitLine(one, str(names.get(one.met_by, "")), tuple(faces[worker] for worker in met[one.id]))
        for one in visits
    )
    stalls = tuple(Stall.objects.filter(**_where(row)).order_by("-entry_seq", "id")[:MOST])
    return UnitView(with_persons(unit)[0], row, tuple(faces[one] for one in people), lines, stalls)


def _where(row: Group | GroupProposal) -> dict[str, UUID]:
    return {"group_id": row.id} if isinstance(row, Group) else {"proposal_id": row.id}


def _people(row: Group | GroupProposal) -> list[UUID]:
    if isinstance(row, Group):
        held = Membership.objects.filter(group=row, left_on__isnull=True).order_by("joined_on", "id")
    else:
        held = Candidacy.objects.filter(proposal=row).order_by("distance_m", "id")  # type: ignore[assignment]
    return list(held.values_list("worker_id", flat=True))


@dataclass(frozen=True, slots=True)
class StageCounts:
    """How many are at which stage in each part of an area: groups with proposals, and people (None: not counted here)."""

    area: Area
    parts: tuple[Area, ...]
    units: Mapping[UUID, Counter[str]]
    people: Mapping[UUID, Counter[str]] | None


def stage_counts(viewer: Viewer, area: Area) -> StageCounts:
    """The parts of an area, and of the area itself what lies in none of them."""
    below = sorted(parts(area.id), key=lambda one: one.code)
    inner = within(area.id)
    units = _sum(
        by_area_and_stage(groups_staged(viewer).filter(area_id__in=inner)),
        by_area_and_stage(proposals_staged(viewer).filter(area_id__in=inner)),
    )
    people = None
    if area.level in COUNTS_PEOPLE:
        people = by_area_and_stage(people_staged(viewer).filter(area_id__in=inner))
    top = _tops([one.id for one in below], {*units, *(people or {})})
    return StageCounts(
        area=area,
        parts=(*below, area),
        units=_rolled(units, top, area.id),
        people=None if people is None else _rolled(people, top, area.id),
    )


def _sum(*several: Mapping[UUID, Counter[str]]) -> dict[UUID, Counter[str]]:
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    for counts in several:
        for area, counted in counts.items():
            found[area] += counted
    return found


def _tops(below: Collection[UUID], counted: Collection[UUID]) -> dict[UUID, UUID]:
    """The part in which each counted area lies today."""
    rows = Ancestor.objects.filter(ancestor_id__in=below, area_id__in=counted, valid_to__isnull=True)
    return dict(rows.values_list("area_id", "ancestor_id"))


def _rolled(
    counts: Mapping[UUID, Counter[str]], top: Mapping[UUID, UUID], rest: UUID
) -> dict[UUID, Counter[str]]:
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    for area, counted in counts.items():
        found[top.get(area, rest)] += counted
    return found
