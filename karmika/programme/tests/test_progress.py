"""What was due by a day: the target times the share of its days that are over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karmika.programme.progress import expected

FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (FIRST - timedelta(days=1), 0),
        (FIRST, 2),
        (date(2026, 9, 30), 451),
        (LAST - timedelta(days=1), 897),
        (LAST, 900),
        (LAST + timedelta(days=400), 900),
    ],
)
def test_a_year_of_900(today, due):
    assert expected(900, FIRST, LAST, today) == due


def test_a_period_of_one_day_is_due_on_that_day():
    assert expected(7, FIRST, FIRST, FIRST) == 7


@given(
    amount=st.integers(0, 10**12),
    days=st.integers(0, 4000),
    one=st.integers(-50, 4100),
    more=st.integers(0, 99),
)
def test_it_never_falls_and_never_passes_the_target(amount, days, one, more):
    last, today = FIRST + timedelta(days=days), FIRST + timedelta(days=one)
    due = expected(amount, FIRST, last, today)
    assert 0 <= due <= expected(amount, FIRST, last, today + timedelta(days=more)) <= amount
