"""Campaigns and camps as acts: planned, changed, cancelled, opened, closed; who may; the evening's sum."""

from datetime import timedelta
from uuid import uuid4

import pytest

from karmika.intake import queue
from karmika.intake.models import Submission
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.outreach.acts import (
    CallNext,
    CampaignDetails,
    CancelCamp,
    ChangeCamp,
    ChangeCampaign,
    CloseCamp,
    GiveToken,
    OpenCamp,
    PlanCamp,
)
from karmika.outreach.models import Attendance, Camp, Campaign
from karmika.outreach.tests import makers
from karmika.rooms import INTERPRETERS


def refused(act, viewer):
    with pytest.raises(Refused) as found:
        perform(act, viewer)
    return found.value.code


def held_figure():
    return sum(Contribution.objects.filter(measure="camps_held").values_list("amount", flat=True))


def test_campaigns_get_numbers_that_count_up(cast):
    assert [makers.campaign(cast, name=name).number for name in ("One", "Two")] == [1, 2]


def test_a_campaign_that_ends_before_it_begins_is_refused(cast, nothing_written):
    with nothing_written(), pytest.raises(Refused) as found:
        makers.campaign(cast, starts_on=today(), ends_on=today() - timedelta(days=1))
    assert found.value.code == "outreach.days"


def test_a_campaign_holds_camps_only_inside_its_own_area(cast):
    with pytest.raises(Refused) as found:
        makers.campaign(cast, areas=(cast.area("251719-W01"),))
    assert found.value.code == "outreach.elsewhere"


def test_a_campaign_is_changed_and_a_change_that_says_the_same_is_refused(cast, nothing_written):
    held = makers.campaign(cast)
    same = CampaignDetails(name=held.name, starts_on=held.starts_on, ends_on=held.ends_on)
    with nothing_written():
        assert (
            refused(ChangeCampaign(campaign=held.id, details=same), cast.fatima)
            == "outreach.nothing_to_change"
        )
    longer = CampaignDetails(
        name="Kaam Mango 2", starts_on=held.starts_on, ends_on=held.ends_on, target_camps=40
    )
    perform(ChangeCampaign(campaign=held.id, details=longer), cast.fatima)
    held.refresh_from_db()
    assert (held.name, held.target_camps) == ("Kaam Mango 2", 40)


def test_a_resource_person_plans_no_camp_and_a_stranger_none_here(cast, nothing_written):
    held = makers.campaign(cast)
    act = PlanCamp(camp=uuid4(), campaign=held.id, area=cast.area(makers.WARD), details=makers.details())
    with nothing_written():
        assert refused(act, cast.lakshmi) == "access.not_yours"
        assert refused(act, cast.stranger) == "access.not_yours"
        assert refused(act, cast.colleague) == "access.not_yours"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"opens_at": "16:00", "closes_at": "09:00"}, "outreach.hours"),
        ({"opens_at": "9 in the morning"}, "outreach.hours"),
        ({"desks": 0}, "outreach.desks"),
        ({"venue": "  "}, "outreach.text"),
        ({"agenda": ("dancing",)}, "outreach.unknown_choice"),
        ({"team": (uuid4(),)}, "outreach.unknown_staff"),
        ({"target": -1}, "outreach.amount"),
        ({"held_on": today() + timedelta(days=200)}, "outreach.outside_campaign"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cast, nothing_written, changes, code):
    held = makers.campaign(cast)
    with nothing_written(), pytest.raises(Refused) as found:
        makers.camp(cast, of=held, **changes)
    assert found.value.code == code


def test_a_code_is_given_where_none_was_typed_and_none_is_there_twice(cast):
    held = makers.campaign(cast)
    assert [makers.camp(cast, of=held, code="").code for _ in range(2)] == ["K01", "K02"]
    with pytest.raises(Refused) as found:
        makers.camp(cast, of=held, code="k01")
    assert found.value.code == "outreach.code_taken"
    with pytest.raises(Refused) as found:
        makers.camp(cast, of=held, code="K 1")
    assert found.value.code == "outreach.code"


def test_a_camp_of_another_ward_is_not_inside_the_campaign(cast):
    held = makers.campaign(cast)
    with pytest.raises(Refused) as found:
        makers.camp(cast, of=held, area="251746-W08")
    assert found.value.code == "outreach.elsewhere"


def test_a_plan_is_changed_until_the_camp_is_closed(cast):
    held = makers.camp(cast)
    perform(ChangeCamp(camp=held.id, details=makers.details(desks=6)), cast.fatima)
    assert Camp.objects.get().desks == 6
    perform(CloseCamp(camp=held.id, tokens_given=0), cast.lakshmi)
    act = ChangeCamp(camp=held.id, details=makers.details(desks=2))
    assert refused(act, cast.fatima) == "outreach.camp_over"


