"""Every case of wages/*.cases.yaml, and every reason in three languages."""

import re

import pytest
import yaml

from karmika.cases.intervals import Between
from karmika.cases.rates import FOLDER, Work, rate_book
from karmika.cases.reading import LANGUAGES, SCRIPTS, paise_of
from karmika.cases.saying import facts_of, in_words, sentences
from karmika.cases.wages import Told, compare

FILES = sorted(FOLDER.glob("*.cases.yaml"))
STATES = {"up": "9", "ap": "28"}
CASES = [
    pytest.param(STATES[path.name.split(".")[0]], case, id=f"{path.name.split('.')[0]}: {case['name']}")
    for path in FILES
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
]


def between(given, read=int):
    if given is None:
        return None
    return (
        Between(read(given[0]), read(given[1])) if isinstance(given, list) else Between.exactly(read(given))
    )


def compared(state, case):
    told = case["told"]
    return compare(
        rate_book(),
        Work(**{"state": state, **case["work"]}),
        Told(
            between(told.get("pay"), paise_of),
            told["per"],
            between(told.get("minutes")),
            between(told.get("days")),
            between(told.get("pieces")),
            told.get("piece"),
            told.get("pieces_paid", 1),
        ),
        case["day"],
    )


@pytest.mark.parametrize(("state", "case"), CASES)
def test_it_says_what_is_missing_and_why(state, case):
    found = compared(state, case)
    assert found.verdict.value == case["verdict"], found.in_words("en")
    missing = found.shortfall and [found.shortfall.low_paise, found.shortfall.high_paise]
    asked = case.get("missing")
    assert missing == (asked and [None if one is None else paise_of(one) for one in asked])
    assert found.to_be_checked == case.get("to_be_checked", False)
    if "says" in case:
        assert [said.code for said in found.reasons] == case["says"]


@pytest.mark.parametrize(("state", "case"), CASES)
def test_its_reasons_are_sentences_in_three_languages(state, case):
    found = compared(state, case)
    for language in LANGUAGES:
        for said, sentence in zip(found.reasons, found.in_words(language), strict=True):
            assert "{" not in sentence and re.search(SCRIPTS[language], sentence)
            assert dict(said.facts).keys() >= facts_of(said.code)


def test_every_sentence_is_said_in_some_case():
    said = {
        one.code for state, case in (param.values for param in CASES) for one in compared(state, case).reasons
    }
    assert sentences().keys() - said == {"per_day", "per_week", "per_month", "per_lot"}


def test_every_rate_on_file_has_a_day_in_some_case():
    for state, file in rate_book().states.items():
        zones = {rate.zone for rate in file.month_rates}
        asked = {
            one.zone.code
            for given, case in (p.values for p in CASES)
            if given == state
            for one in compared(given, case).rated
        }
        assert asked == zones


def test_andhra_pradesh_says_that_it_has_shops_alone():
    (param,) = (one for one in CASES if one.id == "ap: a mason: shops alone are on file")
    (reason,) = compared(*param.values).reasons
    assert "no rate on file" in in_words(reason, "en") and "shops" in in_words(reason, "en")
