"""The survey form, from real XML to rows."""

import pytest
from django.db.models import Sum

from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.registry.models import (
    BankAccount,
    Consent,
    Debt,
    Household,
    Identifier,
    OccupationSpell,
    Person,
    PersonPlace,
    Shock,
    Trait,
    Visit,
    Worker,
)
from karmika.registry.numbers import is_household_number
from karmika.registry.tests.doorstep import (
    figures,
    interpret,
    member,
    nobody,
    refused,
    revisit,
    survey,
    take_in,
    uid,
    worker_answers,
)


def totals():
    rows = Contribution.objects.values_list("measure").annotate(total=Sum("amount"))
    return dict(rows)


def test_a_survey_of_four_members_and_two_workers_is_at_most_ten_acts(cast):
    assert len(interpret(cast, survey())) == 8


def test_a_survey_makes_the_household_its_members_and_its_workers(cast):
    said = survey()
    submission = take_in(cast, said)
    household = Household.objects.get()
    assert str(household.id) == said["household_uid"]
    assert is_household_number(household.number)
    assert (household.address, household.landmark) == ("12-3-45, Ambedkar Street", "Temple")
    assert (household.lat_e6, household.lon_e6) == (16_500_100, 80_656_700)
    assert household.ended and household.single_woman is False and household.submission_id == submission
    visit = Visit.objects.get()
    assert (visit.outcome, visit.attempt, visit.minutes) == ("interviewed", 1, 12)
    persons = {person.id: person for person in Person.objects.all()}
    assert set(persons) == {uid(said, n) for n in range(4)}
    assert persons[uid(said, 1)].name == "లక్ష్మి"
    child = persons[uid(said, 3)]
    assert (child.age_years, child.age_precision, child.born_on.isoformat()) == (10, "exact", "2016-02-29")
    assert persons[uid(said, 0)].phone.startswith("+9198480")
    assert persons[uid(said, 0)].category == "sc"
    assert {(w.id, w.occupation, w.sex) for w in Worker.objects.all()} == {
        (uid(said, 0), "auto_driver", "male"),
        (uid(said, 1), "house_cleaner", "female"),
    }


def test_what_a_worker_says_of_work_and_money_is_kept(cast):
    said = survey(member(work=worker_answers()))
    take_in(cast, said)
    worker = Worker.objects.get()
    assert worker.worksite_id == cast.worksite("VJA-AS-012")
    assert (worker.unpaid_paise, worker.income_usual_paise, worker.days_worked) == (250_000, 1_500_000, 24)
    assert [worker.can_read, worker.can_count, worker.can_bank] == [2, 2, 1]
    assert [worker.can_pay, worker.can_compare, worker.can_apply] == [0, 0, 1]
    assert (worker.tools, worker.hazards, worker.upi) == (
        ["vehicle", "smartphone"],
        ["traffic", "heat"],
        True,
    )
    spell = OccupationSpell.objects.get()
    assert (spell.nco_code, spell.employment, spell.employer_name) == (
        "8322",
        "contractor",
        "Sri Sai Travels",
    )
    assert (spell.wage_rate_paise, spell.wage_unit, spell.hours_a_day) == (70_000, "day", 10)
    debt = Debt.objects.get()
    assert (debt.source, debt.amount_paise, debt.rate_e2, debt.rate_unit) == (
        "moneylender",
        2_000_000,
        550,
        "per_100_month",
    )
    assert BankAccount.objects.get().account_state == "dormant"
    assert set(Shock.objects.values_list("what", flat=True)) == {"illness", "wage_theft"}
    places = dict(PersonPlace.objects.values_list("what", "description"))
    assert places == {"home": None, "native": "Kotapadu, Srikakulam"}
    cards = dict(Identifier.objects.values_list("what", "value"))
    assert cards == {"uan": "123456789012", "ration_card": "WAP0123456", "aadhaar": "4321"}
    traits = set(Trait.objects.values_list("trait", "value", "purpose"))
    assert traits == {
        ("single_woman", "no", "schemes"),
        ("social_category", "sc", "schemes"),
        ("minority", "refused", "schemes"),
        ("disability", "no", "schemes"),
        ("union", "refused", "groups"),
    }


def test_days_of_the_week_and_pieces_are_kept_where_the_wage_hangs_on_them(cast):
    by_week = worker_answers(wage_unit="week", days_a_week=6)
    by_piece = worker_answers(wage_unit="piece", pieces_paid=1000, pieces_a_day=400)
    take_in(cast, survey(member(work=by_week), member(work=by_piece)))
    kept = OccupationSpell.objects.values_list("wage_unit", "days_a_week", "pieces_paid", "pieces_a_day")
    assert set(kept) == {("week", 6, None, None), ("piece", None, 1000, 400)}


def test_consents_are_kept_by_purpose_with_notice_and_language(cast):
    take_in(cast, survey(member(work=worker_answers())))
    found = {
        c.purpose: (c.given, c.notice_version, c.language, c.person_id is None) for c in Consent.objects.all()
    }
    assert found == {
        "survey": (True, "2026-11", "te", True),
        "schemes": (True, "2026-11", "te", True),
        "share_department": (False, "2026-11", "te", True),
        "groups": (True, "2026-11", "te", False),
    }
    assert totals()["consents"] == 3


