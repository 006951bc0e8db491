"""People as a CSV file, for those without a database: read with clear words about what is wrong, and written with groups.

Columns: id, and latitude and longitude (degrees) or north and east (metres); the others may be left out.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from karmika.groups.formation.arrays import EVERYTHING, Ties, Workers

POINTS = (("latitude", "longitude"), ("north", "east"))
CODES = ("worksite", "wall", "occupation")
SETS = ("languages", "hours")
FLAGS = ("willing", "women_only")
LISTS = ("wants", "together", "apart")
KNOWN = {*POINTS[0], *POINTS[1], *CODES, *SETS, *FLAGS, *LISTS, "id", "sex", "self_formed"}
ROWS_MAXIMUM = 2_000_000
YES, NO = {"yes", "y", "1", "true", ""}, {"no", "n", "0", "false"}


class TableError(ValueError):
    """The file cannot be used; the sentence names line and column and says what to do."""


@dataclass(frozen=True)
class People:
    """A file as arrays, with the ids in its order."""

    ids: list[str]
    workers: Workers
    ties: Ties


def read(text: str) -> People:
    """The people of a CSV text. Raises TableError."""
    lines = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    columns = [name.strip() for name in lines.fieldnames or ()]
    lines.fieldnames = columns
    planar = _planar(columns)
    rows = []
    for row in lines:
        if None in row or None in row.values():
            raise TableError(
                f"line {lines.line_num}: it has another number of cells than the first line; correct it"
            )
        if any(value.strip() for value in row.values()):
            rows.append((lines.line_num, {name: value.strip() for name, value in row.items()}))
    if not rows:
        raise TableError("the file has no people: put one on each line below the names of the columns")
    if len(rows) > ROWS_MAXIMUM:
        raise TableError(f"the file has more than {ROWS_MAXIMUM:,} people; divide it by city")
    at = _ids(rows)
    workers = Workers(
        home=np.array([_point(line, row, planar) for line, row in rows], float).reshape(-1, 2),
        planar=planar,
        female=np.array([row.get("sex", "").lower() in ("female", "f") for _, row in rows]),
        key=np.argsort(np.argsort(np.array(list(at)), kind="stable"), kind="stable"),
        self_formed=_codes(rows, "self_formed"),
        **{name: _codes(rows, name) for name in CODES if name in columns},
        **{name: _bits(rows, name) for name in SETS if name in columns},
        **{name: _flags(rows, name, name == "willing") for name in FLAGS if name in columns},
    )
    return People(
        list(at), workers, Ties(**{name: _links(rows, name, at) for name in LISTS if name in columns})
    )


def _planar(columns: list[str]) -> bool:
    """Whether the points are metres. Raises TableError for columns that are missing, doubled or not known."""
    if "id" not in columns:
        raise TableError("the first line names no column id: name the columns there, separated by commas")
    for name in columns:
        if columns.count(name) > 1:
            raise TableError(f"column {name} stands twice in the first line; take one away")
        if name not in KNOWN:
            raise TableError(
                f"column {name} is not known; take it away or call it one of {', '.join(sorted(KNOWN))}"
            )
    there = [set(pair) <= set(columns) for pair in POINTS]
    if there[0] == there[1]:
        raise TableError(
            "give either the columns latitude and longitude (degrees) or north and east (metres)"
        )
    return there[1]


def _ids(rows: Iterable[tuple[int, dict[str, str]]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, (line, row) in enumerate(rows):
        if not row["id"]:
            raise TableError(f"line {line}, column id: it is empty; give each person an id of her own")
        if row["id"] in found:
            raise TableError(
                f"line {line}, column id: {row['id']} stands there twice; give each person an id of her own"
            )
        found[row["id"]] = number
    return found


def _point(line: int, row: dict[str, str], planar: bool) -> tuple[float, float]:
    names = POINTS[planar]
    if not row[names[0]] and not row[names[1]]:
        return math.nan, math.nan
    found = []
    for name, most in zip(names, (90.0, 180.0), strict=True):
        try:
            value = float(row[name])
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or (not planar and abs(value) > most):
            wanted = (
                "metres as a number"
                if planar
                else f"degrees between -{most:.0f} and {most:.0f}, like 16.5062"
            )
            raise TableError(
                f"line {line}, column {name}: {row[name] or 'empty'} is no place; write {wanted}, or leave both empty"
            )
        found.append(value)
    return found[0], found[1]


def _codes(rows: list[tuple[int, dict[str, str]]], name: str) -> Any:
    """Any text as a code: numbers in the order of the texts, -1 for none."""
    texts = [row.get(name, "") for _, row in rows]
    codes = {text: number for number, text in enumerate(sorted({text for text in texts if text}))}
    return np.array([codes.get(text, -1) for text in texts], np.int64)


def _bits(rows: list[tuple[int, dict[str, str]]], name: str) -> Any:
    """Texts separated by spaces or semicolons, each a bit; nothing said is nothing known, which fits everybody."""
    said = [frozenset(row[name].replace(";", " ").split()) for _, row in rows]
    bits = {text: number for number, text in enumerate(sorted({one for some in said for one in some}))}
    if len(bits) > 62:
        raise TableError(f"column {name}: more than 62 different words; write each in one way")
    return np.array([sum(1 << bits[one] for one in some) if some else EVERYTHING for some in said], np.int64)


def _flags(rows: list[tuple[int, dict[str, str]]], name: str, empty: bool) -> Any:
    found = []
    for line, row in rows:
        said = row[name].lower()
        if said not in YES | NO:
            raise TableError(
                f"line {line}, column {name}: {row[name]} is neither yes nor no; write one of them"
            )
        found.append(empty if not said else said in YES)
    return np.array(found, bool)


def _links(rows: list[tuple[int, dict[str, str]]], name: str, at: dict[str, int]) -> Any:
    """Ids separated by spaces or semicolons as pairs of rows."""
    pairs = []
    for number, (line, row) in enumerate(rows):
        for other in row[name].replace(";", " ").split():
            if other not in at:
                raise TableError(
                    f"line {line}, column {name}: there is no id {other} in this file; correct it or take it away"
                )
            if at[other] == number:
                raise TableError(f"line {line}, column {name}: a person is tied to herself; take it away")
            pairs.append((number, at[other]))
    return np.array(pairs, np.int64).reshape(-1, 2)
