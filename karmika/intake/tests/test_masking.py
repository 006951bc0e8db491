from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from stdnum import verhoeff

from karmika.intake.findings import answers
from karmika.intake.instances import read_instance
from karmika.intake.masking import mask_source, mask_text
from karmika.intake.tests.forms_for_tests import small_form, submission
from karmika.kernel.refused import Refused

PIECES = st.sampled_from(
    [
        "e43af747-a9f8-4cf9-b5eb-234123412346", "x-1234-2341-2341-234123412346", "+919848012301", "+91 98480-12301",
        "1990-01-05", "౨౩౪౧", "2341", "23", "46", "234123412346", " ", "-", ".", "\u2013", "\u00a0", "\u200b", "_", "/",
        ", ", "a", "లక్ష్మి", "<",
    ]
)  # fmt: skip

AADHAAR = "23412341234" + verhoeff.calc_check_digit("23412341234")
MASKED = "XXXXXXXX" + AADHAAR[-4:]
TELUGU = "".join(chr(0x0C66 + int(digit)) for digit in AADHAAR)


@pytest.mark.parametrize(
    "written",
    [AADHAAR, f"{AADHAAR[:4]} {AADHAAR[4:8]} {AADHAAR[8:]}", f"{AADHAAR[:4]}-{AADHAAR[4:8]}-{AADHAAR[8:]}", TELUGU,
     f"{AADHAAR[:4]}  {AADHAAR[4:8]}\t{AADHAAR[8:]}", f"{AADHAAR[:4]}.{AADHAAR[4:8]}.{AADHAAR[8:]}",
     "\u200b".join(AADHAAR),
     "&#50;" + AADHAAR[1:], f"{AADHAAR[:6]}<![CDATA[{AADHAAR[6:]}]]>", f"{AADHAAR[:6]}<!-- x -->{AADHAAR[6:]}"],
    ids=["plain", "blanks", "hyphens", "telugu", "many blanks", "dots", "unseen", "references", "cdata", "comment inside"],
)  # fmt: skip
def test_an_aadhaar_number_is_in_neither_answers_nor_kept_bytes(written):
    xml = submission(f"<member><name>Devi {written} ok</name></member>")
    kept = mask_source(xml)
    for source in (xml, kept):
        name = answers(read_instance(source), small_form().definition)["member"][0]["name"]
        assert name == f"Devi {MASKED} ok"
    assert AADHAAR.encode() not in kept and TELUGU.encode() not in kept


def test_it_is_found_in_attributes_and_comments_too():
    assert AADHAAR.encode() not in mask_source(submission(f'<pin note="{AADHAAR}"/>'))
    assert AADHAAR.encode() not in mask_source(submission(f"<!-- {AADHAAR} -->"))
    assert AADHAAR.encode() not in mask_source(submission(f"<?x {AADHAAR}?>"))
    assert AADHAAR.encode() not in mask_source(submission(f"<pin/>{AADHAAR}"))


def test_a_number_does_not_hide_in_another_encoding():
    for code in ("utf-16", "utf-7"):
        head = f'<?xml version="1.0" encoding="{code}"?>'
        kept = mask_source((head + f'<data id="x"><pin>{AADHAAR}</pin></data>').encode(code))
        assert MASKED.encode() in kept


def test_bytes_without_one_are_kept_as_they_came():
    xml = submission("<pin>520001</pin><!-- a comment -->")
    assert mask_source(xml) is xml


def valid_twelve(start: str) -> str:
    body = (start + "0" * 11)[:11]
    return body + verhoeff.calc_check_digit(body)


@pytest.mark.parametrize(
    "text",
    [
        f"uuid:6f3c0b0e-1111-4111-8111-{AADHAAR}",
        f"+{valid_twelve('91987654321')}",
        "+91 98765\u00a0" + valid_twelve("91987654321")[7:],
        f"16.{AADHAAR} 80.{AADHAAR} 0 4.5",
        f"16.{AADHAAR} 80.6480 0 0;16.5 80.{AADHAAR} 0 0;",
        f"410.{AADHAAR}",
        "2026-11-21T10:00:00.000+05:30",
    ],
)
def test_ids_places_and_phone_numbers_are_left_whole(text):
    assert mask_text(text) == text


def test_a_number_beside_an_id_is_still_masked():
    assert mask_text(f"uuid:6f3c0b0e-1111-4111-8111-{AADHAAR} {AADHAAR}").endswith(MASKED)


def test_a_question_that_asks_for_another_number_can_be_spared():
    xml = submission(f"<pin>{AADHAAR}</pin>")
    assert mask_source(xml, spare={"pin"}) is xml


def test_what_cannot_be_read_is_not_masked_but_refused():
    with pytest.raises(Refused):
        mask_source(f"<not xml {AADHAAR}".encode())


@given(st.lists(PIECES, max_size=14).map("".join))
def test_kept_bytes_lose_the_numbers_that_answers_lose(text):
    kept = etree.fromstring(mask_source(f"<a><b>{escape(text)}</b></a>".encode()))
    assert kept.findtext("b") == mask_text(text)