def test_a_survey_counts_what_it_says(cast):
    take_in(cast, survey())
    assert totals() == {
        "households_listed": 1,
        "visits_ended": 1,
        "visit_outcomes": 1,
        "persons": 4,
        "workers": 2,
        "consents": 4,
    }
    assert {key[5] for key in figures()} == {cast.mepma} and {key[6] for key in figures()} == {cast.vog}


def test_a_refusal_keeps_only_the_outcome(cast):
    take_in(cast, refused())
    assert not any(table.objects.exists() for table in (Household, Person, Worker, Consent, Trait))
    visit = Visit.objects.get()
    assert (visit.outcome, visit.household_id) == ("refused", None)
    assert totals() == {"households_listed": 1, "visits_ended": 1, "visit_outcomes": 1}


def test_a_refusal_keeps_nothing_even_when_the_phone_sends_answers(cast):
    said = survey()
    said["consent"] = {"consent_survey": "no"}
    acts = interpret(cast, said)
    assert [act.kind for act in acts] == ["registry.record_visit"]
    take_in(cast, said)
    assert not Household.objects.exists() and not Person.objects.exists()


def test_nobody_at_home_lists_the_household_for_a_revisit(cast):
    take_in(cast, nobody("locked"))
    household = Household.objects.get()
    assert (household.ended, household.last_outcome, household.visits_count) == (False, "locked", 1)
    assert household.address == "12-3-45, Ambedkar Street"
    assert totals() == {"households_listed": 1, "visit_outcomes": 1}


def test_a_revisit_by_number_interviews_the_listed_household(cast):
    take_in(cast, nobody())
    household = Household.objects.get()
    take_in(cast, revisit(household.number))
    household.refresh_from_db()
    assert (household.ended, household.visits_count, household.last_outcome) == (True, 2, "interviewed")
    assert household.address == "12-3-45, Ambedkar Street"
    assert Person.objects.filter(household=household).count() == 4
    assert (
        totals()["households_listed"] == 1
        and totals()["visits_ended"] == 1
        and totals()["visit_outcomes"] == 2
    )


def test_a_refusal_at_a_revisit_blanks_the_address(cast):
    take_in(cast, nobody())
    household = Household.objects.get()
    said = refused()
    said["visit"] = {"visit_kind": "again", "household_number": household.number, "outcome": "refused"}
    del said["consent"]
    take_in(cast, said)
    household.refresh_from_db()
    assert (household.address, household.lat_e6, household.ended) == (None, None, True)


def test_a_household_visited_to_an_end_is_not_visited_again(cast, nothing_written):
    take_in(cast, survey())
    with nothing_written(), pytest.raises(Refused) as no:
        take_in(cast, revisit(Household.objects.get().number))
    assert no.value.code == "registry.household_ended"


def test_a_number_of_another_organisation_is_unknown(cast, nothing_written):
    take_in(cast, nobody())
    number = Household.objects.get().number
    with nothing_written(), pytest.raises(Refused) as no:
        interpret(cast, revisit(number[:-1] + str((int(number[-1]) + 1) % 10)))
    assert no.value.code == "registry.unknown_household"


def test_a_ward_outside_the_area_of_the_phone_is_refused(cast, nothing_written):
    with nothing_written(), pytest.raises(Refused) as no:
        take_in(cast, survey(ward="251746-W08"))
    assert no.value.code == "access.not_yours"


def test_the_same_members_twice_are_refused(cast, nothing_written):
    said = survey()
    take_in(cast, said)
    again = {**survey(), "member": said["member"]}
    with nothing_written(), pytest.raises(Refused) as no:
        take_in(cast, again)
    assert no.value.code == "registry.person_exists"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"relation": "cousin"}, "registry.unknown_answer"),
        ({"age_years": 140}, "registry.out_of_range"),
        ({"member_uid": ""}, "registry.member_without_id"),
        ({"member_name": ""}, "registry.missing_answer"),
        ({"phone": "12"}, "kernel.phone"),
    ],
)
def test_what_cannot_be_waits_for_a_person(cast, nothing_written, change, code):
    with nothing_written(), pytest.raises(Refused) as no:
        take_in(cast, survey(member(**change)))
    assert no.value.code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (lambda: survey(ward="no-such-ward"), "registry.unknown_ward"),
        (lambda: survey(member(work=worker_answers(worksite="NO-SUCH"))), "registry.unknown_worksite"),
        (lambda: survey(member(work=worker_answers(occupation="king"))), "registry.unknown_answer"),
        (lambda: survey(member(work=worker_answers(uan_last="12"))), "registry.bad_digits"),
    ],
)
def test_what_is_not_known_waits_with_a_sentence(cast, nothing_written, said, code):
    with nothing_written(), pytest.raises(Refused) as no:
        take_in(cast, said())
    assert no.value.code == code
    assert "{" not in no.value.sentence() and "?" not in no.value.sentence()
