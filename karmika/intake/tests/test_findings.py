from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from karmika.intake.findings import Finding, findings
from karmika.intake.functions import NotEvaluable, _regex
from karmika.intake.instances import read_instance
from karmika.intake.tests.forms_for_tests import GOOD, SMALL_FORM, small_form, submission
from karmika.intake.xlsform import compile_form

FORM = small_form().definition
COMPLETE = "<place><ward>251746-W07</ward></place><at_home>{}</at_home>{}"


def found(inside: str) -> set[tuple[str, str]]:
    return {(f.path, f.code) for f in findings(read_instance(submission(inside)), FORM)}


def member(inside: str) -> set[tuple[str, str]]:
    return found(
        COMPLETE.format("yes", f"<member><name>A</name></member><member><name>B</name>{inside}</member>")
    )


def test_a_good_submission_has_none():
    assert found(GOOD) == set()


@pytest.mark.parametrize(
    ("inside", "path", "code"),
    [
        ("<age>130</age>", "/data/member[2]/age", "constraint"),
        ("<age>-1</age>", "/data/member[2]/age", "constraint"),
        ("<age>x</age>", "/data/member[2]/age", "wrong_type"),
        ("<age><b/>3</age>", "/data/member[2]/age", "wrong_type"),
        ("<age>30</age><langs>te none</langs>", "/data/member[2]/langs", "constraint"),
        ("<age>30</age><langs>te xx</langs>", "/data/member[2]/langs", "unknown_choice"),
        ("<age>4</age><langs>te</langs>", "/data/member[2]/langs", "not_relevant"),
        ("<langs>te</langs>", "/data/member[2]/langs", "not_relevant"),
        ("<shoe>4</shoe>", "/data/member[2]/shoe", "unknown_node"),
        ("<age>4</age><age>5</age>", "/data/member[2]/age", "repeated_node"),
    ],
)
def test_each_oddity_is_named_with_its_place(inside, path, code):
    assert member(inside) == {(path, code)}


def test_what_is_required_is_missed_only_where_it_was_asked():
    assert found("") == {("/data/place/ward", "required"), ("/data/at_home", "required")}
    assert found(COMPLETE.format("yes", "<member/>")) == {("/data/member[1]/name", "required")}
    assert found(COMPLETE.format("no", "")) == set()
    assert found(COMPLETE.format("no", "<member/>")) == set()
    assert found(COMPLETE.format("no", "<member><name>A</name></member>")) == {
        ("/data/member[1]/name", "not_relevant")
    }


@pytest.mark.parametrize(
    ("day", "odd"), [("2026-11-21", False), ("2026-11-22", True), ("2025-12-31", True), ("2026-01-02", False)]
)
def test_dates_are_compared_as_dates(day, odd):
    # libxml2 alone says no to each of these: it compares dates as NaN.
    expected = {("/data/visited_on", "constraint")} if odd else set()
    assert found(COMPLETE.format("no", f"<visited_on>{day}</visited_on>")) == expected


def test_text_is_matched_against_its_pattern():
    assert found(COMPLETE.format("no", "<pin>520001</pin>")) == set()
    assert found(COMPLETE.format("no", "<pin>5200011</pin>")) == {("/data/pin", "constraint")}


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "(a|a)*b", "((a?){3})+", "^(?:[a-z]+ ?)+$", "(a*){20}", "a*" * 12]
)
def test_a_pattern_that_may_never_end_is_not_tried(pattern):
    # phones may be sent such a form by a slip of the pen; one answer would hold up everybody else
    with pytest.raises(NotEvaluable):
        _regex("a" * 40 + "!", pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "^[6-9][0-9]{9}$",
        r"^(\+91)?[6-9]\d{9}$",
        "(?:ab){3}",
        r"[a-z.+*]+@[a-z.]+\.(in|com)",
        r"\(\d+\)+",
        "[(+)]+",
    ],
)
def test_ordinary_patterns_are_tried(pattern):
    assert _regex("!", pattern) is False


def test_what_cannot_be_evaluated_is_said_and_never_passes():
    assert found(COMPLETE.format("no", "<odd>x</odd>")) == {("/data/odd", "not_evaluated")}


@pytest.mark.parametrize(
    "constraint",
    [
        '. < "2027-01-01"',
        "regex(., '2026.*')",
        "concat(., 'x') = 'y'",
        "regex(string(1), '(')",
        "random() < 2",
    ],
)
def test_constraints_that_would_be_evaluated_wrongly_are_not_evaluated(constraint):
    text = SMALL_FORM.replace(". <= today() and . > date('2026-01-01')", constraint)
    definition = compile_form(text.encode(), "small.md").definition
    xml = submission(COMPLETE.format("no", "<visited_on>2026-11-21</visited_on>"))
    assert [f.code for f in findings(read_instance(xml), definition)] == ["not_evaluated"]


@pytest.mark.parametrize(
    ("constraint", "holds"),
    [
        ("if(. > 3, true(), false())", True), ("round(3.456, 1) = 3.5", True), ("round(2.5) = 3", True),
        ("int(3.9) = 3", True),
        ("coalesce('', 'b') = 'b'", True), ("min(3, 1, 2) = 1 and max(3, 1, 2) = 3", True), ("position(..) = 2", True),
        ("count(../../member) = 2", True), ("current()/../name = 'B'", True), ("selected-at('a b', 1) = 'b'", True),
        ("format-date(date('2026-11-21'), '%d/%m/%Y') = '21/11/2026'", True), ("format-date(today(), '%b') = 'x'", None),
        ("count(instance('langs')/root/item[name = 'te']) = 1", None),
        ("ends-with('abc', 'bc') and substr('abc', 1) = 'bc'", True), ("count(/data/member) = 2", None),
        ("today() = date('2026-11-21')", True), ("now() > today()", True), ("decimal-date-time('1970-01-02') = 1", True),
        ("pow(2, 3) = 8 and abs(-2) = 2", True), ("checklist(1, 2, true(), false())", True), (". = 3", False),
        ("concat('a', ../name, 1) = 'aB1'", True), ("join(' ', 'a', 'b') = 'a b'", True), ("log(0 - 1) = 1", None),
        ("count-non-empty(../../member/age) = 1", True), ("boolean-from-string('true')", True), ("date('x') = 1", False),
    ],
)  # fmt: skip
def test_functions_mean_what_they_mean_on_a_phone(constraint, holds):
    text = SMALL_FORM.replace(". >= 0 and . < 120", constraint)
    definition = compile_form(text.encode(), "small.md").definition
    xml = submission(
        COMPLETE.format("yes", "<member><name>A</name></member><member><name>B</name><age>5</age></member>")
    )
    codes = [f.code for f in findings(read_instance(xml), definition)]
    assert codes == ([] if holds else ["not_evaluated"] if holds is None else ["constraint"])


def test_findings_never_quote_an_answer():
    xml = submission(COMPLETE.format("secret", "<pin>secret</pin><member><age>secret</age></member>"))
    assert b"secret" not in msgspec.json.encode(findings(read_instance(xml), FORM))


def test_findings_are_plain_data():
    assert msgspec.json.decode(msgspec.json.encode([Finding("/a", "required")]), type=list[Finding]) == [
        Finding("/a", "required")
    ]


def test_several_threads_share_a_form():
    xmls = [
        submission(COMPLETE.format("yes", f"<member><name>A</name><age>{n}</age></member>"))
        for n in range(100, 140)
    ]
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda xml: len(findings(read_instance(xml), FORM)), xmls * 5))
    assert counts == [0 if n < 120 else 1 for n in range(100, 140)] * 5
