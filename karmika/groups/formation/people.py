"""Who could form a group with whom, for the acts of this room: people in, proposed groups out, behind `propose`.

Pure: no Django, no clock, no database, no chance. It only proposes; people decide. It needs numpy only when it is asked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

METRES_PER_DEGREE = 111_195  # of latitude, on a sphere of 6,371 km; good to 0.3 % in India
FEMALE = "female"


class Reason(StrEnum):
    """Why somebody is in no proposed group."""

    NO_PLACE = "no_place"  # no point is known, neither home nor worksite
    WOMEN_ONLY = "women_only"  # groups of women were asked for
    TOO_FEW_NEAR = "too_few_near"  # fewer people than a group needs are within reach, grouped or not
    TOO_FAR = "too_far"  # the people within reach were nearer to others, and no meeting point is within reach
    NO_ROOM = "no_room"  # the groups within reach are full
    NO_FIT = "no_fit"  # no group within reach has a seat that suits


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be proposed, with a point in micro-degrees (None where it is not known)."""

    worker_id: UUID
    lat_e6: int | None
    lon_e6: int | None
    sex: str = ""
    languages: int | None = None
    """Bits, one for each language spoken; None where nothing is known, which fits everybody."""
    hours: int | None = None
    """Bits, one for each part of the day that suits; None where nothing is known, which fits everybody."""


@dataclass(frozen=True, slots=True)
class SizeRule:
    """How large a proposed group may be, and how far (metres, straight line) a member may be from its host."""

    minimum: int
    maximum: int
    radius_m: int
    women_only: bool = False
    no_language_m: int = 0
    no_hours_m: int = 0
    """Metres that are added to the way between people without a common language, or without a common part of the day."""

    def __post_init__(self) -> None:
        """Raise ValueError for a rule that no group could keep."""
        if not 2 <= self.minimum <= self.maximum:
            raise ValueError("a group needs 2 <= minimum <= maximum")
        if self.radius_m < 0:
            raise ValueError("a radius is not negative")


Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Pairs of people: the first wants to be with the second, both stay together, or (confidential) both are kept apart."""

    wants: tuple[Pair, ...] = ()
    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A group that exists: its members, whom nobody moves, and how many more it would take."""

    group_id: UUID
    members: tuple[Candidate, ...]
    free: int


@dataclass(frozen=True, slots=True)
class How:
    """The seed of the solver's chance, and whether to say how short the walks could be at best."""

    seed: int = 0
    bound: bool = False


NO_WISHES, PLAINLY = Wishes(), How()


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in a proposed group and the way to the host, in metres as the crow flies."""

    worker_id: UUID
    distance_m: int


@dataclass(frozen=True, slots=True)
class ProposedGroup:
    """A host (the member in the middle) and the seats, the host's first, then nearest first."""

    host_id: UUID
    seats: tuple[Seat, ...]

    @property
    def farthest_m(self) -> int:
        """Metres from the host to the farthest member."""
        return max(seat.distance_m for seat in self.seats)

    @property
    def mean_m(self) -> int:
        """Mean metres to the host, the host included with 0, rounded down."""
        return sum(seat.distance_m for seat in self.seats) // len(self.seats)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A person in no group, and why."""

    worker_id: UUID
    reason: Reason


@dataclass(frozen=True, slots=True)
class Offer:
    """A person for whom a group that exists has a free seat, and metres to the member in its middle."""

    worker_id: UUID
    group_id: UUID
    distance_m: int


@dataclass(frozen=True, slots=True)
class Formation:
    """The answer: everybody is in one group, has one seat in a group that exists, or is left out with a reason."""

    groups: tuple[ProposedGroup, ...]
    left_out: tuple[LeftOut, ...]
    offers: tuple[Offer, ...] = ()
    bound_m: float | None = None
    """The ways of those in proposed groups, and the radius for each one left out, are in no arrangement less in sum."""


def distance_m(a: Candidate, b: Candidate) -> int:
    """Straight-line distance in whole metres between two people who both have a point; the same both ways.

    Flat-earth: right within a city. No walk is shorter; streets add roughly a third.
    """
    assert a.lat_e6 is not None and a.lon_e6 is not None and b.lat_e6 is not None and b.lon_e6 is not None
    shrinks = (math.cos(math.radians(a.lat_e6 / 1e6)) + math.cos(math.radians(b.lat_e6 / 1e6))) / 2
    north = (a.lat_e6 - b.lat_e6) / 1e6 * METRES_PER_DEGREE
    east = (a.lon_e6 - b.lon_e6) / 1e6 * METRES_PER_DEGREE * shrinks
    return round(math.hypot(north, east))


def propose(
    candidates: Iterable[Candidate],
    rule: SizeRule,
    wishes: Wishes = NO_WISHES,
    standing: Iterable[Standing] = (),
    how: How = PLAINLY,
) -> Formation:
    """Propose groups of `rule.minimum` to `rule.maximum` people, each within `rule.radius_m` of the group's host.

    Free seats of groups that exist (`standing`) are given first. The sum of the ways to the hosts is to be small; everybody
    left out counts like a way of the radius (see `solver`). The same people, in whatever order they come, and the same seed
    give the same groups. Raises ValueError when a person comes twice.
    """
    people = sorted(candidates, key=lambda person: person.worker_id.int)
    groups = [one for one in sorted(standing, key=lambda one: one.group_id.int) if middle(one.members)]
    ids = [person.worker_id for person in (*people, *(who for one in groups for who in one.members))]
    if len(set(ids)) != len(ids):
        raise ValueError("a person can be proposed only once, and not while in a group")
    if not people:
        return Formation((), ())
    from karmika.groups.formation.proposing import formed

    return formed(people, rule, wishes, groups, how)


def middle(members: Iterable[Candidate]) -> Candidate | None:
    """The member with the least summed distance to the others; None where nobody's point is known."""
    people = [person for person in members if person.lat_e6 is not None and person.lon_e6 is not None]
    if not people:
        return None
    host = arrange(people).host_id
    return next(person for person in people if person.worker_id == host)


def arrange(members: Iterable[Candidate]) -> ProposedGroup:
    """Seat people whom somebody put together: the host is the one with the least summed distance to the others.

    For proposals that were changed by hand; no size and no reach is asked for. Raises ValueError without members,
    or when one has no point.
    """
    people = sorted(members, key=lambda person: person.worker_id.int)
    if not people or any(person.lat_e6 is None or person.lon_e6 is None for person in people):
        raise ValueError("a group needs members, and each of them a point")
    totals = [sum(distance_m(host, other) for other in people) for host in people]
    return seated(people[totals.index(min(totals))], people)


def seated(host: Candidate, members: Iterable[Candidate]) -> ProposedGroup:
    """The group with distances, the host first, then the nearest."""
    seats = sorted(
        (Seat(person.worker_id, distance_m(person, host)) for person in members),
        key=lambda seat: (seat.worker_id != host.worker_id, seat.distance_m, seat.worker_id.int),
    )
    return ProposedGroup(host.worker_id, tuple(seats))
