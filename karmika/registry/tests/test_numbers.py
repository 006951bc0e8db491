"""Household numbers: same id, same number; a slip of the pen is noticed."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from karmika.registry.numbers import household_number, is_household_number, spaced, tidy


@given(st.uuids(), st.integers(0, 19))
def test_a_number_has_ten_digits_and_a_right_check_digit(household: UUID, attempt: int):
    number = household_number(household, attempt)
    assert len(number) == 10 and number[0] != "0" and is_household_number(number)
    assert is_household_number(spaced(number)) and tidy(spaced(number)) == number


@given(st.uuids(), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(household: UUID, place: int, by: int):
    number = household_number(household)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not is_household_number(wrong)


def test_digits_of_other_scripts_count():
    number = household_number(UUID(int=7))
    assert is_household_number("".join(chr(ord("౦") + int(digit)) for digit in number))
