"""How short the walks could be at best: a lower bound by Lagrangian relaxation, valid for every arrangement.

Relaxed is that everybody is in one group: each person has a price for being in a group, hosts gather whom they want at
those prices, and any prices give a bound (Geoffrion 1974). The prices are moved by the subgradient method.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from karmika.groups.formation.engine import HAS_NUMBA, compiled
from karmika.groups.formation.ground import INFINITE
from karmika.groups.formation.regions import sharpened
from karmika.groups.formation.stratum import Terms, Town, between, extras

CIRCLE = 160
"""So many nearest neighbours of each host are looked at one by one; the others are bounded by their distance."""
SAFE = 0.9
"""A price is at most this share of the distance to the last of the circle, so that nobody outside it would be wanted."""
ITERATIONS = 800
PATIENCE = 20
MOMENTUM = 0.6


@compiled
def gather(begin: Any, member: Any, ways: Any, rest: Any, price: Any, room: Any) -> float:
    """At these prices, what all hosts gain for whom it is worth it (a negative sum).

    `room` is (fewest, most, highest price, best so far, who they are, how often each person was wanted).
    """
    fewest, most, highest, best, who, wanted = room
    gain = 0.0
    for host in range(len(begin) - 1):
        count = 0
        for at in range(begin[host], begin[host + 1]):
            least = ways[at] - highest
            if count >= fewest and least >= 0.0 and least >= best[fewest - 1]:
                break
            value = ways[at] - price[member[at]]
            if count == most and value >= best[most - 1]:
                continue
            if value >= 0.0 and count >= fewest and value >= best[fewest - 1]:
                continue
            spot = count if count < most else most - 1
            while spot > 0 and best[spot - 1] > value:
                best[spot], who[spot] = best[spot - 1], who[spot - 1]
                spot -= 1
            best[spot], who[spot] = value, member[at]
            if count < most:
                count += 1
        total, used = -price[host], 0
        while used < most:
            value = best[used] if used < count else INFINITE
            if used >= fewest and value >= 0.0:
                break
            total += min(value, rest[host]) if value > 0.0 else value
            used += 1
        if total < 0.0:
            gain += total
            wanted[host] += 1
            for spot in range(min(used, count)):
                wanted[who[spot]] += 1
    return gain


@dataclass(frozen=True, slots=True)
class Circles:
    """Whom each host could gather: lists by host, nearest first, each with its way.

    Of each host as well: the least that anybody else costs, the highest price, and metres to the last of the list.
    """

    begin: Any
    member: Any
    ways: Any
    rest: Any
    highest: Any
    last: Any


def circles(town: Town, terms: Terms) -> Circles:
    """The circle of each person, both ways: who is in mine has me in hers."""
    people = len(town)
    flat = np.column_stack([town.north, town.east * town.half * 2])
    wide = min(people, CIRCLE + 1)
    _, near = cKDTree(flat).query(flat, k=wide)
    host = np.repeat(np.arange(people), wide)
    pairs = np.unique(np.r_[host * people + near.ravel(), near.ravel() * people + host])
    host, member = pairs // people, pairs % people
    distance = between(town, host, member)
    last = np.zeros(people)
    np.maximum.at(
        last,
        np.repeat(np.arange(people), wide),
        between(town, np.repeat(np.arange(people), wide), near.ravel()),
    )
    whole = (wide == people) | (last > terms.radius)
    keep = (host != member) & (distance <= terms.radius)
    host, member, distance = host[keep], member[keep], distance[keep]
    ways = distance + extras(town, terms, host, member)
    order = np.lexsort((member, ways, host))
    return Circles(
        begin=np.searchsorted(host[order], np.arange(people + 1)),
        member=member[order],
        ways=ways[order],
        rest=np.where(whole, INFINITE, (1 - SAFE) * last),
        highest=np.where(whole, terms.left_out, np.minimum(terms.left_out, SAFE * last)),
        last=last,
    )


def lower_bound(
    town: Town, terms: Terms, reached: float, iterations: int = ITERATIONS, rounds: int = 0
) -> float:
    """Metres that no arrangement of the stratum can go below, ways to the hosts and price of those left out together.

    `reached` is what an arrangement costs: it only guides the steps. Ties and wishes are not looked at: they could only
    raise it. `rounds`: so often it is made sharper by neighbourhoods (regions.py). Raises ValueError for groups that are
    measured by their spread.
    """
    if terms.spread:
        raise ValueError("the bound is one of ways to hosts")
    if len(town) == 0:
        return 0.0
    found = circles(town, terms)
    start = _priced(terms, found, reached, iterations)
    return sharpened(town, terms, found, start, reached, rounds) if rounds else start[0]


def _priced(terms: Terms, found: Circles, reached: float, iterations: int) -> tuple[float, Any]:
    """The bound where each host gathers alone, and the prices that give it."""
    people = len(found.rest)
    lists = [_plain(one) for one in (found.begin, found.member, found.ways, found.rest)]
    price = np.minimum(found.highest, reached / people * 1.5)
    best, best_price, way_on = 0.0, price, np.zeros(people)
    pace, waited = 1.0, 0
    for _ in range(iterations):
        wanted = _plain(np.zeros(people, np.int64))
        scratch = (_plain(np.zeros(terms.largest)), _plain(np.zeros(terms.largest, np.int64)), wanted)
        room = (terms.smallest - 1, terms.largest - 1, float(price.max()), *scratch)
        value = float(price.sum()) + gather(lists[0], lists[1], lists[2], lists[3], _plain(price), room)
        waited += 1
        if value > best:
            waited = 0 if value > best * (1 + 1e-5) else waited
            best, best_price = value, price
        if waited > PATIENCE:
            pace, waited, price = pace / 1.3, 0, best_price
            way_on = np.zeros(people)
            if pace < 1e-3:
                break
            continue
        missing = 1.0 - np.asarray(wanted)
        way_on = missing + MOMENTUM * way_on
        step = pace * max(reached - value, 1e-9) / max(float(missing @ missing), 1.0) * (1 - MOMENTUM)
        price = np.minimum(found.highest, price + step * way_on)
    return best, best_price


def _plain(array: Any) -> Any:
    return array if HAS_NUMBA else array.tolist()
