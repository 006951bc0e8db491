"""Candidates on the console: looked for, found, not found, taken off."""

import pytest
from django.test import Client

from karmika.access.acts import AddUser, AssignRole
from karmika.access.models import Account
from karmika.candidates.models import Candidate
from karmika.candidates.tests.lists import ESHRAM, REGISTER, load
from karmika.groups.models import Group
from karmika.groups.tests import people
from karmika.journal.models import Key
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.registry.models import Person
from tests.rights_samples import make_things

pytestmark = pytest.mark.django_db


@pytest.fixture
def sarada(cast):
    load(cast)
    return Candidate.objects.get(reference="123456789012")


@pytest.fixture
def privacy_officer(cast):
    """The account of the state's privacy officer."""
    user = uuid7()
    place = {"organisation": cast.mepma, "area": cast.area("28")}
    officer = AssignRole(assignment=uuid7(), user=user, role="privacy_officer", programme=None, **place)
    perform([AddUser(user=user, username="privacy", name="Saroja", **place), officer], cast.operator)
    return Account.objects.create(id=user, username="privacy", password="!")


def url(candidate, what=""):
    return f"/candidates/{candidate.id}/{what}"


def page(client, address, data=None):
    answer = client.post(address, data, follow=True) if data is not None else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_who_is_to_be_found_in_ones_own_area(cast, client_for, sarada):
    assert "Sarada Devi" in page(client_for("lakshmi"), "/candidates/")
    assert "Venkat Rao" not in page(client_for("lakshmi"), "/candidates/"), "ward 8 is not hers"
    assert "Venkat Rao" in page(client_for("ramesh"), "/candidates/?list=eshram&state=open")
    for who in ("stranger", "colleague"):
        assert "Sarada" not in page(client_for(who), "/candidates/")
        assert client_for(who).get(url(sarada)).status_code == 404


@pytest.mark.parametrize(
    "text", ["sarada", "098480-12399", "2399", "౯౮౪౮౦౧౨౩౯౯", "+91 98480 12399", "123456789012"]
)
def test_the_privacy_officer_finds_who_wants_to_be_forgotten_and_takes_her_off(
    cast, client_for, sarada, privacy_officer, text
):
    client = Client()
    client.force_login(privacy_officer)
    answer = page(client, "/candidates/", {"text": text})
    assert "Sarada Devi" in answer and "Venkat Rao" not in answer
    page(client, url(sarada, "withdraw/"), {"reason": "objected"})
    sarada.refresh_from_db()
    assert (sarada.state, sarada.name, sarada.phone, sarada.reference) == ("withdrawn", None, None, None)
    assert "Sarada Devi" not in page(client, "/candidates/", {"text": text})
    assert "Sarada Devi" not in page(client_for("stranger"), "/candidates/", {"text": text})


def test_a_search_that_is_too_short_or_beyond_ones_areas_finds_nobody(cast, client_for, sarada):
    assert "Sarada Devi" not in page(client_for("ramesh"), "/candidates/", {"text": "s"})
    assert "Sarada Devi" not in page(client_for("ramesh"), "/candidates/", {"text": "399"})
    for who in ("stranger", "colleague"):
        assert "Sarada Devi" not in page(client_for(who), "/candidates/", {"text": "sarada"})


def test_somebody_with_the_same_phone_is_offered_and_recorded_as_found(cast, client_for):
    make_things(cast)
    person = Person.objects.exclude(phone=None).order_by("id").first()
    load(cast, ESHRAM.replace("98480 12399", person.phone).replace("1234567890", "1234567891"))
    sarada = Candidate.objects.get(reference="123456789112")
    client = client_for("ramesh")
    assert str(person.id) in page(client, url(sarada)), "offered because of the phone"
    shown = page(client, url(sarada, "settle/"), {"outcome": "found", "person": str(person.id)})
    sarada.refresh_from_db()
    assert (sarada.state, sarada.person_id, sarada.name, sarada.phone) == ("found", person.id, None, None)
    assert f"/persons/{person.id}/" in shown and "Sarada" not in shown
    assert Key.objects.get(owner=sarada.id).wrapped is None


def test_a_group_of_a_register_is_recorded_as_one_of_ours(cast, client_for):
    load(cast, REGISTER, "shg_register")
    people.group(cast, range(6))
    group, listed = Group.objects.get(), Candidate.objects.get(reference="SHG-1")
    client = client_for("ramesh")
    assert str(group.id) in page(client, url(listed), {"text": group.name[:5]})
    page(client, url(listed, "settle/"), {"outcome": "found", "group": str(group.id)})
    listed.refresh_from_db()
    assert (listed.state, listed.group_id, listed.title) == ("found", group.id, "Sri Durga Sangham")


@pytest.mark.parametrize(
    "data",
    [
        {"outcome": "found"},
        {"outcome": "found", "person": "no id"},
        {"outcome": "found", "person": "00000000-0000-0000-0000-000000000001"},
        {"outcome": "not_found", "reason": "because"},
        {"outcome": "withdrawn", "reason": "moved"},
        {},
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(cast, client_for, sarada, nothing_written, data):
    with nothing_written():
        assert 'class="messages' in page(client_for("ramesh"), url(sarada, "settle/"), data)


def test_not_found_and_taken_off_are_recorded_with_their_reason(cast, client_for, sarada):
    client = client_for("lakshmi")
    assert "Moved away" in page(client, url(sarada, "settle/"), {"outcome": "not_found", "reason": "moved"})
    shown = page(client, url(sarada, "withdraw/"), {"reason": "objected"})
    assert "does not want" in shown and "<h1>(erased)</h1>" in shown
    assert f'href="{url(sarada)}">(erased)</a>' in page(client, "/candidates/?state=withdrawn")
    sarada.refresh_from_db()
    assert (sarada.state, sarada.name) == ("withdrawn", None)


def test_reasons_of_the_machine_are_not_for_people(cast, client_for, sarada, nothing_written):
    with nothing_written():
        page(client_for("lakshmi"), url(sarada, "withdraw/"), {"reason": "expired"})


def test_the_page_says_what_to_do_next_where_nobody_of_ours_is_like_that(cast, client_for, sarada):
    load(cast, REGISTER, "shg_register")
    client, group = client_for("ramesh"), Candidate.objects.get(reference="SHG-2")
    assert "Nobody of ours has this phone or number." in page(client, url(sarada))
    assert "Try another spelling, or survey the household" in page(client, url(sarada), {"text": "Zzyzx"})
    assert "Search for the group by its name" in page(client, url(group))
    assert "No group of ours has a name like this." in page(client, url(group), {"text": "Zzyzx"})


def test_a_phone_of_the_list_can_be_called(cast, client_for, sarada):
    assert 'href="tel:+919848012399"' in page(client_for("lakshmi"), url(sarada))
