"""What is talked through with groups, by occupation, read from data/interventions.yaml. Pure: free of Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "interventions.yaml"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Intervention:
    """A topic of group sessions: for whom, by when after forming, and how often again."""

    code: str
    names: Mapping[str, str]
    occupations: tuple[str, ...]
    within_days: int
    every_days: int | None
    minutes: int

    def due_on(self, formed_on: date, last: date | None) -> date | None:
        """The day by which the next session should be; None when it was held and once is enough."""
        if last is None:
            return formed_on + timedelta(days=self.within_days)
        return None if self.every_days is None else last + timedelta(days=self.every_days)

    def name_in(self, language: str) -> str:
        """The name in a language ("te", "hi-in"); English where there is none."""
        return self.names.get(language.partition("-")[0], self.names["en"])


def read(text: str) -> tuple[Intervention, ...]:
    """The interventions of a YAML text. Raises ValueError for a code that stands twice or days that cannot be."""
    found = tuple(
        Intervention(
            one["code"], one["names"], tuple(one["occupations"]), one["within_days"], one["every_days"], one["minutes"]
        )
        for one in yaml.safe_load(text)["interventions"]
    )  # fmt: skip
    if len({one.code for one in found}) != len(found):
        raise ValueError("two interventions have one code")
    if any(one.within_days < 0 or (one.every_days or 1) < 1 or one.minutes < 1 for one in found):
        raise ValueError("days and minutes must be positive")
    return found


@cache
def interventions() -> tuple[Intervention, ...]:
    """All of data/interventions.yaml, in the file's order."""
    return read(FILE.read_text(encoding="utf-8"))


def intervention(code: str) -> Intervention | None:
    """The intervention with a code, or None."""
    return next((one for one in interventions() if one.code == code), None)


def for_work(occupation: str, category: str) -> tuple[Intervention, ...]:
    """What is talked through with a group of an occupation, which is of a category; both empty: what is for all."""
    wanted = {ALL, occupation, category} - {""}
    return tuple(one for one in interventions() if wanted & set(one.occupations))
