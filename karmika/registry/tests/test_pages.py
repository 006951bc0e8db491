"""The pages: workers, search, person, household, slip, consent, taking out."""

import pytest
from django.urls import reverse

from karmika.registry.derive import index_everyone
from karmika.registry.models import Consent, Household, Person, Worker
from karmika.registry.numbers import spaced
from karmika.registry.tests.doorstep import member, survey, take_in, uid, worker_answers

OUTSIDE = ("stranger", "colleague", "admin")


@pytest.fixture
def said(cast):
    """A household of two with one worker, listed, indexed."""
    said = survey(
        member("లక్ష్మి దేవి", sex="female", phone="9848011111", work=worker_answers()),
        member("Ravi Teja", age_years=9),
    )
    take_in(cast, said)
    index_everyone()
    return said


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_workers_are_listed_with_work_and_worksite(client_for, said):
    text = text_of(client_for("ramesh").get(reverse("registry.workers")))
    assert "లక్ష్మి దేవి" in text and "Auto-rickshaw driver" in text and "Benz Circle auto stand" in text
    assert "Ravi Teja" not in text


def test_workers_are_listed_by_area_and_work(cast, client_for, said):
    client, url = client_for("ramesh"), reverse("registry.workers")
    for asked, shown in (
        ({"work": "auto_driver"}, True),
        ({"work": "transport"}, True),
        ({"work": "waste"}, False),
        ({"area": cast.area("251746-W07")}, True),
        ({"area": cast.area("251746-W08")}, False),
        ({"area": "nonsense", "page": "-1"}, True),
    ):
        assert ("లక్ష్మి దేవి" in text_of(client.get(url, asked))) is shown, asked


@pytest.mark.parametrize("text", ["lakshmi", "Laxmi Devi", "लक्ष्मी", "లక్ష్మి", "98480 11111", "1111"])
def test_a_person_is_found_by_name_in_any_script_or_by_the_end_of_the_phone(client_for, said, text):
    assert "లక్ష్మి దేవి" in text_of(client_for("ramesh").post(reverse("registry.search"), {"text": text}))


def test_a_household_is_found_by_its_number(client_for, said):
    household = Household.objects.get()
    found = text_of(client_for("ramesh").post(reverse("registry.search"), {"text": spaced(household.number)}))
    assert reverse("registry.household", args=[household.id]) in found


@pytest.mark.parametrize("text", ["Savitri", "2222"])
def test_nobody_is_found_by_another_name_or_number(client_for, said, text):
    assert "Nobody found" in text_of(client_for("ramesh").post(reverse("registry.search"), {"text": text}))


@pytest.mark.parametrize("text", ["", "a", "123"])
def test_a_search_for_too_little_says_what_to_type(client_for, said, text):
    page = text_of(client_for("ramesh").post(reverse("registry.search"), {"text": text}))
    assert "at least two letters" in page


@pytest.mark.parametrize("text", ["lakshmi", "9848011111"])
@pytest.mark.parametrize("name", ["stranger", "colleague"])
def test_a_search_finds_nobody_elsewhere(client_for, said, name, text):
    page = text_of(client_for(name).post(reverse("registry.search"), {"text": text}))
    assert "లక్ష్మి" not in page and "Nobody found" in page


def test_a_person_has_work_money_and_a_history_in_sentences(client_for, said):
    text = text_of(client_for("ramesh").get(reverse("registry.person", args=[uid(said, 0)])))
    for piece in (
        "about 41",
        "+91 98480 11111",
        "₹700 a day",
        "Moneylender: ₹20,000, 5.50 Rs per Rs 100 per month",
        "Sri Sai Travels",
        "123456789012",
        "Does not want to say",
        "Be proposed for a group",
        "Lakshmi Devi recorded the work of the person",
    ):
        assert piece in text, piece


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_is_elsewhere_does_not_exist(client_for, said, name):
    client, household = client_for(name), Household.objects.get()
    for url in (
        reverse("registry.person", args=[uid(said, 0)]),
        reverse("registry.household", args=[household.id]),
        reverse("registry.slip", args=[household.id]),
    ):
        assert client.get(url).status_code == 404
    post = client.post(reverse("registry.remove_person", args=[uid(said, 0)]), {"reason": "twice"})
    assert post.status_code == 404 and Person.objects.filter(state="active").count() == 2


def test_a_household_shows_members_visits_and_consents(client_for, said):
    household = Household.objects.get()
    text = text_of(client_for("fatima").get(reverse("registry.household", args=[household.id])))
    for piece in (
        spaced(household.number),
        "Ravi Teja",
        "Interviewed",
        "12-3-45, Ambedkar Street",
        "Scheduled Caste",
    ):
        assert piece in text, piece


def test_the_slip_has_the_number_and_nothing_personal(client_for, said):
    household = Household.objects.get()
    text = text_of(client_for("ramesh").get(reverse("registry.slip", args=[household.id])))
    assert spaced(household.number) in text
    assert "లక్ష్మి" not in text and "Ambedkar" not in text


def test_consent_is_withdrawn_and_given_again_on_the_page_of_the_person(client_for, said):
    client, url = client_for("ramesh"), reverse("registry.person_consent", args=[uid(said, 0)])
    client.post(url, {"purpose": "groups", "answer": "withdraw"})
    assert Consent.objects.get(purpose="groups").withdrawn_on is not None
    again = client.post(url, {"purpose": "groups", "answer": "withdraw"}, follow=True)
    assert "none to withdraw" in text_of(again)
    client.post(url, {"purpose": "groups", "answer": "give"})
    assert Consent.objects.filter(purpose="groups", given=True, withdrawn_on=None).count() == 1


def test_an_auditor_reads_but_does_not_note(client_for, said):
    client = client_for("auditor")
    text = text_of(client.get(reverse("registry.person", args=[uid(said, 0)])))
    assert "Take this person out" not in text
    post = client.post(reverse("registry.person_consent", args=[uid(said, 0)]), {"purpose": "groups"})
    assert post.status_code == 404


def test_a_person_entered_by_mistake_is_taken_out(client_for, said):
    client = client_for("ramesh")
    client.post(reverse("registry.remove_person", args=[uid(said, 0)]), {"reason": "twice"})
    assert Worker.objects.get().state == "removed"
    assert "లక్ష్మి" not in text_of(client.get(reverse("registry.workers")))


def test_letters_that_fold_to_one_are_too_short_to_search(cast):
    from karmika.kernel.refused import Refused
    from karmika.registry.searching import search

    for text in ("x", "zzzz", "ఁ"):
        with pytest.raises(Refused) as refusal:
            search(cast.ramesh, text)
        assert refusal.value.code == "registry.search_too_short"
