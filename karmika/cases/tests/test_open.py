"""Reports: named, anonymous, on behalf; what is kept in words and what in tables; who answers, and when."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from karmika.cases.acts import NoteFirstResponse
from karmika.cases.models import Case, CaseMember
from karmika.cases.tests import makers
from karmika.cases.words import Words, file_of
from karmika.groups.tests import people
from karmika.journal.models import Entry, Subject
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution


def test_a_report_is_a_case_with_a_number_and_its_words_are_sealed(cast, asha):
    act = makers.report(cast, cast.lakshmi)
    case = makers.row(act)
    assert case.number.startswith("C") and len(case.number) == 11
    assert (case.state, case.matter, case.opened_by) == ("open", "wage_unpaid", cast.lakshmi.id)
    stored = bytes(Entry.objects.get(seq=case.entry_seq).acts)
    # two letters meet by chance among sealed bytes
    assert b"Zq" not in re.sub(rb'"sealed":"[^"]*"', b"", stored)
    assert not [word for word in ("Zqname", "Zqstory", makers.SECRETS["phone"]) if word.encode() in stored]
    words = file_of(case.id).report
    assert (words.name, words.phone, words.story) == (
        makers.SECRETS["name"],
        "+919848077123",
        makers.SECRETS["story"],
    )


def test_at_level_2_the_table_tells_neither_what_nor_whom_nor_when(cast, meena):
    (person,) = people.make(cast, [1])
    act = makers.report(cast, cast.lakshmi, level=2, person=person, consent_how="in_person")
    case = makers.row(act)
    assert (case.matter, case.person_id, case.occupation, case.sex, case.happened_from) == (
        "",
        None,
        "",
        "",
        None,
    )
    words = file_of(case.id).report
    assert (words.matter, words.person, words.occupation) == ("violence_worker", person, "auto_driver")
    assert not Subject.objects.filter(subject=person, entry_seq=case.entry_seq).exists()
    assert str(person).encode() not in bytes(Entry.objects.get(seq=case.entry_seq).acts)
    assert not Contribution.objects.filter(entry_seq=case.entry_seq).exists()


def test_a_wage_report_counts_by_the_workers_occupation_and_sex(cast):
    (person,) = people.make(cast, [1])
    act = makers.report(cast, cast.lakshmi, person=person, consent_how="by_phone", words=None)
    counted = Contribution.objects.get(subject=act.case)
    assert (counted.measure, counted.occupation, counted.sex, counted.category) == (
        "case_reports",
        "auto_driver",
        "female",
        "wage_unpaid",
    )


def test_a_report_without_a_name_has_none_and_one_on_behalf_needs_none(cast, nothing_written):
    makers.report(cast, cast.lakshmi, told="anonymous", words=Words(story="Zqstory"))
    makers.report(cast, cast.lakshmi, told="on_behalf", words=Words(speaks="Her neighbour"))
    with nothing_written(), pytest.raises(Refused, match=r"cases\.anonymous_has_no_name"):
        makers.report(cast, cast.lakshmi, told="anonymous")
    with nothing_written(), pytest.raises(Refused, match=r"cases\.name"):
        makers.report(cast, cast.lakshmi, words=None)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"level": 1}, "cases.choose"),
        ({"matter": "violence_worker"}, "cases.level"),
        ({"told": "whispered"}, "cases.choose"),
        ({"channel": "pigeon"}, "cases.choose"),
        ({"sex": "x"}, "cases.choose"),
        ({"occupation": "Sita of the third house"}, "cases.choose"),
        ({"consent_how": "She told me at the well"}, "cases.choose"),
        ({"happened_from": today() + timedelta(days=1)}, "cases.future"),
        ({"happened_to": today() - timedelta(days=9000)}, "cases.days_in_order"),
        ({"words": Words(name="A", phone="12")}, "kernel.phone"),
        ({"words": Words(name="A" * 201)}, "cases.too_long"),
        ({"person": uuid4(), "consent_how": "in_person"}, "cases.unknown_person"),
        ({"person": uuid4()}, "cases.consent"),
    ],
)
def test_a_report_that_cannot_be_is_refused(cast, nothing_written, wrong, code):
    with nothing_written(), pytest.raises(Refused) as caught:
        makers.report(cast, cast.lakshmi, **wrong)
    assert caught.value.code == code


def test_an_aadhaar_number_in_a_story_is_masked(cast):
    act = makers.report(
        cast, cast.lakshmi, words=Words(name="A", story="Her card says 2341 2341 2346\nand more")
    )
    assert "2341 2341" not in file_of(act.case).report.story
    assert file_of(act.case).report.story.endswith("\nand more")


def test_the_same_report_twice_is_one_case(cast, nothing_written):
    act = makers.report(cast, cast.lakshmi)
    with nothing_written(), pytest.raises(Refused, match=r"cases\.opened_already"):
        makers.report(cast, cast.lakshmi, case=act.case)


def test_a_restricted_report_that_nobody_could_answer_is_refused_and_says_whom_to_call(cast, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        makers.report(cast, cast.lakshmi, level=2)
    assert caught.value.code == "cases.nobody_answers" and "112" in caught.value.sentence()


def test_without_a_legal_advisor_every_paralegal_of_the_area_is_of_the_team(cast, asha):
    far = makers.staff(cast, "far", "case_worker", area="251719")
    act = makers.report(cast, cast.lakshmi, level=2)
    team = set(CaseMember.objects.filter(case_id=act.case).values_list("user_id", flat=True))
    assert team == {asha.id} and far not in team


def test_who_takes_it_down_as_a_paralegal_has_it(cast, asha, meena):
    act = makers.report(cast, asha, level=2)
    assert makers.row(act).assigned_to == asha.id
    assert set(CaseMember.objects.values_list("user_id", flat=True)) == {asha.id}


def test_only_who_was_reached_is_answered_and_in_time_within_two_hours(cast, asha):
    act = makers.report(cast, cast.lakshmi)
    perform(NoteFirstResponse(case=act.case, how="not_reached"), asha)
    assert makers.row(act).answered_at is None
    perform(NoteFirstResponse(case=act.case, how="called"), asha)
    case = makers.row(act)
    assert case.in_time and case.answered_by == asha.id
    assert Contribution.objects.filter(measure="case_answered_in_time", subject=act.case).count() == 1
    perform(NoteFirstResponse(case=act.case, how="met"), asha)
    assert makers.row(act).answered_how == "called"


def test_an_answer_after_two_hours_is_an_answer_but_not_in_time(cast, asha, monkeypatch):
    act = makers.report(cast, cast.lakshmi)
    later = now() + timedelta(hours=2, minutes=1)
    monkeypatch.setattr("karmika.journal.perform.now", lambda: later)
    perform(NoteFirstResponse(case=act.case, how="called"), asha)
    case = makers.row(act)
    assert case.answered_at == later and case.in_time is False
    assert not Contribution.objects.filter(measure="case_answered_in_time").exists()


def test_an_answer_before_the_report_or_tomorrow_is_refused(cast, asha, nothing_written):
    act = makers.report(cast, cast.lakshmi)
    for wrong in (now() - timedelta(days=1), now() + timedelta(days=1)):
        with nothing_written(), pytest.raises(Refused, match=r"cases\.answered_when"):
            perform(NoteFirstResponse(case=act.case, how="called", answered_at=wrong), asha)
    assert Case.objects.get().answered_at is None
