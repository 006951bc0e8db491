"""Pages of following up: whose visit is overdue, one group, stages by area, a worker's steps into banking."""

from datetime import timedelta

import pytest
from django.urls import reverse

from karmika.groups.acts import NoteStall
from karmika.groups.models import FinancialEvent, GroupVisit, Stall
from karmika.groups.tests.people import group, make, proposal, worker_id
from karmika.groups.tests.test_onboarding import ACCOUNT, VERIFIED, record
from karmika.groups.tests.test_stages import visit
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7

LIST = "/groups/follow-ups/"


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_list_names_overdue_groups_with_stage_and_resource_person(cast, client_for):
    found = group(cast)
    perform(NoteStall(group=found.id, reason="bank_refuses"), cast.lakshmi)
    page = text(client_for("ramesh").get(LIST))
    assert "Sri Durga" in page and "In a group" in page and "none yet" in page
    assert "The bank does not open the account" in page and "Lakshmi" in page
    visit(cast, found)
    assert "No visit is overdue" in text(client_for("ramesh").get(LIST))
    assert "Sri Durga" not in text(client_for("colleague").get(LIST))


def test_the_list_of_one_resource_person_is_that_of_her_areas(cast, client_for):
    group(cast)
    client = client_for("ramesh")
    assert "Sri Durga" in text(client.get(LIST, {"of": cast.user_id("lakshmi")}))
    for of in ("nobody", uuid7()):
        assert "Sri Durga" in text(client.get(LIST, {"of": of, "page": "x"}))


def test_the_first_page_says_how_many_visits_are_overdue(cast, client_for):
    found = group(cast)
    home = reverse("console.home")
    assert "Visits to groups overdue" in text(client_for("lakshmi").get(home))
    page = text(client_for("ramesh").get(home))
    assert page.count("Visits to groups overdue") == 1
    visit(cast, found)
    assert "Visits to groups" in text(client_for("lakshmi").get(home))


def test_a_visit_is_written_down_and_taken_back_on_the_page_of_the_group(cast, client_for):
    found = group(cast)
    client, address = client_for("lakshmi"), reverse("groups.follow_up", args=[found.id])
    assert "Whom did you meet?" in text(client.get(address)) and "days late" in text(client.get(address))
    sent = {"visited_on": today().isoformat(), "outcome": "help_given", "entry": uuid7()}
    sent["met"] = [worker_id(0), worker_id(3)]
    page = text(client.post(reverse("groups.note_visit", args=[found.id]), sent, follow=True))
    assert "Help was given" in page and "Worker 3" in page.split('id="visits"')[1]
    assert client.post(reverse("groups.note_visit", args=[found.id]), sent).status_code == 302
    one = GroupVisit.objects.get()
    page = text(client.post(reverse("groups.note_visit", args=[found.id]), {"outcome": ""}, follow=True))
    assert "Enter a date" in page
    back = reverse("groups.take_back_visit", args=[found.id])
    page = text(client.post(back, {"visit": one.id, "reason": "another_day"}, follow=True))
    assert "Nobody has written down a visit yet." in page
    stalled = reverse("groups.note_stall", args=[found.id])
    page = text(client.post(stalled, {"reason": "no_place"}, follow=True))
    assert "No place to meet" in page and Stall.objects.get().stage == "formed"
    page = text(client.post(stalled, {"reason": "goes_on"}, follow=True))
    assert "No place to meet" not in page.split('id="visits"')[0].split("</dl>")[0]


def test_a_proposal_is_followed_up_on_the_same_page(cast, client_for):
    found = proposal(cast)
    address = reverse("groups.follow_up", args=[found.id])
    page = text(client_for("lakshmi").get(address))
    assert "Worker 0" in page and "Proposed" in page and reverse("groups.run", args=[found.run_id]) in page
    sent = {"visited_on": today().isoformat(), "outcome": "goes_well", "met": [worker_id(0)]}
    client_for("lakshmi").post(reverse("groups.note_visit", args=[found.id]), sent)
    assert GroupVisit.objects.get().proposal_id == found.id


