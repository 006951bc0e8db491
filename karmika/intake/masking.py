"""Aadhaar numbers are blanked wherever people typed them, in answers and in the kept bytes (Aadhaar Act 2016, s. 29)."""

import re
from collections.abc import Collection

from lxml import etree

from karmika.intake.safexml import STANDARD, Limits, local_name, parse
from karmika.kernel.text import DIVIDED, UNSEEN, has_twelve_digits, mask_aadhaar

# Twelve digits that are no Aadhaar: the tail of a UUID (ids must survive), a phone number with its country code,
_SPARED = re.compile(
    rf"\b[0-9a-f]{{8}}-(?:[0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}\b|\+91(?:{DIVIDED}\d){{10}}(?!\d)", re.IGNORECASE
)
# and the decimals of a measured number or place, where they are the whole answer.
_POINT = r"-?\d{1,3}\.\d+ -?\d{1,3}\.\d+(?: -?\d{1,5}(?:\.\d+)?){0,2}"
_MEASURED = re.compile(rf"\s*(?:-?\d{{1,6}}\.\d+|{_POINT}(?:\s*;\s*{_POINT})*\s*;?)\s*")
# A declaration that leaves the encoding at UTF-8.
_PROLOGUE = re.compile(
    rb"""\A<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["']\w+["'])? ?\?>"""
)
# For a first look that leaps through the bytes: the tail of a UUID, digits made zeros, signs between groups made blanks.
_TAIL = re.compile(rb"-(?<=\b[0-9a-f]{8}-)[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_ZEROS = bytes.maketrans(b"123456789", b"0" * 9)
_SIGNS = bytes.maketrans(
    b"123456789"
    + bytes(sign for sign in range(128) if not chr(sign).isalnum() and chr(sign) not in ",;<>")
    + bytes(range(128, 256)),
    b"0" * 9 + b" " * (128 - 62 - 4 + 128),
)
_GROUPS = re.compile(rb"0000 {1,12}0000 {1,12}0000")
_HIDDEN = re.compile(rb"<!--(.*?)-->|<\?(.*?)\?>", re.DOTALL)


def mask_text(text: str) -> str:
    """`text` with every possible Aadhaar number blanked but for its last four digits; ids and places are left whole."""
    if not has_twelve_digits(text) or _MEASURED.fullmatch(text):
        return text
    parts, last = [], 0
    for spared in _SPARED.finditer(text):
        parts += [mask_aadhaar(text[last : spared.start()]), spared.group()]
        last = spared.end()
    return "".join((*parts, mask_aadhaar(text[last:])))


def mask_source(xml: bytes, limits: Limits = STANDARD, *, spare: Collection[str] = ()) -> bytes:
    """A submission's bytes as they may be kept: the same bytes, or with masked text and without comments.

    Bytes in which nothing can be an Aadhaar number come back as they are, unparsed. `spare` names leaves
    that hold other twelve-digit numbers (an e-Shram UAN). Raises Refused as `safexml.parse`.
    """
    if _is_plainly_clean(xml):
        return xml
    root = parse(xml, limits)
    changed = False
    for element in root.iter():
        if local_name(element) not in spare:
            changed |= _mask_element(element)
    if not changed and not _hides_a_number(xml):
        return xml
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _is_plainly_clean(xml: bytes) -> bool:
    """No twelve digits in a row, and nothing in which some could hide: other encodings, references, comments, sections."""
    body = _PROLOGUE.sub(b"", xml)
    if any(mark in body for mark in (b"&#", b"<!", b"<?")):
        return False
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    if _has_too_few_digits(text):
        return True
    # what is spared lies within one text, so the rest falls apart in the same places here
    return not has_twelve_digits(text) or not has_twelve_digits(_SPARED.sub("x", text))


def _has_too_few_digits(text: str) -> bool:
    """True only where twelve digits can surely not be found as kernel/text.py looks for them. In half the time."""
    if not text.isascii() and any(sign.isdecimal() or sign in UNSEEN for sign in set(text) if sign > "\x7f"):
        return False
    rest = _TAIL.sub(b"", text.encode())
    return b"0" * 12 not in rest.translate(_ZEROS, b" -") and not _GROUPS.search(rest.translate(_SIGNS))


def _mask_element(element: etree._Element) -> bool:
    changed = False
    if element.text and (masked := mask_text(element.text)) != element.text:
        element.text, changed = masked, True
    if element.tail and (masked := mask_text(element.tail)) != element.tail:
        element.tail, changed = masked, True
    for name, value in element.attrib.items():
        if (masked := mask_text(str(value))) != value:
            element.set(name, masked)
            changed = True
    return changed


def _hides_a_number(xml: bytes) -> bool:
    """Comments and instructions are dropped when parsed, but would stay in the kept bytes."""
    hidden = (match.group(1) or match.group(2) or b"" for match in _HIDDEN.finditer(xml))
    return any(mask_text(text) != text for text in (part.decode("utf-8", "replace") for part in hidden))
