"""How proposals stand: the runs at worksites, and one run with its groups, distances and everybody left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from karmika.groups import terms
from karmika.groups.models import Candidacy, GroupProposal, ProposalRun
from karmika.groups.queries.people import OPEN_STATES
from karmika.groups.queries.persons import Shown, shown
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
class SeatLine:
    """A worker in a proposal: metres to the host, and the answer if the group was formed."""

    person: Shown
    distance_m: int | None
    is_host: bool
    answer: str


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

    @property
    def is_open(self) -> bool:
        """Whether members can still be changed."""
        return self.proposal.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A worker in no proposal of the run, and why."""

    person: Shown
    reason: str | Promise


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
    cards = (
        _card(proposal, seats, people)
        for proposal in run.proposals.select_related("group").order_by("number")
    )
    left = (
        LeftLine(people[seat.worker_id], terms.LEFT_OUT.get(seat.reason, seat.reason))
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


def _card(proposal: GroupProposal, seats: Iterable[Candidacy], people: dict[UUID, Shown]) -> ProposalCard:
    mine = [seat for seat in seats if seat.proposal_id == proposal.id]
    metres = [seat.distance_m for seat in mine if seat.distance_m is not None]
    host = proposal.host_id
    others = [s.distance_m for s in mine if s.distance_m is not None and s.worker_id != host]
    lines = [
        SeatLine(people[seat.worker_id], seat.distance_m, seat.worker_id == proposal.host_id, seat.answer)
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
    )
