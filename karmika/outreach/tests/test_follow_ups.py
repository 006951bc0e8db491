"""Asking again after a camp: who is due, whose number is shown, what becomes of it; the report of the campaign."""

from datetime import timedelta

import pytest

from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.outreach import queries
from karmika.outreach.acts import CloseCamp, RecordFollowUp
from karmika.outreach.models import FollowUp
from karmika.outreach.report import as_markdown, as_rows, report
from karmika.outreach.tests import makers


@pytest.fixture
def desk(cast):
    makers.published(cast)
    held = makers.camp(cast, held_on=today() - timedelta(days=10))
    makers.send(cast, makers.said(1))
    return held


def first():
    return FollowUp.objects.order_by("due_on").first()


def test_after_seven_days_she_is_due_and_after_thirty_again(cast, desk):
    due = queries.open_follow_ups(cast.lakshmi, today())
    assert [row.after_days for row in due] == [7]
    assert queries.open_follow_ups(cast.lakshmi).count() == 3


def test_what_was_said_ends_it_and_counts_once(cast, desk):
    perform(RecordFollowUp(follow_up=first().id, outcome="received"), cast.lakshmi)
    assert (first().state, first().outcome) == ("done", "received")
    (counted,) = Contribution.objects.filter(measure="followed_up")
    assert (counted.amount, counted.category, counted.sex) == (1, "received", "female")
    with pytest.raises(Refused) as refused:
        perform(RecordFollowUp(follow_up=first().id, outcome="received"), cast.lakshmi)
    assert refused.value.code == "outreach.follow_up_done"


def test_who_is_not_reached_is_tried_three_times_and_never_counted(cast, desk):
    for tries in (1, 2, 3):
        perform(RecordFollowUp(follow_up=first().id, outcome="not_reached"), cast.lakshmi)
        row = FollowUp.objects.get(after_days=7)
        assert (row.tries, row.state) == (tries, "open" if tries < 3 else "done")
    assert not Contribution.objects.filter(measure="followed_up").exists()


def test_the_number_is_shown_only_to_who_calls_and_only_where_she_agreed(cast, desk):
    makers.send(cast, makers.said(2, person={"may_call": "no", "phone": "9848012398"}))
    rows = list(queries.open_follow_ups(cast.lakshmi, today()).order_by("attendance__number"))
    assert [one.phone for one in queries.due(cast.lakshmi, rows)] == ["+919848012399", ""]
    assert [one.phone for one in queries.due(cast.auditor, rows)] == ["", ""]
    assert [one.name for one in queries.due(cast.auditor, rows)] == ["Sunita Devi", "Sunita Devi"]


def test_strangers_and_other_organisations_have_nobody_to_ask(cast, desk):
    for viewer in (cast.stranger, cast.colleague):
        assert not queries.open_follow_ups(viewer).exists()
        with pytest.raises(Refused):
            perform(RecordFollowUp(follow_up=first().id, outcome="received"), viewer)


def test_the_report_of_a_campaign_is_the_sum_of_its_contributions(cast, desk):
    makers.send(cast, makers.without_consent(2))
    makers.send(cast, makers.said(3, person={"sex": "male"}))
    perform(RecordFollowUp(follow_up=first().id, outcome="received"), cast.lakshmi)
    perform(CloseCamp(camp=desk.id, tokens_given=3), cast.lakshmi)
    found = report(desk.campaign)
    assert found.whole == {
        "camps_held": 1,
        "camp_met": 3,
        "people_helped": 2,
        "camp_told": 2,
        "camp_applied": 2,
        "followed_up": 1,
    }
    assert found.by_district["NTR"] == found.whole
    assert {name: part["camp_met"] for name, part in found.by_sex.items()} == {
        "Woman or girl": 1,
        "Man or boy": 1,
        "Not said": 1,
    }
    for part in (found.by_district, found.by_occupation, found.by_sex):
        assert sum(counts["camp_met"] for counts in part.values()) == 3


def test_the_report_names_nobody_and_says_target_beside_sum(cast, desk):
    text = as_markdown(report(desk.campaign))
    assert "Sunita" not in text
    assert "| NTR |" in text
    assert as_rows(report(desk.campaign))[0][1] == "Kaam Mango"


def test_another_campaign_has_none_of_these_figures(cast, desk):
    other = makers.campaign(cast, name="Other")
    assert not report(other).whole
    assert report(desk.campaign, cast.fatima).whole["camp_met"] == 1
    assert not report(desk.campaign, cast.stranger).whole
