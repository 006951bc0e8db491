"""The survey form itself: it compiles, says everything in three languages, and knows the answers that the code knows."""

import re

import pytest

from karmika.registry import choices
from karmika.registry.occupations import CATEGORIES, occupations
from karmika.registry.tests.doorstep import form

LISTS = {
    "outcomes": choices.OUTCOMES,
    "occupation_groups": choices.OCCUPATION_GROUPS,
    "yes_no": choices.YES_NO,
    "yes_no_refused": choices.YES_NO_REFUSED,
    "social_categories": choices.SOCIAL_CATEGORIES,
    "minorities": choices.MINORITIES,
    "relations": choices.RELATIONS,
    "sexes": choices.SEXES,
    "age_precisions": choices.AGE_PRECISIONS,
    "languages": choices.LANGUAGES,
    "schoolings": choices.SCHOOLINGS,
    "phone_answerers": choices.PHONE_ANSWERERS,
    "hours": choices.HOURS,
    "answered_by": choices.ANSWERED_BY,
    "employments": choices.EMPLOYMENTS,
    "place_kinds": choices.PLACES,
    "wage_units": choices.WAGE_UNITS,
    "income_patterns": choices.INCOME_PATTERNS,
    "debt_sources": choices.DEBT_SOURCES,
    "debt_rate_units": choices.DEBT_RATE_UNITS,
    "account_states": choices.ACCOUNT_STATES,
    "insurances": choices.INSURANCES,
    "shocks": choices.SHOCKS,
    "can_do": choices.CAN_DO,
    "tools": choices.TOOLS,
    "hazards": choices.HAZARDS,
    "identifier_kinds": {**choices.IDENTIFIERS, "none": "None now"},
    "occupations": occupations(),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_form_and_the_code_know_the_same_answers(name):
    assert list(form().definition.choices[name]) == list(LISTS[name])


def test_everything_is_said_in_three_languages():
    definition = form().definition
    assert set(form().languages) == {"en", "te", "hi"}
    for question in definition.questions:
        if question.asked:
            assert set(question.labels) == {"en", "te", "hi"}, question.name
        if question.constraint_expr:
            assert set(question.constraint_messages) == {"en", "te", "hi"}, question.name
    for name, codes in definition.choices.items():
        for code, labels in codes.items():
            assert set(labels) == {"en", "te", "hi"}, (name, code)


def test_every_row_of_a_repeat_has_an_id_that_stays():
    calculated = {q.name: q.calculate_expr for q in form().definition.questions}
    for name in ("household_uid", "member_uid", "debt_uid"):
        assert calculated[name] == "once(uuid())"


def test_the_form_asks_for_its_three_lists():
    assert set(form().attachments) == {"wards.csv", "worksites.csv", "households.csv"}


def test_blanks_are_never_summed():
    assert "sum(" not in form().xml


def test_no_question_takes_twelve_digits_at_once():
    """A 12-digit number in one answer may be an Aadhaar number; the e-Shram UAN is asked in two halves."""
    for question in form().definition.questions:
        assert "{12}" not in (question.constraint_expr or "")


def test_occupations_are_data_with_a_source_and_blank_rather_than_guessed():
    assert len(occupations()) >= 20
    assert (
        {one.category for one in occupations().values()} == set(CATEGORIES) == set(choices.OCCUPATION_GROUPS)
    )
    for one in occupations().values():
        assert one.source and one.name_en and one.name_te and one.name_hi
        assert re.fullmatch(r"(\d{4}\.\d{4})?", one.nco2015) and re.fullmatch(r"(\d{4})?", one.nco_family)
