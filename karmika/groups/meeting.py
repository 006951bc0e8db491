"""What a formation meeting must be, and why it is not: pure, over data/group_meetings.yaml. Free of Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from karmika.groups.onboarding import Named

FILE = Path(__file__).resolve().parents[2] / "data" / "group_meetings.yaml"
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Place(Named):
    """A kind of place to meet at. `is_employers`: it belongs to an employer or contractor."""

    is_employers: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """Places and how often groups meet, by code, in the file's order."""

    places: Mapping[str, Place]
    every: Mapping[str, Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """What was decided: where the meeting was held, where, when (HH:MM) and how often the group meets, with votes for each.

    `joining` is how many join; `women` of them are women.
    """

    place: str
    meets_at: str
    meets_hour: str
    meets_every: str
    votes_place: int
    votes_hour: int
    women_only: bool
    joining: int
    women: int


def read(text: str) -> Book:
    """The book of a YAML text."""
    found = yaml.safe_load(text)
    return Book(
        places={one["code"]: _place(one) for one in found["places"]},
        every={one["code"]: Named(one["code"], dict(one["names"])) for one in found["every"]},
    )


@cache
def book() -> Book:
    """What data/group_meetings.yaml says."""
    return read(FILE.read_text(encoding="utf-8"))


def objection(voted: Voted) -> str | None:
    """Why this is no formation meeting: the code of the first reason, or None.

    unknown_place, employers_place, hour, every, votes (more than join, or less than none), no_majority (place and hour
    are each voted for by more than half of those who join), women_only.
    """
    places = [book().places.get(code) for code in (voted.place, voted.meets_at)]
    if None in places:
        return "unknown_place"
    if any(place.is_employers for place in places if place):
        return "employers_place"
    if not _HOUR.fullmatch(voted.meets_hour):
        return "hour"
    if voted.meets_every not in book().every:
        return "every"
    for votes in (voted.votes_place, voted.votes_hour):
        if not 0 <= votes <= voted.joining:
            return "votes"
        if votes * 2 <= voted.joining:
            return "no_majority"
    return "women_only" if voted.women_only and voted.women < voted.joining else None


def _place(entry: dict[str, Any]) -> Place:
    return Place(entry["code"], dict(entry["names"]), is_employers=bool(entry.get("employers", False)))
