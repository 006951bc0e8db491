"""The search: simulated annealing over neighbours, then descent. Everything random is drawn beforehand, from the seed.

Moves: into a neighbour's group; exchange; a chain or a ring through three groups; a new group; the end of a group.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from karmika.groups.formation.engine import compiled, inlined
from karmika.groups.formation.ground import Table, metres, way
from karmika.groups.formation.moves import give_back, make, shift, weigh, worth

LEAVE, RELOCATE, SWAP, CHAIN, RING, FOUND, END = range(7)
SHARES = (0.01, 0.27, 0.27, 0.25, 0.16, 0.03, 0.01)
"""How often each kind of move is tried."""
LOG = 9


class Draws(NamedTuple):
    """Of each move: the unit, which neighbour, the kind, another number for chains, and how much heat it may use."""

    unit: Any
    link: Any
    kind: Any
    other: Any
    limit: Any


@inlined
def _put(t: Table, part: int, group: int, out: int, inn: int) -> None:
    t.step[3 * part], t.step[3 * part + 1], t.step[3 * part + 2] = group, out, inn


@inlined
def plan(t: Table, draws: Draws, n: int) -> int:
    """Write move number `n` into `t.step`; how many groups it touches, 0 where it is none."""
    unit, kind = draws.unit[n], draws.kind[n]
    p = t.first[unit]
    q = t.near[p * t.reach + draws.link[n]]
    a = t.people[p].of
    if kind == 0:
        if a < 0:
            return 0
        _put(t, 0, a, unit, -1)
        _put(t, 1, -1, -1, unit)
        return 2
    if q < 0 or t.people[q].of == a:
        return 0
    b = t.people[q].of
    if kind == 2:
        other = t.people[q].unit
        if b >= 0:
            other = t.people[t.seats[b * t.largest + draws.other[n] % t.groups[b].size]].unit
        _put(t, 0, a, unit, other)
        _put(t, 1, b, other, unit)
        return 2
    if b < 0:
        return 0
    if kind == 1:
        _put(t, 0, a, unit, -1)
        _put(t, 1, b, -1, unit)
        return 2
    return _long(t, draws, n)


@inlined
def _long(t: Table, draws: Draws, n: int) -> int:
    """A chain (unit to b, somebody of b to c) or a ring (and somebody of c back)."""
    unit, other = draws.unit[n], draws.other[n]
    p = t.first[unit]
    a, b = t.people[p].of, t.people[t.near[p * t.reach + draws.link[n]]].of
    second = t.people[t.seats[b * t.largest + other % t.groups[b].size]].unit
    r = t.near[t.first[second] * t.reach + (other // 64) % t.reach]
    if r < 0:
        return 0
    c = t.people[r].of
    if c == b:
        return 0
    if c == a:
        _put(t, 0, a, unit, second)
        _put(t, 1, b, second, unit)
        return 2
    if c < 0:
        return 0
    third = -1
    if draws.kind[n] == 4:
        third = t.people[t.seats[c * t.largest + (other // 4096) % t.groups[c].size]].unit
    _put(t, 0, a, unit, third)
    _put(t, 1, b, second, unit)
    _put(t, 2, c, third, second)
    return 3


@compiled
def _logged(t: Table, unit: int, to: int, count: int) -> int:
    """Move a unit and note where it was."""
    t.step[LOG + 2 * count], t.step[LOG + 2 * count + 1] = unit, t.people[t.first[unit]].of
    shift(t, unit, to)
    return count + 1


@compiled
def found(t: Table, unit: int) -> int:
    """Begin a group with a unit and the nearest who are free or whose groups can spare them; the number of moves made."""
    top = len(t.spare) - 1
    own = t.people[t.first[unit]].of
    many = t.first[unit + 1] - t.first[unit]
    if t.spare[top] == 0 or (own >= 0 and t.groups[own].size - many < t.smallest):
        return 0
    t.spare[top] -= 1
    group = t.spare[t.spare[top]]
    count = _logged(t, unit, group, 0)
    for link in range(t.reach):
        q = t.near[t.first[unit] * t.reach + link]
        if q < 0 or t.groups[group].size >= t.smallest:
            break
        other = t.people[q].unit
        b, many = t.people[q].of, t.first[other + 1] - t.first[other]
        spared = b < 0 or t.groups[b].size - many >= t.smallest
        if b != group and spared and t.groups[group].size + many <= t.largest:
            count = _logged(t, other, group, count)
    return count


@compiled
def end(t: Table, group: int) -> int:
    """Give everybody of a group to the group of the nearest neighbour with room, else to the bench."""
    count = 0
    while t.groups[group].size > 0:
        unit = t.people[t.seats[group * t.largest]].unit
        many, to = t.first[unit + 1] - t.first[unit], -1
        for link in range(t.reach):
            q = t.near[t.first[unit] * t.reach + link]
            if q < 0:
                break
            b = t.people[q].of
            if b >= 0 and b != group and t.groups[b].size + many <= t.largest:
                to = b
                break
        count = _logged(t, unit, to, count)
    return count


@compiled
def settle(t: Table, count: int, limit: float) -> float:
    """Keep the moves in the log if they cost less than the limit, else take them back; what they changed."""
    difference, touched = 0.0, 0
    for at in range(count):
        unit, was = t.step[LOG + 2 * at], t.step[LOG + 2 * at + 1]
        many, now = t.first[unit + 1] - t.first[unit], t.people[t.first[unit]].of
        difference += t.left_out * many * ((1 if now < 0 else 0) - (1 if was < 0 else 0))
        for side in range(2):
            group = was if side == 0 else now
            if group >= 0:
                price = worth(t, group)
                difference += price - t.groups[group].cost
                t.groups[group].cost = price
                t.step[LOG + 2 * t.largest + 4 + touched] = group
                touched += 1
    keep = difference < limit
    if not keep:
        for at in range(count - 1, -1, -1):
            shift(t, t.step[LOG + 2 * at], t.step[LOG + 2 * at + 1])
        for at in range(touched):
            group = t.step[LOG + 2 * t.largest + 4 + at]
            t.groups[group].cost = worth(t, group)
    return difference if keep else 0.0


@compiled
def walk(t: Table, draws: Draws, heat: float) -> float:
    """Try all drawn moves at one heat (metres); what it changed."""
    difference = 0.0
    for n in range(len(draws.unit)):
        limit = heat * draws.limit[n]
        kind = draws.kind[n]
        if kind < 5:
            parts = plan(t, draws, n)
            if parts > 0:
                change = weigh(t, parts)
                if change < limit:
                    make(t, parts)
                    difference += change
        else:
            difference += rebuild(t, draws.unit[n], kind, limit)
    return difference


@compiled
def rebuild(t: Table, unit: int, kind: int, limit: float) -> float:
    """Found a group around a unit, or end its group, if that stays below the limit; what it changed."""
    group = t.people[t.first[unit]].of
    if kind == 6:
        if group < 0:
            return 0.0
        count = end(t, group)
    else:
        count = found(t, unit)
        group = t.people[t.first[unit]].of
    if count == 0:
        return 0.0
    difference = settle(t, count, limit)
    if t.groups[group].size == 0:
        t.groups[group].cost = 0.0
        give_back(t, group)
    return difference


@compiled
def descend(t: Table, units: Any, seen: Any, changed_at: Any, clock: int) -> int:
    """Once over all units, making every move or exchange that gains; the clock after it, the same if there was none.

    `seen` of each unit when it was last looked at, `changed_at` of each group when it last changed (moves made since the
    beginning): two groups that are as they were then have nothing new to offer, so later sweeps are short.
    """
    for unit in units:
        p = t.first[unit]
        before, seen[unit] = seen[unit], clock
        for link in range(t.reach):
            q = t.near[p * t.reach + link]
            if q < 0:
                break
            a, b = t.people[p].of, t.people[q].of
            if a == b:
                continue
            if a >= 0 and b >= 0 and changed_at[a] <= before and changed_at[b] <= before:
                continue
            for exchange in range(2):
                if exchange == 0 and b < 0:
                    continue
                other = t.people[q].unit if exchange == 1 else -1
                _put(t, 0, a, unit, other)
                _put(t, 1, b, other, unit)
                if weigh(t, 2) < -1e-9:
                    make(t, 2)
                    clock += 1
                    if a >= 0:
                        changed_at[a] = clock
                    if b >= 0:
                        changed_at[b] = clock
                    break
        if t.people[p].of < 0 and rebuild(t, unit, 5, -1e-9) < 0.0:
            clock += 1
            for group in range(len(changed_at)):  # seldom, and it may have taken from many
                changed_at[group] = clock
    return clock


@compiled
def refresh(t: Table) -> None:
    """Sum all ways anew, so that nothing adds up from rounding."""
    for p in range(len(t.people)):
        group = t.people[p].of
        t.people[p].total = 0.0
        if group >= 0:
            for at in range(group * t.largest, group * t.largest + t.groups[group].size):
                q = t.seats[at]
                t.people[p].total += way(t, p, q, metres(t, p, q))
    for group in range(len(t.groups)):
        t.groups[group].cost = worth(t, group)
