"""The end of a stratum: nobody is left out who could still have a seat, or make a group with others left out; hosts."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from karmika.groups.formation.stratum import Terms, Town, between, extras

CHUNK = 20_000
"""Groups of which all ways are looked at at once."""


def hosts(town: Town, terms: Terms, group: Any) -> Any:
    """Of each group the member with the least summed way who has all within the radius; -1 where there is none."""
    count = int(group.max()) + 1 if len(group) else 0
    found = np.full(count, -1, np.int64)
    people = np.flatnonzero(group >= 0)
    people = people[np.argsort(group[people], kind="stable")]
    sizes = np.bincount(group[people], minlength=count)
    begins = np.r_[0, np.cumsum(sizes)]
    wide = int(sizes.max()) if count else 0
    for first in range(0, count, CHUNK):
        some = np.arange(first, min(first + CHUNK, count))
        spots = np.arange(wide)[None, :] + begins[some][:, None]
        there = np.arange(wide)[None, :] < sizes[some][:, None]
        seats = people[np.minimum(spots, max(len(people) - 1, 0))]
        a, b = np.broadcast_arrays(seats[:, :, None], seats[:, None, :])
        both = there[:, :, None] & there[:, None, :]
        metres = np.where(both, between(town, a, b), 0.0)
        ways = metres + np.where(both & (a != b), extras(town, terms, a, b), 0.0)
        total = np.where(there & (metres.max(axis=2) <= terms.radius), ways.sum(axis=2), np.inf)
        best = total.argmin(axis=1)
        fits = np.isfinite(total[np.arange(len(some)), best])
        found[some] = np.where(fits, seats[np.arange(len(some)), best], -1)
    return found


def apart_of(town: Town) -> dict[int, set[int]]:
    """Whom each person is kept apart from."""
    found: dict[int, set[int]] = {}
    for a, b in town.apart.tolist():
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def finish(town: Town, terms: Terms, group: Any) -> Any:
    """Seat whom one can without moving anybody, make groups of those who remain, until neither goes. Changes `group`."""
    apart = apart_of(town)
    while (group < 0).any():
        if not (_seat(town, terms, group, apart) or _circles(town, terms, group, apart)):
            break
    return group


def _units(town: Town, people: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for person in people.tolist():
        found.setdefault(int(town.unit[person]), []).append(person)
    return found


def _flat(town: Town, people: Any) -> Any:
    return np.column_stack([town.north[people], town.east[people] * town.half[people] * 2])


def _seat(town: Town, terms: Terms, group: Any, apart: dict[int, set[int]]) -> bool:
    """Give seats with the nearest hosts, nearest first; whether anybody got one."""
    host = hosts(town, terms, group)
    if not len(host):
        return False
    sizes = np.bincount(group[group >= 0], minlength=len(host))
    members: dict[int, set[int]] = {}
    open_groups = np.flatnonzero((sizes < terms.largest) & (host >= 0))
    if not len(open_groups):
        return False
    tree = cKDTree(_flat(town, host[open_groups]))
    heap = []
    for unit, people in _units(town, np.flatnonzero(group < 0)).items():
        for at in tree.query_ball_point(_flat(town, np.array(people[:1]))[0], terms.radius * 1.01 + 1):
            number = int(open_groups[at])
            metres = between(town, np.array(people), host[number])
            if (metres <= terms.radius).all():
                heap.append((float(metres.sum()), int(sizes[number]), number, unit, people))
    heapq.heapify(heap)
    seated = False
    while heap:
        _, _, number, _, people = heapq.heappop(heap)
        if group[people[0]] >= 0 or sizes[number] + len(people) > terms.largest:
            continue
        if any(one in apart for one in people):
            members[number] = set(np.flatnonzero(group == number).tolist())
            if any(apart.get(one, set()) & members[number] for one in people):
                continue
        group[people] = number
        sizes[number] += len(people)
        seated = True
    return seated


def _circles(town: Town, terms: Terms, group: Any, apart: dict[int, set[int]]) -> bool:
    """Make groups of people left out, the tightest first; whether there was one."""
    free = np.flatnonzero(group < 0)
    units = _units(town, free)
    tree = cKDTree(_flat(town, free))
    near = {
        int(one): _sorted(town, terms, int(one), free[np.array(found, np.int64)])
        for one, found in zip(
            free, tree.query_ball_point(_flat(town, free), terms.radius * 1.01 + 1), strict=True
        )
        if len(found) >= terms.smallest
    }

    def tightest(one: int) -> tuple[float, list[int]] | None:
        chosen: list[int] = []
        for other in [one, *near[one].tolist()]:
            people = units[int(town.unit[other])]
            if len(chosen) >= terms.smallest:
                break
            if other in chosen or group[other] >= 0 or len(chosen) + len(people) > terms.largest:
                continue
            fits = (between(town, np.array(people), one) <= terms.radius).all()
            if fits and not any(apart.get(p, set()) & {*chosen, *people} for p in people):
                chosen += people
        if len(chosen) < terms.smallest:
            return None
        return float(between(town, np.array(chosen), one).sum()), chosen

    heap = [(found[0], one) for one in near if (found := tightest(one))]
    heapq.heapify(heap)
    number, made = int(group.max()) + 1, False
    while heap:
        metres, one = heapq.heappop(heap)
        found = tightest(one) if group[one] < 0 else None
        if found is None:
            continue
        if found[0] > metres:
            heapq.heappush(heap, (found[0], one))
            continue
        group[found[1]] = number
        number, made = number + 1, True
    return made


def _sorted(town: Town, terms: Terms, one: int, others: Any) -> Any:
    metres = between(town, others, one)
    keep = (metres <= terms.radius) & (others != one)
    return others[keep][np.lexsort((others[keep], metres[keep]))]
