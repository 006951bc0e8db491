"""Following up: visits to groups and to people of a proposal, what stands in the way, who brought whom."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms
from karmika.groups.acts import deciding
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import dims
from karmika.groups.models import (
    Candidacy,
    Group,
    GroupProposal,
    GroupVisit,
    Introduction,
    Membership,
    Stall,
    VisitMet,
)
from karmika.groups.queries.stages import group_at
from karmika.groups.stages import PROPOSED, book
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute
from karmika.registry.acts.checking import any_worker, place_of_row
from karmika.registry.models import Worker


def _unit(group: UUID | None, proposal: UUID | None) -> Group | GroupProposal:
    """The group or the proposal, of which one is named. Raises Refused("groups.unknown")."""
    if (group is None) == (proposal is None):
        raise Refused("groups.unknown")
    if group is not None:
        return deciding.any_group(group)
    assert proposal is not None
    return deciding.proposal(proposal)


def _open_unit(group: UUID | None, proposal: UUID | None) -> tuple[Group | GroupProposal, date]:
    """One that still goes on, and its first day. Raises Refused: groups.unknown, groups.dissolved, groups.not_open."""
    found = _unit(group, proposal)
    if isinstance(found, Group):
        return deciding.living_group(found.id), found.formed_on
    if found.state not in ("proposed", "approved"):
        raise Refused("groups.not_open")
    return found, found.run.asked_on


def _place(group: UUID | None, proposal: UUID | None) -> Place:
    found = _unit(group, proposal)
    return Place(found.area_id, found.organisation_id, found.programme_id)


class RecordVisit(Act, frozen=True, kw_only=True):
    """Whoever records it went there on that day, and met these of its people (`met`); what came of it is a code."""

    kind: ClassVar[str] = "groups.record_visit"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} went there on {visited_on} and met {people}: {outcome}")

    group: UUID | None = None
    proposal: UUID | None = None
    visited_on: date
    outcome: str
    met: tuple[UUID, ...] = ()
    visit: UUID | None = None
    people: int = 0
    met_by: UUID | None = None
    whose: Whose | None = None

    def place(self) -> Place:
        """The place of the group or proposal."""
        return _place(self.group, self.proposal)

    def locks(self) -> Iterable[UUID]:
        """The group or proposal."""
        return tuple(filter(None, (self.group, self.proposal)))

    def subjects(self) -> Iterable[UUID]:
        """The group or proposal, the visit, and those who were met."""
        return (*filter(None, (self.group, self.proposal, self.visit)), *self.met)

    def facts(self) -> dict[str, Any]:
        """The outcome in words, the day as people read it."""
        return {**terms.shown(Act.facts(self)), "outcome": terms.named(book().outcomes, self.outcome)}

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_outcome, groups.met, groups.twice, groups.not_member, groups.visit_exists."""
        unit, first = _open_unit(self.group, self.proposal)
        outcome = book().outcomes.get(self.outcome)
        if outcome is None:
            raise Refused("groups.unknown_outcome")
        deciding.refuse_day(self.visited_on, context.today, earliest=first)
        if len(set(self.met)) != len(self.met):
            raise Refused("groups.twice")
        if outcome.met != bool(self.met):
            raise Refused("groups.met" if outcome.met else "groups.nobody_met")
        if set(self.met) - self._people():
            raise Refused("groups.not_member")
        where = {"group_id": self.group} if self.group else {"proposal_id": self.proposal}
        same = GroupVisit.objects.filter(
            **where, visited_on=self.visited_on, met_by=context.viewer.id, taken_back_on__isnull=True
        )
        if same.exists():
            raise Refused("groups.visit_exists")
        unit_id = self.group or self.proposal
        assert unit_id is not None
        return msgspec.structs.replace(
            self,
            visit=deciding.new_id(context, "visit", unit_id, self.visited_on.isoformat()),
            people=len(self.met),
            met_by=context.viewer.id,
            whose=deciding.whose(unit),
        )

    def _people(self) -> set[UUID]:
        """Members on that day, or those who sit in the proposal."""
        if self.group is None:
            return set(
                Candidacy.objects.filter(proposal_id=self.proposal).values_list("worker_id", flat=True)
            )
        held = Membership.objects.filter(group_id=self.group, joined_on__lte=self.visited_on)
        return set(held.exclude(left_on__lt=self.visited_on).values_list("worker_id", flat=True))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The visit and those who were met; one visit more."""
        assert self.visit is not None and self.met_by is not None and self.whose is not None
        rows.insert(
            GroupVisit,
            id=self.visit,
            group_id=self.group,
            proposal_id=self.proposal,
            visited_on=self.visited_on,
            met_by=self.met_by,
            outcome=self.outcome,
            area_id=self.whose.area,
            organisation_id=self.whose.organisation,
            programme_id=self.whose.programme,
        )
        for worker in self.met:
            rows.insert(VisitMet, id=rows.new_id(), visit_id=self.visit, worker_id=worker)
        contribute(
            rows, entry, "group_visits",
            subject=self.visit, area=self.whose.area, happened_on=self.visited_on,
            dims=dims(self.whose, self.outcome),
        )  # fmt: skip


class TakeBackVisit(Act, frozen=True, kw_only=True):
    """A visit that was not so, with the reason. What it counted is taken back."""

    kind: ClassVar[str] = "groups.take_back_visit"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} took back the visit of {visited_on} ({reason})")

    visit: UUID
    reason: str
    unit: UUID | None = None
    visited_on: date | None = None
    outcome: str = ""
    whose: Whose | None = None

    def place(self) -> Place:
        """The place of the visit."""
        found = _visit(self.visit)
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        """The visit."""
        return (self.visit,)

    def subjects(self) -> Iterable[UUID]:
        """The visit, and the group or proposal."""
        return tuple(filter(None, (self.visit, self.unit)))

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=terms.VISIT_MISTAKES)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown, groups.unknown_reason, groups.taken_back."""
        found = _visit(self.visit)
        deciding.one_of(self.reason, terms.VISIT_MISTAKES, "groups.unknown_reason")
        if found.taken_back_on is not None:
            raise Refused("groups.taken_back")
        return msgspec.structs.replace(
            self,
            unit=found.group_id or found.proposal_id,
            visited_on=found.visited_on,
            outcome=found.outcome,
            whose=Whose(area=found.area_id, organisation=found.organisation_id, programme=found.programme_id),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the visit, and one visit fewer."""
        assert self.whose is not None
        rows.update(GroupVisit, self.visit, taken_back_on=entry.recorded_on, taken_back_reason=self.reason)
        contribute(
            rows, entry, "group_visits",
            subject=self.visit, area=self.whose.area, happened_on=self.visited_on, amount=-1,
            dims=dims(self.whose, self.outcome),
        )  # fmt: skip


class NoteStall(Act, frozen=True, kw_only=True):
    """Why a group or proposal does not go on, or that it goes on again. It holds for the stage at which it stands."""

    kind: ClassVar[str] = "groups.note_stall"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} noted what stands in the way: {reason}")

    group: UUID | None = None
    proposal: UUID | None = None
    reason: str
    stage: str = ""

    def place(self) -> Place:
        """The place of the group or proposal."""
        return _place(self.group, self.proposal)

    def locks(self) -> Iterable[UUID]:
        """The group or proposal."""
        return tuple(filter(None, (self.group, self.proposal)))

    def subjects(self) -> Iterable[UUID]:
        """The group or proposal."""
        return tuple(filter(None, (self.group, self.proposal)))

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return {**Act.facts(self), "reason": terms.named(book().reasons, self.reason)}

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_reason, groups.unknown, groups.dissolved, groups.not_open."""
        _open_unit(self.group, self.proposal)
        if self.reason not in book().reasons:
            raise Refused("groups.unknown_reason")
        at = group_at(self.group).stage if self.group is not None else PROPOSED
        return msgspec.structs.replace(self, stage=at)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The reason, dated."""
        rows.insert(
            Stall,
            id=rows.new_id(),
            group_id=self.group,
            proposal_id=self.proposal,
            stage=self.stage,
            reason=self.reason,
            noted_on=entry.happened_on,
            noted_by=entry.actor,
        )


class RecordIntroduction(Act, frozen=True, kw_only=True):
    """A worker was brought along by another one, who is a member of a group."""

    kind: ClassVar[str] = "groups.record_introduction"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} recorded who brought whom along, on {happened_on}")

    worker: UUID
    brought_by: UUID
    happened_on: date
    introduction: UUID | None = None

    def place(self) -> Place:
        """The place of who was brought."""
        return place_of_row(any_worker(self.worker))

    def locks(self) -> Iterable[UUID]:
        """Both of them: they do not bring each other."""
        return (self.worker, self.brought_by)

    def subjects(self) -> Iterable[UUID]:
        """Both of them."""
        return (self.worker, self.brought_by)

    def facts(self) -> dict[str, Any]:
        """The day as people read it."""
        return terms.shown(Act.facts(self))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_worker, groups.brought_herself, groups.not_member and others."""
        if self.worker == self.brought_by:
            raise Refused("groups.brought_herself")
        worker = any_worker(self.worker)
        deciding.members_to_be(context.viewer, (self.worker, self.brought_by), _whose_worker(worker))
        if not Membership.objects.filter(worker_id=self.brought_by, left_on__isnull=True).exists():
            raise Refused("groups.not_member")
        deciding.refuse_day(self.happened_on, context.today)
        if Introduction.objects.filter(worker_id=self.worker, taken_back_on__isnull=True).exists():
            raise Refused("groups.brought_already")
        if Introduction.objects.filter(
            worker_id=self.brought_by, brought_by_id=self.worker, taken_back_on__isnull=True
        ).exists():
            raise Refused("groups.brought_each_other")
        return msgspec.structs.replace(self, introduction=deciding.new_id(context, "brought", self.worker))

    def apply(self, entry: Header, rows: Rows) -> None:
        """Who brought whom."""
        rows.insert(
            Introduction,
            id=self.introduction,
            worker_id=self.worker,
            brought_by_id=self.brought_by,
            happened_on=self.happened_on,
        )


class TakeBackIntroduction(Act, frozen=True, kw_only=True):
    """Who brought whom was not so."""

    kind: ClassVar[str] = "groups.take_back_introduction"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} took back who brought whom along ({reason})")

    introduction: UUID
    reason: str
    worker: UUID | None = None
    brought_by: UUID | None = None

    def place(self) -> Place:
        """The place of who was brought."""
        return place_of_row(any_worker(_introduction(self.introduction).worker_id))

    def locks(self) -> Iterable[UUID]:
        """The row."""
        return (self.introduction,)

    def subjects(self) -> Iterable[UUID]:
        """Both of them."""
        return tuple(filter(None, (self.worker, self.brought_by)))

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=terms.VISIT_MISTAKES)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown, groups.unknown_reason, groups.taken_back."""
        found = _introduction(self.introduction)
        deciding.one_of(self.reason, terms.VISIT_MISTAKES, "groups.unknown_reason")
        if found.taken_back_on is not None:
            raise Refused("groups.taken_back")
        return msgspec.structs.replace(self, worker=found.worker_id, brought_by=found.brought_by_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        """It ends."""
        done = {"taken_back_on": entry.recorded_on, "taken_back_reason": self.reason}
        rows.update(Introduction, self.introduction, **done)


def _whose_worker(worker: Worker) -> Whose:
    return Whose(area=worker.area_id, organisation=worker.organisation_id, programme=worker.programme_id)


def _visit(visit_id: UUID) -> GroupVisit:
    """The visit. Raises Refused("groups.unknown")."""
    found = GroupVisit.objects.filter(id=visit_id).first()
    if found is None:
        raise Refused("groups.unknown")
    return found


def _introduction(introduction_id: UUID) -> Introduction:
    """The row. Raises Refused("groups.unknown")."""
    found = Introduction.objects.filter(id=introduction_id).first()
    if found is None:
        raise Refused("groups.unknown")
    return found
