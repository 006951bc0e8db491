"""Accident compensation: printed examples, and what holds for any age and wage."""

from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.cases.compensation import FILE, compensation, schedule
from karmika.cases.reading import paise_of

CASES = yaml.safe_load(FILE.with_suffix("").with_suffix(".cases.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_it_reckons_the_sum(case):
    wage, loss = paise_of(case["wage"]), case.get("loss_percent", 100)
    found = compensation(case["kind"], case["age"], wage, case["happened_on"], loss)
    assert (found.amount_paise, found.to_be_checked) == (paise_of(case["amount"]), case["to_be_checked"])


@given(st.integers(0, 110), st.integers(0, 10**8), st.sampled_from(["death", "disability"]))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_a_higher_wage_never_brings_less_nor_a_higher_age_more(age, wage, kind):
    day = date(2026, 1, 1)
    found = compensation(kind, age, wage, day)
    assert type(found.amount_paise) is int
    assert found.amount_paise <= compensation(kind, age, wage + 1, day).amount_paise
    assert found.amount_paise >= compensation(kind, age + 1, wage, day).amount_paise
    assert found.by_least_sum == (found.amount_paise in (12_000_000, 14_000_000) and wage < 15_000_00)


def test_before_the_sums_on_file_nothing_is_said():
    assert compensation("death", 30, 1_000_000, date(2020, 1, 2)) is None


@pytest.mark.parametrize(
    "given", [("death", -1, 1, 100), ("death", 1, -1, 100), ("disability", 1, 1, 0), ("death", 30, 1, 50)]
)
def test_what_cannot_be_is_refused(given):
    kind, age, wage, loss = given
    with pytest.raises(ValueError, match=r"cannot be|in part"):
        compensation(kind, age, wage, date(2026, 1, 1), loss)


def test_the_schedule_covers_every_age():
    assert sorted(schedule().factors) == list(range(16, 66))
