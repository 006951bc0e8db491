"""The file that takes a camp to a laptop: what is in it, and how it is sealed for that one laptop. Knows no tables.

The key is made of the laptop's own key, which the office gave it and by which it hands on its forms in the evening:
nobody else can open the file, and no password has to be told.
"""

import hmac
import json
import zlib
from datetime import date, datetime
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from karmika.kernel.refused import Refused
from karmika.kernel.sealing import decrypt, encrypt
from karmika.outreach.acts.parts import CampaignDetails, CampDetails
from karmika.referrals.acts.offices import Details as OfficeDetails

MAGIC = b"karmika-loan-1\n"
FILE_MAXIMUM = 64 * 1024 * 1024
"""Bytes; twenty thousand people are about one million."""


class LentArea(msgspec.Struct, frozen=True, kw_only=True):
    """An area, after those above it."""

    level: str
    code: str
    names: tuple[str, str, str]
    """In English, Telugu, Hindi."""
    area_kind: str
    parent: UUID | None
    valid_from: date


class LentBody(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation or a programme."""

    id: UUID
    code: str
    name: str
    body_kind: str = ""


class LentUser(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague who comes: the roles that he holds where the camp is. No password, no phone number."""

    id: UUID
    username: str
    name: str
    language: str
    roles: tuple[str, ...]


class LentPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the camp's ground, with no more than it takes to know her again."""

    person: UUID
    household: UUID
    number: str
    """Of the household, as on its slip."""
    name: str
    sex: str
    age_years: int | None
    phone_end: str
    """The last four digits."""
    area: UUID
    agreed: tuple[str, ...]
    """To what she has agreed before."""


class LentOffice(msgspec.Struct, frozen=True, kw_only=True):
    """An office that serves the ground."""

    code: str
    details: OfficeDetails


class Loan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a laptop needs for one camp."""

    loan: UUID
    made_at: datetime
    until: date
    """The last day on which the people may be on the laptop."""
    house: str
    """The address of the lender, where its settings say it."""
    project_number: int
    rules: str
    """The version of the rules of schemes by which the lender screens."""
    state: UUID
    project_name: str
    organisation: LentBody
    programme: LentBody
    areas: tuple[LentArea, ...]
    campaign: UUID
    campaign_area: UUID
    campaign_details: CampaignDetails
    camp: UUID
    camp_area: UUID
    code: str
    details: CampDetails
    staff: tuple[LentUser, ...]
    form_file: str
    form: bytes
    offices: tuple[LentOffice, ...]
    people: tuple[LentPerson, ...]


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What stands outside, for whoever finds the file: nothing of anybody."""

    laptop: UUID
    until: date


def sealed(loan: Loan, laptop: UUID, key: str) -> bytes:
    """The file for the laptop that has this key."""
    label = json.dumps({"laptop": str(laptop), "until": loan.until.isoformat()}).encode() + b"\n"
    content = zlib.compress(msgspec.json.encode(loan), 6)
    return MAGIC + label + encrypt(_key(key), content, MAGIC + label)


def label_of(content: bytes) -> Label:
    """What stands outside. Raises Refused("outreach.loan_unreadable")."""
    _magic, label, _rest = _divided(content)
    try:
        return msgspec.json.decode(label, type=Label)
    except msgspec.DecodeError as error:
        raise Refused("outreach.loan_unreadable") from error


def opened(content: bytes, key: str) -> Loan:
    """The loan. Raises Refused: outreach.loan_unreadable, loan_not_for_this_key."""
    magic, label, rest = _divided(content)
    try:
        plain = decrypt(_key(key), rest, magic + label)
    except (InvalidTag, ValueError) as error:
        raise Refused("outreach.loan_not_for_this_key") from error
    try:
        return msgspec.json.decode(zlib.decompress(plain), type=Loan)
    except (msgspec.DecodeError, zlib.error) as error:  # of a lender that is newer than this laptop
        raise Refused("outreach.loan_unreadable") from error


def _divided(content: bytes) -> tuple[bytes, bytes, bytes]:
    if not content.startswith(MAGIC) or len(content) > FILE_MAXIMUM:
        raise Refused("outreach.loan_unreadable")
    label, line, rest = content[len(MAGIC) :].partition(b"\n")
    if not line or not rest:
        raise Refused("outreach.loan_unreadable")
    return MAGIC, label + line, rest


def _key(key: str) -> bytes:
    return hmac.digest(key.encode(), b"karmika loan", "sha256")
