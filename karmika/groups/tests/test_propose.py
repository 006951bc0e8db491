"""Asking for groups at a worksite."""

import pytest

from karmika.groups.models import Candidacy, GroupProposal, ProposalRun
from karmika.groups.tests.people import Someone, approved, counted, group, make, propose, worker_id
from karmika.journal.queries import history
from karmika.kernel.refused import Refused


def test_an_organiser_gets_proposals_with_distances_and_everybody_is_accounted_for(cast):
    make(cast, [*range(12), Someone(number=50, metres=9_000), Someone(number=51, metres=None)])
    decided = propose(cast)
    run = ProposalRun.objects.get()
    assert (run.minimum, run.maximum, run.radius_m, run.asked_by) == (5, 10, 1500, cast.ramesh.id)
    assert decided.proposed == GroupProposal.objects.count() == 2
    assert counted("groups_proposed") == 2
    rows = {row.worker_id: row for row in Candidacy.objects.all()}
    assert rows.keys() == {worker_id(n) for n in (*range(12), 50, 51)}
    assert rows[worker_id(50)].reason == "too_few_near"
    assert rows[worker_id(51)].proposal_id is not None, "without a home's point the worksite stands for it"
    assert all(
        row.distance_m is not None and row.distance_m <= 50 for row in rows.values() if row.proposal_id
    )


def test_only_those_who_agreed_and_are_free_are_proposed_and_the_others_are_only_counted(cast):
    group(cast, range(20, 26))
    make(cast, [*range(5), *(Someone(number=n, consent=False) for n in (10, 11))])
    decided = propose(cast)
    assert set(Candidacy.objects.values_list("worker_id", flat=True)) == {worker_id(n) for n in range(5)}
    assert decided.without_consent == ProposalRun.objects.get().without_consent == 2
    assert str(worker_id(10)) not in repr(decided)


def test_who_sits_in_an_open_proposal_is_not_proposed_again(cast):
    approved(cast)
    with pytest.raises(Refused) as refused:
        propose(cast)
    assert (refused.value.code, refused.value.facts) == (
        "groups.nobody_to_propose",
        {"people": 0, "minimum": 5},
    )


def test_another_occupation_another_worksite_and_another_organisation_stay_out(cast):
    make(cast, range(5))
    make(cast, [Someone(number=10, occupation="loader")])
    make(cast, [11], area="251746-W08", worksite="VJA-LC-003")
    make(cast, [12], viewer=cast.colleague, organisation=cast.other_org)
    propose(cast)
    assert set(Candidacy.objects.values_list("worker_id", flat=True)) == {worker_id(n) for n in range(5)}


def test_groups_of_women_can_be_asked_for(cast):
    make(cast, [*range(5), Someone(number=9, sex="male")])
    propose(cast, women_only=True)
    assert Candidacy.objects.get(worker_id=worker_id(9)).reason == "women_only"


def test_a_resource_person_may_ask_in_her_ward(cast):
    make(cast, range(5))
    assert propose(cast, cast.lakshmi).proposed == 1
    assert ProposalRun.objects.get().asked_as == "resource_person"


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_may_not_ask(cast, who, nothing_written):
    make(cast, range(5))
    with nothing_written(), pytest.raises(Refused) as refused:
        propose(cast, getattr(cast, who))
    assert refused.value.code == "access.not_yours"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"group_type": "bank"}, "groups.unknown_type"),
        ({"radius_m": 5}, "groups.radius"),
        ({"radius_m": 90_000}, "groups.radius"),
        ({"occupation": "loader"}, "groups.nobody_to_propose"),
        ({"group_type": "shg"}, "groups.nobody_to_propose"),
        ({"worksite": worker_id(1)}, "groups.unknown"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(cast, changes, code, nothing_written):
    make(cast, range(6))
    with nothing_written(), pytest.raises(Refused) as refused:
        propose(cast, **changes)
    assert refused.value.code == code
    assert "?" not in refused.value.sentence()


def test_what_a_client_claims_to_have_decided_is_decided_anew(cast):
    make(cast, range(5))
    decided = propose(cast, proposed=99, minimum=1, maximum=1, without_consent=9)
    assert (decided.proposed, decided.minimum, decided.maximum, decided.without_consent) == (1, 5, 10, 0)


def test_the_proposal_is_in_the_history_of_those_who_are_proposed(cast):
    make(cast, range(5))
    propose(cast)
    (line,) = [line for line in history(worker_id(0)) if line.kind == "groups.propose"]
    assert line.sentence == "Ramesh Babu asked for groups at a worksite: 1 proposed"


def test_more_people_than_can_be_grouped_in_one_transaction_are_refused(cast, nothing_written, monkeypatch):
    make(cast, range(6))
    monkeypatch.setattr("karmika.groups.acts.proposing.PEOPLE_MAXIMUM", 5)
    with nothing_written(), pytest.raises(Refused) as refused:
        propose(cast)
    assert (refused.value.code, refused.value.facts) == ("groups.too_many", {"people": 6, "maximum": 5})
