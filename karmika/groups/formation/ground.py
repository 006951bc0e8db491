"""What the inner loops work on: people in the order of a curve, units that stay together, and who sits where.

A *unit* is one person, or several who are kept together; its people have neighbouring numbers. Group -1 is the bench: left
out. All distances are metres as the crow flies.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from karmika.groups.formation.engine import HAS_NUMBA, inlined

INFINITE = 1e18
EVENLY = 1e-4
"""Metres by which (size - smallest)^2 counts: decides between arrangements that are otherwise equal."""

PERSON = np.dtype(
    [
        ("north", "f8"),  # metres
        (
            "east",
            "f8",
        ),  # metres at the equator; `half` is half the factor by which a degree of longitude is shorter here
        ("half", "f8"),
        ("total", "f8"),  # summed way to the people of the group
        ("of", "i4"),  # group
        ("place", "i4"),  # in the group
        ("far", "i4"),  # how many of the group are beyond the radius
        ("unit", "i4"),
        ("site", "i4"),  # worksite, -1 unknown
        ("apart_from", "i4"),  # where the list of those to be kept apart begins, and ends
        ("apart_to", "i4"),
        ("tongues", "i8"),  # bits
        ("hours", "i8"),  # bits
    ]
)
GROUP = np.dtype([("size", "i8"), ("cost", "f8")])


class Table(NamedTuple):
    """Everything a loop needs. Records are arrays of PERSON and GROUP, or lists of objects for plain Python."""

    people: Any
    groups: Any
    seats: Any  # of each group `largest` people
    first: Any  # of each unit the first person, and one more
    near: Any  # of each person `reach` others, nearest first, -1 where there are no more
    apart: Any
    spare: Any  # numbers of groups that do not exist, as a stack; the last entry says how many
    step: Any  # room for a move: up to three times group, unit out, unit in; then room for an undo
    reach: int
    smallest: int
    largest: int
    radius: float
    left_out: float  # what each person left out costs
    spread: bool  # a group costs the squared ways to its centre, not the ways to its host
    extras: bool  # whether any of the next three is not 0
    other_site: float  # metres added to the way between two people of different worksites
    no_tongue: float  # ... who share no language
    no_hours: float  # ... who share no hours


def ready(table: Table) -> Table:
    """The table as the loops want it: as it is for numba, with lists for plain Python."""
    if HAS_NUMBA:
        return table
    return Table(*(_listed(one) for one in table))


def _listed(one: Any) -> Any:
    if not isinstance(one, np.ndarray):
        return one
    if one.dtype.names is None:
        return one.tolist()
    record = type("Record", (), {"__slots__": one.dtype.names})
    found = []
    for row in one.tolist():
        new = record()
        for name, value in zip(one.dtype.names, row, strict=True):
            setattr(new, name, value)
        found.append(new)
    return found


def column(records: Any, name: str) -> Any:
    """A field of all records, as an array."""
    if isinstance(records, np.ndarray):
        return records[name].copy()
    return np.array([getattr(one, name) for one in records])


@inlined
def metres(t: Table, i: int, j: int) -> float:
    """Distance between two people."""
    a, b = t.people[i], t.people[j]
    north = a.north - b.north
    east = (a.east - b.east) * (a.half + b.half)
    return math.sqrt(north * north + east * east)


@inlined
def way(t: Table, i: int, j: int, distance: float) -> float:
    """What it costs that one goes to the other, given their distance."""
    if t.spread:
        return distance * distance
    if t.extras:
        a, b = t.people[i], t.people[j]
        if a.site != b.site or a.site < 0:
            distance += t.other_site
        if a.tongues & b.tongues == 0:
            distance += t.no_tongue
        if a.hours & b.hours == 0:
            distance += t.no_hours
    return distance


@inlined
def even(t: Table, size: int) -> float:
    """The little that decides between equals: more groups, of like sizes."""
    return EVENLY * (size - t.smallest) * (size - t.smallest)
