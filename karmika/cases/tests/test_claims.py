"""The claim of a gang: sums that are exact, overtime at twice, and lines that are not known."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.cases.claims import Line, claim, due, overtime_paise

AMOUNT = st.none() | st.integers(0, 10**7)
LINES = st.lists(
    st.tuples(
        st.none() | st.integers(0, 62).map(lambda halves: Fraction(halves, 2)),
        AMOUNT,
        AMOUNT,
        st.integers(0, 6000),
        AMOUNT,
    ),
    max_size=30,
).map(lambda rows: [Line(f"worker {number}", *row) for number, row in enumerate(rows)])


@given(LINES)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_the_sums_are_exact_and_unknown_lines_are_in_none(lines):
    found = claim(lines)
    known = [one for one in found.lines if one.balance_paise is not None]
    assert [one.line for one in found.lines] == lines
    assert found.due_paise == sum(one.due_paise for one in known)
    assert found.paid_paise == sum(one.line.paid_paise for one in known)
    assert found.balance_paise == sum(one.balance_paise for one in known)
    assert found.due_paise - found.paid_paise == found.balance_paise - found.overpaid_paise
    assert found.unknown == len(lines) - len(known) and found.complete == (found.unknown == 0)
    for one in found.lines:
        line = one.line
        nothing_agreed = line.agreed_day_paise is None and line.minimum_day_paise is None
        assert (one.due_paise is None) == (line.days is None or nothing_agreed)
        assert (one.balance_paise is None) == (one.due_paise is None or line.paid_paise is None)
        for amount in (
            one.wages_paise,
            one.overtime_paise,
            one.due_paise,
            one.balance_paise,
            one.overpaid_paise,
        ):
            assert amount is None or (type(amount) is int and amount >= 0)


@given(LINES, st.randoms(use_true_random=False))
@settings(max_examples=50, derandomize=True, deadline=None)
def test_the_order_of_the_lines_changes_nothing(lines, chance):
    shuffled = list(lines)
    chance.shuffle(shuffled)
    one, other = claim(lines), claim(shuffled)
    assert (one.due_paise, one.balance_paise, one.unknown) == (
        other.due_paise,
        other.balance_paise,
        other.unknown,
    )


def test_a_gang_of_three():
    found = claim(
        [
            Line("Sita", 26, 45_000, 600_000),
            Line("Salma", Fraction(41, 2), 45_000, 922_500, overtime_minutes=120),
            Line("Geeta", 10, 30_000, 0, minimum_day_paise=41_158),
        ]
    )
    assert [one.balance_paise for one in found.lines] == [570_000, 22_500, 411_580]
    assert [one.by_minimum for one in found.lines] == [False, False, True]
    assert (found.balance_paise, found.complete) == (1_004_080, True)


def test_who_got_too_much_pays_nobody_elses_debt():
    found = claim([Line("a", 1, 10_000, 15_000), Line("b", 1, 10_000, 0)])
    assert (found.balance_paise, found.overpaid_paise) == (10_000, 5_000)


def test_what_was_paid_is_not_nought_where_it_is_not_known():
    found = claim([Line("a", 10, 40_000, None), Line("b", 10, 40_000, 0)])
    assert found.lines[0].due_paise == 400_000
    assert (found.due_paise, found.balance_paise, found.unknown, found.complete) == (
        400_000,
        400_000,
        1,
        False,
    )


def test_without_rate_or_days_nothing_is_due_that_we_know():
    assert due(Line("a", 10, None, 0)).due_paise is None
    assert due(Line("a", None, 40_000, 0)).due_paise is None


@pytest.mark.parametrize(("minutes", "paise"), [(0, 0), (60, 10_000), (480, 80_000), (1, 167), (3, 500)])
def test_overtime_counts_twice_by_the_minute(minutes, paise):
    assert overtime_paise(40_000, minutes) == paise


@pytest.mark.parametrize(
    "wrong", [{"days": 1.5}, {"agreed_day_paise": 400.0}, {"paid_paise": 0.1}, {"days": True}]
)
def test_floats_are_refused(wrong):
    with pytest.raises(TypeError):
        Line(**{"worker": "a", "days": 1, "agreed_day_paise": 1, "paid_paise": 0, **wrong})
    with pytest.raises(TypeError):
        overtime_paise(400.0, 60)


def test_amounts_below_nought_and_a_second_line_are_refused():
    with pytest.raises(ValueError, match="not negative"):
        Line("a", 1, -1, 0)
    with pytest.raises(ValueError, match="not negative"):
        Line("a", -1, 1, 0)
    with pytest.raises(ValueError, match="not negative"):
        overtime_paise(-1, 60)
    with pytest.raises(ValueError, match="one line"):
        claim([Line("a", 1, 1, 0), Line("a", 1, 1, 0)])
