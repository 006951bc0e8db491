"""Levels of federations, read from data/group_types.yaml. Pure: free of Django and of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from karmika.groups.types import FILE


@dataclass(frozen=True, slots=True)
class FederationLevel:
    """A level: what it federates, in which areas, how many members it has and how many speak for each."""

    code: str
    names: Mapping[str, str]
    federates: tuple[str, ...]
    area_levels: tuple[str, ...]
    minimum: int
    maximum: int
    delegates: int

    def name_in(self, language: str) -> str:
        """The name in a language ("te", "hi-in"); English where there is none."""
        return self.names.get(language.partition("-")[0], self.names["en"])


def read(text: str) -> tuple[FederationLevel, ...]:
    """The levels of a YAML text. Raises ValueError for a level that federates what is not below it."""
    data = yaml.safe_load(text)
    known = {entry["code"] for entry in data["types"]}
    found = []
    for entry in data["federations"]:
        level = FederationLevel(
            entry["code"], entry["names"], tuple(entry["federates"]), tuple(entry["area_levels"]),
            entry["minimum"], entry["maximum"], entry["delegates"],
        )  # fmt: skip
        if not set(level.federates) <= known or level.code in known:
            raise ValueError(f"{level.code} federates what does not stand before it")
        if not 1 <= level.minimum <= level.maximum:
            raise ValueError(f"{level.code} has no possible size")
        known.add(level.code)
        found.append(level)
    return tuple(found)


@cache
def levels() -> tuple[FederationLevel, ...]:
    """All levels, from the lowest up."""
    return read(FILE.read_text(encoding="utf-8"))


def level(code: str) -> FederationLevel | None:
    """The level with a code, or None."""
    return next((one for one in levels() if one.code == code), None)
