"""What becomes of a proposal: changed by hand, approved, rejected.

Who asked for it as a resource person does not approve it: a second person looks. An organiser may ask and approve,
because each member's own consent (groups.form) is still to come.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.areas.queries import is_within
from karmika.groups import formation, terms
from karmika.groups.acts import arranging, deciding
from karmika.groups.acts.parts import Change, ProposalNow, Seat, SeatNow, Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import dims, write_candidacy, write_step
from karmika.groups.models import Candidacy, GroupProposal, ProposalRun
from karmika.groups.queries.people import OFFERED, any_apart, are_apart, free_workers, points, stand_of
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute
from karmika.registry.models import Worker

APPROVERS: frozenset[str] = frozenset({Role.COMMUNITY_ORGANISER, Role.CITY_MISSION_MANAGER})


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where a seat stands after a change: metres to the new host."""

    candidacy: UUID
    distance_m: int | None


class Arranged(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal after a change: its host, and the seats that were there before."""

    proposal: UUID
    host: UUID
    seats: tuple[Placed, ...]


class AdjustProposal(Act, frozen=True, kw_only=True):
    """Moves one worker: into a proposal of the run, from one to another, or out (`to` empty).

    Host and distances of the proposals it touches are found anew. An approved proposal has to be approved again.
    """

    kind: ClassVar[str] = "groups.adjust_proposal"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} changed who is proposed for a group ({reason})")

    run: UUID
    worker: UUID
    reason: str
    to: UUID | None = None
    source: UUID | None = None
    candidacy: UUID | None = None
    is_new: bool = False
    distance_m: int | None = None
    arranged: tuple[Arranged, ...] = ()
    before: Change | None = None
    number: int | None = None

    def place(self) -> Place:
        """The run's place. Raises Refused("groups.unknown")."""
        found = ProposalRun.objects.filter(id=self.run).first()
        if found is None:
            raise Refused("groups.unknown")
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        """The run, so that its proposals change one after the other, and the worker."""
        return (self.run, self.worker)

    def subjects(self) -> Iterable[UUID]:
        """The proposals touched, and the worker."""
        return (self.run, self.worker, *filter(None, (self.to, self.source)))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.not_open, groups.already_there, groups.locked, groups.no_fit and others."""
        deciding.one_of(self.reason, terms.ADJUST_REASONS, "groups.unknown_reason")
        run = ProposalRun.objects.get(id=self.run)
        seat = Candidacy.objects.filter(run=run, worker_id=self.worker).first()
        source = seat.proposal_id if seat is not None else None
        self._refuse(run, seat)
        if source is None:
            self._may_enter(context, run)
        touched = {key: self._after(run, key) for key in (source, self.to) if key is not None}
        arranged: list[Arranged] = []
        distances: dict[UUID, int | None] = {}
        for key, seats in touched.items():
            host, found = _arrange([worker for worker, _ in seats])
            distances |= found if key == self.to else {}
            placed = (
                Placed(candidacy=row, distance_m=found[worker]) for worker, row in seats if row is not None
            )
            arranged.append(Arranged(proposal=key, host=host, seats=tuple(placed)))
        candidacy = seat.id if seat is not None else deciding.new_id(context, self.run, self.worker)
        return msgspec.structs.replace(
            self,
            source=source,
            candidacy=candidacy,
            is_new=seat is None,
            distance_m=distances.get(self.worker),
            arranged=tuple(arranged),
            before=self._before(run, touched, candidacy),
            number=arranging.next_change(self.run),
        )

    def _refuse(self, run: ProposalRun, seat: Candidacy | None) -> None:
        """What is locked stays; who is out already can be taken out only of a seat that was offered."""
        offered = seat is not None and seat.reason == OFFERED
        if self.to == (seat.proposal_id if seat is not None else None) and not offered:
            raise Refused("groups.already_there")
        if self.to is None and self.reason not in terms.LEFT_OUT:
            raise Refused("groups.unknown_reason")
        proposals = [key for key in (self.to, seat.proposal_id if seat else None) if key is not None]
        locked = GroupProposal.objects.filter(id__in=proposals, run=run, locked=True)
        if (seat is not None and seat.locked) or locked.exists():
            raise Refused("groups.locked")

    def _before(self, run: ProposalRun, touched: Iterable[UUID], candidacy: UUID) -> Change:
        """How it stood. Who was brought in from outside was not considered before."""
        at = arranging.desk(run)
        keys = set(touched)
        stood = [
            ProposalNow(id=one.id, number=one.number, host=one.host_id, state=one.state)
            for one in at.proposals
            if one.id in keys
        ]
        workers = [one.worker_id for one in at.seats if one.proposal_id in keys]
        before = arranging.before_of(at, stood, [*workers, self.worker])
        if any(one.worker == self.worker for one in before.seats):
            return before
        outside = SeatNow(candidacy=candidacy, worker=self.worker, reason="not_considered")
        return msgspec.structs.replace(before, seats=(*before.seats, outside))

    def _may_enter(self, context: Context, run: ProposalRun) -> None:
        """Somebody without a seat here must be free, and have agreed to be proposed."""
        known = deciding.members_to_be(context.viewer, (self.worker,), deciding.whose(run))
        if not is_within(known[self.worker].area_id, run.numbered_in):
            raise Refused(
                "groups.no_fit"
            )  # the run's city or block is a wall for the solver, and for the hand
        deciding.refuse_members((self.worker,), run.group_type, context.today)
        if deciding.in_open_proposal(self.worker, run.id):
            raise Refused("groups.in_proposal")
        if not free_workers(context.viewer, run.group_type, beside=run.id).filter(id=self.worker).exists():
            raise Refused("groups.no_consent")

    def _after(self, run: ProposalRun, key: UUID) -> list[tuple[UUID, UUID | None]]:
        """Workers of a proposal after the change, each with its row (None for the one who comes in)."""
        proposal = GroupProposal.objects.filter(id=key, run=run).first()
        if proposal is None or proposal.state not in ("proposed", "approved"):
            raise Refused("groups.not_open")
        rows = Candidacy.objects.filter(proposal_id=key).exclude(worker_id=self.worker)
        seats: list[tuple[UUID, UUID | None]] = [*rows.order_by("id").values_list("worker_id", "id")]
        if key == self.to:
            seats.append((self.worker, None))
            deciding.refuse_too_many(deciding.size_rule(run.group_type, run.asked_on), len(seats))
            if _does_not_suit(run, self.worker, [worker for worker, _row in seats]):
                raise Refused("groups.no_fit")
        if not seats:
            raise Refused("groups.last_member")
        return seats

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=terms.ADJUST_REASONS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The worker's row, the other seats' distances, hosts; both proposals wait for approval again."""
        assert self.candidacy is not None
        reason = self.reason if self.to is None else ""
        if self.is_new:
            seat = Seat(worker=self.worker, distance_m=self.distance_m)
            write_candidacy(rows, run=self.run, seat=seat, proposal=self.to, key=self.candidacy)
        else:
            rows.update(
                Candidacy,
                self.candidacy,
                proposal_id=self.to,
                distance_m=self.distance_m,
                reason=reason,
                offered_group_id=None,
            )
        for group in self.arranged:
            rows.update(
                GroupProposal,
                group.proposal,
                host_id=group.host,
                state="proposed",
                decided_on=None,
                decided_by=None,
            )
            for placed in group.seats:
                rows.update(Candidacy, placed.candidacy, distance_m=placed.distance_m)
        if self.before is not None and self.number is not None:
            write_step(rows, run=self.run, number=self.number, kind="move", before=self.before)


def _does_not_suit(run: ProposalRun, worker: UUID, others: list[UUID]) -> bool:
    """Whether a seat beside these is none for this worker: a man where women are alone, or somebody to keep apart."""
    man = run.women_only and not Worker.objects.filter(id=worker, sex="female").exists()
    return man or are_apart(worker, others)


def _arrange(workers: list[UUID]) -> tuple[UUID, dict[UUID, int | None]]:
    """Host and metres to the host; None for a worker without a point, who is never the host while another has one."""
    known = points(workers)
    placed = [person for person in known if person.lat_e6 is not None and person.lon_e6 is not None]
    distances: dict[UUID, int | None] = dict.fromkeys(workers)
    if not placed:
        return min(workers, key=lambda worker: worker.int), distances
    group = formation.arrange(placed)
    return group.host_id, distances | {seat.worker_id: seat.distance_m for seat in group.seats}


class ApproveProposal(Act, frozen=True, kw_only=True):
    """Lets a proposal go on: its members may be asked. Not by the resource person who asked for it.

    `seen`: how it stood when the approver looked at it (people.stand_of); empty where nothing was looked at.
    """

    kind: ClassVar[str] = "groups.approve_proposal"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _("{actor} approved a proposed group of {members}")

    proposal: UUID
    seen: str = ""
    members: int = 0

    def place(self) -> Place:
        """The proposal's place."""
        return deciding.proposal_place(self.proposal)

    def locks(self) -> Iterable[UUID]:
        """The run: nobody changes its proposals meanwhile."""
        return deciding.run_lock(self.proposal)

    def subjects(self) -> Iterable[UUID]:
        """The proposal."""
        return (self.proposal,)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.not_open, groups.changed_since, groups.own_proposal, groups.not_suiting and others.

        The second person is asked for by the role in which the first one acted: somebody who holds both roles
        cannot ask as a resource person and approve as an organiser.
        """
        found = deciding.proposal(self.proposal)
        if found.state != "proposed":
            raise Refused("groups.not_open")
        if found.run.asked_as == Role.RESOURCE_PERSON and found.run.asked_by == context.viewer.id:
            raise Refused("groups.own_proposal")
        workers = list(found.candidacies.values_list("worker_id", flat=True))
        if self.seen and self.seen != stand_of(found, workers):
            raise Refused("groups.changed_since")
        deciding.refuse_size(deciding.size_rule(found.run.group_type, context.today), len(workers))
        if any_apart(workers):
            raise Refused("groups.not_suiting")
        return msgspec.structs.replace(self, members=len(workers))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The proposal's state, by whom and when."""
        rows.update(
            GroupProposal,
            self.proposal,
            state="approved",
            decided_on=entry.recorded_on,
            decided_by=entry.actor,
        )


class RejectProposal(Act, frozen=True, kw_only=True):
    """Ends a proposal that is not formed, with a reason. Its people are free for the next one."""

    kind: ClassVar[str] = "groups.reject_proposal"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} rejected a proposed group ({reason})")

    proposal: UUID
    reason: str
    whose: Whose | None = None
    occupation: str = ""

    def place(self) -> Place:
        """The proposal's place."""
        return deciding.proposal_place(self.proposal)

    def locks(self) -> Iterable[UUID]:
        """The run: nobody changes its proposals meanwhile."""
        return deciding.run_lock(self.proposal)

    def subjects(self) -> Iterable[UUID]:
        """The proposal."""
        return (self.proposal,)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_reason, groups.not_open."""
        deciding.one_of(self.reason, terms.REJECT_REASONS, "groups.unknown_reason")
        found = deciding.proposal(self.proposal)
        if found.state not in ("proposed", "approved"):
            raise Refused("groups.not_open")
        whose = deciding.whose(found)
        return msgspec.structs.replace(self, whose=whose, occupation=found.run.occupation)

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=terms.REJECT_REASONS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The proposal's state, and one proposal fewer."""
        assert self.whose is not None
        run = rows.get(GroupProposal, self.proposal)["run_id"]
        group_type = rows.get(ProposalRun, run)["group_type"]
        rows.update(
            GroupProposal, self.proposal,
            state="rejected", reason=self.reason, decided_on=entry.recorded_on, decided_by=entry.actor,
        )  # fmt: skip
        contribute(
            rows, entry, "groups_proposed",
            subject=self.proposal, area=self.whose.area, amount=-1,
            dims=dims(self.whose, group_type, occupation=self.occupation),
        )  # fmt: skip
