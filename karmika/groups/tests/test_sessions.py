"""Sessions of groups: one act credits each member; what is due follows from data."""

from datetime import date, timedelta

import pytest

from karmika.groups.acts import WithdrawSession
from karmika.groups.interventions import for_work, interventions, read
from karmika.groups.models import SessionAttendance
from karmika.groups.tests.gatherings import meet, nowhere, session_of, talk
from karmika.groups.tests.people import JOINED, Someone, counted, group, make, self_formed, worker_id
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.registry.occupations import occupations

DAY = timedelta(days=1)


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_one_act_credits_each_member_in_its_own_cell(cast):
    make(cast, [Someone(number=n, sex=("female", "male")[n % 2]) for n in range(6)])
    act = self_formed(cast)
    found = perform(act, cast.ramesh).acts[0].group
    from karmika.groups.models import Group

    talk(cast, Group.objects.get(id=found), range(5))
    rows = Contribution.objects.filter(measure="session_attendances")
    assert rows.values("entry_seq").distinct().count() == 1
    assert sorted(rows.values_list("sex", flat=True)) == ["female"] * 3 + ["male"] * 2
    assert set(rows.values_list("category", "occupation", "cohort")) == {
        ("rights_at_work", "auto_driver", "2026-01")
    }
    assert (counted("group_sessions"), SessionAttendance.objects.count()) == (1, 5)
    said = history(worker_id(0))[-1].sentence
    assert "Rights at work, 30 minutes, 5 members" in said


def test_what_cannot_be_is_refused(cast, nothing_written):
    found = group(cast)
    meeting = meet(cast, found, on=today() - DAY)
    talk(cast, found)
    for changes, code in (
        ({}, "groups.session_there"),
        ({"topic": "astrology"}, "groups.unknown_topic"),
        ({"topic": "road_safety", "minutes": 0}, "groups.minutes"),
        ({"topic": "road_safety", "minutes": 601}, "groups.minutes"),
        ({"topic": "road_safety", "attended": ()}, "groups.nobody_came"),
        ({"topic": "road_safety", "attended": (nowhere(),)}, "groups.not_member_then"),
        ({"topic": "road_safety", "meeting": meeting.id}, "groups.unknown_meeting"),
        ({"topic": "road_safety", "meeting": nowhere()}, "groups.unknown_meeting"),
        ({"topic": "road_safety", "on": today() + DAY}, "groups.future"),
    ):
        assert refused(nothing_written, session_of(found, **changes), cast.ramesh) == code, changes


def test_a_session_is_taken_back_with_a_reason(cast, nothing_written):
    found = group(cast)
    held = talk(cast, found)
    perform(WithdrawSession(session=held.id, reason="never_held"), cast.lakshmi)
    assert (counted("group_sessions"), counted("session_attendances")) == (0, 0)
    again = WithdrawSession(session=held.id, reason="never_held")
    assert refused(nothing_written, again, cast.ramesh) == "groups.withdrawn"
    other = WithdrawSession(session=nowhere(), reason="never_held")
    assert refused(nothing_written, other, cast.ramesh) == "groups.unknown_meeting"
    talk(cast, found)
    assert counted("session_attendances") == 4


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_record_no_session(cast, who, nothing_written):
    found = group(cast)
    held = talk(cast, found, topic="road_safety")
    for act in (session_of(found), WithdrawSession(session=held.id, reason="never_held")):
        assert refused(nothing_written, act, getattr(cast, who)) == "access.not_yours"


def test_the_topics_are_for_occupations_that_exist_and_said_in_three_languages():
    known = occupations()
    categories = {one.category for one in known.values()}
    for one in interventions():
        assert set(one.names) == {"en", "te", "hi"}
        assert set(one.occupations) <= {"all", *known, *categories}, one.code
    for code, work in known.items():
        assert len(for_work(code, work.category)) > len(for_work("", "")), f"nothing of {code}'s own work"


def test_when_the_next_session_is_due():
    by_code = {one.code: one for one in interventions()}
    once, yearly = by_code["bank_account"], by_code["rights_at_work"]
    assert once.due_on(JOINED, None) == JOINED + 60 * DAY
    assert once.due_on(JOINED, date(2026, 3, 1)) is None
    assert yearly.due_on(JOINED, date(2026, 3, 1)) == date(2027, 3, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        "interventions: [{code: a, names: {}, occupations: [all], within_days: 1, every_days: , minutes: 1}, "
        "{code: a, names: {}, occupations: [all], within_days: 1, every_days: , minutes: 1}]",
        "interventions: [{code: a, names: {}, occupations: [all], within_days: -1, every_days: , minutes: 1}]",
    ],
)
def test_a_file_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(ValueError, match=r"code|positive"):
        read(wrong)
