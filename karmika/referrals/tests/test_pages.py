"""Pages of those who send, of officers, of offices; lists and figures beside them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from karmika.access.acts import AddUser, AssignRole
from karmika.access.models import Account
from karmika.groups.tests import people
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.navigation import today_of
from karmika.referrals import day
from karmika.referrals.acts import CloseOffice
from karmika.referrals.models import Office, Referral
from karmika.referrals.tests.makers import SERVICE, at_department, holder, office, referral
from karmika.rooms import LISTS


@pytest.fixture
def officer_client(cast):
    """A browser in which an officer of ours, posted in ward 7, is signed in."""
    from django.test import Client

    user, place = uuid7(), {"area": cast.area("251746-W07"), "organisation": cast.mepma}
    add = AddUser(user=user, username="officer", name="An officer", **place)
    role = AssignRole(assignment=uuid7(), user=user, role="department_officer", programme=None, **place)
    perform([add, role], cast.operator)
    client = Client()
    client.force_login(Account.objects.create(id=user, username="officer", password="!"))
    return client


def make_overdue(monkeypatch):
    """Three weeks later, for pages and figures."""
    later = today() + timedelta(days=21)
    for name in ("karmika.referrals.queries.referrals.today", "karmika.referrals.day.today"):
        monkeypatch.setattr(name, lambda: later)


def tiles(viewer, name):
    """The numbers of one part of the viewer's day."""
    (part,) = today_of(viewer, [part for part in day.DAY if part.name == name])
    return [tile.value for tile in part.tiles]


def test_somebody_is_sent_to_an_office_on_one_page(cast, client_for):
    (person,) = people.make(cast, [60])
    where = office(cast)
    client, address = client_for("lakshmi"), reverse("referrals.refer", args=[person])
    page = client.get(address, {"service": SERVICE}).content.decode()
    assert "Labour office" in page and 'name="shared" value="name"' in page
    assert 'name="shared" value="name" checked' not in page
    said = {"service": SERVICE, "office": where, "consent_how": "in_person", "consent_by": "self"}
    refused = client.post(address, said)
    assert refused.status_code == 200 and not Referral.objects.exists()
    assert "without having agreed" in refused.content.decode()
    done = client.post(
        address, said | {"agreed": "yes", "shared": ["name", "age"], "note": "Ask for form 27."}
    )
    row = Referral.objects.get()
    assert done.url == reverse("referrals.referral", args=[row.id])
    assert row.shared == ["name", "age"]
    page = client.get(done.url).content.decode()
    assert "Worker 60" in page and "Ask for form 27." in page and row.number in page


def test_a_service_that_no_office_gives_says_so(cast, client_for):
    (person,) = people.make(cast, [60])
    page = client_for("lakshmi").get(reverse("referrals.refer", args=[person]), {"service": "loan"})
    assert "No office on the list" in page.content.decode()


def test_what_is_overdue_is_red_in_the_list_and_counted_on_the_first_page(cast, client_for, monkeypatch):
    row = referral(cast)
    client, address = client_for("lakshmi"), reverse("referrals.referrals")
    assert "tag bad" not in client.get(address).content.decode()
    make_overdue(monkeypatch)
    page = client.get(address, {"state": "overdue"}).content.decode()
    assert row.number in page and "tag bad" in page
    assert tiles(cast.lakshmi, "referrals") == [1, 1]


def test_the_persons_page_tells_it_in_a_sentence(cast, client_for):
    row = referral(cast)
    page = client_for("lakshmi").get(reverse("registry.person", args=[row.subject_id])).content.decode()
    assert "sent to Labour office on" in page and reverse("referrals.refer", args=[row.subject_id]) in page


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_others_find_no_such_referral_and_no_such_person(cast, client_for, nothing_written, who):
    row = referral(cast)
    client = client_for(who)
    with nothing_written():
        for name in ("referral", "give_link", "note_answer", "revoke"):
            address = reverse(f"referrals.{name}", args=[row.id])
            assert client.post(address, {"reason": "no_longer_needed"}).status_code == 404, name
        assert client.get(reverse("referrals.refer", args=[row.subject_id])).status_code == 404
    assert row.number not in client.get(reverse("referrals.referrals")).content.decode()


def test_staff_note_an_answer_and_take_a_referral_back(cast, client_for):
    first, second = referral(cast, 60), referral(cast, 61)
    client = client_for("lakshmi")
    said = {"answer": "done:registered", "how": "visit", "on": today().isoformat()}
    client.post(reverse("referrals.note_answer", args=[first.id]), said)
    client.post(reverse("referrals.revoke", args=[second.id]), {"reason": "consent_withdrawn"})
    assert [one.state for one in Referral.objects.order_by("entry_seq")] == ["done", "revoked"]


