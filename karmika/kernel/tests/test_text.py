"""What people type: masking, tokens, phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import verhoeff

from karmika.kernel.refused import Refused
from karmika.kernel.text import deeper_token, mask_aadhaar, name_tokens, nfc, phone_e164


@given(
    st.from_regex(r"[2-9][0-9]{10}", fullmatch=True),
    st.sampled_from(["", " ", "-", "  ", "\t", "\u00a0", "\u2013", ".", "/", " - ", "_", "\u200b"]),
)
def test_an_aadhaar_number_is_masked_however_it_is_grouped(eleven: str, divider: str) -> None:
    number = eleven + str(verhoeff.calc_check_digit(eleven))
    typed = divider.join([number[:4], number[4:8], number[8:]])
    assert mask_aadhaar(f"her card is {typed}, she says") == f"her card is XXXXXXXX{number[-4:]}, she says"


@given(
    st.from_regex(r"[2-9][0-9]{10}", fullmatch=True),
    st.lists(
        st.sampled_from(["", " ", "-", "\u200b", "\u00a0\u200b", "\u202e-", " \u2060"]),
        min_size=11,
        max_size=11,
    ),
)
def test_marks_that_nobody_sees_hide_no_aadhaar_number(eleven: str, between: list[str]) -> None:
    number = eleven + str(verhoeff.calc_check_digit(eleven))
    typed = number[0] + "".join(mark + digit for mark, digit in zip(between, number[1:], strict=True))
    assert mask_aadhaar(f"card {typed}.") == f"card XXXXXXXX{number[-4:]}."


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


ONE_NAME = """
Lakshmi Laxmi Lakshmee లక్ష్మి लक्ष्मी
Fatima Fathima ఫాతిమా फ़ातिमा फातिमा
Venkateswarlu Venkateshwarlu వెంకటేశ్వర్లు
Ramesh రమేష్ रमेश
Devi దేవి देवी
Saraswati Saraswathi సరస్వతి सरस्वती
Sunita Sunitha Suneetha సునీత सुनीता
Anjaiah Anjayya అంజయ్య अंजय्या
Rao Ravu రావు
Apparao Apparavu అప్పారావు
Manikyam మాణిక్యం माणिक्यम माणिक्यं
Simhachalam సింహాచలం
Chowdary Choudhary Chaudhari చౌదరి चौधरी
Gouri Gowri Gauri గౌరి गौरी
Zainab జైనబ్ ज़ैनब
Reddy Reddi రెడ్డి रेड्डी
Jyothi Jyoti జ్యోతి ज्योति
Padma పద్మ पद्मा
Farooq Faruk ఫారూఖ్ फारूक
Mohanlal మోహన్‌లాల్ మోహన్లాల్
"""
SPELLED_APART = """
Srinivas Sreenivas Srinivasu శ్రీనివాసు श्रीनिवास
Satyanarayana సత్యనారాయణ सत्यनारायण
Rao రావు राव
Kamala Kamla కమల कमला
Ramkumar Ramakumar రామకుమార్ रामकुमार
Mohanlal మోహన్‌లాల్ मोहनलाल
Shaik Sheikh Sk షేక్ शेख
Mohammed Mohammad Mohd Md మహమ్మద్ मोहम्मद
Syed Sayyad సయ్యద్ सैयद
Hussain Hussein హుస్సేన్ हुसैन
Ayesha Aisha ఆయేషా आयशा
Krishna Krushna కృష్ణ कृष्ण
Singh సింగ్ सिंह
Yellamma Ellamma ఎల్లమ్మ
Yousuf Yusuf యూసుఫ్ यूसुफ
Naidu Nayudu నాయుడు
Begum Begam బేగం बेगम
Parveen పర్వీన్ परवीन
Gnaneswari Jnaneshwari Gyaneshwari జ్ఞానేశ్వరి ज्ञानेश्वरी
Venkata Venkat వెంకట वेंकट
"""

NAMES = """
Ramesh Suresh Rama Ramu Raju Ravi Rani Lakshmi Lakshman Padma Parvati Fatima Farida Salim Salman Vijay Vinod Sita Gita
Radha Rekha Anil Sunil Kiran Kishan Shiva Satya Durga Devi Hari Mary Maria
"""


@pytest.mark.parametrize("spellings", ONE_NAME.strip().splitlines())
def test_one_name_in_three_scripts_shares_its_tokens(spellings: str) -> None:
    tokens = {spelling: tuple(name_tokens(spelling)) for spelling in spellings.split()}
    assert len(set(tokens.values())) == 1, tokens


@pytest.mark.parametrize("spellings", SPELLED_APART.strip().splitlines())
def test_one_name_spelled_apart_shares_its_deeper_tokens(spellings: str) -> None:
    tokens = {one: tuple(map(deeper_token, name_tokens(one))) for one in spellings.split()}
    assert len(set(tokens.values())) == 1, tokens


def test_different_names_stay_apart() -> None:
    names = NAMES.split()
    deeper = {name: deeper_token(*name_tokens(name)) for name in names}
    assert len(set(deeper.values())) == len(names), deeper


@pytest.mark.parametrize(
    "name", ["Lakshmi", "Laxmi", "Venkateshwarlu", "Saraswathi", "Fathima", "లక్ష్మి", "सरस्वती"]
)
def test_each_beginning_of_a_name_is_a_beginning_of_its_token(name: str) -> None:
    """What as-you-type search needs. A vowel sign or a virama that is still to come changes the last letter only."""
    (whole,) = name_tokens(name)
    for length in range(2, len(name) + 1):
        (token,) = name_tokens(name[:length])
        assert whole.startswith((token, token[:-1])), (name[:length], token)


@given(st.text())
def test_deeper_tokens_are_tokens_and_as_deep_as_they_go(text: str) -> None:
    for token in name_tokens(text):
        assert token and deeper_token(token)


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
