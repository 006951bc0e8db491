"""The form of the desk: it compiles, says everything in three languages, and knows the answers that the code knows."""

import pytest

from karmika.outreach import desk_form, terms
from karmika.outreach.tests.makers import form
from karmika.registry import choices
from karmika.registry.occupations import occupations

LISTS = {
    "yes_no": choices.YES_NO,
    "yes_no_refused": choices.YES_NO_REFUSED,
    "yes_no_unknown": terms.YES_NO_UNKNOWN,
    "sexes": choices.SEXES,
    "age_precisions": choices.AGE_PRECISIONS,
    "social_categories": choices.SOCIAL_CATEGORIES,
    "occupation_groups": choices.OCCUPATION_GROUPS,
    "occupations": occupations(),
    "account_states": choices.ACCOUNT_STATES,
    "marital": terms.MARITAL,
    "ration_cards": terms.RATION_CARDS,
    "schemes": terms.SCHEMES,
    "documents": terms.DOCUMENTS,
    "deductions": terms.DEDUCTIONS,
    "gaps": terms.GAPS,
    "stages": desk_form.STAGES,
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


def test_all_ids_are_made_once_by_the_phone():
    calculated = {q.name: q.calculate_expr for q in form().definition.questions}
    for name in (
        "attendance_uid",
        "person_uid",
        "household_uid",
        "gap_uid",
        "paper_uid",
        "photo_uid",
        "application_uid",
    ):
        assert calculated[name] == "once(uuid())"


def test_the_form_asks_for_its_two_lists():
    assert set(form().attachments) == {"camps.csv", "wards.csv"}


def test_the_page_asks_what_the_phone_asks():
    page = desk_form.DeskPageForm().fields.keys()
    asked = {q.name for q in form().definition.questions if q.asked and q.type != "note"}
    elsewhere = {"camp", "desk", "number", "came", "occupation_group", "ward"}
    # papers are noted on the person's page, with their photos
    papers = {"paper_seen", "last_digits", "valid_until", "paper_photo"}
    repeated = {"document", "gap_reason", "scheme", "stage", "external_number"} | papers
    assert asked - elsewhere - repeated <= page


def test_of_a_report_nothing_is_written_in_this_form():
    names = {q.name for q in form().definition.questions if q.type != "note"}
    assert not {
        name for name in names if any(word in name for word in ("report", "violence", "case", "aside"))
    }
