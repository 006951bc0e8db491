"""Financial onboarding: the steps, what counts as evidence for each, and what "onboarded" means. Free of Django.

Read from data/onboarding.yaml. `reached` says whether and since when somebody meets a reading; it is asked by the acts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from stdnum import verhoeff

FILE = Path(__file__).resolve().parents[2] / "data" / "onboarding.yaml"
ASKED = ("no", "optional", "required")
NOTHING = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})
"""What people and other programs put between digits: blanks, dashes, signs that nobody sees (Unicode categories)."""
ACCOUNT = re.compile(r"[0-9A-Z]{6,34}")
"""A number of an account without spaces: 9 to 18 digits in India, with letters at a few banks; IBAN has at most 34."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code and names by language. `is_file`: an evidence that is a photo or paper."""

    code: str
    names: Mapping[str, str]
    is_file: bool = False

    def name_in(self, language: str) -> str:
        """The name in a language ("te", "hi-in"); English where there is none."""
        return self.names.get(language.partition("-")[0], self.names["en"])


@dataclass(frozen=True, slots=True)
class Kind(Named):
    """A step into banking, and what is asked for when it is recorded."""

    account: str = "no"
    amount: str = "no"
    session: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """What a reading meant from `valid_from` to `valid_to` (both included; None: still)."""

    version: int
    valid_from: date
    valid_to: date | None
    all_of: tuple[str, ...]
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the version is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Reading(Named):
    """One meaning of "onboarded", the measure that counts it, and its versions in order of time."""

    measure: str = ""
    by_events: bool = False
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """Since when somebody meets a reading, and by which version of it."""

    version: int
    on: date


@dataclass(frozen=True, slots=True)
class Book:
    """The whole file, each list by its codes and in the file's order."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    evidence: Mapping[str, Named] = field(default_factory=dict)
    topics: Mapping[str, Named] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)


def read(text: str) -> Book:
    """The book of a YAML text. Raises ValueError for codes that nothing stands behind, and versions that overlap."""
    found = yaml.safe_load(text)
    evidence = {one["code"]: _named(one) for one in found["evidence"]}
    kinds = {one["code"]: _kind(one, evidence) for one in found["kinds"]}
    topics = {one["code"]: _named(one) for one in found["topics"]}
    readings = {one["code"]: _reading(one, kinds) for one in found["readings"]}
    return Book(kinds, evidence, topics, readings)


@cache
def book() -> Book:
    """What data/onboarding.yaml says."""
    return read(FILE.read_text(encoding="utf-8"))


def reached(reading: Reading, steps: Iterable[tuple[str, date]]) -> Reached | None:
    """Since when steps (kind, day) meet a reading: the day of the last one it needs, each taken where it came first.

    A version counts only where it holds on that very day; the earliest such day is taken.
    """
    first: dict[str, date] = {}
    for kind, day in steps:
        first[kind] = min(day, first.get(kind, day))
    met = [
        Reached(version.version, day)
        for version in reading.versions
        if version.all_of and all(kind in first for kind in version.all_of)
        if version.holds_on(day := max(first[kind] for kind in version.all_of))
    ]
    return min(met, key=lambda one: (one.on, one.version), default=None)


def plain_account(number: str) -> str | None:
    """The number of an account as it is compared: no spaces, hyphens or leading zeros; None where it cannot be one."""
    plain = _bare(number)
    if not ACCOUNT.fullmatch(plain) or sum(letter.isdigit() for letter in plain) < 6:
        return None
    return plain.lstrip("0") or None


def looks_like_aadhaar(number: str) -> bool:
    """Whether a number of an account could be an Aadhaar number: 12 digits, the first 2 to 9, the last a check digit.

    One in ten other numbers like that is one too. With a 0 before it, it is not, and `plain_account` gives the same.
    """
    plain = _bare(number)
    return len(plain) == 12 and plain.isdigit() and plain[0] not in "01" and verhoeff.is_valid(plain)


def _bare(number: str) -> str:
    """Digits of any script as those of ASCII, capital letters, nothing between them."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in number)
    return "".join(c for c in plain if unicodedata.category(c) not in NOTHING).upper()


def _named(entry: dict[str, Any]) -> Named:
    return Named(entry["code"], dict(entry["names"]), bool(entry.get("file", False)))


def _kind(entry: dict[str, Any], evidence: Mapping[str, Named]) -> Kind:
    asked = {name: entry.get(name, "no") for name in ("account", "amount")}
    # YAML reads a bare no as false
    asked = {name: "no" if value is False else value for name, value in asked.items()}
    ways = tuple(entry["evidence"])
    if not ways or set(ways) - evidence.keys() or set(asked.values()) - set(ASKED):
        raise ValueError(f"{entry['code']}: unknown evidence, or neither no, optional nor required")
    return Kind(
        entry["code"],
        dict(entry["names"]),
        account=asked["account"],
        amount=asked["amount"],
        session=bool(entry.get("session", False)),
        evidence=ways,
    )


def _reading(entry: dict[str, Any], kinds: Mapping[str, Kind]) -> Reading:
    by_events = {"memberships": False, "events": True}[entry["counted_by"]]
    versions = tuple(
        Version(
            one["version"], one["valid_from"], one["valid_to"], tuple(one["all_of"]), one["source"].strip()
        )
        for one in entry["versions"]
    )
    for earlier, later in pairwise(versions):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise ValueError(f"versions of {entry['code']} overlap or are out of order")
    for version in versions:
        if set(version.all_of) - kinds.keys() or by_events != bool(version.all_of):
            raise ValueError(f"{entry['code']}: version {version.version} names steps that are not there")
    return Reading(
        entry["code"], dict(entry["names"]), measure=entry["measure"], by_events=by_events, versions=versions
    )
