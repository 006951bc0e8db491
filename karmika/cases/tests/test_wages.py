"""What holds for any wage told: against a second, plain reckoning; between limits; and where something is not known."""

import random
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.cases.intervals import Between
from karmika.cases.rates import Work, rate_book
from karmika.cases.reading import HOUSE
from karmika.cases.wages import (
    Answers,
    Comparison,
    Shortfall,
    Told,
    Verdict,
    a_day,
    compare,
    told_in_survey,
    total,
)

BOOK = rate_book()
DAY = date(2024, 12, 1)
WORK = Work("9", employment="scheduled", skill="unskilled")
MONTH_PAISE = 1_070_100
EXACT = st.builds(
    lambda pay, per, minutes, days, pieces: Told(
        Between.exactly(pay),
        per,
        Between.exactly(minutes),
        Between.exactly(min(days, 7) if per == "week" else days),
        Between.exactly(pieces),
    ),
    st.integers(0, 2_000_000),
    st.sampled_from(["hour", "day", "week", "month", "piece"]),
    st.integers(480, 900),
    st.integers(1, 31),
    st.integers(1, 500),
)


def missing_in_twelve_thousandths(told):
    """Due less paid, times 12,480 (26 days of 480 minutes): whole numbers only. For days of eight hours or more."""
    minutes, pay = told.minutes_a_day.low, told.pay_paise.low
    counted = 480 + 2 * (minutes - 480)
    days = told.days.low if told.per in ("week", "month") else 1
    due = MONTH_PAISE * counted * days
    paid = {
        "hour": pay * minutes * 208,
        "day": pay * 12480,
        "week": pay * 12480,
        "month": pay * 12480,
        "piece": pay * told.pieces_a_day.low * 12480,
    }
    return due - paid[told.per]


