"""One stratum: people of one wall and one occupation, in canonical order, are given groups.

First the best cut of a curve, then the search, in tiles where there are very many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from karmika.groups.formation.cutting import hilbert
from karmika.groups.formation.engine import HAS_NUMBA
from karmika.groups.formation.ground import GROUP, PERSON, Table, column, ready
from karmika.groups.formation.searching import LOG, SHARES, Draws, descend, refresh, walk

REACH = 16
"""So many nearest neighbours are looked at in each move."""
ROUNDS = 60
SHORTEST = 400
"""Moves of a round at least."""
HOT, COLD = 0.6, 0.05
"""Heat at the beginning and at the end, as a share of the mean way of the first arrangement."""
WARM = 0.1
TOGETHER = 64
"""Moves of so many neighbouring units come one after the other: their places in memory are near as well."""
SWEEPS = 30
ANEW = 10
"""After so many rounds all sums are made anew."""
MOVES_COMPILED, MOVES_PLAIN = 250, 20
"""Moves tried for each person, with numba and without."""


@dataclass(frozen=True, slots=True)
class Town:
    """The people of a stratum: points in metres, traits, `unit` numbers from 0 without gaps, pairs kept apart."""

    north: Any
    east: Any
    half: Any
    unit: Any
    apart: Any  # (k, 2) numbers of people
    site: Any
    tongues: Any
    hours: Any

    def __len__(self) -> int:
        return len(self.north)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a group may be and what counts; metres."""

    smallest: int
    largest: int
    radius: float
    left_out: float
    spread: bool = False
    other_site: float = 0.0
    no_tongue: float = 0.0
    no_hours: float = 0.0


def between(town: Town, a: Any, b: Any) -> Any:
    """Metres between people, number by number."""
    east = (town.east[a] - town.east[b]) * (town.half[a] + town.half[b])
    north = town.north[a] - town.north[b]
    return np.sqrt(north * north + east * east)


def extras(town: Town, terms: Terms, a: Any, b: Any) -> Any:
    """Metres that are added to the ways between people for what they do not share."""
    sites = (town.site[a] != town.site[b]) | (town.site[a] < 0)
    tongues, hours = (town.tongues[a] & town.tongues[b]) == 0, (town.hours[a] & town.hours[b]) == 0
    return terms.other_site * sites + terms.no_tongue * tongues + terms.no_hours * hours


def table_of(town: Town, terms: Terms) -> tuple[Table, Any]:
    """The table with everybody on the bench, in the order of the curve; and of each person there the number in the town."""
    flat = np.column_stack([town.north, town.east * town.half * 2])
    order = _order(hilbert(flat[:, 0], flat[:, 1]), town.unit)
    count = len(town)
    labels = town.unit[order]
    begins = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]]) if count else np.zeros(0, int)
    at = np.empty(count, np.int64)
    at[order] = np.arange(count)
    links, apart = _links(at, town.apart, count)
    people = np.zeros(count, PERSON)
    for name in ("north", "east", "half", "site", "tongues", "hours"):
        people[name] = getattr(town, name)[order]
    people["unit"] = np.repeat(np.arange(len(begins)), np.diff(np.r_[begins, count]))
    people["apart_from"], people["apart_to"], people["of"] = links[:-1], links[1:], -1
    groups = count // terms.smallest + 2
    table = Table(
        people=people,
        groups=np.zeros(groups, GROUP),
        seats=np.zeros(groups * terms.largest, np.int32),
        first=np.r_[begins, count].astype(np.int32),
        near=_neighbours(flat[order], people["unit"]).ravel(),
        apart=apart,
        spare=np.r_[np.arange(groups)[::-1], groups],
        step=np.zeros(LOG + 6 * terms.largest + 16, np.int64),
        reach=REACH,
        smallest=terms.smallest,
        largest=terms.largest,
        radius=float(terms.radius),
        left_out=float(terms.left_out),
        spread=terms.spread,
        extras=bool(terms.other_site or terms.no_tongue or terms.no_hours),
        other_site=float(terms.other_site),
        no_tongue=float(terms.no_tongue),
        no_hours=float(terms.no_hours),
    )
    return ready(table), order