def test_a_camp_is_cancelled_only_while_no_token_was_given(cast):
    held = makers.camp(cast)
    perform(GiveToken(attendance=uuid4(), camp=held.id, desk=1), cast.lakshmi)
    assert refused(CancelCamp(camp=held.id, reason="weather"), cast.fatima) == "outreach.camp_has_tokens"
    other = makers.camp(cast, of=held.campaign, code="K13", is_open=False)
    perform(CancelCamp(camp=other.id, reason="weather"), cast.fatima)
    assert refused(OpenCamp(camp=other.id), cast.lakshmi) == "outreach.cancelled"
    assert held_figure() == 0


def test_forms_of_a_cancelled_camp_wait_until_who_plans_says_that_it_was_held(cast):
    makers.published(cast)
    held = makers.camp(cast, is_open=False)
    perform(CancelCamp(camp=held.id, reason="weather"), cast.fatima)
    makers.send(cast, makers.said())
    waiting = Submission.objects.get()
    assert (waiting.state, waiting.reason) == ("waiting", "outreach.cancelled")
    perform(OpenCamp(camp=held.id), cast.fatima)
    assert queue.try_again(cast.fatima, waiting, interpreters=INTERPRETERS).refused is None
    assert Attendance.objects.get().state == "seen"


def test_tokens_count_up_at_each_desk_and_only_while_the_camp_is_open(cast):
    held = makers.camp(cast, is_open=False)
    act = GiveToken(attendance=uuid4(), camp=held.id, desk=1)
    assert refused(act, cast.lakshmi) == "outreach.not_open"
    perform(OpenCamp(camp=held.id), cast.lakshmi)
    for desk in (1, 1, 2):
        perform(GiveToken(attendance=uuid4(), camp=held.id, desk=desk), cast.lakshmi)
    tokens = Attendance.objects.order_by("desk", "number").values_list("token", flat=True)
    assert list(tokens) == ["K12-1-1", "K12-1-2", "K12-2-1"]
    assert refused(GiveToken(attendance=uuid4(), camp=held.id, desk=9), cast.lakshmi) == "outreach.desks"


def test_who_waits_longest_is_called_whatever_desk_gave_the_token(cast):
    held = makers.camp(cast)
    for desk in (2, 1):
        perform(GiveToken(attendance=uuid4(), camp=held.id, desk=desk), cast.lakshmi)
    called = []
    for _ in range(2):
        perform(CallNext(camp=held.id, desk=1), cast.lakshmi)
        called = list(
            Attendance.objects.filter(state="called").order_by("changed_seq").values_list("token", flat=True)
        )
    assert called == ["K12-2-1", "K12-1-1"]
    assert refused(CallNext(camp=held.id, desk=1), cast.lakshmi) == "outreach.nobody_waits"


def test_the_evening_closes_when_the_tokens_are_what_became_of_them(cast, nothing_written):
    makers.published(cast)
    held = makers.camp(cast)
    makers.send(cast, makers.said(1))
    makers.send(cast, makers.who_left(2))
    with nothing_written():
        assert refused(CloseCamp(camp=held.id, tokens_given=3), cast.lakshmi) == "outreach.tokens_differ"
    perform(CloseCamp(camp=held.id, tokens_given=2), cast.lakshmi)
    held.refresh_from_db()
    assert (held.state, held.difference, held_figure()) == ("closed", "", 1)


def test_a_difference_is_closed_with_its_reason(cast):
    held = makers.camp(cast)
    perform(CloseCamp(camp=held.id, tokens_given=3, difference="still_on_phone"), cast.lakshmi)
    held.refresh_from_db()
    assert (held.tokens_given, held.difference) == (3, "still_on_phone")
    assert refused(CloseCamp(camp=held.id, tokens_given=3), cast.lakshmi) == "outreach.camp_over"


def test_a_camp_that_is_opened_again_counts_once(cast):
    held = makers.camp(cast)
    perform(CloseCamp(camp=held.id, tokens_given=0), cast.lakshmi)
    perform(OpenCamp(camp=held.id), cast.lakshmi)
    assert held_figure() == 0
    perform(CloseCamp(camp=held.id, tokens_given=0), cast.lakshmi)
    assert held_figure() == 1


def test_another_organisation_sees_neither_campaign_nor_camp(cast):
    makers.camp(cast)
    for name in ("stranger", "colleague"):
        viewer = getattr(cast, name)
        assert not Campaign.objects.visible_to(viewer).exists()
        assert not Camp.objects.visible_to(viewer).exists()
    assert Camp.objects.visible_to(cast.ramesh).count() == Camp.objects.visible_to(cast.lakshmi).count() == 1
