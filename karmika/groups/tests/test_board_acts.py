"""The board's acts: another way, the rest anew, locks, one change after the other taken back."""

import pytest

from karmika.groups.acts import (
    AdjustProposal,
    ApproveProposal,
    ChooseAlternative,
    Lock,
    ProposeAnew,
    RejectProposal,
    UndoChange,
)
from karmika.groups.models import Alternative, BoardChange, Candidacy, GroupProposal
from karmika.groups.tests.people import Someone, counted, make, propose, worker_id
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused


@pytest.fixture
def asked(cast):
    """Forty people along a road, in several groups."""
    make(cast, [Someone(number=n, metres=37 * n * n % 1900) for n in range(40)])
    return propose(cast)


def seats(run):
    """Who is where, by the number of the proposal."""
    rows = Candidacy.objects.filter(run=run).select_related("proposal")
    return {one.worker_id: one.proposal.number if one.proposal else one.reason for one in rows}


def state(run):
    proposals = GroupProposal.objects.filter(run=run, state="proposed").order_by("number")
    return seats(run), {one.number: one.host_id for one in proposals}


def refused_with(code, act, viewer):
    with pytest.raises(Refused) as refused:
        perform(act, viewer)
    assert refused.value.code == code


def all_valid(run):
    for proposal in GroupProposal.objects.filter(run=run, state="proposed").select_related("run"):
        rows = list(proposal.candidacies.all())
        assert proposal.run.minimum <= len(rows) <= proposal.run.maximum
        assert proposal.host_id in {one.worker_id for one in rows}
        assert all(one.distance_m <= proposal.run.radius_m for one in rows)
    open_ones = GroupProposal.objects.exclude(state="rejected").count()
    assert counted("groups_proposed") == open_ones


def test_another_way_is_chosen_and_taken_back(cast, asked):
    before = state(asked.run)
    perform(ChooseAlternative(run=asked.run, code="larger"), cast.ramesh)
    after = state(asked.run)
    assert after != before
    all_valid(asked.run)
    chosen = Alternative.objects.get(run=asked.run, chosen=True)
    assert chosen.code == "larger"
    largest = max(one.candidacies.count() for one in GroupProposal.objects.filter(state="proposed"))
    assert largest >= 8
    refused_with("groups.already_there", ChooseAlternative(run=asked.run, code="larger"), cast.ramesh)
    perform(UndoChange(run=asked.run), cast.ramesh)
    assert state(asked.run) == before
    all_valid(asked.run)
    refused_with("groups.nothing_to_undo", UndoChange(run=asked.run), cast.ramesh)


def test_moves_are_taken_back_one_by_one(cast, asked):
    before = state(asked.run)
    first, second = GroupProposal.objects.filter(run=asked.run).order_by("number")[:2]
    for worker in list(first.candidacies.order_by("id").values_list("worker_id", flat=True))[:2]:
        perform(AdjustProposal(run=asked.run, worker=worker, to=None, reason="own_wish"), cast.ramesh)
        perform(
            AdjustProposal(run=asked.run, worker=worker, to=second.id, reason="knows_the_people"), cast.ramesh
        )
    assert BoardChange.objects.count() == 4
    for _ in range(4):
        perform(UndoChange(run=asked.run), cast.ramesh)
    assert state(asked.run) == before


def test_who_was_brought_in_from_outside_is_out_again_after_the_change_is_taken_back(cast, asked):
    make(cast, [Someone(number=90)])
    first = GroupProposal.objects.filter(run=asked.run).order_by("number").first()
    spare = first.candidacies.order_by("id").first().worker_id
    perform(AdjustProposal(run=asked.run, worker=spare, reason="own_wish"), cast.ramesh)
    perform(
        AdjustProposal(run=asked.run, worker=worker_id(90), to=first.id, reason="know_each_other"),
        cast.ramesh,
    )
    perform(UndoChange(run=asked.run), cast.ramesh)
    assert seats(asked.run)[worker_id(90)] == "not_considered"


def test_locks_are_respected_by_hand_and_by_the_solver(cast, asked):
    first, second = GroupProposal.objects.filter(run=asked.run).order_by("number")[:2]
    held = set(first.candidacies.values_list("worker_id", flat=True))
    person = second.candidacies.order_by("id").first().worker_id
    perform(Lock(run=asked.run, proposal=first.id, locked=True), cast.ramesh)
    perform(Lock(run=asked.run, worker=person, locked=True), cast.ramesh)
    some = next(iter(held))
    refused_with("groups.locked", AdjustProposal(run=asked.run, worker=some, reason="own_wish"), cast.ramesh)
    refused_with(
        "groups.locked", AdjustProposal(run=asked.run, worker=person, reason="own_wish"), cast.ramesh
    )
    refused_with("groups.stale", ChooseAlternative(run=asked.run, code="larger"), cast.ramesh)
    perform(ProposeAnew(run=asked.run), cast.ramesh)
    assert set(first.candidacies.values_list("worker_id", flat=True)) == held
    assert seats(asked.run)[person] == second.number
    all_valid(asked.run)
    assert Alternative.objects.filter(run=asked.run, round=2, chosen=True).count() == 1
    perform(UndoChange(run=asked.run), cast.ramesh)
    perform(Lock(run=asked.run, worker=person, locked=False), cast.ramesh)
    refused_with("groups.already_there", Lock(run=asked.run, worker=person, locked=False), cast.ramesh)


def test_who_is_locked_out_of_all_groups_stays_out(cast, asked):
    person = Candidacy.objects.filter(run=asked.run, proposal__isnull=False).order_by("id").first().worker_id
    perform(AdjustProposal(run=asked.run, worker=person, reason="own_wish"), cast.ramesh)
    perform(Lock(run=asked.run, worker=person, locked=True), cast.ramesh)
    perform(ProposeAnew(run=asked.run), cast.ramesh)
    assert seats(asked.run)[person] == "own_wish"


def test_what_was_decided_stays(cast, asked):
    first, second = GroupProposal.objects.filter(run=asked.run).order_by("number")[:2]
    perform(ApproveProposal(proposal=first.id), cast.ramesh)
    perform(RejectProposal(proposal=second.id, reason="strangers"), cast.ramesh)
    held = set(first.candidacies.values_list("worker_id", flat=True))
    perform(ProposeAnew(run=asked.run), cast.ramesh)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.reason) == ("approved", "rejected", "strangers")
    assert set(first.candidacies.values_list("worker_id", flat=True)) == held
    all_valid(asked.run)


def test_a_change_of_a_group_that_was_approved_since_is_not_taken_back(cast, asked):
    perform(ChooseAlternative(run=asked.run, code="larger"), cast.ramesh)
    first = GroupProposal.objects.filter(run=asked.run, state="proposed").order_by("number").first()
    perform(ApproveProposal(proposal=first.id), cast.ramesh)
    refused_with("groups.undo_decided", UndoChange(run=asked.run), cast.ramesh)


def test_with_everybody_locked_there_is_nothing_to_propose_anew(cast, asked):
    for one in GroupProposal.objects.filter(run=asked.run):
        perform(Lock(run=asked.run, proposal=one.id, locked=True), cast.ramesh)
    for one in Candidacy.objects.filter(run=asked.run, proposal=None):
        perform(Lock(run=asked.run, worker=one.worker_id, locked=True), cast.ramesh)
    refused_with("groups.nothing_anew", ProposeAnew(run=asked.run), cast.ramesh)
