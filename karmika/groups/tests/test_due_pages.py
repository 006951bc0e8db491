"""What is due for groups: the page, the tiles of the first page; and the pages of rules, grades, merges and splits."""

import random
from datetime import timedelta

import pytest
from django.urls import reverse

from karmika.groups import by_laws
from karmika.groups.acts import Elect, NoteDormant
from karmika.groups.interventions import for_work
from karmika.groups.models import CharterAdoption, Dormancy, Grading, Group, Meeting
from karmika.groups.queries import due, meetings
from karmika.groups.queries.life import topic_lines
from karmika.groups.tests.gatherings import meet, talk
from karmika.groups.tests.people import entering, group, make, self_formed, worker_id
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7

DAY = timedelta(days=1)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def at(name, *args):
    return reverse(f"groups.{name}", args=args)


def page_of(client, kind):
    return text(client.get(at("due"), {"kind": kind}))


def test_a_session_is_due_until_every_topic_of_the_work_was_talked_through(cast, client_for):
    found = group(cast)
    client = client_for("ramesh")
    page = page_of(client, "sessions")
    assert "Sri Durga" in page and "Safety on the road" in page and "building site" not in page
    for one in for_work("auto_driver", "transport"):
        talk(cast, found, topic=one.code)
    assert "Nothing of this kind is due" in page_of(client, "sessions")
    assert "Nothing of this kind is due" in page_of(client_for("colleague"), "sessions")


def test_a_topic_comes_round_again(cast):
    make(cast, range(6))
    old = perform(self_formed(cast, formed_on=today() - 400 * DAY), cast.ramesh).acts[0].group
    found = Group.objects.get(id=old)
    for one in for_work("auto_driver", "transport"):
        talk(cast, found, topic=one.code, on=today() - 366 * DAY)
    lines, _more = due.due_lines(cast.ramesh, "sessions")
    topics = {one.topic.code for one in lines[0].topics}
    assert "rights_at_work" in topics and "bank_account" not in topics


@pytest.mark.parametrize("seed", range(3))
def test_the_database_finds_due_what_the_page_of_the_group_says(cast, seed):
    chance = random.Random(seed)
    ages = (0, 13, 14, 29, 30, 31, 59, 60, 61, 89, 90, 91, 179, 180, 181, 200, 364, 365, 366, 400)
    for number in range(10):
        numbers = range(number * 10, number * 10 + 5)
        make(cast, numbers)
        formed_on = today() - chance.choice(ages) * DAY
        agreed = entering(*numbers, consent_on=formed_on)
        asked = self_formed(cast, formed_on=formed_on, name=f"Group {number}", entering=agreed)
        found = Group.objects.get(id=perform(asked, cast.ramesh).acts[0].group)
        topics = for_work("auto_driver", "transport")
        for one in chance.sample(topics, chance.choice((0, len(topics) - 1, len(topics)))):
            held = max(formed_on, today() - chance.choice(ages) * DAY)
            talk(cast, found, numbers[:4], topic=one.code, on=held)
        if chance.random() < 0.6:
            meet(cast, found, numbers[:4], on=max(formed_on, today() - chance.choice(ages) * DAY))
    spoken = meetings.topics_of(list(Group.objects.values_list("id", flat=True)))
    expected = {
        one.id
        for one in Group.objects.all()
        if any(line.overdue for line in topic_lines(one, spoken.get(one.id, {})))
    }
    assert set(due.sessions_due(cast.ramesh).values_list("id", flat=True)) == expected
    custom = by_laws.customs("cig")
    late = {
        one.id
        for one in Group.objects.all()
        if (today() - max([one.formed_on, *Meeting.objects.filter(group=one).values_list("held_on", flat=True)])).days
        > custom.meets_every_days + custom.grace_days
    }  # fmt: skip
    assert set(due.meetings_overdue(cast.ramesh).values_list("id", flat=True)) == late
    assert 0 < len(expected) + len(late) < 20


def test_a_group_that_does_not_meet_is_overdue_and_later_seems_to_sleep(cast, client_for):
    found = group(cast)
    client = client_for("lakshmi")
    assert "Sri Durga" in page_of(client, "meetings") and "Sri Durga" in page_of(client, "asleep")
    meet(cast, found, on=today() - 38 * DAY)
    assert "Sri Durga" in page_of(client, "meetings") and "Sri Durga" not in page_of(client, "asleep")
    meet(cast, found, on=today() - 37 * DAY)
    assert "Sri Durga" not in page_of(client, "meetings")


def test_a_group_that_is_noted_as_sleeping_is_asked_for_nothing(cast, client_for):
    found = group(cast)
    perform(NoteDormant(group=found.id, reason="not_known", on=today()), cast.lakshmi)
    for kind in ("sessions", "meetings", "asleep", "gradings"):
        assert "Sri Durga" not in page_of(client_for("ramesh"), kind)


