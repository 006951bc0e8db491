"""Newcomers and the free seats of groups that exist: the seats that make the ways shortest in sum, and nobody is moved."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from scipy.spatial import cKDTree

from karmika.groups.formation.arrays import Why
from karmika.groups.formation.finishing import apart_of
from karmika.groups.formation.stratum import between, extras
from karmika.groups.formation.ties import Units, join_all

NEAREST = 16
"""So many groups within reach are looked at for each newcomer."""
WISH = 1000.0
"""Metres that a seat with somebody one wants to be with counts for less."""


def seat_newcomers(room: Any, group: Any, why: Any) -> None:
    """Give free seats within the radius of the host; changes `group` (rows). Units first, then single people by matching."""
    from karmika.groups.formation.solver import _at, _pairs, _strata, terms_of

    rows, town, terms = room.rows, room.town, terms_of(room.rules)
    at = _at(rows)
    labels = _strata(room.workers, room.rules, rows)
    seats = np.where(np.asarray(room.existing.locked, bool), 0, np.maximum(np.asarray(room.existing.free), 0))
    host = at[np.asarray(room.existing.host, np.int64)]
    formed = room.workers.column("self_formed", -1)[rows] >= 0
    newcomers = np.flatnonzero(((group < 0) & (why == Why.SEATED))[rows] & ~formed)
    open_groups = np.flatnonzero(seats > 0)
    if not len(newcomers) or not len(open_groups):
        return
    desk = _Desk(town, terms, group[rows], seats, host, labels, apart_of(town), _pairs(room.ties.wants, at))
    single = _units_first(desk, newcomers, _pairs(room.ties.together, at), open_groups)
    _match(desk, single, open_groups)
    group[rows] = desk.group


class _Desk:
    """What is known while seats are given; people by their number in the town."""

    def __init__(self, *known: Any) -> None:
        (self.town, self.terms, self.group, self.seats, self.host, self.labels, self.apart, self.wants) = (
            known
        )
        self.wanted: dict[int, set[int]] = {}
        for a, b in self.wants.tolist():
            if self.group[b] >= 0:
                self.wanted.setdefault(a, set()).add(int(self.group[b]))

    def nearest(self, people: Any, groups: Any) -> Any:
        """Of each person the nearest groups among these, and those it wants."""
        town = self.town
        flat = np.column_stack([town.north, town.east * town.half * 2])
        tree = cKDTree(flat[self.host[groups]])
        _, found = tree.query(flat[people], k=min(NEAREST, len(groups)))
        open_now = set(groups.tolist())
        return [
            sorted({*groups[one].tolist(), *(self.wanted.get(int(person), set()) & open_now)})
            for person, one in zip(people, found.reshape(len(people), -1), strict=True)
        ]

    def cost(self, person: int, number: int) -> float | None:
        """What a seat costs this person; None where it may not be."""
        host = int(self.host[number])
        metres = float(between(self.town, person, host))
        if metres > self.terms.radius or (self.labels[person] != self.labels[host]).any():
            return None
        if person in self.apart and any(self.group[other] == number for other in self.apart[person]):
            return None
        wish = WISH + self.terms.radius if number in self.wanted.get(person, ()) else 0.0
        return metres + float(extras(self.town, self.terms, person, host)) - wish

    def costs(self, people: list[int], number: int) -> list[float] | None:
        """What seats cost these people; None where one of them may not be there."""
        found = [self.cost(one, number) for one in people]
        return None if None in found else [one for one in found if one is not None]


def _units_first(desk: _Desk, newcomers: Any, together: Any, groups: Any) -> Any:
    """Seat those who stay together, nearest first; the single people are returned."""
    units = Units(desk.town, desk.terms, desk.apart)
    inside = np.isin(desk.wants, newcomers).all(axis=1) if len(desk.wants) else np.zeros(0, bool)
    kept = np.isin(together, newcomers).all(axis=1) if len(together) else np.zeros(0, bool)
    labels = join_all(units, together[kept], desk.wants[inside])
    heads = sorted({units.head[one] for one in newcomers.tolist() if len(units.of(one)) > 1})
    for head in heads:
        people = units.of(head)
        if labels[head] < 0:
            continue
        best = min(
            (
                (sum(costs), number)
                for number in sorted({n for some in desk.nearest(np.array(people), groups) for n in some})
                if desk.seats[number] >= len(people) and (costs := desk.costs(people, number)) is not None
            ),
            default=None,
        )
        if best is not None:
            desk.group[people] = best[1]
            desk.seats[best[1]] -= len(people)
    bound = np.array([one for head in heads for one in units.of(head)], np.int64)
    return np.setdiff1d(newcomers, np.r_[bound, together.ravel()])


def _match(desk: _Desk, people: Any, groups: Any) -> None:
    """Give each person at most one seat, so that ways and the price of those without a seat are least in sum."""
    groups = groups[desk.seats[groups] > 0]
    if not len(people) or not len(groups):
        return
    begin = np.r_[0, np.cumsum(desk.seats[groups])]
    spot = {int(number): at for at, number in enumerate(groups)}
    row, column, cost = [], [], []
    for at, (person, near) in enumerate(zip(people.tolist(), desk.nearest(people, groups), strict=True)):
        for number in near:
            price = desk.cost(person, number)
            if price is not None:
                for seat in range(
                    begin[spot[number]], min(begin[spot[number] + 1], begin[spot[number]] + len(people))
                ):
                    row.append(at)
                    column.append(seat)
                    cost.append(price)
        row.append(at)
        column.append(int(begin[-1]) + at)
        cost.append(desk.terms.left_out + 1.0)
    shift = 2 * WISH + 2 * desk.terms.radius + 1.0  # a weight of 0 would be no edge
    graph = coo_matrix(
        (np.array(cost) + shift, (row, column)), shape=(len(people), int(begin[-1]) + len(people))
    )
    who, where = min_weight_full_bipartite_matching(graph.tocsr())
    for at, seat in zip(who.tolist(), where.tolist(), strict=True):
        if seat < begin[-1]:
            number = int(groups[np.searchsorted(begin, seat, side="right") - 1])
            if not any(desk.group[other] == number for other in desk.apart.get(int(people[at]), ())):
                desk.group[people[at]] = number
                desk.seats[number] -= 1
