"""How the acts of a run ask the solver, and what its answer changes. Reads only; every function may refuse."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from karmika.groups import alternatives
from karmika.groups.acts import deciding
from karmika.groups.acts.parts import (
    Arrangement,
    Change,
    Grouping,
    LeftOut,
    Offered,
    ProposalNow,
    Seat,
    SeatNow,
)
from karmika.groups.formation import Candidate, How, SizeRule, Standing, Wishes
from karmika.groups.models import BoardChange, Candidacy, GroupProposal, ProposalRun
from karmika.groups.queries.people import OFFERED, free_workers, wishes
from karmika.groups.terms import ARRANGED_ANEW
from karmika.journal.act import Context
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

NONE = Wishes()


def arrangements(
    people: Sequence[Candidate],
    sizes: SizeRule,
    standing: Sequence[Standing],
    how: How,
    locked: Wishes = NONE,
) -> tuple[Arrangement, ...]:
    """The ways in which these people can be arranged, with the ties that are known of them; the first is proposed."""
    ids = [one.worker_id for one in people]
    ids += [one.worker_id for group in standing for one in group.members]
    known = wishes(ids)
    ties = Wishes(known.wants, known.together + locked.together, known.apart + locked.apart)
    return tuple(_arrangement(one) for one in alternatives.found(people, sizes, ties, standing, how))


def _arrangement(found: alternatives.Found) -> Arrangement:
    formation = found.formation
    return Arrangement(
        code=found.code,
        largest=found.rule.maximum,
        no_language_m=found.rule.no_language_m,
        no_hours_m=found.rule.no_hours_m,
        walk_m=found.walk_m,
        farthest_m=found.farthest_m,
        within_permille=found.within_permille,
        groups=tuple(
            Grouping(
                host=group.host_id,
                seats=tuple(Seat(worker=seat.worker_id, distance_m=seat.distance_m) for seat in group.seats),
            )
            for group in formation.groups
        ),
        offers=tuple(
            Offered(worker=one.worker_id, group=one.group_id, distance_m=one.distance_m)
            for one in formation.offers
        ),
        left_out=tuple(LeftOut(worker=one.worker_id, reason=one.reason) for one in formation.left_out),
    )


@dataclass(frozen=True)
class Desk:
    """How a run stands: its proposals and everybody who was considered."""

    run: ProposalRun
    proposals: tuple[GroupProposal, ...]
    seats: tuple[Candidacy, ...]

    @property
    def loose(self) -> tuple[GroupProposal, ...]:
        """Proposals that nobody locked or decided on, by number."""
        return tuple(one for one in self.proposals if one.state == "proposed" and not one.locked)

    @property
    def movable(self) -> tuple[Candidacy, ...]:
        """Everybody in a loose proposal or in none, save those who are locked out of all."""
        keys = {one.id for one in self.loose}
        return tuple(
            one
            for one in self.seats
            if one.proposal_id in keys or (one.proposal_id is None and not one.locked)
        )

    def people(self, proposal: GroupProposal) -> list[UUID]:
        """Who has a seat in a proposal."""
        return [one.worker_id for one in self.seats if one.proposal_id == proposal.id]

    def locked(self, proposal: GroupProposal) -> list[UUID]:
        """Who is locked in a proposal."""
        return [one.worker_id for one in self.seats if one.proposal_id == proposal.id and one.locked]

    def free(self, viewer: Viewer) -> set[UUID]:
        """Those of the run who agreed to be proposed and are in no group and no other run's proposal."""
        ids = [one.worker_id for one in self.seats]
        found = free_workers(viewer, self.run.group_type, beside=self.run.id).filter(id__in=ids)
        return set(found.values_list("id", flat=True))


def desk(run: ProposalRun) -> Desk:
    """The desk of a run."""
    return Desk(
        run,
        tuple(GroupProposal.objects.filter(run=run).order_by("number")),
        tuple(Candidacy.objects.filter(run=run).order_by("id")),
    )


def grouping_of(at: Desk, proposal: GroupProposal) -> Grouping:
    """A proposal as it is, to be kept in an arrangement."""
    rows = [one for one in at.seats if one.proposal_id == proposal.id]
    rows.sort(key=lambda one: (one.worker_id != proposal.host_id, one.distance_m or 0, one.id))
    return Grouping(
        host=proposal.host_id,
        seats=tuple(Seat(worker=one.worker_id, distance_m=one.distance_m) for one in rows),
    )


