"""The board of a run: groups with their people, what stands for and against each seat, the ways to compare."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from karmika.areas.levels import WORKSITE_KINDS
from karmika.groups import alternatives, terms
from karmika.groups.formation import Candidate
from karmika.groups.models import APART, Alternative, BoardChange, Candidacy, GroupProposal, ProposalRun, Tie
from karmika.groups.queries.people import OFFERED, OPEN_STATES, points, stand_of, ties_shown
from karmika.groups.queries.persons import Shown, shown
from karmika.groups.queries.reasons import (
    Ground,
    Near,
    barred_for,
    nearest,
    nearest_seat,
    next_best,
    way,
    why_here,
)
from karmika.groups.types import TypeRule, group_type
from karmika.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class BoardSeat:
    """A person on the board: where she lives, why she is where she is, and what would be next."""

    person: Shown
    point: Candidate
    distance_m: int | None
    is_host: bool
    locked: bool
    is_far: bool
    why: str | Promise
    next: str
    offered: str = ""
    offered_group: UUID | None = None


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A proposed group on the board."""

    proposal: GroupProposal
    state: str | Promise
    seats: tuple[BoardSeat, ...]
    walk_m: int
    farthest_m: int | None
    too_few: int
    """So many people are missing; 0 where there are enough."""
    is_complete: bool
    stand: str
    """How it stands (people.stand_of)."""

    @property
    def is_open(self) -> bool:
        """Whether people can be moved into it and out of it."""
        return not self.is_fixed

    @property
    def is_fixed(self) -> bool:
        """Whether it is locked, or no longer to be changed."""
        return self.proposal.locked or self.proposal.state not in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Compared:
    """One way to arrange the people, or the arrangement as it stands (code empty), in figures."""

    code: str
    label: str | Promise
    chosen: bool
    groups: int
    walk_m: int
    farthest_m: int
    left_out: int
    offered: int
    moved: int
    within_permille: int | None

    @property
    def within_percent(self) -> int | None:
        """The bound in whole per cent, rounded up."""
        return None if self.within_permille is None else -(-self.within_permille // 10)


@dataclass(frozen=True, slots=True)
class TieLine:
    """A tie between two people of the run, as this viewer may see it."""

    tie: Tie
    worker: Shown
    other: Shown
    what: str | Promise
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class BoardView:
    """Everything on the board. `can_undo`: what would be taken back, empty where there is nothing."""

    run: ProposalRun
    rule: TypeRule | None
    cards: tuple[BoardCard, ...]
    left: tuple[BoardSeat, ...]
    compared: tuple[Compared, ...]
    ties: tuple[TieLine, ...]
    can_undo: str | Promise
    last_change: int | None

    @property
    def can_compare(self) -> bool:
        """Whether something is left to arrange, and there is another way or a bound to be told."""
        ways = self.compared[1:]
        told = len(ways) > 1 or any(one.within_permille is not None for one in ways)
        return self.compared[0].groups > 0 and told

    @property
    def can_move(self) -> bool:
        """Whether there is a group into which, or out of which, somebody could be moved, or somebody in none."""
        return bool(self.left) or any(card.is_open for card in self.cards)

    @property
    def complete(self) -> list[BoardCard]:
        """Groups that wait for approval and have the right size and nobody who lives too far away."""
        return [card for card in self.cards if card.proposal.state == "proposed" and card.is_complete]

    @property
    def seats(self) -> list[BoardSeat]:
        """Everybody on the board."""
        return [*(seat for card in self.cards for seat in card.seats), *self.left]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a run."""

    run: ProposalRun
    proposals: Sequence[GroupProposal]
    seats: Sequence[Candidacy]
    people: Mapping[UUID, Shown]
    points: Mapping[UUID, Candidate]
    ties: Sequence[Tie]


def board(viewer: Viewer, run_id: UUID) -> BoardView | None:
    """The board of a run as the viewer may see it; None where there is none for this viewer."""
    runs = ProposalRun.objects.visible_to(viewer).select_related("worksite", "area")
    run = runs.filter(id=run_id).first()
    if run is None:
        return None
    known = _read(viewer, run)
    kind = group_type(run.group_type)
    rule = kind.rule_on(run.asked_on) if kind is not None else None
    cards, left = _cards(known, rule)
    last = (
        BoardChange.objects.filter(run=run, undone=False).order_by("-number").only("number", "kind").first()
    )
    return BoardView(
        run,
        rule,
        cards,
        left,
        _compared(known, cards, left),
        _tie_lines(known),
        terms.CHANGES.get(last.kind, "") if last else "",
        last.number if last else None,
    )


def _read(viewer: Viewer, run: ProposalRun) -> _Known:
    seats = list(
        Candidacy.objects.filter(run=run).select_related("offered_group").order_by("distance_m", "id")
    )
    ids = [seat.worker_id for seat in seats]
    proposals = [one for one in run.proposals.order_by("number") if one.reason != terms.ARRANGED_ANEW]
    ties = ties_shown(viewer, ids)
    known = {one.worker_id: one for one in points(ids)}
    return _Known(run, proposals, seats, shown(viewer, ids), known, ties)


def _cards(known: _Known, rule: TypeRule | None) -> tuple[tuple[BoardCard, ...], tuple[BoardSeat, ...]]:
    inside: dict[UUID | None, list[Candidacy]] = defaultdict(list)
    for seat in known.seats:
        inside[seat.proposal_id].append(seat)
    pairs = {
        kind: [(t.worker_id, t.other_id) for t in known.ties if t.kind == kind] for kind in terms.TIE_KINDS
    }
    place = str(WORKSITE_KINDS[known.run.worksite.kind])
    ground = Ground(place, frozenset(pairs["wants"]), frozenset(pairs["together"]))
    near = _near(known, inside, pairs[APART])
    cards = []
    for proposal in known.proposals:
        rows = sorted(inside[proposal.id], key=lambda row: row.worker_id != proposal.host_id)
        group = {row.worker_id for row in rows}
        host = known.points.get(proposal.host_id)
        seats = [
            _seat(
                known,
                row,
                is_host=row.worker_id == proposal.host_id,
                words=(
                    why_here(ground, known.points[row.worker_id], host, group - {row.worker_id})
                    if host
                    else "",
                    next_best(near.get(row.worker_id), row.distance_m),
                ),
            )
            for row in rows
        ]
        cards.append(_card(proposal, seats, known.run, rule))
    left = [
        _seat(
            known,
            row,
            is_host=False,
            words=(terms.LEFT_OUT.get(row.reason, row.reason), nearest_seat(near.get(row.worker_id))),
        )
        for row in inside[None]
    ]
    return tuple(cards), tuple(left)


def _near(
    known: _Known,
    inside: Mapping[UUID | None, Sequence[Candidacy]],
    apart: Sequence[tuple[UUID, UUID]],
) -> dict[UUID, Near | None]:
    """For each person the nearest other group with a seat that suits. A seat beside somebody to keep apart is none."""
    room = [
        (one.id, one.number, known.points[one.host_id])
        for one in known.proposals
        if one.state in OPEN_STATES
        and not one.locked
        and one.host_id in known.points
        and len(inside[one.id]) < known.run.maximum
    ]
    barred = barred_for(apart, {seat.worker_id: seat.proposal_id for seat in known.seats})
    women = known.run.women_only
    return {
        seat.worker_id: nearest(
            known.points[seat.worker_id], room, own=seat.proposal_id, barred=barred.get(seat.worker_id, ())
        )
        for seat in known.seats
        if not women or known.points[seat.worker_id].sex == "female"
    }


def _seat(known: _Known, row: Candidacy, *, is_host: bool, words: tuple[str | Promise, str]) -> BoardSeat:
    person = known.people[row.worker_id]
    offered = row.offered_group if row.reason == OFFERED else None
    return BoardSeat(
        person=person,
        point=known.points[row.worker_id],
        distance_m=row.distance_m,
        is_host=is_host,
        locked=row.locked,
        is_far=row.distance_m is not None and row.distance_m > known.run.radius_m,
        why=words[0] if person.seen else "",
        next=words[1] if person.seen and offered is None else "",
        offered=offered.name if offered else "",
        offered_group=offered.id if offered else None,
    )


def _card(
    proposal: GroupProposal, seats: Sequence[BoardSeat], run: ProposalRun, rule: TypeRule | None
) -> BoardCard:
    metres = [seat.distance_m for seat in seats if seat.distance_m is not None]
    least = rule.minimum if rule is not None else run.minimum
    most = rule.maximum if rule is not None else run.maximum
    return BoardCard(
        proposal=proposal,
        state=terms.STATES[proposal.state],
        seats=tuple(seats),
        walk_m=sum(metres),
        farthest_m=max(metres, default=None),
        too_few=max(0, least - len(seats)),
        stand=stand_of(proposal, (seat.person.worker_id for seat in seats)),
        is_complete=least <= len(seats) <= most and not any(seat.is_far for seat in seats),
    )


def _compared(known: _Known, cards: Sequence[BoardCard], left: Sequence[BoardSeat]) -> tuple[Compared, ...]:
    """The arrangement as it stands, and the ways of the latest round. `moved`: who would sit with others than now."""
    open_cards = [card for card in cards if card.proposal.state == "proposed" and not card.proposal.locked]
    now = [[seat.person.worker_id for seat in card.seats] for card in open_cards]
    ways = list(Alternative.objects.filter(run=known.run).order_by("-round", "id"))
    lines = [
        Compared(
            code="",
            label=terms.AS_IT_STANDS,
            chosen=False,
            groups=len(open_cards),
            walk_m=sum(card.walk_m for card in open_cards),
            farthest_m=max((card.farthest_m or 0 for card in open_cards), default=0),
            left_out=sum(not seat.offered for seat in left),
            offered=sum(bool(seat.offered) for seat in left),
            moved=0,
            within_permille=None,
        )
    ]
    for one in ways:
        if one.round != ways[0].round:
            continue
        plan = one.arrangement
        groups = [[UUID(seat["worker"]) for seat in group["seats"]] for group in plan.get("groups", ())]
        lines.append(
            Compared(
                code=one.code,
                label=terms.PLANS.get(one.code, one.code),
                chosen=one.chosen,
                groups=len(groups),
                walk_m=one.walk_m,
                farthest_m=one.farthest_m,
                left_out=len(plan.get("left_out", ())),
                offered=len(plan.get("offers", ())),
                moved=alternatives.moved(now, groups),
                within_permille=one.within_permille,
            )
        )
    return tuple(lines)


def _tie_lines(known: _Known) -> tuple[TieLine, ...]:
    """The ties among these people that the viewer may see."""
    return tuple(
        TieLine(
            tie,
            known.people[tie.worker_id],
            known.people[tie.other_id],
            terms.TIE_KINDS[tie.kind],
            terms.APART_REASONS.get(tie.reason, ""),
        )
        for tie in known.ties
    )


def by_distance(view: BoardView, seat: BoardSeat) -> list[tuple[BoardCard, int | None]]:
    """The groups that somebody could be moved to, the nearest first, with metres to the member in the middle."""
    found: list[tuple[BoardCard, int | None]] = []
    for card in view.cards:
        host = next((one for one in card.seats if one.is_host), None)
        if not card.is_open or any(one is seat for one in card.seats) or host is None:
            continue
        found.append((card, way(seat.point, host.point)))
    return sorted(found, key=lambda one: (one[1] is None, one[1] or 0, one[0].proposal.number))


def people_of(seats: Iterable[BoardSeat]) -> list[Shown]:
    """Those whom the viewer was shown."""
    return [seat.person for seat in seats]
