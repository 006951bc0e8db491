"""Meetings of groups: who came, what was decided, how mistakes are put right."""

from datetime import timedelta

import pytest

from karmika.groups.acts import (
    AddMember,
    CorrectMeeting,
    Dissolve,
    EndMembership,
    HoldMeeting,
    WithdrawMeeting,
)
from karmika.groups.acts.life_parts import Resolved
from karmika.groups.models import Attendance, GroupSession, Meeting, Resolution
from karmika.groups.tests.gatherings import meet, meeting_of, nowhere, talk
from karmika.groups.tests.people import JOINED, counted, group, worker_id
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.rebuild import rebuild_and_compare

DAY = timedelta(days=1)
SAVING = Resolved(code="saving_amount", value=10_000)


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def came(meeting):
    return {row.worker_id for row in Attendance.objects.filter(meeting=meeting, came=True)}


def test_a_meeting_says_who_came_of_whom_and_counts_each_member(cast):
    found = meet(cast, group(cast), range(4), hour="18:30", met_at="worksite", resolutions=(SAVING,))
    assert (found.present, found.members, found.needed, found.has_quorum) == (4, 6, 3, True)
    assert came(found) == {worker_id(n) for n in range(4)}
    assert Attendance.objects.filter(meeting=found).count() == 6
    assert list(Resolution.objects.values_list("number", "code", "value")) == [(1, "saving_amount", 10_000)]
    assert (counted("meetings_held"), counted("meeting_members"), counted("meeting_attendances")) == (1, 6, 4)
    one = Contribution.objects.get(measure="meeting_attendances", subject=worker_id(0))
    assert (one.sex, one.occupation, one.category, one.cohort) == ("female", "auto_driver", "cig", "2026-01")


def test_it_stands_in_the_history_of_the_group_and_of_who_came(cast):
    found = group(cast)
    meet(cast, found, range(4), on=today())
    said = history(found.id)[-1].sentence
    assert said.startswith("Lakshmi Devi recorded a meeting of the group on ")
    assert said.endswith(": 4 of 6 members came")
    assert history(worker_id(0))[-1].sentence == said
    assert history(worker_id(5))[-1].sentence != said


def test_members_are_those_of_the_day(cast, nothing_written):
    found = group(cast)
    gone = EndMembership(group=found.id, worker=worker_id(0), reason="moved_away", on=today() - DAY)
    perform(gone, cast.ramesh)
    assert refused(nothing_written, meeting_of(found, [0, 1]), cast.ramesh) == "groups.not_member_then"
    earlier = meet(cast, found, [0, 1], on=today() - DAY)
    assert (earlier.present, earlier.members) == (2, 6)
    later = meet(cast, found, [1])
    assert (later.present, later.members) == (1, 5)


def test_who_left_and_joined_again_on_that_day_is_one_member(cast):
    found = group(cast)
    perform(EndMembership(group=found.id, worker=worker_id(0), reason="own_wish", on=today()), cast.ramesh)
    again = AddMember(group=found.id, worker=worker_id(0), joined_on=today(), how="thumb", consent_on=today())
    perform(again, cast.ramesh)
    held = meet(cast, found)
    assert (held.present, held.members, counted("meeting_members")) == (4, 6, 6)
    assert held.attendances.get(worker_id=worker_id(0)).membership.left_on is None
    assert held.attendances.filter(came=True).count() == 4


def test_too_few_decide_nothing_but_the_meeting_is_recorded(cast, nothing_written):
    found = group(cast)
    act = meeting_of(found, [0, 1], resolutions=(SAVING,))
    assert refused(nothing_written, act, cast.ramesh) == "groups.no_quorum"
    assert meet(cast, found, [0, 1]).has_quorum is False


def test_what_cannot_be_is_refused(cast, nothing_written):
    found = group(cast)
    meet(cast, found, on=today() - DAY)
    for changes, code in (
        ({"attended": ()}, "groups.nobody_came"),
        ({"attended": (worker_id(1), worker_id(1))}, "groups.twice"),
        ({"attended": (nowhere(),)}, "groups.not_member_then"),
        ({"group": nowhere()}, "groups.unknown"),
        ({"on": today() + DAY}, "groups.future"),
        ({"on": JOINED - DAY}, "groups.too_early"),
        ({"on": today() - DAY}, "groups.meeting_there"),
        ({"hour": "25:00"}, "groups.hour"),
        ({"hour": "evening"}, "groups.hour"),
        ({"met_at": "employers_gate"}, "groups.unknown_place"),
        ({"words": "x" * 1001}, "groups.too_many_words"),
        ({"resolutions": (Resolved(code="buy_a_boat"),)}, "groups.unknown_resolution"),
        ({"resolutions": (Resolved(code="saving_amount"),)}, "groups.unknown_resolution"),
        ({"resolutions": (Resolved(code="open_account", value=3),)}, "groups.unknown_resolution"),
        ({"resolutions": (Resolved(code="saving_amount", value=-1),)}, "groups.unknown_resolution"),
        ({"resolutions": (SAVING,) * 13}, "groups.unknown_resolution"),
    ):
        assert refused(nothing_written, meeting_of(found, **changes), cast.ramesh) == code, changes


