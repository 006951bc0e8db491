"""Numbers for people, check digits, ids."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karmika.kernel.ids import derive, stable, time_prefix, uuid7
from karmika.kernel.numbers import check_digit, check_ok, indian, percent, rupees


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "12,34,567"), (-100000, "−1,00,000")],
)
def test_digits_are_grouped_the_indian_way(number: int, text: str) -> None:
    assert indian(number) == text


def test_rupees_show_paise_only_when_there_are_any() -> None:
    assert (rupees(123450), rupees(500000), rupees(-5)) == ("₹1,234.50", "₹5,000", "−₹0.05")


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 9), st.integers(1, 9))
def test_a_wrong_digit_never_passes_the_check(digits: str, position: int, shift: int) -> None:
    number = digits + check_digit(digits)
    wrong = number[:position] + str((int(number[position]) + shift) % 10) + number[position + 1 :]
    assert check_ok(number)
    assert not check_ok(wrong)


def test_derived_ids_repeat_and_keep_the_time_of_their_entry() -> None:
    entry = uuid7()
    assert derive(entry, "row", 1) == derive(entry, "row", 1) != derive(entry, "row", 2)
    assert time_prefix(derive(entry, "row", 1)) == time_prefix(entry)
    assert derive(entry, 1).version == 8


def test_ids_derived_from_a_phones_random_id_take_the_time_they_are_given() -> None:
    assert time_prefix(derive(uuid4(), "row", 1, at_ms=1234)) == 1234


def test_a_natural_key_gives_the_same_id_everywhere() -> None:
    assert (
        stable("area", "ulb", "251746") == stable("area", "ulb", "251746") != stable("area", "ulb", "251719")
    )


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 2000, "0.1"), (-1, 2000, "−0.1"), (-1, 9999, "0.0"), (0, 7, "0.0")],
)
def test_a_share_is_rounded_half_away_from_zero_and_nothing_has_no_sign(part, whole, text):
    assert percent(part, whole) == f"{text}\u00a0%"
