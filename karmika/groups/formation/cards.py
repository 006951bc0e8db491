"""Why this group, for each person: what is shared with the host, the way, the next best group and what it would cost.

Structured, without words: pages say it in people's languages. Who is kept apart from whom shows nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from karmika.groups.formation.arrays import EVERYTHING, Existing, Plan, Rules, Ties, Why, Workers
from karmika.groups.formation.solver import canonical, town_of
from karmika.groups.formation.stratum import between

NEAREST = 8
"""So many hosts are looked at for the next best group."""


@dataclass(frozen=True, slots=True)
class Card:
    """One person's reasons. Metres; -1 or NaN where there is nothing to say.

    `next_group` is the nearest other group with a seat (of those left out: the nearest seat at all, however far);
    `extra_m` how much longer the way to its host is. `languages` and `hours` are the bits shared with the host.
    """

    row: int
    group: int
    why: Why
    is_host: bool
    walk_m: float
    same_worksite: bool
    languages: int
    hours: int
    wishes_kept: int
    next_group: int
    next_m: float

    @property
    def extra_m(self) -> float:
        """What the next best group would cost this person."""
        return self.next_m - self.walk_m


def cards(
    workers: Workers, rules: Rules, plan: Plan, ties: Ties | None = None, existing: Existing | None = None
) -> list[Card]:
    """A card for each row."""
    rows = canonical(workers)
    town = town_of(workers, rows, np.zeros((0, 2), np.int64))
    at = np.empty(len(rows), np.int64)
    at[rows] = np.arange(len(rows))
    host = (
        np.where(plan.group >= 0, plan.host[np.maximum(plan.group, 0)], -1) if len(plan.host) else plan.group
    )
    other = np.maximum(host, 0)
    site = workers.column("worksite", -1)
    known = {name: _known(workers, name) for name in ("languages", "hours")}
    kept = _kept(plan, ties or Ties(), len(workers))
    nearest, metres = _next(workers, town, at, (plan, _room(workers, rules, plan, existing)))
    return [
        Card(
            row=row,
            group=int(plan.group[row]),
            why=Why(int(plan.why[row])),
            is_host=bool(host[row] == row),
            walk_m=float(plan.distance_m[row]),
            same_worksite=bool(host[row] >= 0 and site[row] >= 0 and site[row] == site[other[row]]),
            languages=int(known["languages"][row] & known["languages"][other[row]]) if host[row] >= 0 else 0,
            hours=int(known["hours"][row] & known["hours"][other[row]]) if host[row] >= 0 else 0,
            wishes_kept=int(kept[row]),
            next_group=int(nearest[row]),
            next_m=float(metres[row]),
        )
        for row in range(len(workers))
    ]


def _known(workers: Workers, name: str) -> Any:
    """Bits, none where nothing is known (which the solver takes as fitting everybody)."""
    bits = workers.column(name, 0).astype(np.int64)
    return np.where(bits == EVERYTHING, 0, bits)


def _kept(plan: Plan, ties: Ties, count: int) -> Any:
    wants = np.asarray(ties.wants, np.int64).reshape(-1, 2)
    granted = (plan.group[wants[:, 0]] >= 0) & (plan.group[wants[:, 0]] == plan.group[wants[:, 1]])
    return np.bincount(wants[granted, 0], minlength=count)


def _room(workers: Workers, rules: Rules, plan: Plan, existing: Existing | None) -> Any:
    """How many more each group would take; nobody is told of a seat in a group that is locked or formed itself."""
    sizes = np.bincount(plan.group[plan.group >= 0], minlength=len(plan.host))
    room = np.maximum(rules.largest - sizes, 0)
    if existing is not None:
        before = np.bincount(
            workers.column("group", -1)[workers.column("group", -1) >= 0], minlength=plan.new
        )
        came = sizes[: plan.new] - before[: plan.new]
        room[: plan.new] = np.where(existing.locked, 0, np.maximum(np.asarray(existing.free) - came, 0))
    closed = np.unique(plan.group[(workers.column("self_formed", -1) >= 0) & (plan.group >= 0)])
    room[closed] = 0
    room[plan.host < 0] = 0
    return room


def _next(workers: Workers, town: Any, at: Any, offered: Any) -> tuple[Any, Any]:
    """Of each row the nearest group with a seat that is not its own, of the same wall and occupation, and its metres."""
    plan, room = offered
    nearest, metres = np.full(len(workers), -1), np.full(len(workers), np.nan)
    strata = np.column_stack([workers.column(name, 0) for name in ("wall", "occupation", "women_only")])
    usable = np.flatnonzero(~np.isnan(workers.points).any(axis=1))
    flat = np.column_stack([town.north, town.east * town.half * 2])
    open_groups = np.flatnonzero(room > 0)
    for label in np.unique(strata[usable], axis=0):
        people = usable[(strata[usable] == label).all(axis=1)]
        groups = open_groups[(strata[plan.host[open_groups]] == label).all(axis=1)]
        if not len(groups):
            continue
        tree = cKDTree(flat[at[plan.host[groups]]])
        _, found = tree.query(flat[at[people]], k=min(NEAREST, len(groups)))
        choice = groups[found.reshape(len(people), -1)]
        ways = between(town, at[people][:, None], at[plan.host[choice]])
        ways = np.where(choice == plan.group[people][:, None], np.inf, ways)
        best = ways.argmin(axis=1)
        least = ways[np.arange(len(people)), best]
        some = np.isfinite(least)
        nearest[people[some]] = choice[np.arange(len(people)), best][some]
        metres[people[some]] = least[some]
    return nearest, metres