def test_a_group_that_ended_may_have_met_before(cast, nothing_written):
    found = group(cast)
    perform(Dissolve(group=found.id, reason="members_decided", on=today() - DAY), cast.ramesh)
    assert refused(nothing_written, meeting_of(found), cast.ramesh) == "groups.dissolved"
    assert meet(cast, found, on=today() - 2 * DAY).members == 6


def test_who_came_is_corrected_with_a_reason_and_counts_follow(cast, nothing_written):
    found = meet(cast, group(cast), range(4), resolutions=(SAVING,))
    new = tuple(worker_id(n) for n in (1, 2, 3, 4, 5))
    act = CorrectMeeting(meeting=found.id, reason="wrong_people", attended=new, resolutions=(SAVING,))
    perform(act, cast.lakshmi)
    found.refresh_from_db()
    assert (found.present, came(found)) == (5, set(new))
    assert (counted("meetings_held"), counted("meeting_members"), counted("meeting_attendances")) == (1, 6, 5)
    assert Resolution.objects.count() == 1
    assert refused(nothing_written, act, cast.ramesh) == "groups.nothing_changed"
    for changes, code in (
        ({"reason": "never_held"}, "groups.unknown_reason"),
        ({"attended": ()}, "groups.nobody_came"),
        ({"attended": new[:2]}, "groups.no_quorum"),
        ({"meeting": nowhere()}, "groups.unknown_meeting"),
    ):
        asked = {"meeting": found.id, "reason": "wrong_people", "attended": new, "resolutions": (SAVING,)}
        assert refused(nothing_written, CorrectMeeting(**asked | changes), cast.ramesh) == code


def test_what_was_decided_is_corrected(cast):
    found = meet(cast, group(cast), range(4), resolutions=(SAVING,))
    other = (Resolved(code="open_account"), Resolved(code="saving_amount", value=5_000))
    attended = tuple(worker_id(n) for n in range(4))
    act = CorrectMeeting(meeting=found.id, reason="wrong_decisions", attended=attended, resolutions=other)
    perform(act, cast.lakshmi)
    told = Resolution.objects.order_by("number").values_list("number", "code", "value")
    assert list(told) == [(1, "open_account", None), (2, "saving_amount", 5_000)]


def test_a_meeting_that_was_never_held_is_taken_back_with_its_sessions(cast, nothing_written):
    found = group(cast)
    meeting = meet(cast, found, words="Spoke of the road.")
    talk(cast, found, meeting=meeting.id)
    assert (counted("group_sessions"), counted("session_attendances")) == (1, 4)
    perform(WithdrawMeeting(meeting=meeting.id, reason="never_held"), cast.lakshmi)
    meeting.refresh_from_db()
    assert (meeting.withdrawn_on, meeting.words) == (today(), None)
    assert GroupSession.objects.get().withdrawn_on == today()
    for measure in (
        "meetings_held",
        "meeting_members",
        "meeting_attendances",
        "group_sessions",
        "session_attendances",
    ):
        assert counted(measure) == 0
    again = WithdrawMeeting(meeting=meeting.id, reason="never_held")
    assert refused(nothing_written, again, cast.ramesh) == "groups.withdrawn"
    meet(cast, found)
    assert counted("meetings_held") == 1 and Meeting.objects.count() == 2


def test_words_are_sealed_and_can_be_taken_out_for_good(fresh_database, cast):
    found = meet(cast, group(cast), range(4), words="Told of Zqname, 2341 2341 2346")
    assert found.words == "Told of Zqname, XXXXXXXX2346"
    entry = Entry.objects.get(seq=found.entry_seq)
    assert b"Zqname" not in bytes(entry.acts)
    attended = tuple(worker_id(n) for n in range(4))
    act = CorrectMeeting(meeting=found.id, reason="names_somebody", attended=attended, take_words_out=True)
    perform(act, cast.lakshmi)
    found.refresh_from_db()
    assert found.words is None
    assert rebuild_and_compare().differing == 0


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_record_and_change_no_meeting(cast, who, nothing_written):
    found = group(cast)
    meeting = meet(cast, found)
    attended = (worker_id(1),)
    for act in (
        meeting_of(found, on=today() - DAY),
        CorrectMeeting(meeting=meeting.id, reason="wrong_people", attended=attended),
        WithdrawMeeting(meeting=meeting.id, reason="never_held"),
    ):
        assert refused(nothing_written, act, getattr(cast, who)) == "access.not_yours"


def test_the_same_entry_twice_is_one_meeting(cast):
    found, key = group(cast), nowhere()
    act = meeting_of(found)
    perform(act, cast.lakshmi, entry_id=key)
    perform(act, cast.lakshmi, entry_id=key)
    assert Meeting.objects.count() == 1
    assert isinstance(act, HoldMeeting)
