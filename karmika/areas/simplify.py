"""Boundaries with fewer points, so that neighbours still meet: a line that two areas share is thinned once, for both.

The rings are cut into lines where three of them meet or where two part; each line is thinned by Douglas and Peucker's
measure, from the same end whichever area it is read from.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import hypot, inf
from typing import TypeAlias

from karmika.areas.geojson import Point, Ring

Line: TypeAlias = tuple[Point, ...]
FEWEST = 3


def thinned(shapes: Sequence[Sequence[Ring]], most_points: int) -> list[tuple[Ring, ...]]:
    """The shapes with about so many points at most in all. A ring that would vanish goes, a shape keeps its largest."""
    weights = _weights([ring for rings in shapes for ring in rings])
    ordered = sorted((weights[point] for rings in shapes for ring in rings for point in ring), reverse=True)
    least = ordered[most_points] if len(ordered) > most_points else -1.0
    return [_thinned_shape(rings, weights, least) for rings in shapes]


def _thinned_shape(rings: Sequence[Ring], weights: dict[Point, float], least: float) -> tuple[Ring, ...]:
    kept = [ring for ring in (_kept(ring, weights, least) for ring in rings) if len(ring) >= FEWEST]
    if kept:
        return tuple(kept)
    largest = max(rings, key=_extent)
    heaviest = sorted(set(largest), key=lambda point: (-weights[point], point))[:FEWEST]
    return (tuple(point for point in dict.fromkeys(largest) if point in heaviest),)


def _kept(ring: Ring, weights: dict[Point, float], least: float) -> Ring:
    return tuple(point for point in ring if weights[point] > least)


def _extent(ring: Ring) -> int:
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return (max(lons) - min(lons)) * (max(lats) - min(lats))


def _weights(rings: Sequence[Ring]) -> dict[Point, float]:
    """How much each point matters: the farthest that its line would move without it; without end where lines meet."""
    beside: defaultdict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for one, other in pairwise([*ring, ring[0]]):
            beside[one].add(other)
            beside[other].add(one)
    meeting = {point for point, others in beside.items() if len(others) != 2}
    weights = {point: inf if point in meeting else 0.0 for point in beside}
    for ring in rings:
        for line in _lines(ring, meeting):
            _weigh(line if line[0] <= line[-1] else line[::-1], weights)
    return weights


def _lines(ring: Ring, meeting: set[Point]) -> list[Line]:
    """The ring cut at the meeting points; one without any is cut at its first point and the one farthest from it."""
    cuts = [n for n, point in enumerate(ring) if point in meeting]
    if len(cuts) < 2:
        first = cuts[0] if cuts else min(range(len(ring)), key=lambda n: ring[n])
        far = max(range(len(ring)), key=lambda n: (_distance(ring[n], ring[first]), ring[n]))
        cuts = sorted({first, far})
    turned = [*cuts[1:], cuts[0] + len(ring)]
    return [
        tuple(ring[n % len(ring)] for n in range(begin, end + 1))
        for begin, end in zip(cuts, turned, strict=True)
    ]


def _weigh(line: Line, weights: dict[Point, float]) -> None:
    """Douglas and Peucker, without recursion: a part's point never weighs more than the point that cut the part off."""
    for point in (line[0], line[-1]):
        weights[point] = max(weights[point], _distance(line[0], line[-1]) or inf)
    waiting = [(0, len(line) - 1, inf)]
    while waiting:
        begin, end, above = waiting.pop()
        if end - begin < 2:
            continue
        middle, far = begin + 1, -1.0
        for n in range(begin + 1, end):
            if (away := _away(line[n], line[begin], line[end])) > far:
                middle, far = n, away
        weight = min(far, above)
        weights[line[middle]] = max(weights[line[middle]], weight)
        waiting += [(begin, middle, weight), (middle, end, weight)]


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _away(point: Point, begin: Point, end: Point) -> float:
    """How far a point lies from the straight line between two others."""
    (x, y), (x1, y1), (x2, y2) = point, begin, end
    long = hypot(x2 - x1, y2 - y1)
    if not long:
        return hypot(x - x1, y - y1)
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / (long * long)
    if along <= 0 or along >= 1:
        nearest = begin if along <= 0 else end
        return _distance(point, nearest)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / long
