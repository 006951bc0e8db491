"""What the pages of this room read from a sent form."""

import re
from datetime import date, datetime
from uuid import UUID

from django.http import QueryDict

from karmika.kernel.dates import INDIA
from karmika.kernel.refused import Refused
from karmika.ui.asked import id_of

_RUPEES = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?")
_DAYS = re.compile(r"(\d{1,4})(?:[.,]([05]))?")


def an_id(sent: QueryDict, name: str) -> UUID:
    """The id in a field that must be filled in. Raises Refused("cases.choose")."""
    found = id_of(sent.get(name, ""))
    if found is None:
        raise Refused("cases.choose")
    return found


def a_day(sent: QueryDict, name: str) -> date:
    """The day in a field that must be filled in. Raises Refused("cases.day")."""
    found = day_or_none(sent, name)
    if found is None:
        raise Refused("cases.day")
    return found


def day_or_none(sent: QueryDict, name: str) -> date | None:
    """The day in a field; None where it is empty. Raises Refused("cases.day")."""
    text = sent.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("cases.day") from error


def a_moment(sent: QueryDict, name: str) -> datetime | None:
    """The instant in a field of day and time in India; None where it is empty. Raises Refused("cases.day")."""
    text = sent.get(name, "").strip()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=INDIA) if text else None
    except ValueError as error:
        raise Refused("cases.day") from error


def paise(sent: QueryDict, name: str) -> int:
    """Rupees as people type them, in paise: "1,250.50" is 125050. Raises Refused("cases.rupees")."""
    typed = re.sub(r"[,\s₹]", "", sent.get(name, ""))
    found = _RUPEES.fullmatch(typed)
    if found is None:
        raise Refused("cases.rupees")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def half_days(sent: QueryDict, name: str) -> int:
    """Days as people type them, in halves: "12.5" is 25. Raises Refused("cases.half_days")."""
    found = _DAYS.fullmatch(sent.get(name, "").strip())
    if found is None:
        raise Refused("cases.half_days")
    return int(found[1]) * 2 + (found[2] == "5")
