"""Rupees and days as people type them, in the digits of their own script as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karmika.cases.typed import half_days_of, paise_of
from karmika.kernel.refused import Refused

ZEROS = st.sampled_from("0౦०")


def in_script(text: str, zero: str) -> str:
    """ASCII digits as those that begin with `zero`."""
    return "".join(chr(ord(zero) + int(sign)) if sign.isdigit() else sign for sign in text)


@given(st.integers(0, 10**12), ZEROS)
def test_rupees_in_any_script_are_the_same_paise(paise: int, zero: str) -> None:
    assert paise_of(in_script(f" ₹{paise // 100:,}.{paise % 100:02} ", zero)) == paise


@given(st.integers(0, 9999), st.booleans(), ZEROS)
def test_days_in_any_script_are_the_same_half_days(days: int, half: bool, zero: str) -> None:
    assert half_days_of(in_script(f"{days}{'.5' * half}", zero)) == 2 * days + half


@pytest.mark.parametrize("text", ["", "-5", "1e9", "five", "1.234", "౧౨-", "½", "²"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        paise_of(text)
