"""Households written by hand, with what the law owes each: see the head of gold.yaml for how the answers came about."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from karmika.entitlements.loading import installed

GOLD = yaml.safe_load((Path(__file__).parent / "gold.yaml").read_text(encoding="utf-8"))
SAID = {"a yes": "eligible", "a no": "not_eligible", "unknown": "unknown"}


def expected(household: dict) -> dict[str, str]:
    unknown = household.get("unknown", {})
    assert not set(household["owed"]) & unknown.keys()
    said = dict.fromkeys(GOLD["short"], "not_eligible")
    said |= dict.fromkeys(unknown, "unknown") | dict.fromkeys(household["owed"], "eligible")
    return {GOLD["short"][short]: outcome for short, outcome in said.items()}


@pytest.mark.parametrize("household", GOLD["households"], ids=lambda one: f"{one['like']}: {one['who']}")
def test_a_household_is_owed_what_the_law_says(household):
    facts = {**GOLD["grounds"][household["like"]], **household.get("facts", {})}
    answers = {one.scheme: one for one in installed().screen(facts, GOLD["day"])}
    assert {scheme: one.outcome.value for scheme, one in answers.items()} == expected(household)
    for short, missing in household.get("unknown", {}).items():
        if missing:
            assert sorted(answers[GOLD["short"][short]].missing) == sorted(missing)


def test_there_are_enough_households_of_each_kind():
    points = Counter()
    for household in GOLD["households"]:
        short, said = household["point"].split(" is ")
        assert expected(household)[GOLD["short"][short]] == SAID[said], household["who"]
        points[said] += 1
    assert sum(points.values()) >= 100
    assert points["a no"] >= 30
    assert points["unknown"] >= 20
    for scheme in GOLD["short"].values():
        assert {expected(household)[scheme] for household in GOLD["households"]} == set(SAID.values()), scheme


def test_the_grounds_answer_everything_that_is_asked():
    for name, ground in GOLD["grounds"].items():
        if name != "nobody":
            assert ground.keys() == installed().facts.keys(), name
