"""Types of groups and their sizes, read from data/group_types.yaml. Dated data, never constants; free of Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from karmika.groups.formation import SizeRule

FILE = Path(__file__).resolve().parents[2] / "data" / "group_types.yaml"


@dataclass(frozen=True, slots=True)
class TypeRule:
    """How many members a group of a type may have from `valid_from` to `valid_to` (both included; None: still)."""

    valid_from: date
    valid_to: date | None
    minimum: int
    maximum: int
    proposal_minimum: int
    proposal_maximum: int
    radius_m: int
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def proposal_rule(self, *, radius_m: int | None = None, women_only: bool = False) -> SizeRule:
        """The rule for proposing groups; `radius_m` replaces the type's own reach in metres."""
        reach = self.radius_m if radius_m is None else radius_m
        return SizeRule(self.proposal_minimum, self.proposal_maximum, reach, women_only)


@dataclass(frozen=True, slots=True)
class GroupType:
    """A type of group, its names by language, and its rules in order of time."""

    code: str
    names: dict[str, str]
    rules: tuple[TypeRule, ...]

    def name_in(self, language: str) -> str:
        """The name in a language ("te", "hi-in"); English where there is none."""
        return self.names.get(language.partition("-")[0], self.names["en"])

    def rule_on(self, day: date) -> TypeRule | None:
        """The rule in force on a day; None when none was."""
        return next((rule for rule in self.rules if rule.holds_on(day)), None)


def read(text: str) -> tuple[GroupType, ...]:
    """The types of a YAML text. Raises ValueError for rules that overlap, are out of order or contradict themselves."""
    return tuple(_type(entry) for entry in yaml.safe_load(text)["types"])


@cache
def group_types() -> tuple[GroupType, ...]:
    """All types of data/group_types.yaml, in the file's order."""
    return read(FILE.read_text(encoding="utf-8"))


def group_type(code: str) -> GroupType | None:
    """The type with a code, or None."""
    return next((known for known in group_types() if known.code == code), None)


def _type(entry: dict[str, Any]) -> GroupType:
    rules = tuple(_rule(rule) for rule in entry["rules"])
    for earlier, later in pairwise(rules):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise ValueError(f"rules of {entry['code']} overlap or are out of order")
    return GroupType(entry["code"], dict(entry["names"]), rules)


def _rule(entry: dict[str, Any]) -> TypeRule:
    aim = entry["proposal"]
    rule = TypeRule(
        valid_from=entry["valid_from"],
        valid_to=entry["valid_to"],
        minimum=entry["minimum"],
        maximum=entry["maximum"],
        proposal_minimum=aim["minimum"],
        proposal_maximum=aim["maximum"],
        radius_m=aim["radius_m"],
        source=entry["source"].strip(),
    )
    if not rule.minimum <= rule.proposal_minimum <= rule.proposal_maximum <= rule.maximum:
        raise ValueError("a proposal must aim at sizes that the type allows")
    rule.proposal_rule()  # raises for sizes that no group could keep
    return rule
