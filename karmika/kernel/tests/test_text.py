"""What people type: masking, tokens, phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import verhoeff

from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, name_tokens, nfc, phone_e164


@given(
    st.from_regex(r"[2-9][0-9]{10}", fullmatch=True),
    st.sampled_from(["", " ", "-", "  ", "\t", "\u00a0", "\u2013", ".", "/", " - ", "_", "\u200b"]),
)
def test_an_aadhaar_number_is_masked_however_it_is_grouped(eleven: str, divider: str) -> None:
    number = eleven + str(verhoeff.calc_check_digit(eleven))
    typed = divider.join([number[:4], number[4:8], number[8:]])
    assert mask_aadhaar(f"her card is {typed}, she says") == f"her card is XXXXXXXX{number[-4:]}, she says"


@pytest.mark.parametrize("before", ["2026 ", "1234-", "9848012345 ", "12 "])
def test_other_digits_before_an_aadhaar_number_do_not_hide_it(before: str) -> None:
    number = "23412341234" + str(verhoeff.calc_check_digit("23412341234"))
    typed = f"{number[:4]} {number[4:8]} {number[8:]}"
    assert mask_aadhaar(before + typed) == f"{before}XXXXXXXX{number[-4:]}"


def test_columns_of_numbers_are_no_aadhaar_number() -> None:
    number = "23412341234" + str(verhoeff.calc_check_digit("23412341234"))
    columns = f"{number[:4]},{number[4:8]},{number[8:]}"
    assert mask_aadhaar(columns) == columns


def test_an_aadhaar_number_in_telugu_digits_is_masked() -> None:
    number = "23412341234" + str(verhoeff.calc_check_digit("23412341234"))
    telugu = "".join(chr(0x0C66 + int(digit)) for digit in number)
    assert mask_aadhaar(telugu) == "XXXXXXXX" + number[-4:]


def test_a_number_that_is_no_aadhaar_number_is_kept() -> None:
    wrong = "23412341234" + str((int(verhoeff.calc_check_digit("23412341234")) + 1) % 10)
    assert mask_aadhaar(f"receipt {wrong} and phone 9876543210") == f"receipt {wrong} and phone 9876543210"


@pytest.mark.parametrize(
    "spellings",
    [
        ("Lakshmi", "Laxmi", "లక్ష్మి", "लक्ष्मी"),
        ("Ramesh", "రమేష్", "रमेश"),
        ("Fatima", "ఫాతిమా", "फ़ातिमा"),
        ("Devi", "దేవి", "देवी"),
    ],
)
def test_one_name_in_three_scripts_shares_its_tokens(spellings: tuple[str, ...]) -> None:
    assert len({tuple(name_tokens(spelling)) for spelling in spellings}) == 1


def test_a_phone_number_is_kept_with_its_country() -> None:
    assert (
        phone_e164("98765 43210")
        == phone_e164("098765-43210")
        == phone_e164("+91 9876543210")
        == "+919876543210"
    )


@pytest.mark.parametrize("text", ["", "12", "not a phone", "99999999999999999999"])
def test_what_cannot_be_a_phone_number_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        phone_e164(text)
    assert refusal.value.code == "kernel.phone"


@given(st.text())
def test_normal_form_is_stable(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
