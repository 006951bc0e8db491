"""Where areas stand on a tile map: districts as data/area_grid.csv places them, all others in a square in their order."""

import csv
from collections.abc import Sequence
from functools import cache
from math import isqrt
from pathlib import Path
from uuid import UUID

from karmika.areas.models import Area

FILE = Path(__file__).resolve().parents[2] / "data" / "area_grid.csv"


@cache
def places() -> dict[tuple[str, str], tuple[int, int]]:
    """Level and code -> row and column. A line that begins with # is a remark."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {(row["level"], row["code"]): (int(row["row"]), int(row["column"])) for row in rows}


def placed(areas: Sequence[Area]) -> dict[UUID, tuple[int, int]]:
    """A row and a column for each area, no two the same: its own place, else one in a square in the order given.

    Where only some have a place of their own, the others follow in rows beneath.
    """
    known = {one.id: place for one in areas if (place := places().get((one.level, one.code))) is not None}
    if len(set(known.values())) < len(known):
        known = {}  # areas of two maps in one: their places mean nothing beside each other
    others = [one for one in areas if one.id not in known]
    if not known:
        width, first = isqrt(max(len(others) - 1, 0)) + 1, 0
    else:
        width = max(column for _, column in known.values()) + 1
        first = max(row for row, _ in known.values()) + 1
    found = {one.id: (first + n // width, n % width) for n, one in enumerate(others)}
    return known | found


def has_scheme(areas: Sequence[Area]) -> bool:
    """Whether any of these areas stands where it lies."""
    return any((one.level, one.code) in places() for one in areas)
