"""Search as one types: what is found by what, in which order, by whom; and what never leaves the question's body."""

import re

import pytest
from django.urls import reverse

from karmika import worker
from karmika.groups.models import Group
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.reactions import REACTIONS
from karmika.registry import derive
from karmika.registry.acts import CorrectPerson, RemovePerson
from karmika.registry.facts import Owner, PersonFacts
from karmika.registry.models import Household, Identifier, Person, SearchToken, WorksiteToken
from karmika.registry.numbers import household_number
from karmika.registry.searching import search
from karmika.registry.tests.doorstep import member, survey, take_in, uid, worker_answers
from karmika.rooms import ROOMS

NAMES = (
    "Ramesh Babu", "Rama Devi", "రామకృష్ణ", "K. Lakshmi", "लक्ष्मी देवी", "Laxmi Prasanna", "Sheikh Fatima", "షేక్ ఫాతిమా",
    "Shaikpet Ravi", "Ra Kumar", "Yousuf Khan", "Venkateshwarlu", "D'Souza Mary",
)  # fmt: skip


@pytest.fixture
def people(cast):
    """Thirteen workers of ward 7, one household each, in this order."""
    said = [survey(member(name, work=worker_answers())) for name in NAMES]
    for one in said:
        take_in(cast, one)
    worker.run_once(REACTIONS)
    return {name: uid(one, 0) for name, one in zip(NAMES, said, strict=True)}


@pytest.fixture
def ask(client_for):
    """`ask("text")`: what Ramesh's browser gets while he types."""
    client = client_for("ramesh")

    def asked(text, who=None):
        browser = client_for(who) if who else client
        return browser.post(reverse("registry.search"), {"text": text}, headers={"HX-Request": "true"})

    return asked


def names(viewer, text, **more):
    return [one.name for one in search(viewer, text, **more).persons]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lakshmi", {"K. Lakshmi", "लक्ष्मी देवी", "Laxmi Prasanna"}),
        ("లక్ష్మి", {"K. Lakshmi", "लक्ष्मी देवी", "Laxmi Prasanna"}),
        ("लक्ष", {"K. Lakshmi", "लक्ष्मी देवी", "Laxmi Prasanna"}),
        ("lax", {"K. Lakshmi", "लक्ष्मी देवी", "Laxmi Prasanna"}),
        ("k lakshmi", {"K. Lakshmi"}),
        ("lakshmi d", {"लक्ष्मी देवी"}),
        ("devi laks", {"लक्ष्मी देवी"}),
        ("fatima shaik", {"Sheikh Fatima", "షేక్ ఫాతిమా"}),
        ("Fathima Sk", {"Sheikh Fatima", "షేక్ ఫాతిమా"}),
        ("फ़ातिमा", {"Sheikh Fatima", "షేక్ ఫాతిమా"}),
        ("యూసుఫ్", {"Yousuf Khan"}),
        ("venkateswarlu", {"Venkateshwarlu"}),
        ("dsouza", set()),
        ("souza", {"D'Souza Mary"}),
        ("RAMESH", {"Ramesh Babu"}),
        ("  ramesh   babu ", {"Ramesh Babu"}),
        ("savitri", set()),
        ("ramesh savitri", set()),
    ],
)
def test_words_of_a_name_find_it_in_any_script(people, cast, text, found):
    assert set(names(cast.ramesh, text)) == found


def test_whole_words_come_before_beginnings_and_the_newest_first(people, cast):
    assert names(cast.ramesh, "ra") == ["Ra Kumar", "Shaikpet Ravi", "రామకృష్ణ", "Rama Devi", "Ramesh Babu"]
    assert names(cast.ramesh, "shaik")[-1] == "Shaikpet Ravi"
    assert len(names(cast.ramesh, "shaik")) == 3


def test_no_more_are_shown_than_wanted_and_it_is_said(people, cast, ask):
    found = search(cast.ramesh, "ra", most=2)
    assert [one.name for one in found.persons] == ["Ra Kumar", "Shaikpet Ravi"] and found.more
    assert not search(cast.ramesh, "ra", most=5).more