def _order(place: Any, unit: Any) -> Any:
    """People by their place on the curve, units together at the place of their first."""
    head = np.full(int(unit.max()) + 1 if len(unit) else 0, np.iinfo(np.int64).max)
    np.minimum.at(head, unit, place)
    return np.lexsort((np.arange(len(unit)), unit, head[unit]))


def _links(at: Any, pairs: Any, people: int) -> tuple[Any, Any]:
    """The pairs both ways, as lists by person."""
    both = np.vstack([at[pairs], at[pairs[:, ::-1]]]) if len(pairs) else np.zeros((0, 2), np.int64)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    begins = np.searchsorted(both[:, 0], np.arange(people + 1))
    return begins, np.r_[both[:, 1], -1].astype(np.int32)


def _neighbours(points: Any, unit: Any) -> Any:
    """Of each person the nearest others who are not kept together with it, -1 where there are no more."""
    people = len(points)
    if people < 2:
        return np.full((people, REACH), -1, np.int32)
    wide = min(people, REACH + 1 + int(np.bincount(unit).max()))
    _, found = cKDTree(points).query(points, k=wide)
    found = found.reshape(people, -1)
    other = unit[found] != unit[:, None]
    keep = np.argsort(~other, axis=1, kind="stable")[:, :REACH]
    near = np.where(np.take_along_axis(other, keep, 1), np.take_along_axis(found, keep, 1), -1)
    missing = REACH - near.shape[1]
    return np.pad(near, ((0, 0), (0, missing)), constant_values=-1).astype(np.int32)


def search(t: Table, moves: int, seed: Any, warm: bool = False) -> None:
    """Anneal for so many moves a unit, from the seed, then descend until nothing gains."""
    units = len(t.first) - 1
    groups = int((column(t.groups, "size") > 0).sum())
    if units and groups:
        rng = np.random.Generator(np.random.PCG64(seed))
        scale = max(column(t.groups, "cost").sum() / groups / t.smallest, 1e-3)
        if t.spread:
            scale = scale * 2
        rounds = max(2, min(ROUNDS, moves * units // SHORTEST))
        count = -(-moves * units // rounds)
        heat = (WARM if warm else HOT) * scale
        fall = (COLD * scale / heat) ** (1 / (rounds - 1))
        for number in range(rounds if moves else 0):
            walk(t, _draws(rng, units, count), heat)
            heat *= fall
            if number % ANEW == ANEW - 1:
                refresh(t)
    refresh(t)
    _descended(t, units)
    refresh(t)


def _descended(t: Table, units: int) -> None:
    """Every move and exchange that gains, until there is none."""
    lists: list[Any] = [np.arange(units), np.full(units, -1, np.int64), np.zeros(len(t.groups), np.int64)]
    everybody, seen, changed_at = lists if HAS_NUMBA else [one.tolist() for one in lists]
    clock = 0
    for _ in range(SWEEPS):
        before, clock = clock, descend(t, everybody, seen, changed_at, clock)
        if clock == before:
            break


def _draws(rng: Any, units: int, count: int) -> Draws:
    kinds = np.searchsorted(np.cumsum(SHARES), rng.random(count)).clip(0, len(SHARES) - 1)
    unit = rng.integers(0, units, count)
    unit = unit[np.argsort(unit // TOGETHER, kind="stable")]
    arrays = (
        unit,
        (REACH * rng.random(count) ** 1.5).astype(np.int64),
        kinds,
        rng.integers(0, 1 << 30, count),
        rng.standard_exponential(count),
    )
    return Draws(*(one if HAS_NUMBA else one.tolist() for one in arrays))
