"""The trust ladder of a member and the warning that she may leave: pure, over data/trust_ladder.yaml. Free of Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from karmika.groups.onboarding import Named

FILE = Path(__file__).resolve().parents[2] / "data" / "trust_ladder.yaml"
MISSED, SILENT = "missed_visits", "no_contact"


@dataclass(frozen=True, slots=True)
class Book:
    """The whole file."""

    rungs: Mapping[str, Named]
    met_thrice: int
    received: tuple[str, ...]
    missed_visits: int
    days_without_contact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a member: days on which she was met, days of meetings she came to, the latest visits to her group
    (newest first: was she met), and whether she received something and brought somebody."""

    joined_on: date
    met: frozenset[date] = frozenset()
    meetings: frozenset[date] = frozenset()
    visits: Sequence[bool] = ()
    received: bool = False
    brought: bool = False

    @property
    def contacts(self) -> frozenset[date]:
        """Days on which somebody of the staff and she were in one place."""
        return self.met | self.meetings


@dataclass(frozen=True, slots=True)
class Trust:
    """The rungs she stands on, in order, and why she may be about to leave ("" for no reason)."""

    rungs: tuple[str, ...]
    warning: str
    last_on: date | None


def read(text: str) -> Book:
    """The book of a YAML text."""
    found = yaml.safe_load(text)
    warning = found["warning"]
    return Book(
        rungs={one["code"]: Named(one["code"], dict(one["names"])) for one in found["rungs"]},
        met_thrice=found["met_thrice"],
        received=tuple(found["received"]),
        missed_visits=warning["missed_visits"],
        days_without_contact=warning["days_without_contact"],
    )


@cache
def book() -> Book:
    """What data/trust_ladder.yaml says."""
    return read(FILE.read_text(encoding="utf-8"))


def trust(known: Known, today: date) -> Trust:
    """The rungs and the warning of a member, as of a day."""
    rules, contacts = book(), known.contacts
    stands = {
        "met_once": bool(contacts),
        "met_thrice": len(contacts) >= rules.met_thrice,
        "came_to_meeting": bool(known.meetings),
        "received_something": known.received,
        "brought_another": known.brought,
    }
    latest = known.visits[: rules.missed_visits]
    last_on = max(contacts, default=None)
    silent = (today - max(known.joined_on, last_on or known.joined_on)).days > rules.days_without_contact
    warning = ""
    if len(latest) == rules.missed_visits and not any(latest):
        warning = MISSED
    elif silent:
        warning = SILENT
    return Trust(tuple(code for code in rules.rungs if stands[code]), warning, last_on)
