"""Groups at the worksite, now and then: proposed, changed, approved, formed; members come and go, groups end."""

from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

from karmika.cli.synth.drawing import chance
from karmika.groups import terms
from karmika.groups.acts import (
    AddMember,
    AdjustProposal,
    ApproveProposal,
    Dissolve,
    Elect,
    EndMembership,
    EnterSelfFormed,
    Form,
    Propose,
    RejectProposal,
)
from karmika.groups.acts.parts import Answer, Entering, Meeting
from karmika.groups.models import Candidacy, Group, GroupProposal, Membership
from karmika.groups.queries.people import free_workers
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused, known_codes
from tests.simulation.households import BUSY


class Organiser:
    """Ramesh asks and forms, Fatima approves."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def round(self, rng: Random) -> None:
        """One visit to the worksite, with everything that comes of it."""
        self._do(self._ask(), self.cast.ramesh)
        for _ in range(3):
            self._seat(rng)
        for proposal in self._proposals("proposed"):
            if chance(0.2, rng):
                self._do(RejectProposal(proposal=proposal, reason=self._code(terms.REJECT_REASONS, rng)))
            elif chance(0.8, rng):
                self._do(ApproveProposal(proposal=proposal), self.cast.fatima)
        for proposal in self._proposals("approved"):
            self._form(proposal, rng)
        if chance(0.4, rng):
            self._self_formed(rng)
        for _ in range(4):
            self._membership(rng)
        groups = _ids(Group.objects.filter(dissolved_on__isnull=True))
        if len(groups) > 2 and chance(0.3, rng):
            reason = self._code(terms.DISSOLVE_REASONS, rng)
            self._do(Dissolve(group=rng.choice(groups), reason=reason, on=today()))

    def _do(self, act: Act, viewer: Any = None) -> None:
        try:
            perform(act, viewer or self.cast.ramesh)
        except Refused as refused:
            assert refused.code in known_codes()
            self.refused[refused.code] += 1
        else:
            self.done[act.kind] += 1

    def _code(self, codes: Any, rng: Random) -> str:
        return str(rng.choice(list(codes)))

    def _ask(self) -> Propose:
        return Propose(
            worksite=self.cast.worksite(BUSY),
            occupation="auto_driver",
            group_type="cig",
            organisation=self.cast.mepma,
            programme=self.cast.vog,
        )

    def _proposals(self, state: str) -> list[UUID]:
        return _ids(GroupProposal.objects.filter(state=state))

    def _seat(self, rng: Random) -> None:
        seats = Candidacy.objects.filter(proposal__state__in=("proposed", "approved"))
        found = list(seats.order_by("entry_seq", "worker_id").values_list("run_id", "worker_id"))
        if not found:
            return
        run, worker = rng.choice(found)
        others = _ids(GroupProposal.objects.filter(run=run))
        to = rng.choice(others) if chance(0.5, rng) else None
        self._do(AdjustProposal(run=run, worker=worker, to=to, reason=self._code(terms.ADJUST_REASONS, rng)))

    def _form(self, proposal: UUID, rng: Random) -> None:
        asked = Candidacy.objects.filter(proposal_id=proposal).order_by("worker_id")
        answers = tuple(
            Answer(worker=worker, given=chance(0.9, rng), how="thumb", on=today())
            for worker in asked.values_list("worker_id", flat=True)
        )
        self._do(
            Form(
                proposal=proposal,
                name="Benz Circle Autos",
                formed_on=today(),
                answers=answers,
                meeting=_meeting(answers),
            )
        )

    def _self_formed(self, rng: Random) -> None:
        free = self._free()
        if len(free) < 8:
            return
        people = rng.sample(free, 6)
        self._do(
            EnterSelfFormed(
                name="Sri Durga",
                group_type="cig",
                area=self.cast.area("251746-W07"),
                organisation=self.cast.mepma,
                programme=self.cast.vog,
                formed_on=today(),
                entering=tuple(Entering(worker=one, how="thumb", consent_on=today()) for one in people),
            )
        )

    def _membership(self, rng: Random) -> None:
        groups = _ids(Group.objects)
        members = list(
            Membership.objects.filter(left_on__isnull=True)
            .order_by("entry_seq", "worker_id")
            .values_list("group_id", "worker_id")
        )
        if not groups or not members:
            return
        group, worker = rng.choice(members)
        free = self._free()
        if free and chance(0.4, rng):
            self._do(
                AddMember(
                    group=rng.choice(groups),
                    worker=rng.choice(free),
                    joined_on=today(),
                    how="phone",
                    consent_on=today(),
                )
            )
        elif chance(0.5, rng):
            self._do(Elect(group=group, worker=worker, office=self._code(terms.OFFICES, rng), on=today()))
        else:
            reason = self._code(terms.EXIT_REASONS, rng)
            self._do(EndMembership(group=group, worker=worker, reason=reason, on=today()))

    def _free(self) -> list[UUID]:
        return list(free_workers(self.cast.ramesh, "cig").order_by("id").values_list("id", flat=True))


def _meeting(answers: tuple[Answer, ...]) -> Meeting:
    joining = sum(answer.given for answer in answers)
    return Meeting(
        place="anganwadi", meets_at="stand", meets_hour="18:30", meets_every="weekly",
        votes_place=joining, votes_hour=joining,
    )  # fmt: skip


def _ids(rows: Any) -> list[UUID]:
    """In the order in which they came, which is the same in every run."""
    return list(rows.order_by("entry_seq", "id").values_list("id", flat=True))
