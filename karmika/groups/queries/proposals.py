"""How proposals stand: the runs at worksites, and one run with its groups, distances and everybody left out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from karmika.groups import terms
from karmika.groups.formation import distance_m
from karmika.groups.models import APART, Candidacy, GroupProposal, ProposalRun
from karmika.groups.queries.people import OPEN_STATES, points, stand_of, ties_shown
from karmika.groups.queries.persons import Shown, shown
from karmika.groups.queries.reasons import barred_for
from karmika.groups.types import group_type
from karmika.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list, with how many of its proposals stand where."""

    run: ProposalRun
    proposed: int
    approved: int
    formed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Other:
    """A proposed group with a free seat, and metres to its host."""

    number: int
    metres: int


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A worker in a proposal: metres to the host, the answer if the group was formed, and the next best group."""

    person: Shown
    distance_m: int | None
    is_host: bool
    answer: str
    other: Other | None = None


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal as people look at it."""

    proposal: GroupProposal
    state: str | Promise
    reason: str | Promise
    seats: tuple[SeatLine, ...]
    farthest_m: int | None
    mean_m: int | None
    too_few: bool
    """Fewer members than the type asks for."""
    stand: str
    """How it stands (people.stand_of)."""

    @property
    def is_open(self) -> bool:
        """Whether members can still be changed."""
        return self.proposal.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A worker in no proposal of the run, why, and where the nearest free seat is, however far."""

    person: Shown
    reason: str | Promise
    other: Other | None = None


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with everybody in it."""

    run: ProposalRun
    cards: tuple[ProposalCard, ...]
    left_out: tuple[LeftLine, ...]


def runs(viewer: Viewer, *, limit: int = 30) -> list[RunLine]:
    """The latest runs that the viewer may see, newest first."""
    found = _runs(viewer).select_related("worksite", "area")
    counts = {state: Count("proposals", filter=Q(proposals__state=state)) for state in terms.STATES}
    found = found.annotate(**{f"n_{state}": count for state, count in counts.items()})
    newest = found.order_by("-entry_seq", "id")[:limit]
    return [RunLine(run, *(getattr(run, f"n_{state}") for state in _ORDER)) for run in newest]


_ORDER = ("proposed", "approved", "formed", "rejected")


def _runs(viewer: Viewer) -> QuerySet[ProposalRun]:
    return ProposalRun.objects.visible_to(viewer)


def run_view(viewer: Viewer, run_id: UUID) -> RunView | None:
    """One run as the viewer may see it; None where there is none for this viewer."""
    run = _runs(viewer).select_related("worksite", "area").filter(id=run_id).first()
    if run is None:
        return None
    seats = list(Candidacy.objects.filter(run=run).order_by("distance_m", "id"))
    people = shown(viewer, [seat.worker_id for seat in seats])
    proposals = list(run.proposals.select_related("group").order_by("number"))
    ties = ties_shown(viewer, [seat.worker_id for seat in seats])
    apart = [(tie.worker_id, tie.other_id) for tie in ties if tie.kind == APART]
    others = _others(run, proposals, seats, apart)
    cards = (_card(proposal, seats, people, others) for proposal in proposals)
    left = (
        LeftLine(
            people[seat.worker_id],
            terms.LEFT_OUT.get(seat.reason, seat.reason),
            others.get(seat.worker_id),
        )
        for seat in seats
        if seat.proposal_id is None
    )
    return RunView(run, tuple(cards), tuple(left))


def proposal_view(viewer: Viewer, proposal_id: UUID) -> tuple[ProposalRun, ProposalCard] | None:
    """One proposal with its run; None where there is none for this viewer."""
    visible = GroupProposal.objects.visible_to(viewer).filter(id=proposal_id)
    proposal = visible.select_related("run__worksite", "run__area").first()
    if proposal is None:
        return None
    seats = list(Candidacy.objects.filter(proposal=proposal).order_by("distance_m", "id"))
    people = shown(viewer, [seat.worker_id for seat in seats])
    return proposal.run, _card(proposal, seats, people)


def _others(
    run: ProposalRun,
    proposals: list[GroupProposal],
    seats: list[Candidacy],
    apart: Iterable[tuple[UUID, UUID]],
) -> dict[UUID, Other]:
    """For each worker of a run the nearest host of another open proposal with a free seat that suits."""
    barred = barred_for(apart, {seat.worker_id: seat.proposal_id for seat in seats})
    taken = Counter(seat.proposal_id for seat in seats)
    known = {person.worker_id: person for person in points(seat.worker_id for seat in seats)}
    hosts = [
        (proposal.id, proposal.number, known[proposal.host_id])
        for proposal in proposals
        if proposal.state in OPEN_STATES
        and not proposal.locked
        and taken[proposal.id] < run.maximum
        and proposal.host_id in known
    ]
    hosts = [one for one in hosts if one[2].lat_e6 is not None]
    found = {}
    for seat in seats:
        person = known.get(seat.worker_id)
        if person is None or person.lat_e6 is None:
            continue
        if run.women_only and person.sex != "female":
            continue
        none = {seat.proposal_id, *barred.get(seat.worker_id, ())}
        ways = [(distance_m(person, host), number) for key, number, host in hosts if key not in none]
        if ways:
            metres, number = min(ways)
            found[seat.worker_id] = Other(number, metres)
    return found


def _card(
    proposal: GroupProposal,
    seats: Iterable[Candidacy],
    people: dict[UUID, Shown],
    next_best: Mapping[UUID, Other] | None = None,
) -> ProposalCard:
    mine = [seat for seat in seats if seat.proposal_id == proposal.id]
    metres = [seat.distance_m for seat in mine if seat.distance_m is not None]
    host = proposal.host_id
    others = [s.distance_m for s in mine if s.distance_m is not None and s.worker_id != host]
    lines = [
        SeatLine(
            people[seat.worker_id],
            seat.distance_m,
            seat.worker_id == proposal.host_id,
            seat.answer,
            (next_best or {}).get(seat.worker_id),
        )
        for seat in mine
    ]
    known = group_type(proposal.run.group_type)
    rule = known.rule_on(proposal.run.asked_on) if known is not None else None
    return ProposalCard(
        proposal=proposal,
        state=terms.STATES[proposal.state],
        reason=terms.REJECT_REASONS.get(proposal.reason, proposal.reason),
        seats=tuple(sorted(lines, key=lambda line: not line.is_host)),
        farthest_m=max(metres, default=None),
        mean_m=sum(others) // len(others) if others else None,
        too_few=rule is not None and len(mine) < rule.minimum,
        stand=stand_of(proposal, (seat.worker_id for seat in mine)),
    )
