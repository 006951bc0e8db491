"""Who verifies a group of a type, level by level, read from data/verification.yaml. Dated data, free of Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "verification.yaml"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its code, its names by language, and the roles that may take it."""

    code: str
    names: dict[str, str]
    roles: frozenset[str]

    def name_in(self, language: str) -> str:
        """The name in a language ("te", "hi-in"); English where there is none."""
        return self.names.get(language.partition("-")[0], self.names["en"])


@dataclass(frozen=True, slots=True)
class LevelRule:
    """The levels of a type from `valid_from` to `valid_to` (both included; None: still), the first first."""

    group_type: str
    valid_from: date
    valid_to: date | None
    levels: tuple[Level, ...]
    source: str


def read(text: str) -> tuple[LevelRule, ...]:
    """The rules of a YAML text. Raises ValueError for what overlaps, and for a level that is unknown, empty or twice."""
    told = yaml.safe_load(text)
    known = {
        code: Level(code, dict(entry["names"]), frozenset(entry["roles"]))
        for code, entry in told["levels"].items()
    }
    if not all(level.roles for level in known.values()):
        raise ValueError("a level without roles could be taken by nobody")
    rules: list[LevelRule] = []
    for entry in told["types"]:
        some = [_rule(entry["type"], rule, known) for rule in entry["rules"]]
        for earlier, later in pairwise(some):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise ValueError(f"rules of {entry['type']} overlap or are out of order")
        rules += some
    return tuple(rules)


@cache
def level_rules() -> tuple[LevelRule, ...]:
    """All rules of data/verification.yaml."""
    return read(FILE.read_text(encoding="utf-8"))


def levels_of(group_type: str, on: date) -> tuple[Level, ...]:
    """The levels of a type on a day, in their order; none where the type is not verified then."""
    for rule in level_rules():
        if (
            rule.group_type == group_type
            and rule.valid_from <= on
            and (rule.valid_to is None or on <= rule.valid_to)
        ):
            return rule.levels
    return ()


def level(code: str) -> Level | None:
    """The level with a code, whichever type it is of."""
    found = (one for rule in level_rules() for one in rule.levels if one.code == code)
    return next(found, None)


def all_roles() -> frozenset[str]:
    """Every role that takes some level of some type at some time."""
    return frozenset(role for rule in level_rules() for one in rule.levels for role in one.roles)


def _rule(group_type: str, entry: dict[str, Any], known: dict[str, Level]) -> LevelRule:
    codes = entry["levels"]
    if not codes or len(set(codes)) != len(codes) or not set(codes) <= known.keys():
        raise ValueError(f"levels of {group_type} must be known, and each is named once")
    return LevelRule(
        group_type=group_type,
        valid_from=entry["valid_from"],
        valid_to=entry["valid_to"],
        levels=tuple(known[code] for code in codes),
        source=str(entry["source"]).strip(),
    )