def test_a_grading_is_due_half_a_year_after_forming_and_after_the_last(cast, client_for):
    found = group(cast)
    client = client_for("ramesh")
    assert "Sri Durga" in page_of(client, "gradings")
    answers = {"rules_known": "all", "who_speaks": "all", "book_written": "late"}
    page = text(client.get(at("grade", found.id)))
    assert "not kept here yet" in page and page.count("<fieldset>") == 3
    assert "answered once" in text(client.post(at("grade", found.id), {"on": today().isoformat()}))
    sent = answers | {"on": today().isoformat(), "entry": uuid7()}
    assert "24 of 40 marks" in text(client.post(at("grade", found.id), sent, follow=True))
    assert Grading.objects.get().grade == "B"
    assert "Sri Durga" not in page_of(client, "gradings")
    assert client_for("lakshmi").get(at("grade", found.id)).status_code == 404


def test_offices_on_the_page_and_everything_counted_on_the_first_page(cast, client_for):
    found = group(cast)
    for number, office, on in ((0, "president", today() - 350 * DAY), (1, "treasurer", today())):
        perform(
            Elect(group=found.id, worker=worker_id(number), office=office, on=max(on, found.formed_on)),
            cast.ramesh,
        )
    client = client_for("lakshmi")
    page = page_of(client, "offices")
    assert "Treasurer" not in page
    home = text(client.get("/"))
    assert "Groups with a session due" in home and "Offices whose time ends" in home
    assert at("due") in home


def test_rules_are_adopted_shown_and_printed_in_three_languages(cast, client_for):
    found = group(cast)
    client = client_for("lakshmi")
    assert client.get(at("charter_sheet", found.id, "te")).status_code == 404
    sent = {
        "charter": "plain-1", "meets_every_days": "14", "quorum_percent": "67", "term_months": "24",
        "saving_paise": "100", "agreed": "3", "on": today().isoformat(), "entry": uuid7(),
    }  # fmt: skip
    page = text(client.post(at("adopt_charter", found.id), sent))
    assert "5 are needed" in page and 'value="100"' in page
    page = text(client.post(at("adopt_charter", found.id), sent | {"agreed": "6"}, follow=True))
    assert "every 14 days" in page and "₹100" in page and "6 of 6 members agreed" in page
    assert CharterAdoption.objects.get().chosen["saving_paise"] == 10_000
    assert 'lang="te"' in text(client.get(at("charter_sheet", found.id, "te")))
    assert "14 రోజులకు" in text(client.get(at("charter_sheet", found.id, "te")))
    assert "हर 14 दिन" in text(client.get(at("charter_sheet", found.id, "hi")))
    assert client.get(at("charter_sheet", found.id, "fr")).status_code == 404
    assert client_for("colleague").get(at("charter_sheet", found.id, "te")).status_code == 404


def test_two_groups_become_one_and_one_becomes_two_on_their_pages(cast, client_for):
    found, other = group(cast, range(12)), group(cast, range(20, 26), name="Second")
    client = client_for("ramesh")
    assert "Second (251746-CIG-0002" in text(client.get(at("merge", found.id)))
    sent = {"on": today().isoformat(), "entry": uuid7(), "into": found.id}
    sent["member"] = [str(worker_id(n)) for n in range(20, 26)]
    assert "must be asked once" in text(client.post(at("merge", other.id), sent))
    for n in range(20, 26):
        sent |= {f"given-{worker_id(n)}": "yes" if n < 25 else "no", f"how-{worker_id(n)}": "in_person"}
    page = text(client.post(at("merge", other.id), sent, follow=True))
    assert "two groups became one" in page and found.number in page
    other.refresh_from_db()
    assert other.dissolved_on == today() and "Join with another group" not in page
    sent = {"on": today().isoformat(), "entry": uuid7(), "name": "New one"}
    members = [*range(12), *range(20, 25)]
    sent["member"] = [str(worker_id(n)) for n in members]
    for n in members:
        sent |= {f"given-{worker_id(n)}": "yes" if n < 6 else "no", f"how-{worker_id(n)}": "phone"}
    page = text(client.post(at("split", found.id), sent, follow=True))
    assert "one group became two" in page
    assert Group.objects.get(name="New one").memberships.count() == 6


def test_a_group_is_put_to_sleep_and_woken_on_its_page(cast, client_for):
    found = group(cast)
    client, day = client_for("lakshmi"), today().isoformat()
    page = text(client.post(at("note_dormant", found.id), {"reason": "quarrel", "on": day}, follow=True))
    assert "A quarrel in the group" in page and "The group woke up" in page
    assert "Choose a reason" in text(client.post(at("revive", found.id), {"how": "", "on": day}, follow=True))
    page = text(client.post(at("revive", found.id), {"how": "visited", "on": day}, follow=True))
    assert "does not meet any more" in page and Dormancy.objects.get().to_on == today()


@pytest.mark.parametrize("who", ["auditor", "devi"])
def test_who_only_looks_is_offered_nothing(cast, client_for, who):
    page = text(client_for(who).get(at("life", group(cast).id)))
    assert not any(word in page for word in ("Adopt rules", "Grade the group", "Join with", "Note that it"))
