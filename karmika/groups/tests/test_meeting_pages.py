"""The pages on which a meeting is recorded by ticking, shown and put right, and the page of a group's life."""

from datetime import timedelta

import pytest
from django.urls import reverse

from karmika.groups.acts import EndMembership
from karmika.groups.models import Attendance, GroupSession, Meeting, Resolution
from karmika.groups.tests.gatherings import meet, talk
from karmika.groups.tests.people import group, worker_id
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7

DAY = timedelta(days=1)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def at(name, *args):
    return reverse(f"groups.{name}", args=args)


def sheet(numbers=range(4), **changes):
    return {
        "do": "save",
        "entry": uuid7(),
        "on": today().isoformat(),
        "came": [str(worker_id(n)) for n in numbers],
    } | changes


def test_a_meeting_with_a_session_is_recorded_by_ticking(cast, client_for):
    found = group(cast)
    client = client_for("lakshmi")
    page = text(client.get(at("record_meeting", found.id)))
    assert all(f"· Worker {n}<" in page and f"{n + 1} · Worker " in page for n in range(6))
    assert " checked" not in page
    sent = sheet(
        hour="18:30", met_at="open_place", topic="road_safety", minutes="30",
        decided=["saving_amount", "open_account", ""], value=["100", "", ""], words="All went well.",
    )  # fmt: skip
    page = text(client.post(at("record_meeting", found.id), sent, follow=True))
    assert "The meeting was recorded." in page and "4 of 6 members" in page
    meeting = Meeting.objects.get()
    assert list(Resolution.objects.order_by("number").values_list("code", "value")) == [
        ("saving_amount", 10_000),
        ("open_account", None),
    ]
    assert GroupSession.objects.get().meeting_id == meeting.id
    assert client.post(at("record_meeting", found.id), sent).status_code == 302
    assert Meeting.objects.count() == GroupSession.objects.count() == 1
    page = text(client.get(at("meeting", meeting.id)))
    assert "₹100" in page and "All went well." in page and page.count("did not come") == 2


def test_what_is_refused_is_said_and_nothing_typed_is_lost(cast, client_for, nothing_written):
    found = group(cast)
    client = client_for("lakshmi")
    with nothing_written():
        page = text(client.post(at("record_meeting", found.id), sheet([])))
        assert "Tick at least one member" in page
        sent = sheet([0], decided=["open_account"], value=[""], words="Spoke long.", hour="18:30")
        page = text(client.post(at("record_meeting", found.id), sent))
        assert "3 are needed to decide" in page and page.count(" checked>") == 1
        assert "Spoke long." in page and 'value="18:30"' in page and str(sent["entry"]) in page
        assert "Enter a date" in text(client.post(at("record_meeting", found.id), sheet(on="")))
        for nonsense in (
            {"came": "x"},
            {"entry": ""},
            {"topic": "x"},
            {"value": ["1e9"], "decided": ["saving_amount"]},
        ):
            text(client.post(at("record_meeting", found.id), sheet(**nonsense)))


def test_the_members_of_another_day_can_be_shown(cast, client_for):
    found = group(cast)
    perform(
        EndMembership(group=found.id, worker=worker_id(0), reason="moved_away", on=today() - DAY), cast.ramesh
    )
    client = client_for("lakshmi")
    assert "Worker 0" not in text(client.get(at("record_meeting", found.id)))
    earlier = sheet([1], do="show", on=(today() - 2 * DAY).isoformat())
    page = text(client.post(at("record_meeting", found.id), earlier))
    assert "· Worker 0<" in page and page.count(" checked>") == 1 and not Meeting.objects.exists()


def test_a_session_apart_from_a_meeting(cast, client_for):
    found = group(cast)
    client = client_for("lakshmi")
    sent = sheet([0, 1], topic="rights_at_work", minutes="20")
    page = text(client.post(at("record_session", found.id), sent, follow=True))
    assert "Rights at work, 20 minutes, 2 members" in page
    held = GroupSession.objects.get()
    page = text(client.post(at("withdraw_session", held.id), {"reason": "never_held"}, follow=True))
    assert "20 minutes" not in page
    assert "how many minutes" in text(client.post(at("record_session", found.id), sheet(topic="road_safety")))


def test_a_meeting_is_corrected_and_taken_back_on_its_page(cast, client_for):
    meeting = meet(cast, group(cast))
    client = client_for("lakshmi")
    came = [str(worker_id(n)) for n in range(5)]
    sent = {"entry": uuid7(), "reason": "wrong_people", "came": came}
    assert "5 of 6 members" in text(client.post(at("correct_meeting", meeting.id), sent, follow=True))
    assert Attendance.objects.filter(came=True).count() == 5
    page = text(client.post(at("withdraw_meeting", meeting.id), {"reason": ""}, follow=True))
    assert "Choose a reason" in page
    page = text(client.post(at("withdraw_meeting", meeting.id), {"reason": "wrong_day"}, follow=True))
    assert "It counts nowhere" in page and "Correct this meeting" not in page


def test_the_life_of_a_group_says_who_comes_and_what_is_due(cast, client_for):
    found = group(cast)
    page = text(client_for("ramesh").get(at("life", found.id)))
    assert "No meeting was recorded yet." in page
    meet(cast, found, range(3), on=today() - DAY)
    meet(cast, found, range(1))
    talk(cast, found, topic="bank_account")
    page = text(client_for("ramesh").get(at("life", found.id)))
    assert "2 meetings so far" in page and "Of 100 members asked, 33 came" in page
    assert "2 of 2 meetings" in page and page.count("0 of 2 meetings") == 3
    topics = page.split("What is talked through")[1]
    assert topics.index("Rights at work") < topics.index("Saving together")
    assert "Safety on the road" in topics and "building site" not in topics
    assert text(client_for("ramesh").get(at("group", found.id))).count(at("life", found.id)) == 1


@pytest.mark.parametrize("who", ["auditor", "devi"])
def test_who_only_looks_is_offered_nothing_to_record(cast, client_for, who):
    found = group(cast)
    meeting = meet(cast, found)
    page = text(client_for(who).get(at("life", found.id)))
    assert "Record a meeting" not in page
    assert "Correct this meeting" not in text(client_for(who).get(at("meeting", meeting.id)))
    assert client_for(who).get(at("record_meeting", found.id)).status_code == 404
    assert client_for("colleague").get(at("life", found.id)).status_code == 404
    assert client_for("colleague").get(at("meeting", meeting.id)).status_code == 404
