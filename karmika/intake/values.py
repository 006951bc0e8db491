"""One answer's text as a typed value, by the type of its question."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from karmika.intake.masking import mask_text
from karmika.kernel.text import nfc

INDIA = ZoneInfo("Asia/Kolkata")


class GeoPoint(msgspec.Struct, frozen=True):
    """A measured place in micro-degrees; accuracy in centimetres, None where the phone did not say."""

    lat_e6: int
    lon_e6: int
    accuracy_cm: int | None = None


Value = str | int | bool | Decimal | dt.date | dt.datetime | GeoPoint | tuple[str, ...]

_INT = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?")


def read_value(kind: str, text: str) -> Value:
    """The typed value of a non-empty answer.

    Text is brought to NFC, its blanks collapsed, Aadhaar numbers masked. Raises ValueError when it is not of its type.
    """
    reader = READERS.get(kind)
    return read_text(text) if reader is None else reader(text.strip())


def read_text(text: str) -> str:
    """Text as it is kept: in NFC, its blanks collapsed, Aadhaar numbers masked."""
    return mask_text(nfc(text))


def _read_int(text: str) -> int:
    if not _INT.fullmatch(text):
        raise ValueError("int")
    return int(text)


def _read_decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise ValueError("decimal")
    return Decimal(text)


def _read_date(text: str) -> dt.date:
    # Some clients send a date with a time behind it; the date is what was asked.
    if not _DATE.match(text) or text[10:11] not in ("", "T"):
        raise ValueError("date")
    return dt.date.fromisoformat(text[:10])


def _read_datetime(text: str) -> dt.datetime:
    if not _DATE.match(text) or text[10:11] != "T" or not _TIME.fullmatch(text[11:]):
        raise ValueError("dateTime")
    value = dt.datetime.fromisoformat(text)
    if not 2 <= value.year <= 9998:  # in another time zone it would have no date at all
        raise ValueError("dateTime")
    return value if value.tzinfo else value.replace(tzinfo=INDIA)


def _read_time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError("time")
    return text


def _read_choices(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(nfc(part) for part in text.split()))


def _read_boolean(text: str) -> bool:
    if text not in ("true", "false", "1", "0"):
        raise ValueError("boolean")
    return text in ("true", "1")


def _read_geopoint(text: str) -> GeoPoint:
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        raise ValueError("geopoint")
    lat, lon = _read_decimal(parts[0]), _read_decimal(parts[1])
    if abs(lat) > 90 or abs(lon) > 180:
        raise ValueError("geopoint")
    accuracy = None
    for position, part in enumerate(parts[2:]):
        measure = _read_decimal(part)
        if position == 1:
            accuracy = round(measure * 100)
    return GeoPoint(round(lat * 1_000_000), round(lon * 1_000_000), accuracy)


def _read_geotrace(text: str) -> str:
    for point in text.strip("; ").split(";"):
        _read_geopoint(point)
    return text


READERS: Mapping[str, Callable[[str], Value]] = {
    "int": _read_int,
    "decimal": _read_decimal,
    "date": _read_date,
    "dateTime": _read_datetime,
    "time": _read_time,
    "boolean": _read_boolean,
    "select_multiple": _read_choices,
    "rank": _read_choices,
    "geopoint": _read_geopoint,
    "geotrace": _read_geotrace,
    "geoshape": _read_geotrace,
}
"""How an answer that is not text is read, by type. Any other type takes every text."""
