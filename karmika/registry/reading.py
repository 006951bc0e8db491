"""Reads one group of a form's answers and refuses what the form's own rules should have stopped. Pure."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from karmika.intake.instances import Answers, GeoPoint
from karmika.kernel.refused import Refused
from karmika.kernel.text import phone_e164

RUPEES_MAXIMUM = 9_999_999
_MOBILE = re.compile(r"[6-9][0-9]{9}")


class Reader:
    """The answers of one group or one row of a repeat, by question name. Every method may raise Refused."""

    def __init__(self, answers: Answers | None) -> None:
        self.answers: Mapping[str, Any] = answers or {}

    def group(self, name: str) -> "Reader":
        """A group inside; empty when nothing in it was answered."""
        found = self.answers.get(name)
        return Reader(found if isinstance(found, dict) else None)

    def rows(self, name: str) -> list["Reader"]:
        """The rows of a repeat inside."""
        found = self.answers.get(name)
        return [Reader(row) for row in found] if isinstance(found, list) else []

    def has(self, name: str) -> bool:
        """Whether the question was answered."""
        return name in self.answers

    def raw(self, name: str) -> Any:
        """The typed answer as intake read it; None when there is none."""
        return self.answers.get(name)

    def text(self, name: str, *, maximum: int = 200, required: bool = False) -> str | None:
        """Text of at most `maximum` letters."""
        found = self._given(name, required)
        if found is None:
            return None
        if len(str(found)) > maximum:
            raise Refused("registry.too_long", question=name, maximum=maximum)
        return str(found)

    def digits(self, name: str, pattern: str) -> str | None:
        """Text of a fixed form, such as the six digits of half a number."""
        found = self.text(name)
        if found is not None and not re.fullmatch(pattern, found):
            raise Refused("registry.bad_digits", question=name)
        return found

    def choice(self, name: str, known: Collection[str], *, required: bool = False) -> str:
        """One code of a list; empty when not answered."""
        found = self._given(name, required)
        if found is None:
            return ""
        if found not in known:
            raise Refused("registry.unknown_answer", question=name, answer=str(found)[:40])
        return str(found)

    def choices(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Several codes of a list, in the list's own order."""
        found = self.raw(name) or ()
        codes = tuple(found.split()) if isinstance(found, str) else tuple(found)
        for code in codes:
            if code not in known:
                raise Refused("registry.unknown_answer", question=name, answer=str(code)[:40])
        return tuple(code for code in known if code in codes)

    def whole(self, name: str, minimum: int, maximum: int) -> int | None:
        """A whole number in a range."""
        found = self.raw(name)
        if found is None:
            return None
        if not isinstance(found, int) or not minimum <= found <= maximum:
            raise Refused("registry.out_of_range", question=name, minimum=minimum, maximum=maximum)
        return found

    def paise(self, name: str) -> int | None:
        """An amount asked in whole rupees, as paise."""
        rupees = self.whole(name, 0, RUPEES_MAXIMUM)
        return None if rupees is None else rupees * 100

    def hundredths(self, name: str, maximum: int) -> int | None:
        """A decimal number of 0 to `maximum`, times 100, rounded."""
        found = self.raw(name)
        if found is None:
            return None
        if not isinstance(found, Decimal | int) or not 0 <= found <= maximum:
            raise Refused("registry.out_of_range", question=name, minimum=0, maximum=maximum)
        return int((Decimal(found) * 100).to_integral_value())

    def day(self, name: str, *, latest: date | None = None) -> date | None:
        """A date, not after `latest`."""
        found = self.raw(name)
        if found is None:
            return None
        if not isinstance(found, date) or (latest is not None and found > latest):
            raise Refused(
                "registry.out_of_range", question=name, minimum="1900-01-01", maximum=str(latest or "")
            )
        return found

    def yes(self, name: str, *, required: bool = False) -> bool | None:
        """Yes or no; None when not answered."""
        found = self.choice(name, ("yes", "no"), required=required)
        return {"yes": True, "no": False}.get(found)

    def phone(self, name: str) -> str | None:
        """A phone number in E.164. Ten digits of a mobile, which nearly all are, need no library."""
        found = self.text(name, maximum=20)
        if found is None:
            return None
        return f"+91{found}" if _MOBILE.fullmatch(found) else phone_e164(found)

    def point(self, name: str) -> tuple[int | None, int | None]:
        """A measured place in micro-degrees; (None, None) when there is none."""
        found = self.raw(name)
        return (found.lat_e6, found.lon_e6) if isinstance(found, GeoPoint) else (None, None)

    def uid(self, name: str) -> UUID:
        """The id that the phone made with once(uuid())."""
        try:
            return UUID(str(self.raw(name)))
        except ValueError as error:
            raise Refused("registry.member_without_id") from error

    def code(self, name: str, resolve: Callable[[str], UUID]) -> UUID | None:
        """The id of something chosen from a list that came to the phone as a file."""
        found = self.raw(name)
        return None if found is None else resolve(str(found))

    def _given(self, name: str, required: bool) -> Any:
        found = self.raw(name)
        if found is None and required:
            raise Refused("registry.missing_answer", question=name)
        return found