def run_of(run_id: UUID) -> ProposalRun:
    """A run. Raises Refused("groups.unknown")."""
    found = ProposalRun.objects.filter(id=run_id).first()
    if found is None:
        raise Refused("groups.unknown")
    return found


def next_change(run_id: UUID) -> int:
    """The number of the next change of a run."""
    last = BoardChange.objects.filter(run_id=run_id).order_by("-number").values_list("number", flat=True)
    return (last.first() or 0) + 1


def change_to(context: Context, at: Desk, plan: Arrangement) -> tuple[Change, Change]:
    """What must be written so that the loose part of a run is arranged as `plan` says, and what stood before.

    A group goes on with the number of the one it shares most people with; numbers that are over are given again.
    """
    old = at.loose
    new = [[seat.worker for seat in group.seats] for group in plan.groups]
    locked = {one.worker_id for one in at.seats if one.locked}
    follows = alternatives.goes_on([at.people(one) for one in old], new, locked)
    over = [old[n] for n in range(len(old)) if n not in follows]
    spare = [one for one in at.proposals if one.reason == ARRANGED_ANEW and one.state == "rejected"]
    fresh = iter(sorted([*over, *spare], key=lambda one: one.number))
    number = max((one.number for one in at.proposals), default=0)
    after: list[ProposalNow] = []
    for group, before in zip(plan.groups, follows, strict=True):
        row = old[before] if before is not None else next(fresh, None)
        if row is None:
            number += 1
            key = deciding.new_id(context, at.run.id, "anew", number)
            after.append(
                ProposalNow(id=key, number=number, host=group.host, state="proposed", is_new=True, counts=1)
            )
        else:
            counts = int(row.state != "proposed")
            after.append(
                ProposalNow(id=row.id, number=row.number, host=group.host, state="proposed", counts=counts)
            )
    after += [
        ProposalNow(
            id=one.id, number=one.number, host=one.host_id, state="rejected", reason=ARRANGED_ANEW, counts=-1
        )
        for one in fresh
        if one.state == "proposed"
    ]
    seats = _seats(at, plan, [one.id for one in after])
    return Change(proposals=tuple(after), seats=seats), before_of(at, after, [one.worker for one in seats])


def _seats(at: Desk, plan: Arrangement, proposals: Sequence[UUID]) -> tuple[SeatNow, ...]:
    keys = {one.worker_id: one.id for one in at.seats}
    seats = [
        SeatNow(
            candidacy=keys[seat.worker], worker=seat.worker, proposal=proposal, distance_m=seat.distance_m
        )
        for proposal, group in zip(proposals, plan.groups, strict=False)
        for seat in group.seats
    ]
    seats += [
        SeatNow(
            candidacy=keys[one.worker],
            worker=one.worker,
            reason=OFFERED,
            offered=one.group,
            distance_m=one.distance_m,
        )
        for one in plan.offers
    ]
    seats += [
        SeatNow(candidacy=keys[one.worker], worker=one.worker, reason=one.reason) for one in plan.left_out
    ]
    return tuple(seats)


def before_of(at: Desk, touched: Iterable[ProposalNow], workers: Collection[UUID]) -> Change:
    """How the proposals and people that a change touches stood before it; what was not there is one that is over."""
    stood = {one.id: one for one in at.proposals}
    proposals = []
    for one in touched:
        row = stood.get(one.id)
        proposals.append(
            ProposalNow(id=one.id, number=one.number, host=one.host, state="rejected", reason=ARRANGED_ANEW)
            if row is None
            else ProposalNow(
                id=row.id, number=row.number, host=row.host_id, state=row.state, reason=row.reason
            )
        )
    wanted = set(workers)
    seats = tuple(
        SeatNow(
            candidacy=one.id,
            worker=one.worker_id,
            proposal=one.proposal_id,
            distance_m=one.distance_m,
            reason=one.reason,
            offered=one.offered_group_id,
        )
        for one in at.seats
        if one.worker_id in wanted
    )
    return Change(proposals=tuple(proposals), seats=seats)


def read_change(stored: object) -> Change:
    """A change as it was kept in a row."""
    return msgspec.convert(stored, Change)


def read_arrangement(stored: object) -> Arrangement:
    """An arrangement as it was kept in a row."""
    return msgspec.convert(stored, Arrangement)
