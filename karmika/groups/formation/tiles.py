"""The people of a stratum arranged: at once, or tile by tile where they are many, so that the work grows with their number.

A second round has its tiles elsewhere, so that no border stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from karmika.groups.formation.cutting import first_arrangement, hilbert, seat_as
from karmika.groups.formation.engine import HAS_NUMBA
from karmika.groups.formation.ground import column
from karmika.groups.formation.stratum import Terms, Town, search, table_of

TILE = 12_000
"""People of a stratum who are arranged at once."""
SMALL, TRIES = 40, 8
"""So few people are arranged so often, and the best is taken: one search misses the optimum of 7 in 100 small towns."""
SECOND = 0.3
"""Share of the moves that are kept for the second round."""


def arranged(town: Town, terms: Terms, moves: int, seed: tuple[int, ...]) -> Any:
    """Of each person the number of the group, -1 for none; numbers without gaps."""
    if len(town) <= SMALL:
        tries = [_improved(town, terms, moves, (*seed, number), None) for number in range(TRIES)]
        return _numbered(min(tries, key=lambda one: one[0])[1])
    if len(town) <= TILE:
        return _numbered(_improved(town, terms, moves, seed, None)[1])
    group = np.full(len(town), -1, np.int64)
    for number, people in enumerate(_tiles(town, town.unit, 0.0)):
        found = _improved(_part(town, people), terms, round(moves * (1 - SECOND)), (*seed, number), None)[1]
        group[people] = np.where(found < 0, -1, found + group.max() + 1)
    sets = np.where(group >= 0, group, group.max() + 1 + town.unit)
    for number, people in enumerate(_tiles(town, sets, 0.37)):
        after = _improved(
            _part(town, people), terms, round(moves * SECOND), (*seed, -1 - number), group[people]
        )[1]
        group[people] = np.where(after < 0, -1, after + group.max() + 1)
    return _numbered(group)


def _improved(town: Town, terms: Terms, moves: int, seed: tuple[int, ...], group: Any) -> tuple[float, Any]:
    """What the arrangement costs, and the group of each person."""
    table, order = table_of(town, terms)
    if group is None:
        first_arrangement(table)
    else:
        seat_as(table, _numbered(group)[order])
    search(table, moves, np.random.SeedSequence([one & 0xFFFFFFFF for one in seed]), warm=group is not None)
    found = np.empty(len(town), np.int64)
    found[order] = column(table.people, "of")
    return float(column(table.groups, "cost").sum() + terms.left_out * (found < 0).sum()), found


def _numbered(group: Any) -> Any:
    """The same groups with numbers from 0, in the order of their first members."""
    found = np.full(len(group), -1, np.int64)
    seated = np.flatnonzero(group >= 0)
    if len(seated):
        _, first, inverse = np.unique(group[seated], return_index=True, return_inverse=True)
        rank = np.empty(len(first), np.int64)
        rank[np.argsort(first, kind="stable")] = np.arange(len(first))
        found[seated] = rank[inverse]
    return found


def _tiles(town: Town, sets: Any, offset: float) -> list[Any]:
    """People in tiles of neighbours; a set is never cut. `offset` moves the curve, as a share of the extent."""
    flat = np.column_stack([town.north, town.east * town.half * 2])
    first: Any
    inverse: Any
    _, first, inverse = np.unique(sets, return_index=True, return_inverse=True)
    middle = flat[first]
    extent = np.ptp(middle, axis=0).max() * (1 + offset)
    corner = middle.min(axis=0) - offset * extent / 2
    square = np.vstack([middle, corner, corner + extent])
    place = hilbert(square[:, 0], square[:, 1])[:-2]
    order = np.lexsort((np.arange(len(sets)), inverse, place[inverse]))
    ends = np.flatnonzero(np.diff(np.r_[inverse[order], -1]))
    tiles, begin = [], 0
    count = -(-len(sets) // TILE)
    for number in range(1, count + 1):
        end = int(ends[min(int(np.searchsorted(ends, number * len(sets) // count)), len(ends) - 1)]) + 1
        if end > begin:
            tiles.append(np.sort(order[begin:end]))
        begin = max(begin, end)
    return tiles


def _part(town: Town, people: Any) -> Town:
    """Some people of a town, with numbers of their own."""
    if len(town.apart):
        at = np.full(len(town), -1, np.int64)
        at[people] = np.arange(len(people))
        apart = at[town.apart]
        apart = apart[(apart >= 0).all(axis=1)]
    else:
        apart = town.apart
    names = ("north", "east", "half", "site", "tongues", "hours")
    unit = np.unique(town.unit[people], return_inverse=True)[1]
    return replace(town, **{name: getattr(town, name)[people] for name in names}, unit=unit, apart=apart)


def usual_moves(moves: int | None, compiled_moves: int, plain_moves: int) -> int:
    """The number of moves that was asked for, else what suits the engine."""
    if moves is not None:
        return moves
    return compiled_moves if HAS_NUMBA else plain_moves