@pytest.mark.parametrize("text", ["9012", "789012", "1234 5678 9012", "१२३४५६७८९०१२"])
def test_an_e_shram_number_finds_its_worker_by_its_end(people, cast, text):
    assert len(names(cast.ramesh, text)) == len(NAMES)


@pytest.mark.parametrize("text", ["4321", "AP0123456", "0123456"])
def test_other_cards_find_nobody(people, cast, text):
    assert Identifier.objects.filter(what="aadhaar", value="4321").count() == len(NAMES)
    assert names(cast.ramesh, text) == []


def test_a_phone_number_that_looks_like_a_household_number_is_still_a_phone_number(people, cast):
    person = Person.objects.get(name="Ramesh Babu")
    number = household_number(uuid7(), 0)
    Household.objects.filter(number=number).exists()
    whose = Owner(area=person.area_id, organisation=person.organisation_id, programme=person.programme_id)
    act = CorrectPerson(
        person=person.id,
        whose=whose,
        name=person.name,
        phone=f"+91{number}",
        answers=PersonFacts(relation="head"),
    )
    perform(act, cast.ramesh)
    worker.run_once(REACTIONS)
    assert names(cast.ramesh, number) == ["Ramesh Babu"]


def test_a_household_is_found_by_its_number_with_its_card(people, cast, ask):
    home = Household.objects.order_by("entry_seq").first()
    assert reverse("registry.household", args=[home.id]) in ask(home.number).content.decode()


@pytest.mark.parametrize("text", ["auto stand", "benz", "vja-as-012", "Benz Circle auto"])
def test_a_worksite_is_found_with_who_works_there(people, cast, ask, text):
    found = search(cast.ramesh, text)
    assert [site.code for site in found.worksites] == ["VJA-AS-012"] and found.at == found.worksites[0]
    assert len(found.persons) == len(NAMES)
    text = ask(text).content.decode()
    assert reverse("areas.worksite", args=[cast.worksite("VJA-AS-012")]) in text
    assert "Who works at Benz Circle auto stand" in text


def test_worksites_of_other_areas_and_organisations_are_not_found(people, cast):
    assert search(cast.ramesh, "maddilapalem").worksites == []
    assert search(cast.colleague, "benz").worksites != [] and search(cast.colleague, "benz").persons == []
    assert search(cast.admin, "lakshmi").count == 0


@pytest.mark.parametrize("who", ["stranger", "colleague"])
@pytest.mark.parametrize("text", ["lakshmi", "ra", "9012", "4444"])
def test_nobody_of_another_city_or_organisation_is_found(people, cast, who, text):
    assert names(getattr(cast, who), text) == []


def test_a_person_taken_out_is_not_found_even_before_the_worker_has_run(people, cast):
    perform(RemovePerson(person=people["Ramesh Babu"], reason="twice"), cast.ramesh)
    assert names(cast.ramesh, "ramesh") == []
    worker.run_once(REACTIONS)
    assert not SearchToken.objects.filter(person_id=people["Ramesh Babu"]).exists()


def test_a_corrected_name_is_found_by_the_new_one_alone(people, cast):
    person = Person.objects.get(id=people["Ramesh Babu"])
    whose = Owner(area=person.area_id, organisation=person.organisation_id, programme=person.programme_id)
    act = CorrectPerson(person=person.id, whose=whose, name="Suresh", answers=PersonFacts(relation="head"))
    perform(act, cast.ramesh)
    worker.run_once(REACTIONS)
    assert names(cast.ramesh, "ramesh") == [] and names(cast.ramesh, "suresh") == ["Suresh"]


