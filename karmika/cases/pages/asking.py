"""What the pages of this room read from a sent form."""

from datetime import date, datetime
from uuid import UUID

from django.http import QueryDict

from karmika.cases.typed import day_of, half_days_of, paise_of
from karmika.kernel.dates import INDIA
from karmika.kernel.refused import Refused
from karmika.ui.asked import id_of


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
    return day_of(sent.get(name, ""))


def a_moment(sent: QueryDict, name: str) -> datetime | None:
    """The instant in a field of day and time in India; None where it is empty. Raises Refused("cases.day")."""
    text = sent.get(name, "").strip()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=INDIA) if text else None
    except ValueError as error:
        raise Refused("cases.day") from error


def paise(sent: QueryDict, name: str) -> int:
    """Rupees as people type them, in paise. Raises Refused("cases.rupees")."""
    return paise_of(sent.get(name, ""))


def half_days(sent: QueryDict, name: str) -> int:
    """Days as people type them, in halves. Raises Refused("cases.half_days")."""
    return half_days_of(sent.get(name, ""))
