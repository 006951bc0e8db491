"""What the board does to a whole run: another way is chosen, the rest is proposed anew, a change is taken back; locks."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms
from karmika.groups.acts import arranging, deciding
from karmika.groups.acts.parts import Arrangement, Change, LeftOut, ProposalNow, Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import write_alternatives, write_change, write_step
from karmika.groups.alternatives import locked_together
from karmika.groups.formation import How, SizeRule
from karmika.groups.models import Alternative, BoardChange, Candidacy, GroupProposal
from karmika.groups.queries.people import Asked, any_apart, points, standing
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


class OnRun(Act, frozen=True, kw_only=True):
    """Base of what is done to a run."""

    roles: ClassVar[frozenset[str]] = ORGANISERS

    run: UUID

    def place(self) -> Place:
        """The run's place. Raises Refused("groups.unknown")."""
        found = arranging.run_of(self.run)
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        """The run: its proposals change one after the other."""
        return (self.run,)

    def subjects(self) -> Iterable[UUID]:
        """The run."""
        return (self.run,)


class Rearranging(OnRun, frozen=True, kw_only=True):
    """Base of changes that can touch every loose proposal of a run."""

    step: ClassVar[str]

    change: Change | None = None
    before: Change | None = None
    number: int | None = None
    whose: Whose | None = None
    group_type: str = ""
    occupation: str = ""

    def subjects(self) -> Iterable[UUID]:
        """The run, and the proposals that it touches."""
        touched = () if self.change is None else self.change.proposals
        return (self.run, *(one.id for one in touched))

    def _decided(self, at: arranging.Desk, change: Change, **more: Any) -> Self:
        return msgspec.structs.replace(
            self,
            change=change,
            whose=deciding.whose(at.run),
            group_type=at.run.group_type,
            occupation=at.run.occupation,
            **more,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """Proposals and seats as decided, and what stood before."""
        assert self.change is not None and self.whose is not None
        work = (self.group_type, self.occupation)
        write_change(entry, rows, self.change, run=self.run, whose=self.whose, work=work)
        if self.before is not None and self.number is not None:
            write_step(rows, run=self.run, number=self.number, kind=self.step, before=self.before)


class ChooseAlternative(Rearranging, frozen=True, kw_only=True):
    """Arranges the people of a run in another of the ways that were found for them."""

    kind: ClassVar[str] = "groups.choose_alternative"
    says: ClassVar[str | Promise] = _("{actor} chose another way to arrange the proposed groups: {code}")
    step: ClassVar[str] = "alternative"

    code: str
    chosen: UUID | None = None
    others: tuple[UUID, ...] = ()

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown, groups.already_there, groups.stale."""
        at = arranging.desk(arranging.run_of(self.run))
        ways = Alternative.objects.filter(run=at.run).order_by("-round")
        latest = ways.values_list("round", flat=True).first() or 0
        found = ways.filter(round=latest, code=self.code).first()
        if found is None:
            raise Refused("groups.unknown")
        plan = arranging.read_arrangement(found.arrangement)
        workers = set(plan.workers())
        movable = {one.worker_id for one in at.movable}
        seated = {one.worker_id for one in at.movable if one.proposal_id is not None}
        if any(one.locked for one in at.movable) or not seated <= workers <= movable:
            raise Refused("groups.stale")
        if not set(plan.workers()) - {one.worker for one in plan.left_out} <= at.free(context.viewer):
            raise Refused("groups.stale")
        if any(any_apart(people) for people in plan.together()):
            raise Refused("groups.stale")  # the tie is younger than the way
        change, before = arranging.change_to(context, at, plan)
        if _same(change, before):
            raise Refused("groups.already_there")
        beside = ways.filter(round=latest).exclude(id=found.id).order_by("id")
        return self._decided(
            at,
            change,
            before=before,
            number=arranging.next_change(self.run),
            chosen=found.id,
            others=tuple(beside.values_list("id", flat=True)),
        )

    def facts(self) -> dict[str, Any]:
        """The way in words."""
        return terms.shown(Act.facts(self), code=terms.PLANS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The arrangement, and which of the ways it is."""
        Rearranging.apply(self, entry, rows)
        rows.update(Alternative, self.chosen, chosen=True)
        for other in self.others:
            rows.update(Alternative, other, chosen=False)


def _same(change: Change, before: Change) -> bool:
    seats = {one.worker: (one.proposal, one.offered, one.reason) for one in change.seats}
    return seats == {one.worker: (one.proposal, one.offered, one.reason) for one in before.seats}


class ProposeAnew(Rearranging, frozen=True, kw_only=True):
    """Arranges anew whoever of a run is not locked and not in a group that is locked or decided on.

    Locked people stay in their groups; new ways to compare are found, with another seed.
    """

    kind: ClassVar[str] = "groups.propose_anew"
    says: ClassVar[str | Promise] = _(
        "{actor} asked to arrange the rest of the proposed groups anew: {proposed} proposed"
    )
    step: ClassVar[str] = "anew"

    certified: bool = False
    seed: int | None = None
    round: int | None = None
    proposed: int = 0
    plan: Arrangement | None = None
    others: tuple[Arrangement, ...] = ()

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.nothing_anew, groups.nobody_to_propose."""
        at = arranging.desk(arranging.run_of(self.run))
        latest = Alternative.objects.filter(run=at.run).order_by("-round").values_list("round", flat=True)
        number = (latest.first() or 0) + 1
        rule = SizeRule(at.run.minimum, at.run.maximum, at.run.radius_m, at.run.women_only)
        how = How(seed=number - 1, bound=self.certified)
        plans = _keeping_locks(context, at, rule, how)
        change, before = arranging.change_to(context, at, plans[0])
        return self._decided(
            at,
            change,
            before=before,
            number=arranging.next_change(self.run),
            seed=how.seed,
            round=number,
            proposed=len(plans[0].groups),
            plan=plans[0],
            others=plans[1:],
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The arrangement, and the ways to compare it with."""
        assert self.plan is not None and self.round is not None
        Rearranging.apply(self, entry, rows)
        write_alternatives(rows, run=self.run, number=self.round, plans=(self.plan, *self.others))


def _keeping_locks(context: Context, at: arranging.Desk, rule: SizeRule, how: How) -> tuple[Arrangement, ...]:
    """The ways that leave locked people where they are. A group whose locked people find no others stays as it is.

    Raises Refused: groups.nothing_anew, groups.nobody_to_propose.
    """
    run, free = at.run, at.free(context.viewer)
    asked = Asked(run.worksite_id, run.occupation, run.group_type, run.organisation_id, run.programme_id)
    there = standing(asked, rule.maximum)
    kept: set[UUID] = set()
    while True:
        part = arranging.Desk(run, tuple(one for one in at.proposals if one.id not in kept), at.seats)
        people = [one.worker_id for one in part.movable]
        if not people:
            raise Refused("groups.nothing_anew")
        gone = tuple(LeftOut(worker=one, reason="no_longer_free") for one in people if one not in free)
        locked = {one.id: [who for who in part.locked(one) if who in free] for one in part.loose}
        found = arranging.arrangements(
            points(one for one in people if one in free), rule, there, how, locked_together(locked.values())
        )
        lost = {key for key, some in locked.items() if some and not all(_holds(plan, some) for plan in found)}
        if not lost:
            return _all_of(at, kept, tuple(_with(plan, gone) for plan in found), rule)
        kept |= lost


def _holds(plan: Arrangement, people: list[UUID]) -> bool:
    return any({*people} <= {seat.worker for seat in group.seats} for group in plan.groups)


def _with(plan: Arrangement, gone: tuple[LeftOut, ...]) -> Arrangement:
    return msgspec.structs.replace(plan, left_out=plan.left_out + gone)


def _all_of(
    at: arranging.Desk, kept: set[UUID], plans: tuple[Arrangement, ...], rule: SizeRule
) -> tuple[Arrangement, ...]:
    """The ways with the groups that stay as they are because of their locks. Raises Refused("groups.nobody_to_propose")."""
    stay = tuple(arranging.grouping_of(at, one) for one in at.loose if one.id in kept)
    if not stay and not plans[0].groups and not plans[0].offers:
        raise Refused("groups.nobody_to_propose", people=len(at.movable), minimum=rule.minimum)
    return tuple(msgspec.structs.replace(plan, groups=stay + plan.groups) for plan in plans)


class UndoChange(Rearranging, frozen=True, kw_only=True):
    """Takes the last change of a run's arrangement back: a move, another way, a new proposal of the rest.

    `last`: the number of the change that was shown as the last one, so that nobody takes back another's newer one.
    """

    kind: ClassVar[str] = "groups.undo_change"
    says: ClassVar[str | Promise] = _("{actor} took a change of the proposed groups back ({what})")
    step: ClassVar[str] = "undo"

    last: int | None = None
    undone: UUID | None = None
    what: str = ""

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.nothing_to_undo, groups.changed_since, groups.undo_decided, groups.stale."""
        at = arranging.desk(arranging.run_of(self.run))
        last = BoardChange.objects.filter(run=at.run, undone=False).order_by("-number").first()
        if last is None:
            raise Refused("groups.nothing_to_undo")
        if self.last is not None and self.last != last.number:
            raise Refused("groups.changed_since")
        before = arranging.read_change(last.before)
        stands = {one.id: one for one in at.proposals}
        for one in before.proposals:
            row = stands[one.id]
            over = row.state == "rejected" and row.reason == terms.ARRANGED_ANEW
            if row.locked or not (row.state == "proposed" or over):
                raise Refused("groups.undo_decided")
        locked = {one.worker_id for one in at.seats if one.locked}
        if locked & {one.worker for one in before.seats if _moves(at, one.worker, one.proposal)}:
            raise Refused("groups.undo_decided")
        seated = {one.worker for one in before.seats if one.proposal is not None or one.offered is not None}
        if not seated <= at.free(context.viewer) or any(
            any_apart(some) for some in _groups_after(at, before)
        ):
            raise Refused("groups.stale")
        change = Change(
            proposals=tuple(_counted(one, stands[one.id]) for one in before.proposals), seats=before.seats
        )
        return self._decided(at, change, undone=last.id, what=last.kind)

    def facts(self) -> dict[str, Any]:
        """What was taken back, in words."""
        return terms.shown(Act.facts(self), what=terms.CHANGES)

    def apply(self, entry: Header, rows: Rows) -> None:
        """What stood before, and that the change is over."""
        Rearranging.apply(self, entry, rows)
        rows.update(BoardChange, self.undone, undone=True)


def _groups_after(at: arranging.Desk, change: Change) -> Iterable[list[UUID]]:
    """Who would sit together in each proposal that a change touches."""
    moved = {one.worker: one.proposal for one in change.seats}
    for proposal in change.proposals:
        stay = [
            one.worker_id for one in at.seats if one.proposal_id == proposal.id and one.worker_id not in moved
        ]
        yield stay + [worker for worker, where in moved.items() if where == proposal.id]


def _moves(at: arranging.Desk, worker: UUID, proposal: UUID | None) -> bool:
    return any(one.worker_id == worker and one.proposal_id != proposal for one in at.seats)


def _counted(one: ProposalNow, row: GroupProposal) -> ProposalNow:
    """A proposal as it was; an approval that was taken away by the change is asked for again."""
    state = "proposed" if one.state == "approved" else one.state
    counts = int(state != "rejected") - int(row.state != "rejected")
    return msgspec.structs.replace(one, state=state, counts=counts)


class Lock(OnRun, frozen=True, kw_only=True):
    """Locks a person or a whole group of a run, or takes the lock away: nobody moves what is locked."""

    kind: ClassVar[str] = "groups.lock"
    says: ClassVar[str | Promise] = _("{actor} changed a lock of the proposed groups")

    locked: bool
    worker: UUID | None = None
    proposal: UUID | None = None
    candidacy: UUID | None = None

    def subjects(self) -> Iterable[UUID]:
        """The run, and what is locked."""
        return tuple(filter(None, (self.run, self.worker, self.proposal)))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown, groups.not_open, groups.already_there."""
        run = arranging.run_of(self.run)
        if (self.worker is None) == (self.proposal is None):
            raise Refused("groups.choose")
        if self.proposal is not None:
            found = GroupProposal.objects.filter(id=self.proposal, run=run).first()
            if found is None or found.state not in ("proposed", "approved"):
                raise Refused("groups.not_open")
            if found.locked == self.locked:
                raise Refused("groups.already_there")
            return self
        seats = Candidacy.objects.select_related("proposal").filter(run=run)
        seat = seats.filter(worker_id=self.worker or run.id).first()
        if seat is None or (seat.proposal and seat.proposal.state not in ("proposed", "approved")):
            raise Refused("groups.not_open")
        if seat.locked == self.locked:
            raise Refused("groups.already_there")
        return msgspec.structs.replace(self, candidacy=seat.id)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The lock."""
        if self.proposal is not None:
            rows.update(GroupProposal, self.proposal, locked=self.locked)
        else:
            rows.update(Candidacy, self.candidacy, locked=self.locked)
