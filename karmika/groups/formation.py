"""Who could form a group with whom: plain nearest-first, behind one function, `propose`.

Pure: no Django, no clock, no database, no chance. It only proposes; people decide, and a better method may take its place
behind the same function. Meant for the people of one worksite; its work grows with the square of their number.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be proposed, with a point in micro-degrees (None where it is not known)."""

    worker_id: UUID
    lat_e6: int | None
    lon_e6: int | None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class SizeRule:
    """How large a proposed group may be, and how far (metres, straight line) a member may be from its host."""

    minimum: int
    maximum: int
    radius_m: int
    women_only: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a rule that no group could keep."""
        if not 2 <= self.minimum <= self.maximum:
            raise ValueError("a group needs 2 <= minimum <= maximum")
        if self.radius_m < 0:
            raise ValueError("a radius is not negative")


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
class Formation:
    """The answer: everybody is in exactly one group or left out with a reason."""

    groups: tuple[ProposedGroup, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Circle:
    """A group while it is filled: indices of its host and of its members."""

    host: int
    members: list[int] = field(default_factory=list)


def distance_m(a: Candidate, b: Candidate) -> int:
    """Straight-line distance in whole metres between two people who both have a point; the same both ways.

    Flat-earth: right within a city. No walk is shorter; streets add roughly a third.
    """
    assert a.lat_e6 is not None and a.lon_e6 is not None and b.lat_e6 is not None and b.lon_e6 is not None
    middle = math.radians((a.lat_e6 + b.lat_e6) / 2e6)
    north = (a.lat_e6 - b.lat_e6) / 1e6 * METRES_PER_DEGREE
    east = (a.lon_e6 - b.lon_e6) / 1e6 * METRES_PER_DEGREE * math.cos(middle)
    return round(math.hypot(north, east))


def propose(candidates: Iterable[Candidate], rule: SizeRule) -> Formation:
    """Propose groups of `rule.minimum` to `rule.maximum` people, each within `rule.radius_m` of the group's host.

    Method: again and again the person with the least summed distance to the `minimum - 1` nearest free people becomes a host
    with those people; when no such circle is left, those who remain join the nearest host with room. Ties go to the smaller
    id, so the same people give the same groups in whatever order they come.
    Raises ValueError when a person comes twice.
    """
    people = sorted(candidates, key=lambda person: person.worker_id.int)
    if len({person.worker_id for person in people}) != len(people):
        raise ValueError("a person can be proposed only once")
    eligible, left = _eligible(people, rule)
    near = _neighbours(eligible, rule.radius_m)
    circles = _circles(eligible, near, rule.minimum)
    taken = {index for circle in circles for index in circle.members}
    rest = [index for index in range(len(eligible)) if index not in taken]
    unseated = _seat(eligible, circles, rest, rule)
    hosts = {circle.host for circle in circles}
    left += [LeftOut(eligible[i].worker_id, _why(near[i], hosts, rule.minimum)) for i in unseated]
    return Formation(
        groups=tuple(_finished(eligible, circle) for circle in circles),
        left_out=tuple(sorted(left, key=lambda person: person.worker_id.int)),
    )


def arrange(members: Iterable[Candidate]) -> ProposedGroup:
    """Seat people whom somebody put together: the host is the one with the least summed distance to the others.

    For proposals that were changed by hand; no size and no reach is asked for. Raises ValueError without members,
    or when one has no point.
    """
    people = sorted(members, key=lambda person: person.worker_id.int)
    if not people or any(person.lat_e6 is None or person.lon_e6 is None for person in people):
        raise ValueError("a group needs members, and each of them a point")
    totals = [sum(distance_m(host, other) for other in people) for host in people]
    return _finished(people, _Circle(totals.index(min(totals)), list(range(len(people)))))


def _eligible(people: Sequence[Candidate], rule: SizeRule) -> tuple[list[Candidate], list[LeftOut]]:
    """Those who can be grouped at all, and the others with their reason."""
    eligible: list[Candidate] = []
    left: list[LeftOut] = []
    for person in people:
        if rule.women_only and person.sex != FEMALE:
            left.append(LeftOut(person.worker_id, Reason.WOMEN_ONLY))
        elif person.lat_e6 is None or person.lon_e6 is None:
            left.append(LeftOut(person.worker_id, Reason.NO_PLACE))
        else:
            eligible.append(person)
    return eligible, left


def _neighbours(people: Sequence[Candidate], radius_m: int) -> list[list[int]]:
    """For each person the indices of the others within the radius, nearest first."""
    found: list[list[tuple[int, int]]] = [[] for _ in people]
    for i, person in enumerate(people):
        for j in range(i):
            metres = distance_m(person, people[j])
            if metres <= radius_m:
                found[i].append((metres, j))
                found[j].append((metres, i))
    return [[index for _, index in sorted(pairs)] for pairs in found]


def _circles(people: Sequence[Candidate], near: Sequence[Sequence[int]], size: int) -> list[_Circle]:
    """Circles of exactly `size` people, the tightest first, until no free person has enough free people near.

    The heap may hold figures that are out of date: as people are taken a sum only grows, so the figure of the one that is
    popped is made anew, and pushed back if it grew.
    """
    free = [True] * len(people)

    def tightest(host: int) -> tuple[int, list[int]] | None:
        others: list[int] = []
        for index in near[host]:
            if free[index]:
                others.append(index)
                if len(others) == size - 1:
                    return sum(distance_m(people[host], people[other]) for other in others), others
        return None

    heap = [(found[0], host) for host in range(len(people)) if (found := tightest(host))]
    heapq.heapify(heap)
    circles: list[_Circle] = []
    while heap:
        metres, host = heapq.heappop(heap)
        found = tightest(host) if free[host] else None
        if found is None:
            continue
        if found[0] > metres:
            heapq.heappush(heap, (found[0], host))
            continue
        circles.append(_Circle(host, [host, *found[1]]))
        for index in circles[-1].members:
            free[index] = False
    return circles


def _seat(people: Sequence[Candidate], circles: list[_Circle], rest: list[int], rule: SizeRule) -> list[int]:
    """Seat those who remain with the nearest host that has room (then the smaller group); return who found no seat."""
    waiting = list(rest)
    while waiting:
        best = min(
            (
                (metres, len(circle.members), number, index)
                for index in waiting
                for number, circle in enumerate(circles)
                if len(circle.members) < rule.maximum
                and (metres := distance_m(people[index], people[circle.host])) <= rule.radius_m
            ),
            default=None,
        )
        if best is None:
            break
        circles[best[2]].members.append(best[3])
        waiting.remove(best[3])
    return waiting


def _why(near: Sequence[int], hosts: set[int], minimum: int) -> Reason:
    """The reason of a person who found neither a circle nor a seat."""
    if any(index in hosts for index in near):
        return Reason.NO_ROOM
    return Reason.TOO_FEW_NEAR if len(near) < minimum - 1 else Reason.TOO_FAR


def _finished(people: Sequence[Candidate], circle: _Circle) -> ProposedGroup:
    """The circle with distances, the host first."""
    host = people[circle.host]
    seats = sorted(
        (Seat(people[index].worker_id, distance_m(people[index], host)) for index in circle.members),
        key=lambda seat: (seat.worker_id != host.worker_id, seat.distance_m, seat.worker_id.int),
    )
    return ProposedGroup(host.worker_id, tuple(seats))
