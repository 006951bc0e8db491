"""Grading by sheets of data: what can be reckoned is reckoned, what needs the books is not counted."""

from datetime import timedelta

import pytest

from karmika.groups.acts import Grade
from karmika.groups.acts.grading import GroupAnswer
from karmika.groups.grading_sheets import read, sheet, sheets
from karmika.groups.models import Grading
from karmika.groups.tests.gatherings import meet
from karmika.groups.tests.people import JOINED, group
from karmika.groups.types import group_types
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused

DAY = timedelta(days=1)
BEST = {"rules_known": "all", "who_speaks": "all", "book_written": "always"}


def grades(found, answers=None, **changes):
    given = BEST if answers is None else answers
    asked = {
        "group": found.id,
        "sheet": "first-steps-1",
        "on": today(),
        "answers": tuple(GroupAnswer(question=q, answer=a) for q, a in given.items()),
    }
    return Grade(**asked | changes)


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_marks_come_from_answers_and_from_meetings(cast):
    found = group(cast)
    for months in range(5):
        meet(cast, found, range(4), on=today() - 30 * months * DAY)
    perform(grades(found), cast.ramesh)
    row = Grading.objects.get()
    told = {one["question"]: (one.get("number"), one.get("marks")) for one in row.results}
    assert told["attendance"] == (66, 6) and told["regularity"] == (83, 6)
    assert told["saving_regular"] == told["loans_repaid"] == (None, None)
    assert (row.marks, row.out_of, row.grade) == (42, 50, "A")


def test_without_meetings_attendance_is_not_counted_and_regularity_is_nothing(cast):
    found = group(cast)
    perform(grades(found, BEST | {"who_speaks": "one"}), cast.ramesh)
    row = Grading.objects.get()
    assert (row.marks, row.out_of, row.grade) == (20, 40, "B")


def test_what_cannot_be_is_refused(cast, nothing_written):
    found = group(cast)
    perform(grades(found, on=today() - DAY), cast.ramesh)
    for changes, code in (
        ({"sheet": "none"}, "groups.unknown_sheet"),
        ({"answers": {}}, "groups.grading_answers"),
        ({"answers": BEST | {"attendance": "all"}}, "groups.grading_answers"),
        ({"answers": BEST | {"who_speaks": "nobody"}}, "groups.grading_answers"),
        ({"on": today() + DAY}, "groups.future"),
        ({"on": JOINED - DAY}, "groups.too_early"),
        ({"on": today() - DAY}, "groups.graded_there"),
    ):
        assert refused(nothing_written, grades(found, **changes), cast.ramesh) == code, changes


@pytest.mark.parametrize("who", ["lakshmi", "stranger", "colleague", "auditor", "devi", "admin"])
def test_a_resource_person_and_others_grade_nothing(cast, who, nothing_written):
    assert refused(nothing_written, grades(group(cast)), getattr(cast, who)) == "access.not_yours"


def test_every_sheet_is_for_types_that_exist_and_in_three_languages():
    known = {one.code for one in group_types()}
    for one in sheets():
        assert set(one.for_types) <= known and sheet(one.code) is one
        for question in one.questions:
            assert set(question.names) == {"en", "te", "hi"}
            assert all(set(answer.names) == {"en", "te", "hi"} for answer in question.answers)
            assert (question.out_of > 0) == (question.source != "books")


def test_a_sheet_that_cannot_be_counted_is_refused():
    head = (
        "code: x\nnames: {}\nfor_types: [cig]\nvalid_from: 2026-01-01\nfirst_after_days: 1\nevery_days: 1\n"
        "reckoned_over_days: 1\n"
    )
    for questions in (
        "[{code: a, source: asked, names: {}}]",
        "[{code: a, source: reckoned, reckon: guess, names: {}, steps: [{from: 0, marks: 1}]}]",
        "[{code: a, source: reckoned, reckon: attendance, names: {}, steps: [{from: 5, marks: 1}]}]",
        "[{code: a, source: heard, names: {}}]",
    ):
        with pytest.raises(ValueError, match="cannot be counted"):
            read(f"{head}questions: {questions}\ngrades: [{{code: A, from: 0}}]")
    with pytest.raises(ValueError, match="begins at 0"):
        read(f"{head}questions: []\ngrades: [{{code: A, from: 5}}]")
