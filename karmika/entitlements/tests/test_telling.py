"""What people tell: dated, the latest holds, sensitive answers sealed; and what is said to them by what is known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from karmika.entitlements.acts import RecordDocument, ShowScreening, TellFacts
from karmika.entitlements.acts.parts import Happened, Told
from karmika.entitlements.known import age_on, facts_of, known_of
from karmika.entitlements.loading import installed
from karmika.entitlements.models import Screening, SealedTelling, ToldFact
from karmika.entitlements.queries.persons import person_view
from karmika.entitlements.screening import screen
from karmika.entitlements.statements import statements
from karmika.entitlements.tests import people
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.referrals.tests.makers import holder


@pytest.fixture
def person(cast):
    return people.make(cast)[0]


@pytest.fixture
def private_fact(monkeypatch):
    """A question that is asked in private alone."""
    fact = replace(installed().facts["receives_pension"], name="hidden_illness", sensitive=True)
    monkeypatch.setitem(installed().facts, "hidden_illness", fact)
    return "hidden_illness"


def tell(person, viewer, on=None, **answers):
    told = tuple(Told(fact=name, value=value) for name, value in answers.items())
    return perform(TellFacts(person=person.id, facts_told=told, on=on), viewer)


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code


def test_the_latest_answer_holds_whatever_came_in_which_order(cast, person):
    tell(person, cast.lakshmi, epfo_member=False)
    tell(person, cast.ramesh, on=today() - timedelta(days=20), epfo_member=True)
    assert facts_of(person)["epfo_member"].value is False
    assert facts_of(person, today() - timedelta(days=1))["epfo_member"].value is True
    tell(person, cast.ramesh, epfo_member=None)
    assert facts_of(person)["epfo_member"].value is None
    assert ToldFact.objects.count() == 3


def test_an_answer_of_the_household_holds_for_everybody_in_it(cast):
    mother, daughter, stranger = people.make(
        cast,
        people.Someone(number=1, household=9),
        people.Someone(number=2, household=9),
        people.Someone(number=3),
    )
    tell(mother, cast.lakshmi, ration_card="phh", epfo_member=False)
    assert facts_of(daughter)["ration_card"].value == "phh"
    assert "epfo_member" not in facts_of(daughter) and "ration_card" not in facts_of(stranger)


def test_a_number_may_be_unsure(cast, person):
    tell(person, cast.lakshmi, construction_days_12m=[80, 120])
    assert facts_of(person)["construction_days_12m"].value == (80, 120)


def test_the_registry_knows_age_sex_state_town_and_work_already(cast):
    (person,) = people.make(cast, people.Someone(number=4, account="dormant"))
    found = facts_of(person, date(2026, 11, 28))
    assert (found["age"].value, found["sex"].value, found["state"].value) == (36, "female", "28")
    assert (found["residence_area"].value, found["occupation_group"].value) == ("urban", "construction")
    assert found["has_bank_account"].value is True and found["unorganised_worker"].value is True
    assert all(str(fact.whence) for fact in found.values())
    assert "epfo_member" not in found, "what nobody asked is not known"


def test_an_estimated_age_is_two_bounds_that_move_with_the_years(cast):
    (person,) = people.make(cast, people.Someone(number=5, born_on=None, age_years=40))
    assert age_on(person, people.LISTED) == (38, 42)
    assert age_on(person, people.LISTED + timedelta(days=800)) == (40, 45)


def test_a_paper_in_the_hand_is_a_yes(cast, person):
    perform(RecordDocument(document=uuid7(), person=person.id, document_kind="eshram_card"), cast.lakshmi)
    assert facts_of(person)["eshram_registered"].value is True


def test_what_happened_in_the_family_is_told_with_its_day(cast, person):
    day = today() - timedelta(days=5)
    perform(TellFacts(person=person.id, events=(Happened(event="birth", on=day),)), cast.lakshmi)
    assert known_of(person).events == {"birth": day}
    assert not any(name.startswith("event") for name in facts_of(person))


def test_a_sensitive_answer_is_sealed_and_shown_in_private_alone(cast, person, private_fact):
    tell(person, cast.lakshmi, **{private_fact: True, "epfo_member": False})
    assert set(ToldFact.objects.values_list("fact", flat=True)) == {"epfo_member"}
    assert SealedTelling.objects.count() == 1
    assert private_fact not in facts_of(person)
    assert facts_of(person, private=True)[private_fact].value is True
    assert all(b"hidden_illness" not in bytes(acts) for acts in Entry.objects.values_list("acts", flat=True))
    assert screen(person).question != private_fact


@pytest.mark.parametrize("agreed", [False, None])
def test_nothing_is_told_or_screened_before_the_household_agreed(cast, nothing_written, agreed):
    (person,) = people.make(cast, people.Someone(number=6, agreed=agreed))
    told = TellFacts(person=person.id, facts_told=(Told(fact="epfo_member", value=False),))
    for act in (told, ShowScreening(person=person.id, owed=("eshram",))):
        refused(act, cast.lakshmi, "entitlements.not_agreed", nothing_written)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ((), "entitlements.nothing_told"),
        ((Told(fact="shoe_size", value=7),), "entitlements.unknown_fact"),
        ((Told(fact="age", value=300),), "entitlements.bad_answer"),
        ((Told(fact="sex", value="unsure"),), "entitlements.bad_answer"),
        ((Told(fact="age", value=True),), "entitlements.bad_answer"),
        (2 * (Told(fact="age", value=30),), "entitlements.nothing_told"),
    ],
)
def test_answers_that_fit_no_question_are_refused(cast, person, nothing_written, told, code):
    refused(TellFacts(person=person.id, facts_told=told), cast.lakshmi, code, nothing_written)


def test_tomorrow_nobody_has_told_anything_yet(cast, person, nothing_written):
    told = (Told(fact="epfo_member", value=False),)
    act = TellFacts(person=person.id, facts_told=told, on=today() + timedelta(days=1))
    refused(act, cast.lakshmi, "entitlements.future", nothing_written)


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "admin"])
def test_nobody_else_writes_down_what_she_told(cast, person, nothing_written, who):
    act = TellFacts(person=person.id, facts_told=(Told(fact="epfo_member", value=False),))
    refused(act, getattr(cast, who), "access.not_yours", nothing_written)


def test_most_people_hear_at_least_three_things_they_can_do_something_with(cast):
    for number, group in enumerate(("construction", "street_vendor", "domestic"), 20):
        (person,) = people.make(cast, people.Someone(number=number, occupation_group=group))
        found = [one for one in statements(screen(person).answers, frozenset()) if one.concrete]
        assert len(found) >= 3
        assert all("entitled" not in one.sentence.lower() for one in found)


def test_one_good_answer_leads_to_the_next_question_until_nothing_is_left(cast, person):
    asked = []
    while (name := screen(person).question) is not None:
        asked.append(name)
        fact = installed().facts[name]
        value = {"bool": False, "int": fact.least}.get(fact.kind, next(iter(fact.values), None))
        tell(person, cast.lakshmi, **{name: value})
    assert asked and len(set(asked)) == len(asked)


def test_what_arrived_is_not_offered_again(cast, person):
    people.received(cast, people.prepare(cast, person, "pmsby"))
    (one,) = [one for one in statements(screen(person).answers, frozenset()) if one.scheme == "pmsby"]
    assert one.how == "already"


def test_that_she_was_told_is_kept_and_counted_once(cast, person):
    for _ in range(2):
        perform(ShowScreening(person=person.id, owed=("eshram", "pmsby")), cast.lakshmi)
    assert Screening.objects.count() == 2
    assert people.counted("people_told", sex="female") == 1
    assert len(Screening.objects.order_by("entry_seq").first().rules_version) == 32


def test_sentences_come_in_three_languages(cast, person):
    answers = screen(person).answers
    said = {
        code: [one.sentence for one in statements(answers, frozenset(), code)] for code in ("en", "te", "hi")
    }
    assert len({tuple(sorted(one)) for one in said.values()}) == 3


def test_what_was_told_in_private_is_shown_only_to_whoever_asks_where_she_lives(cast, person, private_fact):
    tell(person, cast.lakshmi, **{private_fact: True})
    here = holder(cast, "auditor", "251746-W07")
    elsewhere = holder(cast, "resource_person", "251746-W08")
    both = replace(here, grants=(*here.grants, *elsewhere.grants))
    assert "hidden_illness" in person_view(cast.lakshmi, person.id, private=True).screened.facts
    assert "hidden_illness" not in person_view(both, person.id, private=True).screened.facts