HOSTILE = (
    "%%%%", "____", "la%", "l_kshmi", "lakshmi' OR '1'='1", 'lakshmi"; DROP TABLE registry_person; --',
    "lakshmi\x00", "\x00\x00\x00",
    "lak\\", "<script>alert(1)</script>", "लक्ष्मी" * 500, "a b c d e f g h i j k l m n", "😀😀😀", "لکشمی", "\u202elakshmi",
    "ล็กษมี", "\ud7ff\ue000", "1" * 5000, "0" * 12, "٤٣٢١", "~~ro", "=9012", "#1111", "lakshmi\nX-Evil: 1",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_there_is_a_page(people, ask, text):
    answer = ask(text)
    assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()
    assert "Evil" not in str(answer.headers)


@pytest.mark.parametrize("text", ["%%%%", "____", "l_kshmi", "la%shmi", "lakshmi' OR '1'='1"])
def test_signs_that_databases_read_find_nobody_more(people, cast, text):
    try:
        assert names(cast.ramesh, text) == []
    except Refused as refused:
        assert refused.code == "registry.search_too_short"


def test_names_are_shown_as_text(cast, ask):
    take_in(cast, survey(member("<b>Zoya</b> & Co", work=worker_answers())))
    worker.run_once(REACTIONS)
    text = ask("zoya").content.decode()
    assert "<b>Zoya" not in text and "&lt;b&gt;Zoya&lt;/b&gt; &amp; Co" in text


def test_the_answer_to_the_browser_is_a_part_and_says_how_many(people, ask):
    text = ask("lakshmi").content.decode()
    assert "<title" not in text and "<html" not in text
    assert re.search(r'role="status"[^>]*hx-swap-oob="true"[^>]*>3 found<', text)


def test_without_scripts_the_form_gives_the_same(people, client_for):
    answer = client_for("ramesh").post(reverse("registry.search"), {"text": "lakshmi"})
    text = answer.content.decode()
    assert "<html" in text and 'role="status"' in text and "3 found" in text
    assert text.count("household ") >= 3


def test_what_was_typed_and_found_is_in_no_address_no_title_and_no_cache(people, client_for, ask):
    page = client_for("ramesh").post(reverse("registry.search"), {"text": "Yousuf"})
    for answer in (page, ask("Yousuf")):
        text = answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
        assert "Yousuf Khan" in text
        kept = re.findall(r'(?:href|src|action|id|hx-(?!headers)[\w-]+)="([^"]*)"', text)
        assert not any("yousuf" in one.lower() for one in kept)
    assert "Yousuf" not in re.search("<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]
    assert 'hx-push-url="false"' in page.content.decode() and '"historyCacheSize":0' in page.content.decode()
    from_address = client_for("ramesh").get(reverse("registry.search"), {"text": "Yousuf"}).content.decode()
    assert 'name="text" value=""' in from_address and "Yousuf Khan" not in from_address


def test_a_card_says_who_where_and_what_is_missing(cast, ask):
    said = survey(
        member(
            "Zoya",
            phone="",
            age_precision="not_known",
            age_years="",
            work=worker_answers(consent_groups="no", worksite=""),
        )
    )
    take_in(cast, said)
    worker.run_once(REACTIONS)
    text = ask("zoya").content.decode()
    for piece in ("Auto-rickshaw driver", "Ward 7", "No phone", "No age", "No worksite"):
        assert piece in text, piece
    assert "Not asked about a group" not in text, "she was asked, and said no"


def test_a_card_names_the_group(people, cast, ask):
    from karmika.groups.tests import people as grouped

    formed = grouped.group(cast, range(20, 26))
    worker.run_once(REACTIONS)
    derive.index_everyone()
    text = ask("worker 21").content.decode()
    group = Group.objects.get()
    assert group.name in text
    assert formed


@pytest.mark.parametrize(
    "text", ["ra", "lakshmi", "ramesh babu", "benz circle", "4444", "no such person here"]
)
def test_a_search_asks_few_questions(people, ask, django_assert_max_num_queries, text):
    ask(text)
    with django_assert_max_num_queries(15):
        ask(text)


def test_search_words_are_made_anew_by_karmika_derive(people, cast):
    before = set(
        SearchToken.objects.values_list("person_id", "token", "area_id", "organisation_id", "newest")
    )
    sites = set(WorksiteToken.objects.values_list("worksite_id", "token"))
    SearchToken.objects.filter(token__startswith="l").delete()
    WorksiteToken.objects.all().delete()
    made = [make() for room in ROOMS for make in room.derived.values()]
    assert max(made) > len(NAMES)
    again = set(SearchToken.objects.values_list("person_id", "token", "area_id", "organisation_id", "newest"))
    assert again == before and set(WorksiteToken.objects.values_list("worksite_id", "token")) == sites