@given(EXACT)
@settings(max_examples=500, derandomize=True, deadline=None)
def test_a_second_reckoning_in_whole_numbers_says_the_same(told):
    found = compare(BOOK, WORK, told, DAY)
    missing = missing_in_twelve_thousandths(told)
    if missing >= 12480:
        assert found.verdict in (Verdict.BELOW, Verdict.BELOW_WITH_OVERTIME)
        assert found.shortfall == Shortfall((2 * missing + 12480) // 24960, (2 * missing + 12480) // 24960)
    else:
        assert (found.verdict, found.shortfall) == (Verdict.NOT_BELOW, None)


@st.composite
def told_about(draw):
    def span(least, most):
        one, other = draw(st.integers(least, most)), draw(st.integers(least, most))
        return Between(min(one, other), max(one, other))

    per = draw(st.sampled_from(["hour", "day", "week", "month", "piece"]))
    return Told(
        span(0, 60_000 if per == "day" else 1_500_000),
        per,
        span(60, 900),
        span(1, 7 if per == "week" else 31),
        span(1, 400),
    )


@given(told_about(), st.integers(0, 2**32))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_whatever_is_true_between_the_limits_the_answer_holds(told, seed):
    answer = compare(BOOK, WORK, told, DAY)
    chance = random.Random(seed)
    one = Told(
        *(
            Between.exactly(chance.randint(span.low, span.high)) if isinstance(span, Between) else span
            for span in (told.pay_paise, told.per, told.minutes_a_day, told.days, told.pieces_a_day)
        )
    )
    truth = compare(BOOK, WORK, one, DAY)
    below = (Verdict.BELOW, Verdict.BELOW_WITH_OVERTIME)
    if answer.verdict in below:
        assert truth.verdict in below
        assert answer.shortfall.low_paise <= truth.shortfall.low_paise
        assert truth.shortfall.high_paise <= answer.shortfall.high_paise
    elif answer.verdict is Verdict.NOT_BELOW:
        assert truth.verdict is Verdict.NOT_BELOW
    else:
        assert answer.shortfall is None


@given(told_about(), st.sampled_from(["pay_paise", "minutes_a_day", "days", "pieces_a_day"]))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_what_is_not_known_never_becomes_an_amount(told, name):
    needed = {"pay_paise", "minutes_a_day"} | {
        "week": {"days"},
        "month": {"days"},
        "piece": {"pieces_a_day"},
    }.get(told.per, set())
    found = compare(BOOK, WORK, replace(told, **{name: None}), DAY)
    if name in needed:
        assert (found.verdict, found.shortfall) == (Verdict.CANNOT_BE_TOLD, None)
    else:
        assert found == compare(BOOK, WORK, told, DAY)


@given(told_about(), st.dates(date(2019, 1, 1), date(2027, 1, 1)), st.sampled_from(["9", "28", "10"]))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_amounts_are_whole_paise_and_only_where_a_rate_is_on_file(told, day, state):
    found = compare(BOOK, Work(state, employment="scheduled"), told, day)
    if found.shortfall:
        assert found.rated and state == "9"
        assert (
            type(found.shortfall.low_paise) is int and found.shortfall.low_paise > 0
        ) or found.shortfall.low_paise == 0
        open_end = any(one.rate.may_be_higher for one in found.rated)
        assert (found.shortfall.high_paise is None) == open_end
    if any(one.rate.may_be_higher for one in found.rated):
        assert found.verdict is not Verdict.NOT_BELOW
    for said in found.reasons:
        assert all(not isinstance(fact, float) for _, fact in said.facts)


@given(EXACT, st.integers(1, 10_000))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_who_is_paid_less_lacks_no_less(told, less):
    poorer = replace(told, pay_paise=Between.exactly(max(0, told.pay_paise.low - less)))
    one, other = compare(BOOK, WORK, told, DAY), compare(BOOK, WORK, poorer, DAY)
    if one.shortfall:
        assert other.shortfall.low_paise >= one.shortfall.low_paise


def test_about_is_widened_to_whole_numbers():
    assert Between.about(405) == Between(364, 446)
    assert Between.about(0) == Between(0, 0)
    assert Between.about(40_000, 25) == Between(30_000, 50_000)


@pytest.mark.parametrize("wrong", [(1.0, 2), (True, 2), (Fraction(1), 2), ("1", 2)])
def test_only_whole_numbers_are_taken(wrong):
    with pytest.raises(TypeError):
        Between(*wrong)
    with pytest.raises(TypeError):
        Told(400, "day")


@pytest.mark.parametrize(
    "told",
    [
        lambda: Between(2, 1),
        lambda: Between(-1, 1),
        lambda: Told(None, "day", Between(1, 1441)),
        lambda: Told(None, "month", None, Between(1, 32)),
        lambda: Told(None, "week", None, Between(1, 8)),
        lambda: Told(None, "piece", pieces_paid=0),
    ],
)
def test_what_cannot_be_is_refused(told):
    with pytest.raises(ValueError, match=r"low <= high|minutes|31 days|one piece"):
        told()


def test_the_answers_of_the_survey_feed_the_same_comparison():
    told = told_in_survey(Answers(pay_paise=35_000, unit="day", hours_a_day=10))
    assert told == Told(Between.exactly(35_000), "day", Between.exactly(600))
    assert compare(BOOK, WORK, told, DAY).verdict is Verdict.BELOW
    about = told_in_survey(Answers(pay_paise=40_000, unit="day", hours_a_day=8), about_percent=10)
    assert about.pay_paise == Between(36_000, 44_000)
    answer = compare(BOOK, WORK, about, DAY)
    assert answer.verdict is Verdict.CANNOT_BE_TOLD and answer.shortfall is None
    assert answer.perhaps.low_paise == 0 and answer.perhaps.high_paise > 0
    assert told_in_survey(Answers(pay_paise=3_000, unit="trip", hours_a_day=8)).per == "piece"
    assert told_in_survey(Answers(pay_paise=None, unit="day")) == Told(None, "day")
    assert told_in_survey(Answers(pay_paise=3_000, unit="season")) is None


def test_pay_by_week_month_and_piece_can_be_told_once_days_and_pieces_are():
    week = Answers(pay_paise=2_000_00, unit="week", hours_a_day=8, days=6)
    month = Answers(pay_paise=9_000_00, unit="month", hours_a_day=8, days=26)
    piece = Answers(pay_paise=600_00, unit="piece", hours_a_day=8, pieces_paid=1000, pieces_a_day=500)
    for answers in (week, month, piece):
        told = told_in_survey(answers)
        assert compare(BOOK, WORK, told, DAY).verdict is Verdict.BELOW, answers
    for answers in (
        Answers(pay_paise=2_000_00, unit="week", hours_a_day=8),
        Answers(pay_paise=9_000_00, unit="month", hours_a_day=8, days=0),
        Answers(pay_paise=600_00, unit="piece", hours_a_day=8, pieces_paid=1000),
    ):
        assert compare(BOOK, WORK, told_in_survey(answers), DAY).verdict is Verdict.CANNOT_BE_TOLD
    assert told_in_survey(piece, 10).pieces_a_day == Between(450, 550)


def test_what_is_missing_of_a_day_is_a_share_of_the_week_or_month():
    told = told_in_survey(Answers(pay_paise=2_000_00, unit="week", hours_a_day=8, days=6))
    answer = compare(BOOK, WORK, told, DAY)
    share = a_day(answer, told)
    assert share.low_paise == answer.shortfall.low_paise // 6
    assert share.high_paise == -(-answer.shortfall.high_paise // 6)
    day = told_in_survey(Answers(pay_paise=30_000, unit="day", hours_a_day=8))
    assert a_day(compare(BOOK, WORK, day, DAY), day) == compare(BOOK, WORK, day, DAY).shortfall
    fine = told_in_survey(Answers(pay_paise=9_000_00, unit="day", hours_a_day=8))
    assert a_day(compare(BOOK, WORK, fine, DAY), fine) is None


def test_every_unit_of_the_survey_is_known():
    form = (HOUSE / "karmika" / "registry" / "forms" / "household_survey.md").read_text(encoding="utf-8")
    units = re.findall(r"\| wage_units \| (\w+) \|", form)
    assert len(units) == 6 and all(told_in_survey(Answers(pay_paise=100, unit=unit)) for unit in units)


def comparison(verdict, *missing):
    return Comparison(verdict, "day", (), Shortfall(*missing) if missing else None)


def test_stretches_are_added_and_what_cannot_be_told_leaves_the_sum_open():
    below, unknown = comparison(Verdict.BELOW, 100, 120), comparison(Verdict.CANNOT_BE_TOLD)
    fine, carried = comparison(Verdict.NOT_BELOW), comparison(Verdict.BELOW, 50, None)
    assert (total([]).low_paise, total([]).complete) == (0, True)
    added = total([(below, 10), (fine, 5)])
    assert (added.low_paise, added.high_paise, added.complete) == (1000, 1200, True)
    added = total([(below, 10), (unknown, 5)])
    assert (added.low_paise, added.high_paise, added.complete) == (1000, None, False)
    added = total([(below, 10), (carried, 2)])
    assert (added.low_paise, added.high_paise, added.complete) == (1100, None, False)
    assert total([(below, 10), (unknown, 0)]).complete
    with pytest.raises(ValueError, match="whole and not negative"):
        total([(below, -1)])
