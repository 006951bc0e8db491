"""Grading sheets of groups, read from data/grading/*.yaml. Pure: free of Django and of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "data" / "grading"
ASKED, RECKONED, BOOKS = "asked", "reckoned", "books"
RULES = ("attendance", "regularity")
"""What the house can reckon from what was recorded."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer of the group, and its marks."""

    code: str
    marks: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """A question: answered by the group, reckoned from what was recorded, or waiting for the group's books."""

    code: str
    source: str
    names: Mapping[str, str]
    answers: tuple[Choice, ...] = ()
    reckon: str = ""
    steps: tuple[tuple[int, int], ...] = ()
    """From so many of a hundred on, so many marks; the highest first."""

    @property
    def out_of(self) -> int:
        """The most marks of the question; 0 of one that is not counted yet."""
        return max([one.marks for one in self.answers] + [marks for _, marks in self.steps], default=0)

    def marks_of(self, answer: str) -> int | None:
        """The marks of an answer; None of an answer that the question does not have."""
        return next((one.marks for one in self.answers if one.code == answer), None)

    def marks_for(self, percent: int) -> int:
        """The marks of a number that was reckoned."""
        return next(marks for start, marks in self.steps if percent >= start)


@dataclass(frozen=True, slots=True)
class GradingSheet:
    """One version of a sheet."""

    code: str
    names: Mapping[str, str]
    for_types: tuple[str, ...]
    valid_from: date
    first_after_days: int
    every_days: int
    reckoned_over_days: int
    questions: tuple[SheetQuestion, ...]
    grades: tuple[tuple[str, int], ...]

    def grade(self, marks: int, out_of: int) -> str:
        """The grade for so many marks of those that could be counted."""
        return next(code for code, start in self.grades if marks * 100 >= start * out_of)


def read(text: str) -> GradingSheet:
    """The sheet of a YAML text. Raises ValueError where something can neither be counted nor waits for the books."""
    data = yaml.safe_load(text)
    sheet = GradingSheet(
        code=data["code"],
        names=data["names"],
        for_types=tuple(data["for_types"]),
        valid_from=data["valid_from"],
        first_after_days=data["first_after_days"],
        every_days=data["every_days"],
        reckoned_over_days=data["reckoned_over_days"],
        questions=tuple(_question(one) for one in data["questions"]),
        grades=tuple((one["code"], one["from"]) for one in data["grades"]),
    )
    starts = [start for _, start in sheet.grades]
    if starts != sorted(starts, reverse=True) or starts[-1] != 0:
        raise ValueError("grades go from the best down, and the last begins at 0")
    return sheet


def _question(entry: dict[str, Any]) -> SheetQuestion:
    found = SheetQuestion(
        entry["code"], entry["source"], entry["names"],
        tuple(Choice(one["code"], one["marks"], one["names"]) for one in entry.get("answers", ())),
        entry.get("reckon", ""),
        tuple((one["from"], one["marks"]) for one in entry.get("steps", ())),
    )  # fmt: skip
    starts = [start for start, _ in found.steps]
    whole = {
        ASKED: bool(found.answers) and not found.steps,
        RECKONED: found.reckon in RULES and starts == sorted(starts, reverse=True) and starts[-1:] == [0],
        BOOKS: not found.answers and not found.steps,
    }
    if not whole.get(found.source, False):
        raise ValueError(f"question {found.code} cannot be counted")
    return found


@cache
def sheets() -> tuple[GradingSheet, ...]:
    """All sheets, by code."""
    return tuple(read(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml")))


def sheet(code: str) -> GradingSheet | None:
    """The sheet with a code, or None."""
    return next((one for one in sheets() if one.code == code), None)


def sheets_on(day: date) -> tuple[GradingSheet, ...]:
    """Of each type of group the newest sheet that is in force on a day."""
    found: dict[tuple[str, ...], GradingSheet] = {}
    for one in sorted(sheets(), key=lambda one: one.valid_from):
        if one.valid_from <= day:
            found[one.for_types] = one
    return tuple(found.values())


def sheet_for(group_type: str, day: date) -> GradingSheet | None:
    """The sheet by which a group of a type is graded on a day, or None."""
    return next((one for one in sheets_on(day) if group_type in one.for_types), None)
