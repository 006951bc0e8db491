"""The evaluators of the office (Python) and of the phone (TypeScript, run by Node) give the same answers, word for word."""

import itertools
import json
import subprocess
import sys
from datetime import date

import pytest

from karmika.entitlements.loading import installed
from karmika.entitlements.tests.both import (
    asked_on_the_phone,
    assert_same,
    in_the_office,
    question,
    random_questions,
)
from karmika.entitlements.tests.packs import DAY, OPEN, pack_with, scheme_text, thresholds

EVENTS = """
status: [{from: 2020-01-01, is: windowed, windows: [{from: 2026-11-01, to: 2026-11-30}, {from: 2027-01-01, to: 2027-01-02}]}]
event: {kind: death, who: {en: widow, hi: a, te: b}, within_days: 90}
"""


def test_twenty_thousand_random_answers_are_the_same(tmp_path):
    pack = installed()
    assert assert_same(pack, random_questions(pack, 1, 1600), tmp_path) >= 20_000


@pytest.mark.slow
def test_a_million_random_answers_are_the_same(tmp_path):
    """Two shares at once, each with its own seeds."""
    shares = []
    for seed in (100, 100_000):
        (folder := tmp_path / str(seed)).mkdir()
        program = [sys.executable, "-m", "karmika.entitlements.tests.both", str(seed), "500000", str(folder)]
        shares.append(subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    said = [(share.communicate(), share.returncode) for share in shares]
    assert [code for _, code in said] == [0, 0], [wrong[-2000:] for (_, wrong), _ in said]
    assert sum(int(count) for (count, _), _ in said) >= 1_000_000


def test_every_threshold_with_its_neighbours_and_every_missing_fact_is_the_same(tmp_path):
    pack = installed()
    near, grounds = thresholds(pack), [one["facts"] for one in random_questions(pack, 2, 12)]
    questions = [
        question({**ground, fact: value}) for ground in grounds for fact in near for value in near[fact]
    ]
    questions += [question({**ground, fact: None}) for ground in grounds for fact in pack.asked()]
    questions += [
        question({**ground, fact: code})
        for ground in grounds[:4]
        for fact in pack.asked()
        for code in pack.facts[fact].values
    ]
    assert_same(pack, questions, tmp_path)


def test_the_truth_tables_are_the_same(tmp_path):
    a, b = "{fact: has_aadhaar, eq: true}", "{fact: minority, eq: true}"
    pack = pack_with(
        both=scheme_text(f"{{all: [{a}, {b}]}}"),
        either=scheme_text(f"{{any: [{a}, {b}]}}"),
        neither=scheme_text(f"{{not: {{any: [{a}, {b}]}}}}"),
        one=scheme_text(f"{{not: {a}}}"),
    )
    values = (True, False, None)
    pairs = itertools.product(values, values)
    assert assert_same(pack, [question({"has_aadhaar": x, "minority": y}) for x, y in pairs], tmp_path) == 36


def test_events_windows_and_every_operator_are_the_same(tmp_path):
    operators = {
        "equal": "{fact: age, eq: 18}", "unequal": "{fact: age, ne: 18}", "less": "{fact: age, lt: 18}",
        "most": "{fact: age, le: 18}", "more": "{fact: age, gt: 18}", "least": "{fact: age, ge: 18}",
        "among": "{fact: age, in: [17, 18, 40]}", "outside": "{not: {fact: age, in: [17, 18, 40]}}",
        "kind": "{fact: sex, ne: male}", "kinds": "{not: {fact: sex, in: [male, transgender]}}",
    }  # fmt: skip
    pack = pack_with(
        event=scheme_text("{fact: age, ge: 18}", EVENTS),
        unsure=scheme_text("{fact: age, ge: 18}", "status: [{from: 2020-01-01, is: verify}]\n"),
        has_it=scheme_text("{fact: age, ge: 18}", OPEN + "already: {fact: minority, eq: true}\n"),
        **{name: scheme_text(rule) for name, rule in operators.items()},
    )
    ages = [17, 18, 19, 40, [17, 18], [17, 19], [18, 18], [16, 17], [40, 41], [50, 60], None]
    days = [
        date(2019, 12, 31),
        DAY,
        date(2026, 10, 31),
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2027, 1, 2),
    ]
    deaths = [
        {},
        {"death": "2026-08-23"},
        {"death": "2026-08-24"},
        {"death": "2026-12-31"},
        {"birth": "2026-11-01"},
    ]
    questions = [
        question({"age": age, "sex": sex, "minority": minority}, day, death)
        for age in ages
        for day in days
        for death in deaths
        for sex, minority in (("male", True), (["female", "male"], False), (["male", "transgender"], None))
    ]
    assert assert_same(pack, questions, tmp_path) == 13 * len(questions)


def test_answers_that_do_not_fit_are_refused_by_both_in_the_same_words(tmp_path):
    wrong = [
        {"age": -1}, {"age": 121}, {"age": [40, 30]}, {"age": "40"}, {"age": True}, {"age": [1, 2, 3]}, {"age": []},
        {"sex": "woman"}, {"sex": []}, {"sex": ["female", "woman"]}, {"sex": 1}, {"minority": 1}, {"minority": "yes"},
        {"shoe_size": 38}, {"minority": [True]},
    ]  # fmt: skip
    pack = installed()
    questions = [question(one) for one in wrong]
    assert_same(pack, questions, tmp_path)
    with asked_on_the_phone(pack, questions, tmp_path) as said:
        pass
    answers = [json.loads(line) for line in said.read_text(encoding="utf-8").splitlines()]
    assert answers == [in_the_office(pack, one) for one in questions]
    assert all("refused" in one for one in answers)
