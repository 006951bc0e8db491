"""What a page of figures is asked: filters and the day of the map, in the address, so that no link loses them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, Self, TypeAlias
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from karmika.measures.queries import ALL, Filters

Slice: TypeAlias = Literal["occupation", "sex", "category"]
_CODE = re.compile(r"[a-z0-9_]{1,40}")
_SLICES = ("occupation", "sex", "category")


@dataclass(frozen=True)
class Asked:
    """Filters and map day of one page. A value that cannot be read is taken as not given."""

    filters: Filters = ALL
    on: date | None = None

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """From the address: occupation, sex, category, from and to (2026-11), on (2026-11-21)."""
        filters = Filters(
            occupation=_code(given.get("occupation", "")),
            sex=_code(given.get("sex", "")),
            category=_code(given.get("category", "")),
            month_from=_month(given.get("from", "")),
            month_to=_month(given.get("to", "")),
        )
        return cls(filters, _day(given.get("on", "")))

    def query(self) -> str:
        """The same, back as the end of an address: "?sex=female", or nothing."""
        pairs = {name: getattr(self.filters, name) for name in _SLICES}
        pairs["from"] = _written(self.filters.month_from)
        pairs["to"] = _written(self.filters.month_to)
        pairs["on"] = self.on.isoformat() if self.on else ""
        chosen = {name: value for name, value in pairs.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    def but(self, by: Slice, code: str) -> Self:
        """The same question for one occupation, sex or category."""
        changed: dict[str, Any] = {by: code}
        return replace(self, filters=replace(self.filters, **changed))

    def in_month(self, month: date) -> Self:
        """The same question for one month."""
        return replace(self, filters=replace(self.filters, month_from=month, month_to=month))

    def area_url(self, area: UUID) -> str:
        """The page of an area that asks the same."""
        return reverse("monitoring.area", args=[area]) + self.query()

    def entries_url(self, area: UUID, measure: str) -> str:
        """The page of one figure that asks the same."""
        return reverse("monitoring.entries", args=[area, measure]) + self.query()


def _code(text: str) -> str:
    return text if _CODE.fullmatch(text) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month(text: str) -> date | None:
    found = _day(f"{text}-01") if len(text) == 7 else None
    return None if found is None or found.year > 9998 else found  # a month has a month after it


def _written(month: date | None) -> str:
    return month.strftime("%Y-%m") if month else ""
