"""Tables of a programme from written definitions (indicators/*.yaml): read, and worked out from counts. Free of Django.

A definition says what each line counts; `lines_of` is given the counting itself, so that cases can be worked by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "indicators"
KINDS = ("number", "share", "average", "share_of_outside", "not_yet")

State = Literal["known", "no_data", "not_recorded"]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is summed: a measure, narrowed by category, sex or occupation (empty: all)."""

    measure: str
    category: str = ""
    sex: str = ""
    occupation: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """A figure that somebody else published: of a measure, for the area of the table (`here`) or the nation."""

    measure: str
    about: Literal["here", "nation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line as it is defined. `short` names its column in a division; `over` is the denominator; `acts` its sources."""

    code: str
    name: str
    short: str
    kind: str
    definition: str
    counts: Counted | None = None
    over: Counted | None = None
    outside: Outside | None = None
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """The lines `columns`, divided by occupation or by the areas that make up this one."""

    by: Literal["occupation", "area"]
    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDefinition:
    """A table: where it holds, since when, and its lines in order."""

    code: str
    version: int
    valid_from: date
    level: str
    area_code: str
    name: str
    about: str
    rows: tuple[Row, ...]
    divisions: tuple[Division, ...]

    def row(self, code: str) -> Row:
        """The line with this code. Raises KeyError."""
        return {row.code: row for row in self.rows}[code]


@dataclass(frozen=True, slots=True)
class Line:
    """One line worked out. `value` is a whole number, or a Decimal for shares (percent) and averages."""

    row: Row
    state: State
    value: Decimal | int = 0
    numerator: int = 0
    denominator: int = 0


def lines_of(
    definition: TableDefinition,
    count: Callable[[Counted], int],
    outside: Callable[[Outside], int | None],
) -> tuple[Line, ...]:
    """Every line from counts and from what others published (None where nobody recorded it)."""
    return tuple(_line(row, count, outside) for row in definition.rows)


def _line(row: Row, count: Callable[[Counted], int], outside: Callable[[Outside], int | None]) -> Line:
    if row.counts is None:
        return Line(row, "not_recorded")
    above = count(row.counts)
    if row.kind == "number":
        return Line(row, "known", above)
    if row.over is not None:
        below: int | None = count(row.over)
    else:
        assert row.outside is not None
        below = outside(row.outside)
    if below is None:
        return Line(row, "not_recorded", numerator=above)
    if below <= 0:
        return Line(row, "no_data", numerator=above)
    return Line(row, "known", _divided(row.kind, above, below), above, below)


def _divided(kind: str, above: int, below: int) -> Decimal:
    if kind == "average":
        return (Decimal(above) / below).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return (Decimal(above) * 100 / below).quantize(Decimal("0.1"), ROUND_HALF_UP)


@cache
def installed() -> tuple[TableDefinition, ...]:
    """All tables of `indicators/`, by code. Raises ValueError for one that cannot be read."""
    files = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.endswith(".cases.yaml"))
    return tuple(read(path.read_text(encoding="utf-8")) for path in files)


def table_named(code: str) -> TableDefinition | None:
    """The installed table with this code, or None."""
    return next((table for table in installed() if table.code == code), None)


def texts(definition: TableDefinition) -> Iterator[str]:
    """Everything in a table that people read, to be translated."""
    yield from (definition.name, definition.about)
    for row in definition.rows:
        yield from (row.name, row.short, row.definition)
    yield from (division.name for division in definition.divisions)


def read(text: str) -> TableDefinition:
    """The table of a YAML text. Raises ValueError where a line contradicts its kind, or names what is not there."""
    given = yaml.safe_load(text)
    rows = tuple(_row(entry) for entry in given["rows"])
    numbers = {row.code for row in rows if row.kind == "number"}
    if len({row.code for row in rows}) != len(rows):
        raise ValueError("two lines have the same code")
    divisions = tuple(
        Division(entry["by"], entry["name"], tuple(entry["columns"])) for entry in given["divisions"]
    )
    for division in divisions:
        if division.by not in ("occupation", "area") or not set(division.columns) <= numbers:
            raise ValueError(
                f"{division.name}: only lines that are numbers can be divided, by area or occupation"
            )
    return TableDefinition(
        code=given["code"],
        version=given["version"],
        valid_from=given["valid_from"],
        level=given["area"]["level"],
        area_code=given["area"]["code"],
        name=_text(given["name"]),
        about=_text(given["about"]),
        rows=rows,
        divisions=divisions,
    )


def _row(entry: dict[str, Any]) -> Row:
    row = Row(
        code=entry["code"],
        name=_text(entry["name"]),
        short=_text(entry.get("short", entry["name"])),
        kind=entry["kind"],
        definition=_text(entry["definition"]),
        counts=Counted(**entry["counts"]) if "counts" in entry else None,
        over=Counted(**entry["over"]) if "over" in entry else None,
        outside=Outside(**entry["outside"]) if "outside" in entry else None,
        acts=tuple(entry.get("acts", ())),
    )
    fits = {
        "number": row.counts is not None and row.over is None,
        "share": row.counts is not None and row.over is not None,
        "average": row.counts is not None and row.over is not None,
        "share_of_outside": row.counts is not None and row.outside is not None and row.over is None,
        "not_yet": row.counts is None and row.over is None,
    }
    if not fits.get(row.kind, False):
        raise ValueError(f"{row.code}: what it counts does not fit its kind {row.kind}")
    return row


def _text(text: str) -> str:
    return " ".join(text.split())