def test_an_officer_sees_a_list_without_names_and_reads_only_what_was_shared(cast, officer_client):
    row = at_department(cast, 70, shared=("name",), note="Ask for form 27.")
    at_department(cast, 71)
    page = officer_client.get(reverse("referrals.received")).content.decode()
    assert row.number in page and "Worker 70" not in page
    page = officer_client.get(reverse("referrals.received_one", args=[row.id])).content.decode()
    assert "Worker 70" in page and "Ask for form 27." in page and "Shramik Sangh" in page
    for hidden in ("female", "Ward 7", "Household", "Worker 71"):
        assert hidden not in page, hidden
    assert officer_client.get(reverse("registry.person", args=[row.subject_id])).status_code == 404


def test_an_officer_answers_on_a_page_and_what_is_closed_is_read_no_more(cast, officer_client):
    row = at_department(cast, 70, shared=("name",))
    address = reverse("referrals.received_one", args=[row.id])
    assert officer_client.post(address, {"answer": "declined"}).status_code == 200
    officer_client.post(address, {"answer": "declined:papers_missing", "words": "Bring the card."})
    row.refresh_from_db()
    assert (row.state, row.answered_how) == ("declined", "account")
    assert officer_client.get(address).status_code == 404
    page = officer_client.get(reverse("referrals.received")).content.decode()
    assert row.number in page and "Worker 70" not in page


def test_an_officers_first_page_counts_what_waits(cast, officer_client):
    at_department(cast, 70)
    assert tiles(holder(cast, "department_officer"), "referrals to answer") == [1, 0]
    assert "Sent to your office" in officer_client.get("/").content.decode()


def test_an_office_is_put_on_the_list_changed_and_closed_on_the_console(cast, client_for):
    client = client_for("fatima")
    said = {
        "code": "VJA-BK-1",
        "office_kind": "bank_branch",
        "name_en": "Bank, Benz Circle",
        "area": cast.area("251746"),
        "services": ["bank_account", "loan"],
        "phone": "0866 2571234",
    }
    client.post(reverse("referrals.new_office"), said)
    found = Office.objects.get()
    assert (found.services, found.phone, found.organisation_id) == (
        ["bank_account", "loan"],
        "+918662571234",
        cast.mepma,
    )
    client.post(reverse("referrals.change_office", args=[found.id]), said | {"name_te": "బ్యాంకు"})
    found.refresh_from_db()
    assert found.name_te == "బ్యాంకు"
    client.post(reverse("referrals.close_office", args=[found.id]))
    found.refresh_from_db()
    assert found.closed_on == today()
    address = reverse("referrals.offices")
    assert "Bank, Benz Circle" not in client.get(address).content.decode()
    assert "Bank, Benz Circle" in client.get(address, {"closed": "yes"}).content.decode()


def test_offices_around_a_ward_and_in_it_are_seen_there_and_nowhere_else(cast):
    office(cast, "A", area=cast.area("749"))
    office(cast, "B", area=cast.area("251746-W07"))
    office(cast, "C", area=cast.area("251746-W08"))
    office(cast, "D", organisation=cast.other_org)
    seen = Office.objects.visible_to(cast.lakshmi).values_list("code", flat=True)
    assert sorted(seen) == ["A", "B"]
    assert not Office.objects.visible_to(cast.stranger).exists()


def test_lists_to_take_along_hold_what_the_viewer_may_see(cast):
    row = referral(cast)
    lists = {one.name: one for one in LISTS}
    (line,) = lists["referrals"].read_some(cast.lakshmi, {}, [row.id])
    assert row.number in line.cells and "Worker 60" in line.cells and line.subjects == (row.subject_id,)
    assert list(lists["referrals"].ids(cast.colleague, {})) == []
    assert list(lists["offices"].ids(cast.lakshmi, {})) == [row.office_id]


def test_a_closed_office_takes_no_new_referral_and_keeps_the_old(cast, client_for):
    row = referral(cast)
    perform(CloseOffice(office=row.office_id), holder(cast, "city_mission_manager", "251746"))
    (person,) = people.make(cast, [61])
    page = client_for("lakshmi").get(reverse("referrals.refer", args=[person]), {"service": SERVICE})
    assert "No office on the list" in page.content.decode()
    row.refresh_from_db()
    assert row.state == "sent"
