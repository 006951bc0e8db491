"""Changing who sits in a proposal."""

import pytest

from karmika.groups.acts import AdjustProposal, ApproveProposal, RejectProposal
from karmika.groups.models import Candidacy, GroupProposal
from karmika.groups.tests.people import Someone, group, make, proposal, propose, worker_id
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused


def move(cast, worker, to, *, run, reason="know_each_other", viewer=None):
    act = AdjustProposal(run=run, worker=worker_id(worker), to=to, reason=reason)
    return perform(act, viewer or cast.ramesh).acts[0]


def members(found):
    return {row.worker_id: row.distance_m for row in Candidacy.objects.filter(proposal_id=found.id)}


@pytest.fixture
def two(cast):
    """Two proposals of one run, 600 m apart."""
    make(
        cast,
        [
            *(Someone(number=n, metres=n) for n in range(6)),
            *(Someone(number=n, metres=590 + n) for n in range(10, 16)),
        ],
    )
    propose(cast)
    return list(GroupProposal.objects.order_by("number"))


def test_a_worker_moves_from_one_proposal_to_another_and_distances_are_found_anew(cast, two):
    number = next(n for n in range(16) if worker_id(n) in members(two[0]))
    move(cast, number, two[1].id, run=two[0].run_id)
    left, entered = members(two[0]), members(two[1])
    assert (len(left), len(entered)) == (5, 7)
    assert entered[worker_id(number)] > 500
    for found in two:
        found.refresh_from_db()
        assert members(found)[found.host_id] == 0


def test_when_the_host_is_taken_out_another_member_is_in_the_middle(cast):
    found = proposal(cast)
    host = next(n for n in range(6) if worker_id(n) == found.host_id)
    move(cast, host, None, run=found.run_id, reason="other_hours")
    found.refresh_from_db()
    out = Candidacy.objects.get(worker_id=worker_id(host))
    assert (out.proposal_id, out.reason, out.distance_m) == (None, "other_hours", None)
    assert members(found)[found.host_id] == 0


def test_somebody_who_was_left_out_can_be_taken_in(cast):
    found = proposal(cast, [*range(5), Someone(number=9, metres=9_000)])
    move(cast, 9, found.id, run=found.run_id)
    assert members(found)[worker_id(9)] > 8_000
    assert Candidacy.objects.get(worker_id=worker_id(9)).reason == ""


def test_somebody_from_another_worksite_can_be_taken_in(cast):
    found = proposal(cast)
    make(cast, [30], area="251746-W08", worksite="VJA-LC-003")
    assert move(cast, 30, found.id, run=found.run_id).is_new
    assert worker_id(30) in members(found)


def test_an_approved_proposal_that_is_changed_waits_for_approval_again(cast):
    found = proposal(cast)
    perform(ApproveProposal(proposal=found.id), cast.ramesh)
    move(cast, 0, None, run=found.run_id, reason="refused_to_join")
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("proposed", None)


def refused(cast, nothing_written, *args, **kwargs):
    with nothing_written(), pytest.raises(Refused) as caught:
        move(cast, *args, **kwargs)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_nonsense_is_refused(cast, nothing_written):
    found = proposal(cast)
    run = found.run_id
    make(cast, [Someone(number=20, consent=False)])
    make(cast, [21], viewer=cast.colleague, organisation=cast.other_org)
    group(cast, range(30, 35))
    assert refused(cast, nothing_written, 0, found.id, run=run) == "groups.already_there"
    assert refused(cast, nothing_written, 30, None, run=run, reason="own_wish") == "groups.already_there"
    assert refused(cast, nothing_written, 0, None, run=run, reason="because") == "groups.unknown_reason"
    assert refused(cast, nothing_written, 0, None, run=run, reason="to_reach_size") == "groups.unknown_reason"
    assert refused(cast, nothing_written, 20, found.id, run=run) == "groups.no_consent"
    assert refused(cast, nothing_written, 21, found.id, run=run) == "groups.unknown_worker"
    assert refused(cast, nothing_written, 30, found.id, run=run) == "groups.already_member"
    assert refused(cast, nothing_written, 0, worker_id(1), run=run) == "groups.not_open"
    assert refused(cast, nothing_written, 0, None, run=worker_id(1), reason="own_wish") == "groups.unknown"


def test_a_worker_of_another_open_proposal_is_refused(cast, nothing_written):
    first = proposal(cast)
    make(cast, range(10, 16))
    propose(cast)
    assert refused(cast, nothing_written, 10, first.id, run=first.run_id) == "groups.in_proposal"


def test_the_last_member_cannot_be_taken_out(cast, nothing_written):
    found = proposal(cast, range(5))
    for number in range(4):
        move(cast, number, None, run=found.run_id, reason="own_wish")
    assert (
        refused(cast, nothing_written, 4, None, run=found.run_id, reason="own_wish") == "groups.last_member"
    )


def test_a_proposal_does_not_grow_beyond_its_type(cast, nothing_written):
    found = proposal(cast, range(9))
    make(cast, range(40, 52))
    for number in range(40, 51):
        move(cast, number, found.id, run=found.run_id)
    assert refused(cast, nothing_written, 51, found.id, run=found.run_id) == "groups.too_many_members"


def test_a_rejected_proposal_is_not_changed_any_more(cast, nothing_written):
    found = proposal(cast)
    perform(RejectProposal(proposal=found.id, reason="strangers"), cast.ramesh)
    assert refused(cast, nothing_written, 0, None, run=found.run_id, reason="own_wish") == "groups.not_open"


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_may_not_change_it(cast, who, nothing_written):
    found = proposal(cast)
    viewer = getattr(cast, who)
    code = refused(cast, nothing_written, 0, None, run=found.run_id, reason="own_wish", viewer=viewer)
    assert code == "access.not_yours"
