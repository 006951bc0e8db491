"""What a change of groups would cost, and making it. The inner loops of the search; see `ground` for the words."""

from __future__ import annotations

from karmika.groups.formation.engine import compiled, inlined
from karmika.groups.formation.ground import INFINITE, Table, even, metres, way


@inlined
def kept_apart(t: Table, group: int, unit: int, leaving: int) -> bool:
    """Whether somebody of the unit must not sit with somebody of the group (who is not of the leaving unit)."""
    for p in range(t.first[unit], t.first[unit + 1]):
        for at in range(t.people[p].apart_from, t.people[p].apart_to):
            q = t.apart[at]
            if t.people[q].of == group and t.people[q].unit != leaving:
                return True
    return False


@inlined
def newcomer(t: Table, p: int, group: int, out: int, inn: int) -> tuple[float, int]:
    """Summed way of somebody who comes in to all who will be there, and how many of them are beyond the radius."""
    total, far = 0.0, 0
    for at in range(group * t.largest, group * t.largest + t.groups[group].size):
        i = t.seats[at]
        if t.people[i].unit != out:
            d = metres(t, p, i)
            total += way(t, p, i, d)
            if d > t.radius:
                far += 1
    for q in range(t.first[inn], t.first[inn + 1]):
        if q != p:
            d = metres(t, p, q)
            total += way(t, p, q, d)
            if d > t.radius:
                far += 1
    return total, far


@inlined
def changed(t: Table, group: int, out: int, inn: int) -> float:
    """What the group would cost without unit `out` and with unit `inn` (-1: none); INFINITE where it may not be."""
    size = t.groups[group].size
    if out >= 0:
        size -= t.first[out + 1] - t.first[out]
    if inn >= 0:
        size += t.first[inn + 1] - t.first[inn]
    if size < t.smallest or size > t.largest or (inn >= 0 and kept_apart(t, group, inn, out)):
        return 0.0 if size == 0 else INFINITE
    best, every = INFINITE, 0.0
    for at in range(group * t.largest, group * t.largest + t.groups[group].size):
        i = t.seats[at]
        if t.people[i].unit == out:
            continue
        total, far = t.people[i].total, t.people[i].far
        if out >= 0:
            for p in range(t.first[out], t.first[out + 1]):
                d = metres(t, i, p)
                total -= way(t, i, p, d)
                if d > t.radius:
                    far -= 1
        if inn >= 0:
            for p in range(t.first[inn], t.first[inn + 1]):
                d = metres(t, i, p)
                total += way(t, i, p, d)
                if d > t.radius:
                    far += 1
        every += total
        if far == 0 and total < best:
            best = total
    if inn >= 0:
        for p in range(t.first[inn], t.first[inn + 1]):
            total, far = newcomer(t, p, group, out, inn)
            every += total
            if far == 0 and total < best:
                best = total
    return _price(t, best, every, size)


@inlined
def _price(t: Table, best: float, every: float, size: int) -> float:
    if best >= INFINITE:
        return INFINITE
    return (every / (2 * size) if t.spread else best) + even(t, size)


@compiled
def worth(t: Table, group: int) -> float:
    """What the group costs as it sits; INFINITE where it may not be. An empty one costs nothing."""
    size = t.groups[group].size
    if size == 0:
        return 0.0
    if size < t.smallest or size > t.largest:
        return INFINITE
    best, every = INFINITE, 0.0
    for at in range(group * t.largest, group * t.largest + size):
        i = t.seats[at]
        for link in range(t.people[i].apart_from, t.people[i].apart_to):
            if t.people[t.apart[link]].of == group:
                return INFINITE
        every += t.people[i].total
        if t.people[i].far == 0 and t.people[i].total < best:
            best = t.people[i].total
    return _price(t, best, every, size)


@compiled
def shift(t: Table, unit: int, to: int) -> None:
    """Take a unit out of where it is and put it into group `to` (-1: the bench). Costs are left to the caller."""
    for p in range(t.first[unit], t.first[unit + 1]):
        group = t.people[p].of
        if group >= 0:
            last = t.groups[group].size - 1
            q = t.seats[group * t.largest + last]
            t.seats[group * t.largest + t.people[p].place] = q
            t.people[q].place = t.people[p].place
            t.groups[group].size = last
            for at in range(group * t.largest, group * t.largest + last):
                i = t.seats[at]
                d = metres(t, i, p)
                t.people[i].total -= way(t, i, p, d)
                if d > t.radius:
                    t.people[i].far -= 1
        t.people[p].of = to
        total, far = 0.0, 0
        if to >= 0:
            for at in range(to * t.largest, to * t.largest + t.groups[to].size):
                i = t.seats[at]
                d = metres(t, i, p)
                w = way(t, i, p, d)
                t.people[i].total += w
                total += w
                if d > t.radius:
                    t.people[i].far += 1
                    far += 1
            t.seats[to * t.largest + t.groups[to].size] = p
            t.people[p].place = t.groups[to].size
            t.groups[to].size += 1
        t.people[p].total, t.people[p].far = total, far


@inlined
def weigh(t: Table, parts: int) -> float:
    """By how much the whole changes by the `parts` written in `t.step`; INFINITE where it may not be."""
    difference = 0.0
    for at in range(0, 3 * parts, 3):
        group, out, inn = t.step[at], t.step[at + 1], t.step[at + 2]
        if group < 0:
            if out >= 0:
                difference -= t.left_out * (t.first[out + 1] - t.first[out])
            if inn >= 0:
                difference += t.left_out * (t.first[inn + 1] - t.first[inn])
        else:
            price = changed(t, group, out, inn)
            if price >= INFINITE:
                return INFINITE
            difference += price - t.groups[group].cost
    return difference


@inlined
def make(t: Table, parts: int) -> None:
    """Make the `parts` written in `t.step`: first everybody out, then everybody in, then the new costs."""
    for at in range(0, 3 * parts, 3):
        if t.step[at + 1] >= 0:
            shift(t, t.step[at + 1], -1)
    for at in range(0, 3 * parts, 3):
        if t.step[at + 2] >= 0:
            shift(t, t.step[at + 2], t.step[at])
    for at in range(0, 3 * parts, 3):
        group = t.step[at]
        if group >= 0:
            t.groups[group].cost = worth(t, group)
            if t.groups[group].size == 0:
                give_back(t, group)


@inlined
def give_back(t: Table, group: int) -> None:
    """The number of a group that is empty may be used again."""
    top = len(t.spare) - 1
    t.spare[t.spare[top]] = group
    t.spare[top] += 1
