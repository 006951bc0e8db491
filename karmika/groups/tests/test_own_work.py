"""Nobody checks his own work, by whichever road it came: by phone, from the queue, by a merger, beside another group."""

import pytest
from django.urls import reverse

from karmika.access.models import Device
from karmika.chain import sealing
from karmika.groups import ghost_signals
from karmika.groups.acts import ApproveProposal, Attest, Merge, ReviewSignal
from karmika.groups.acts.trusting import entered_by
from karmika.groups.models import GhostSignal, Group, SignalReview, VisitDraw
from karmika.groups.queries.ghost_facts import facts
from karmika.groups.tests.checkers import hire, verify
from karmika.groups.tests.people import entering, group, make, proposal, self_formed, worker_id
from karmika.groups.tests.test_formation_meeting import said, send
from karmika.groups.tests.test_ghost_signals import phones
from karmika.groups.tests.test_moving import words
from karmika.intake import queue
from karmika.intake.enclosures import File
from karmika.intake.models import Submission
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today
from karmika.kernel.refused import Refused
from karmika.rooms import INTERPRETERS


def refused(code, act, viewer):
    with pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code, caught.value.code
    assert "?" not in caught.value.sentence()


def attests(found, number=0, outcome="confirmed", how="signature"):
    how = how if outcome == "confirmed" else ""
    return Attest(group=found.id, worker=worker_id(number), outcome=outcome, on=today(), how=how)


def formed_from_the_queue(cast) -> Group:
    """Lakshmi's phone sends the meeting before the proposal is approved; Ramesh takes it in later."""
    found = proposal(cast)
    photo = File("0.jpg", b"\xff\xd8 signature", "image/jpeg")
    assert send(cast, said(found), files=[photo]) == ("waiting", "groups.not_approved")
    perform(ApproveProposal(proposal=found.id), cast.fatima)
    sent = Submission.objects.get()
    assert queue.try_again(cast.ramesh, sent, interpreters=INTERPRETERS).refused is None
    return Group.objects.get()


def test_who_sent_the_form_does_not_check_the_group_that_somebody_else_took_in(cast):
    found = formed_from_the_queue(cast)
    assert entered_by(found) == {cast.lakshmi.id, cast.ramesh.id}
    refused("groups.own_group", attests(found), cast.lakshmi)
    both = hire(cast, "kavitha", "community_organiser")
    perform(attests(found), both)


def test_what_came_from_a_phone_counts_for_the_phone_whoever_took_it_in(cast):
    found = formed_from_the_queue(cast)
    (fact,) = facts([found.id])
    assert fact.entered_with == Device.objects.get(id=cast.device).id
    assert all(cast.ramesh.id not in one.seen_by for one in fact.members)


def test_formed_by_form_from_her_phone_it_is_not_attested_by_her_on_the_web(cast, client_for):
    found = proposal(cast)
    perform(ApproveProposal(proposal=found.id), cast.ramesh)
    assert send(cast, said(found))[0] == "applied"
    formed = Group.objects.get()
    sent = {"worker": worker_id(0), "outcome": "not_met", "on": today().isoformat()}
    answer = client_for("lakshmi").post(reverse("groups.attest", args=[formed.id]), sent, follow=True)
    assert "Somebody else must check it" in answer.content.decode()


def test_who_entered_a_group_does_not_verify_what_it_became_by_a_merger(cast):
    mine = group(cast, range(6))  # Ramesh entered it
    kavitha, sita = (hire(cast, name, "community_organiser") for name in ("kavitha", "sita"))
    make(cast, range(10, 16))
    other = perform(self_formed(cast, range(10, 16), name="Second"), kavitha).acts[0].group
    perform(Merge(group=mine.id, into=other, on=today(), answers=words(range(6))), cast.fatima)
    for viewer in (cast.ramesh, kavitha):
        with pytest.raises(Refused, match="own_group"):
            verify(other, "organiser", viewer)
    verify(other, "organiser", sita)


def test_who_entered_the_other_group_of_a_signal_does_not_review_it(cast):
    first = group(cast, range(6))  # Ramesh entered it, Fatima the second one
    make(cast, range(10, 16), area="251746-W08", worksite="VJA-LC-003")
    act = self_formed(
        cast, name="Second", entering=entering(*range(10, 16)), worksite=cast.worksite("VJA-LC-003"),
        area=cast.area("251746-W08"),
    )  # fmt: skip
    perform(act, cast.fatima)
    phones([*range(4), *range(10, 14)], "+919848000001")
    ghost_signals.compute_all()
    review = ReviewSignal(group=first.id, signal="shared_phone", outcome="genuine", reason="papers_compared")
    refused("groups.own_signal", review, cast.fatima)
    perform(review, hire(cast, "srinivas", "technical_expert"))
    assert SignalReview.objects.count() == 1


def test_a_colleagues_yes_does_not_take_the_no_of_a_member_away(cast):
    found = group(cast)
    kavitha, sita = (hire(cast, name, "community_organiser") for name in ("kavitha", "sita"))
    perform(attests(found, outcome="says_not_member"), kavitha)
    perform(attests(found), sita)
    ghost_signals.compute([found.id])
    assert GhostSignal.objects.get(group=found).kind == "contradicted"
    perform(attests(found), kavitha)
    ghost_signals.compute([found.id])
    assert not GhostSignal.objects.filter(group=found).exists()


def test_who_reviews_for_two_organisations_draws_each_citys_visits_for_its_own(cast, client_for):
    group(cast)
    sealing.seal(now())
    from karmika.access.acts import AssignRole
    from karmika.kernel.ids import uuid7
    from karmika.testing import SINCE

    elsewhere = AssignRole(
        assignment=uuid7(), user=cast.user_id("fatima"), role="city_mission_manager", area=cast.area("251719"),
        organisation=cast.other_org, programme=None, valid_from=SINCE,
    )  # fmt: skip
    perform(elsewhere, cast.operator)
    sent = {"area": cast.area("251746"), "programme": cast.vog}
    page = client_for("fatima").post(reverse("groups.draw_visits"), sent, follow=True)
    assert VisitDraw.objects.get().organisation_id == cast.mepma, page.content.decode()
