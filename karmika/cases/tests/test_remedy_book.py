"""The static checks of the book: each fault is found and named."""

import shutil

import pytest

from karmika.cases.reading import Unreadable
from karmika.cases.remedy_book import FOLDER, book, load


@pytest.fixture
def spoiled(tmp_path):
    """A copy of the book in which one text of one file is replaced; what is wrong with it."""

    def spoil(file, old, new, count=1):
        folder = tmp_path / "remedies"
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, count), encoding="utf-8")
        with pytest.raises(Unreadable) as caught:
            load(folder)
        return [str(problem) for problem in caught.value.problems]

    return spoil


def test_the_installed_book_has_no_fault():
    assert len(book().wrongs) == 30
    assert len(book().remedies) > 40


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("wages.yaml", "clock: pay_day", "clock: payday", "no 'payday' in shared/words.yaml"),
        (
            "wages.yaml",
            "offices: [labour_office, wage_claims_authority]",
            "offices: [labour_office, labour_office]",
            "stands twice",
        ),
        (
            "wages.yaml",
            "late_roads: [condonation, newer_pay_days, union, conciliation]",
            "late_roads: []",
            "nothing to do",
        ),
        ("wages.yaml", "wrong: wage_unpaid\n", "wrong: wages\n", "no wrong 'wages'"),
        ("wages.yaml", "valid_from: 2025-11-21", "valid_from: 2025-11-20", "the codes are in force from"),
        ("wages.yaml", "valid_to: 2025-11-20", "valid_to: 2025-11-21", "the old Acts end before"),
        ("wages.yaml", ", now_repealed: true", "", "shows the old Act's period"),
        ("wages.yaml", "months: 36, confidence: high", "confidence: high", "give months or days"),
        (
            "wages.yaml",
            "    confidence: high\n    verified_on: 2026-11-21",
            "    confidence: high",
            "a day of checking",
        ),
        ("wages.yaml", "may_order: {times: 10}", "may_order: {}", "give times or rupees"),
        ("wages.yaml", "{step: employer_notice, days: 3}", "{step: employer_notice}", "give hours or days"),
        (
            "wages.yaml",
            "also_ask: [wage_below_minimum, overtime_unpaid,",
            "also_ask: [wage_unpaid,",
            "no other wrong",
        ),
        ("wages.yaml", "code: wage_cut_pre_code", "code: wage_unpaid_pre_code", "stands twice"),
        (
            "violence.yaml",
            "helplines: [women, emergency, legal_aid]",
            "helplines: []",
            "level 2 says whom to call",
        ),
        (
            "violence.yaml",
            "{step: safety_talk, hours: 2}",
            "{step: safety_talk, hours: 3}",
            "level 2 begins within 2 hours",
        ),
        (
            "violence.yaml",
            "{step: options_talk, hours: 24}",
            "{step: options_talk, days: 1}",
            "counted in hours",
        ),
        (
            "answers.yaml",
            "wrong: needs_lawyer",
            "wrong: no_information",
            "no remedy for the wrong 'needs_lawyer'",
        ),
        ("answers.yaml", "helplines: [ap_grievance]", "helplines: [ap_complaints]", "no 'ap_complaints'"),
        ("shared/words.yaml", "  with_reasons:", "  reasons:", "lacks with_reasons"),
        ("shared/words.yaml", "  roster:", "  unused:", "no remedy speaks of it"),
    ],
)
def test_a_fault_is_found_and_named(spoiled, file, old, new, said):
    problems = spoiled(file, old, new)
    assert any(said in problem for problem in problems), problems


def test_all_faults_are_told_at_once_each_with_file_and_line(spoiled):
    problems = spoiled("wages.yaml", "clock: pay_day", "clock: payday", -1)
    assert len(problems) > 5
    assert all(problem.startswith("wages.yaml, line ") for problem in problems if "payday" in problem)