@pytest.mark.parametrize("who", ["stranger", "colleague", "admin"])
def test_others_find_nothing(cast, client_for, who):
    found = group(cast)
    client = client_for(who)
    for name, key in (("follow_up", found.id), ("onboarding", worker_id(0))):
        assert client.get(reverse(f"groups.{name}", args=[key])).status_code == 404
    for name, key in (("note_visit", found.id), ("note_stall", found.id), ("record_step", worker_id(0))):
        assert client.post(reverse(f"groups.{name}", args=[key])).status_code == 404


def test_the_auditor_looks_and_has_no_forms(cast, client_for):
    found = group(cast)
    page = text(client_for("auditor").get(reverse("groups.follow_up", args=[found.id])))
    assert "Write down your visit" not in page
    assert "Record a step" not in text(
        client_for("auditor").get(reverse("groups.onboarding", args=[worker_id(0)]))
    )


def test_stages_are_counted_in_the_parts_of_an_area(cast, client_for):
    group(cast)
    record(cast, worker_id(0), **VERIFIED)
    proposal(cast, range(10, 16))
    client = client_for("ramesh")
    page = text(client.get("/groups/stages/", {"area": cast.area("251746-W07")}))
    units, people = page.split("People by stage", 1)
    assert "Groups and proposals by stage" in units
    assert people.count(">6<") == 1 and people.count(">5<") == 1 and people.count(">1<") == 1
    assert "Choose one above" in text(client_for("devi").get("/groups/stages/"))
    assert text(client_for("ramesh").get("/groups/stages/", {"area": cast.area("251719-W01")})).count(
        "Stages"
    )
    page = text(client_for("colleague").get("/groups/stages/", {"area": cast.area("251746-W07")}))
    assert ">6<" not in page and ">5<" not in page


def test_a_step_is_recorded_and_taken_back_on_the_workers_page(cast, client_for):
    make(cast, [1])
    client, address = client_for("lakshmi"), reverse("groups.onboarding", args=[worker_id(1)])
    assert "No step into banking is recorded yet." in text(client.get(address))
    sent = {"step": "account_verified", "happened_on": today().isoformat(), "evidence": "test_payment"}
    record_url = reverse("groups.record_step", args=[worker_id(1)])
    assert "Enter the whole number" in text(client.post(record_url, sent, follow=True))
    page = text(client.post(record_url, {**sent, "account": ACCOUNT}, follow=True))
    assert "Bank account verified as live on" in page and "A small payment arrived" in page
    assert ACCOUNT not in page and "not yet" in page
    saved = {"step": "savings_begun", "happened_on": today().isoformat(), "evidence": "group_register"}
    page = text(client.post(record_url, {**saved, "rupees": "1,200"}, follow=True))
    assert "₹1,200" in page and "since " in page
    assert "Enter the amount" in text(client.post(record_url, {**saved, "rupees": "many"}, follow=True))
    one = FinancialEvent.objects.get(kind="savings_begun")
    back = reverse("groups.take_back_step", args=[worker_id(1)])
    page = text(client.post(back, {"event": one.id, "reason": "another_person"}, follow=True))
    assert "Taken back" in page and "It was somebody else" in page


def test_the_profile_says_trust_warning_and_steps(cast, client_for):
    found = group(cast)
    profile = reverse("registry.person", args=[worker_id(0)])
    page = text(client_for("lakshmi").get(profile))
    assert "Trust: not met yet." in page and "no contact for more than 60 days" in page
    for days in (9, 5, 1):
        visit(cast, found, visited_on=today() - timedelta(days=days))
    record(cast, worker_id(0), **VERIFIED)
    page = text(client_for("lakshmi").get(profile))
    assert "Trust: met once, met three times." in page and "no contact" not in page
    assert "Bank account verified as live on" in page
    visit(cast, found, visited_on=today(), met=(worker_id(1),))
    visit(cast, found, viewer=cast.ramesh, met=(worker_id(1),))
    assert "the last 2 visits did not meet" in text(client_for("lakshmi").get(profile))
    page = text(client_for("lakshmi").get(reverse("groups.group", args=[found.id])))
    assert "the last 2 visits did not meet" in page and "met three times" in page
