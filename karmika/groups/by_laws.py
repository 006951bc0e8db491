"""Charters of groups and what holds without one, read from data/charters.yaml. Pure: free of Django and of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "charters.yaml"
KEPT = ("meets_every_days", "quorum_percent", "term_months")
"""Numbers that every charter has, because the house reckons with them."""
UNITS = ("days", "percent", "months", "paise")
LANGUAGES = ("en", "te", "hi")


@dataclass(frozen=True, slots=True)
class Customs:
    """What holds for a type of group until it has adopted a charter, and when the house begins to ask."""

    meets_every_days: int
    grace_days: int
    quorum_percent: int
    term_months: int
    soon_days: int
    dormant_after_days: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a group chooses: one of `choices`, or from `minimum` to `maximum`."""

    name: str
    unit: str
    names: Mapping[str, str]
    choices: tuple[int, ...] = ()
    minimum: int = 0
    maximum: int = 0

    def allows(self, value: int) -> bool:
        """Whether a group may choose this number."""
        return value in self.choices if self.choices else self.minimum <= value <= self.maximum


@dataclass(frozen=True, slots=True)
class Charter:
    """One version of by-laws: its numbers and its sentences."""

    code: str
    for_types: tuple[str, ...]
    names: Mapping[str, str]
    adopted_by_percent: int
    parameters: tuple[Parameter, ...]
    clauses: tuple[Mapping[str, str], ...]

    def parameter(self, name: str) -> Parameter | None:
        """The parameter with a name, or None."""
        return next((one for one in self.parameters if one.name == name), None)


@dataclass(frozen=True, slots=True)
class ByLaws:
    """Everything in the file."""

    customs: Mapping[str, Customs]
    charters: tuple[Charter, ...]


def read(text: str) -> ByLaws:
    """The by-laws of a YAML text. Raises ValueError where a sentence, a language or a number is missing."""
    data = yaml.safe_load(text)
    customs = {code: Customs(**entry) for code, entry in data["defaults"].items()}
    charters = tuple(_charter(entry) for entry in data["charters"])
    if len({one.code for one in charters}) != len(charters):
        raise ValueError("two charters have one code")
    return ByLaws(customs, charters)


@cache
def by_laws() -> ByLaws:
    """What data/charters.yaml says."""
    return read(FILE.read_text(encoding="utf-8"))


def charter(code: str) -> Charter | None:
    """The charter with a code, or None."""
    return next((one for one in by_laws().charters if one.code == code), None)


def months_possible() -> tuple[int, ...]:
    """Every length of an office that a charter or a custom knows, in months."""
    found = {one.term_months for one in by_laws().customs.values()}
    for one in by_laws().charters:
        known = one.parameter("term_months")
        found |= set(known.choices if known else ())
    return tuple(sorted(found))


def days_possible() -> tuple[int, ...]:
    """Every number of days from meeting to meeting that a charter or a custom knows."""
    found = {one.meets_every_days for one in by_laws().customs.values()}
    for one in by_laws().charters:
        known = one.parameter("meets_every_days")
        found |= set(known.choices if known else ())
    return tuple(sorted(found))


def charters_for(group_type: str) -> tuple[Charter, ...]:
    """The charters that a group of a type may adopt, the newest first."""
    return tuple(one for one in reversed(by_laws().charters) if group_type in one.for_types)


def customs(group_type: str) -> Customs:
    """What holds for a type without a charter. A type of which nothing is said takes the first in the file."""
    known = by_laws().customs
    return known.get(group_type) or next(iter(known.values()))


def needed(members: int, percent: int) -> int:
    """How many of the members `percent` of a hundred are, rounded up, and at least one."""
    return max(1, -(-members * percent // 100))


def said(text: str, values: Mapping[str, str]) -> str:
    """A clause with the group's numbers in it; a number that was not chosen stays a gap to be filled in by hand."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _charter(entry: dict[str, Any]) -> Charter:
    parameters = tuple(
        Parameter(
            one["name"], one["unit"], one["names"], tuple(one.get("choices", ())),
            one.get("minimum", 0), one.get("maximum", 0),
        )
        for one in entry["parameters"]
    )  # fmt: skip
    clauses = tuple({language: clause[language] for language in LANGUAGES} for clause in entry["clauses"])
    if any(one.unit not in UNITS or set(LANGUAGES) - one.names.keys() for one in parameters):
        raise ValueError(f"a parameter of {entry['code']} has no unit or misses a language")
    if any(not one.choices for one in parameters if one.name in KEPT) or set(KEPT) - {
        one.name for one in parameters
    }:
        raise ValueError(f"{entry['code']} must let a group choose {', '.join(KEPT)} from a list")
    return Charter(
        entry["code"],
        tuple(entry["for_types"]),
        entry["names"],
        entry["adopted_by_percent"],
        parameters,
        clauses,
    )
