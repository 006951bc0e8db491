"""Many random things happen to groups; figures, rules and the replayed journal still agree."""

import random
from datetime import timedelta

import pytest
from django.db.models import Sum

from karmika.groups.acts import (
    AddMember,
    AdjustProposal,
    ApproveProposal,
    ChooseAlternative,
    Dissolve,
    Elect,
    EndMembership,
    Form,
    LiftTie,
    Lock,
    ProposeAnew,
    RecordTie,
    RejectProposal,
    UndoChange,
)
from karmika.groups.models import (
    Candidacy,
    Group,
    GroupProposal,
    Membership,
    OfficeBearer,
    ProposalRun,
    Tie,
)
from karmika.groups.terms import (
    ADJUST_REASONS,
    APART_REASONS,
    DISSOLVE_REASONS,
    EXIT_REASONS,
    OFFICES,
    PLANS,
    REJECT_REASONS,
    TIE_KINDS,
)
from karmika.groups.tests.people import (
    Someone,
    answers,
    entering,
    make,
    meeting,
    propose,
    self_formed,
    worker_id,
)
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.rebuild import rebuild_and_compare

PEOPLE = 60


class History:
    """Does random things; a refusal is as good as a deed."""

    def __init__(self, cast, seed):
        self.cast, self.random = cast, random.Random(seed)
        self.done, self.refused = set(), set()

    def any_id(self, queryset):
        ids = list(queryset.order_by("entry_seq", "id").values_list("id", flat=True))
        return self.random.choice(ids) if ids else uuid7()

    def worker(self):
        return worker_id(self.random.randrange(PEOPLE + 1))

    def day(self):
        days = self.random.randrange(-1, 200) if self.random.random() < 0.3 else 0
        return today() - timedelta(days=days)

    def code(self, terms):
        return self.random.choice(list(terms))

    def act(self):
        proposing = (self.ask, self.adjust, self.adjust, self.approve, self.approve, self.reject, self.own)
        later = (
            self.form,
            self.form,
            self.join,
            self.join,
            self.leave,
            self.elect,
            self.elect,
            self.dissolve,
        )
        board = (self.choose, self.anew, self.undo, self.undo, self.lock, self.tie, self.lift)
        step = self.random.choice((*proposing, *later, *board))
        return step()

    def ask(self):
        return None

    def adjust(self):
        seats = list(Candidacy.objects.order_by("entry_seq", "id").values_list("run_id", "worker_id"))
        run, worker = self.random.choice(seats) if seats else (uuid7(), self.worker())
        to = self.any_id(GroupProposal.objects.filter(run=run)) if self.random.random() < 0.6 else None
        return AdjustProposal(run=run, worker=worker, to=to, reason=self.code(ADJUST_REASONS))

    def run(self):
        return self.any_id(ProposalRun.objects)

    def choose(self):
        return ChooseAlternative(run=self.run(), code=self.code(PLANS))

    def anew(self):
        return ProposeAnew(run=self.run())

    def undo(self):
        return UndoChange(run=self.run())

    def lock(self):
        seats = list(Candidacy.objects.order_by("entry_seq", "id").values_list("run_id", "worker_id"))
        run, worker = self.random.choice(seats) if seats else (uuid7(), self.worker())
        return Lock(run=run, worker=worker, locked=self.random.random() < 0.6)

    def tie(self):
        kind = self.code(TIE_KINDS)
        reason = self.code(APART_REASONS) if kind == "apart" else ""
        return RecordTie(worker=self.worker(), other=self.worker(), tie=kind, reason=reason)

    def lift(self):
        return LiftTie(id=self.any_id(Tie.objects))

    def approve(self):
        return ApproveProposal(proposal=self.any_id(GroupProposal.objects.filter(state="proposed")))

    def reject(self):
        return RejectProposal(proposal=self.any_id(GroupProposal.objects), reason=self.code(REJECT_REASONS))

    def form(self):
        found = GroupProposal.objects.filter(state="approved").order_by("entry_seq", "id").first()
        if found is None:
            return None
        said = answers(found, refused=[self.worker()])
        return Form(proposal=found.id, name="Random", formed_on=today(), answers=said, meeting=meeting(4))

    def own(self):
        numbers = self.random.sample(range(PEOPLE), self.random.randrange(4, 8))
        day = self.day()
        people = (*entering(numbers[0], office="president"), *entering(*numbers[1:]))
        return self_formed(self.cast, entering=people, formed_on=day)

    def join(self):
        day = self.day()
        return AddMember(
            group=self.any_id(Group.objects),
            worker=self.worker(),
            joined_on=day,
            how="phone",
            consent_on=today(),
        )

    def member(self):
        open_ones = Membership.objects.filter(left_on__isnull=True)
        rows = list(open_ones.order_by("entry_seq", "id").values_list("group_id", "worker_id"))
        return self.random.choice(rows) if rows else (uuid7(), self.worker())

    def leave(self):
        group, worker = self.member()
        return EndMembership(group=group, worker=worker, reason=self.code(EXIT_REASONS), on=self.day())

    def elect(self):
        group, worker = self.member()
        return Elect(group=group, worker=worker, office=self.code(OFFICES), on=self.day())

    def dissolve(self):
        if self.random.random() < 0.6:
            return None
        return Dissolve(group=self.any_id(Group.objects), reason=self.code(DISSOLVE_REASONS), on=self.day())

    def step(self):
        try:
            act = self.act()
            if act is None:
                propose(self.cast)
                self.done.add("groups.propose")
                return
            perform(act, self.cast.ramesh)
            self.done.add(act.kind)
        except Refused as refused:
            assert "?" not in refused.sentence()
            self.refused.add(refused.code)


def total(measure):
    return Contribution.objects.filter(measure=measure).aggregate(total=Sum("amount"))["total"] or 0


def negative_cells(measure):
    cells = Contribution.objects.filter(measure=measure).values("subject", "sex", "occupation", "cohort")
    return cells.annotate(total=Sum("amount")).filter(total__lt=0).count()


@pytest.mark.parametrize("seed", [1, 2])
def test_after_a_random_history_figures_rules_and_replay_agree(fresh_database, cast, seed):
    history = History(cast, seed)
    make(
        cast,
        [
            Someone(number=n, metres=15 * n, sex=("female", "male")[n % 2], consent=n % 7 > 0)
            for n in range(PEOPLE)
        ],
    )
    for _ in range(220):
        history.step()
    assert len(history.done) >= 13, history.done
    assert len(history.refused) >= 6, history.refused

    assert total("members") == Membership.objects.filter(left_on__isnull=True).count()
    assert total("groups_proposed") == GroupProposal.objects.exclude(state="rejected").count()
    assert total("groups_formed") == Group.objects.exclude(dissolve_reason="entered_by_mistake").count()
    assert not negative_cells("members")
    closed = Membership.objects.filter(group__dissolved_on__isnull=False, left_on__isnull=True)
    assert not closed.exists()
    assert not OfficeBearer.objects.filter(group__dissolved_on__isnull=False, to_on__isnull=True).exists()
    for proposal in GroupProposal.objects.filter(state__in=["proposed", "approved"]):
        seats = Candidacy.objects.filter(proposal=proposal)
        assert seats.filter(worker_id=proposal.host_id).exists() and seats.count() <= 20

    compared = rebuild_and_compare()
    assert not compared.differing, compared.first
