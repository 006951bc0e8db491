"""Approving and rejecting a proposal; who may do it."""

import pytest

from karmika.groups.acts import AdjustProposal, ApproveProposal, RejectProposal
from karmika.groups.tests.people import approved, counted, form, proposal, propose, worker_id
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant


def approve(cast, found, viewer=None):
    perform(ApproveProposal(proposal=found.id), viewer or cast.ramesh)
    found.refresh_from_db()
    return found


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_an_organiser_may_approve_what_he_asked_for(cast):
    found = approve(cast, proposal(cast))
    assert (found.state, found.decided_by) == ("approved", cast.ramesh.id)
    assert history(found.id)[-1].sentence == "Ramesh Babu approved a proposed group of 6"


def test_what_a_resource_person_asked_for_is_approved_by_somebody_else(cast, nothing_written):
    found = proposal(cast, viewer=cast.lakshmi)
    assert refused(nothing_written, ApproveProposal(proposal=found.id), cast.lakshmi) == "access.not_yours"
    assert approve(cast, found).state == "approved"


def test_one_who_holds_both_roles_cannot_approve_what_she_asked_for_as_a_resource_person(
    cast, nothing_written
):
    found = proposal(cast, viewer=cast.lakshmi)
    both = cast.lakshmi
    extra = Grant("community_organiser", cast.area("251746"), cast.mepma, cast.vog)
    object.__setattr__(both, "grants", (*both.grants, extra))
    assert refused(nothing_written, ApproveProposal(proposal=found.id), both) == "groups.own_proposal"


def test_a_proposal_is_approved_once(cast, nothing_written):
    found = approve(cast, proposal(cast))
    assert refused(nothing_written, ApproveProposal(proposal=found.id), cast.fatima) == "groups.not_open"


def test_a_proposal_that_was_made_too_small_is_not_approved(cast, nothing_written):
    found = proposal(cast, range(5))
    perform(AdjustProposal(run=found.run_id, worker=worker_id(0), reason="own_wish"), cast.ramesh)
    assert refused(nothing_written, ApproveProposal(proposal=found.id), cast.ramesh) == "groups.too_few"


def test_a_rejected_proposal_is_taken_back_and_its_people_are_free(cast):
    found = proposal(cast)
    perform(RejectProposal(proposal=found.id, reason="strangers"), cast.lakshmi)
    found.refresh_from_db()
    assert (found.state, found.reason, counted("groups_proposed")) == ("rejected", "strangers", 0)
    assert "do not know or trust" in history(found.id)[-1].sentence
    assert propose(cast).proposed == 1


def test_an_approved_proposal_can_still_be_rejected_but_not_a_formed_one(cast, nothing_written):
    found = approved(cast)
    perform(RejectProposal(proposal=found.id, reason="members_refused"), cast.ramesh)
    propose(cast)
    again = type(found).objects.get(state="proposed")
    form(cast, approve(cast, again))
    reject = RejectProposal(proposal=again.id, reason="members_refused")
    assert refused(nothing_written, reject, cast.ramesh) == "groups.not_open"


def test_a_reason_is_asked_for(cast, nothing_written):
    found = proposal(cast)
    assert (
        refused(nothing_written, RejectProposal(proposal=found.id, reason=""), cast.ramesh)
        == "groups.unknown_reason"
    )


def test_an_unknown_proposal_is_not_found(cast, nothing_written):
    assert refused(nothing_written, ApproveProposal(proposal=worker_id(0)), cast.ramesh) == "groups.unknown"


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_may_not_decide(cast, who, nothing_written):
    found = proposal(cast)
    viewer = getattr(cast, who)
    assert refused(nothing_written, ApproveProposal(proposal=found.id), viewer) == "access.not_yours"
    assert (
        refused(nothing_written, RejectProposal(proposal=found.id, reason="strangers"), viewer)
        == "access.not_yours"
    )
