"""The first arrangement: people in the order of a curve through the town, cut into groups so that the sum is the least.

The cut is exact for that order (dynamic programming); the search goes on from there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from karmika.groups.formation.engine import HAS_NUMBA, compiled
from karmika.groups.formation.ground import INFINITE, Table, even, metres, way
from karmika.groups.formation.moves import shift, worth

BITS = 16


def hilbert(north: Any, east: Any) -> Any:
    """The place of each point on a Hilbert curve over the square that holds them all."""
    if len(north) == 0:
        return np.zeros(0, np.int64)
    extent = max(float(np.ptp(north)), float(np.ptp(east)), 1e-9)
    scale = ((1 << BITS) - 1) / extent
    x = ((east - east.min()) * scale).astype(np.int64)
    y = ((north - north.min()) * scale).astype(np.int64)
    place = np.zeros(len(x), np.int64)
    side = 1 << (BITS - 1)
    while side:
        right, up = (x & side) > 0, (y & side) > 0
        place += side * side * ((3 * right) ^ up)
        flip = ~up & right
        x, y = np.where(flip, (1 << BITS) - 1 - x, x), np.where(flip, (1 << BITS) - 1 - y, y)
        x, y = np.where(up, x, y), np.where(up, y, x)
        side >>= 1
    return place


@compiled
def cut(t: Table, best: Any, before: Any, total: Any, far: Any) -> None:
    """Fill `best` (least cost of the first so many units) and `before` (where the last group begins; -1: left out)."""
    units = len(t.first) - 1
    for start in range(units):
        one = best[start] + t.left_out * (t.first[start + 1] - t.first[start])
        if one < best[start + 1]:
            best[start + 1], before[start + 1] = one, -1
        begin, fits = t.first[start], True
        for end in range(start, units):
            if not fits or t.first[end + 1] - begin > t.largest:
                break
            for p in range(t.first[end], t.first[end + 1]):
                total[p - begin], far[p - begin] = 0.0, 0
                for at in range(t.people[p].apart_from, t.people[p].apart_to):
                    if begin <= t.apart[at] < p:
                        fits = False
                for q in range(begin, p):
                    d = metres(t, p, q)
                    w = way(t, p, q, d)
                    total[p - begin] += w
                    total[q - begin] += w
                    if d > t.radius:
                        far[p - begin] += 1
                        far[q - begin] += 1
            size = t.first[end + 1] - begin
            if size >= t.smallest and fits:
                price = best[start] + _run(t, total, far, size)
                if price < best[end + 1]:
                    best[end + 1], before[end + 1] = price, start


@compiled
def _run(t: Table, total: Any, far: Any, size: int) -> float:
    least, every = INFINITE, 0.0
    for at in range(size):
        every += total[at]
        if far[at] == 0 and total[at] < least:
            least = total[at]
    if least >= INFINITE:
        return INFINITE
    return (every / (2 * size) if t.spread else least) + even(t, size)


@compiled
def _seat(t: Table, before: Any) -> None:
    """Seat everybody as the cut has it, from the end."""
    end = len(t.first) - 1
    while end > 0:
        start = before[end]
        if start < 0:
            end -= 1
            continue
        top = len(t.spare) - 1
        t.spare[top] -= 1
        group = t.spare[t.spare[top]]
        for unit in range(start, end):
            shift(t, unit, group)
        t.groups[group].cost = worth(t, group)
        end = start


@compiled
def _seat_as(t: Table, group: Any) -> None:
    for unit in range(len(t.first) - 1):
        if group[t.first[unit]] >= 0:
            shift(t, unit, group[t.first[unit]])
    top = len(t.spare) - 1
    t.spare[top] = 0
    for number in range(len(t.groups) - 1, -1, -1):
        t.groups[number].cost = worth(t, number)
        if t.groups[number].size == 0:
            t.spare[t.spare[top]] = number
            t.spare[top] += 1


def seat_as(t: Table, group: Any) -> None:
    """Seat everybody as `group` says, with numbers from 0, instead of cutting."""
    _seat_as(t, group if HAS_NUMBA else group.tolist())


def first_arrangement(t: Table) -> None:
    """Seat everybody as the best cut has it."""
    units = len(t.first) - 1
    best = np.full(units + 1, INFINITE)
    best[0] = 0.0
    arrays: list[Any] = [
        best, np.full(units + 1, -1, np.int64), np.zeros(t.largest), np.zeros(t.largest, np.int64)
    ]  # fmt: skip
    if not HAS_NUMBA:
        arrays = [one.tolist() for one in arrays]
    cut(t, *arrays)
    _seat(t, arrays[1])
