"""What both kinds of acts carry and ask: the document, the amount, what is replaced. Every function may refuse."""

import re
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec

from karmika.access.models import Organisation, Programme
from karmika.areas import queries as areas
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.terms import MEASURES, STANDING

TEXT_MAXIMUM = 300
AMOUNT_MAXIMUM = 10**12
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
EARLIEST, LATEST = date(1950, 1, 1), date(2150, 1, 1)
"""A day outside these is a slip of the hand."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """The paper that says so: its title, who issued it, its date, and where in it (page, number, address)."""

    title: str
    issuer: str = ""
    dated_on: date | None = None
    reference: str = ""

    def tidied(self) -> "Document":
        """As it is kept. Raises Refused: programme.document, programme.text_too_long, programme.day."""
        if self.dated_on is not None:
            refuse_day(self.dated_on)
        title = tidy(self.title)
        if not title:
            raise Refused("programme.document")
        return Document(
            title=title,
            issuer=tidy(self.issuer),
            dated_on=self.dated_on,
            reference=tidy(self.reference),
        )

    def columns(self) -> dict[str, object]:
        """The columns of the table, by name."""
        return {
            "document_title": self.title,
            "document_issuer": self.issuer,
            "document_dated_on": self.dated_on,
            "document_reference": self.reference,
        }


def tidy(text: str) -> str:
    """In normal form, Aadhaar-like digits masked, no control letters. Raises Refused("programme.text_too_long")."""
    kept = _CONTROL.sub("", mask_aadhaar(nfc(text)))
    if len(kept) > TEXT_MAXIMUM:
        raise Refused("programme.text_too_long", maximum=TEXT_MAXIMUM)
    return kept


def refuse_measure(code: str) -> None:
    """Only what is counted here can be aimed at or compared. Raises Refused("programme.unknown_measure")."""
    if code not in MEASURES:
        raise Refused("programme.unknown_measure")


def refuse_amount(amount: int) -> None:
    """A whole number that is not negative. Raises Refused("programme.amount")."""
    if not 0 <= amount <= AMOUNT_MAXIMUM:
        raise Refused("programme.amount")


def refuse_day(day: date) -> None:
    """Raises Refused("programme.day") for a day far away."""
    if not EARLIEST <= day <= LATEST:
        raise Refused("programme.day", on=day.isoformat())


def refuse_strangers(*, area: UUID | None, organisation: UUID | None, programme: UUID | None) -> None:
    """Area, organisation and programme are there, where they are given. Raises Refused("programme.unknown")."""
    if area is not None:
        areas.area(area)
    if organisation is not None and not Organisation.objects.filter(id=organisation).exists():
        raise Refused("programme.unknown")
    if programme is not None and not Programme.objects.filter(id=programme).exists():
        raise Refused("programme.unknown")


def one_of(code: str, terms: Mapping[str, object]) -> None:
    """A reason comes from its list. Raises Refused("programme.unknown_reason")."""
    if code not in terms:
        raise Refused("programme.unknown_reason")


def refuse_fallen(row: Target | OutsideFigure) -> None:
    """What was replaced or withdrawn is not touched again. Raises Refused("programme.no_longer_stands")."""
    if row.state != STANDING:
        raise Refused("programme.no_longer_stands")
