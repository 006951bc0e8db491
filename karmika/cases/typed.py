"""Days, rupees and half days as people type them, on a page or in a form. Pure."""

import re
from datetime import date

from karmika.kernel.refused import Refused
from karmika.kernel.text import ascii_digits

_RUPEES = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)
_DAYS = re.compile(r"(\d{1,4})(?:[.,]([05]))?", re.ASCII)


def day_of(text: str) -> date | None:
    """A day; None where nothing was typed. Raises Refused("cases.day")."""
    text = text.strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("cases.day") from error


def paise_of(text: str) -> int:
    """Rupees in paise: "1,250.50" is 125050, digits of any script. Raises Refused("cases.rupees")."""
    found = _RUPEES.fullmatch(re.sub(r"[,\s₹]", "", ascii_digits(text)))
    if found is None:
        raise Refused("cases.rupees")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def half_days_of(text: str) -> int:
    """Days in halves: "12.5" is 25, digits of any script. Raises Refused("cases.half_days")."""
    found = _DAYS.fullmatch(ascii_digits(text).strip())
    if found is None:
        raise Refused("cases.half_days")
    return int(found[1]) * 2 + (found[2] == "5")
