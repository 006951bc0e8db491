"""A sharper bound: hosts of a neighbourhood are looked at together, and nobody is in two groups of one neighbourhood.

The plain bound lets each host gather alone, so that at good prices the same five people are gathered by several hosts in
part. Here a small integer programme of each neighbourhood is solved (HiGHS, through SciPy); what it says at least, summed,
is a bound for every arrangement at any prices, and the prices are moved on as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from karmika.groups.formation.cutting import hilbert
from karmika.groups.formation.stratum import Terms, Town

HOSTS = 40
"""Hosts of a neighbourhood: with more the bound is better and each programme takes much longer."""
NODES, GAP = 2_000, 0.002
"""Where a programme may stop: its own bound counts, whether it was solved or not."""
PACE, SLOWER, MOMENTUM = 0.6, 0.96, 0.5


@dataclass(frozen=True, slots=True)
class Circle:
    """Of one host: who could come, what it would gain by each (metres less the price), and by a stranger from afar."""

    host: int
    member: Any
    value: Any
    stranger: float


def sharpened(
    town: Town, terms: Terms, found: Any, start: tuple[float, Any], reached: float, rounds: int
) -> float:
    """The best bound after so many rounds from the prices of the plain one, `start` (bound, prices); metres.

    `found` are the circles of `bound.circles`; `reached` is what an arrangement costs, which only guides the steps.
    """
    best, price = start
    order = np.argsort(hilbert(town.north, town.east * town.half * 2), kind="stable")
    regions = [order[at : at + HOSTS] for at in range(0, len(order), HOSTS)]
    pace, way_on = PACE, np.zeros(len(town))
    for _ in range(rounds):
        value, wanted = float(price.sum()), np.zeros(len(town))
        afar = (
            found.last - price.max()
        )  # who is not in the circle is at least as far as its last, and nobody has a higher price
        for hosts in regions:
            circles = [
                one
                for host in np.sort(hosts)
                if (one := _circle(terms, found, price, int(host), float(afar[host])))
            ]
            if circles:
                value += _least(terms, price, circles, wanted)
        best = max(best, value)
        missing = 1.0 - wanted
        way_on = missing + MOMENTUM * way_on
        step = pace * max(reached - value, 1e-9) / max(float(missing @ missing), 1.0) * (1 - MOMENTUM)
        price = np.minimum(found.highest, price + step * way_on)
        pace *= SLOWER
    return best


def _circle(terms: Terms, found: Any, price: Any, host: int, afar: float) -> Circle | None:
    """Whom the host might gather at these prices; None where no group of hers would gain anything.

    Left out is who would make every group of hers a loss, whoever else comes: without her group nothing is lost.
    """
    fewest, most = terms.smallest - 1, terms.largest - 1
    begin, end = found.begin[host], found.begin[host + 1]
    member = found.member[begin:end]
    value = found.ways[begin:end] - price[member]
    order = np.lexsort((member, value))
    member, value = member[order], value[order]
    stranger = max(float(found.rest[host]), afar)
    nearest = np.minimum(np.r_[value, np.full(max(0, most - len(value)), np.inf)], stranger)
    needed = np.r_[nearest[:fewest], np.minimum(nearest[fewest:most], 0.0)]
    if -price[host] + needed.sum() >= 0.0:
        return None
    others = (
        -price[host] + nearest[: fewest - 1].sum() + np.minimum(nearest[fewest - 1 : most - 1], 0.0).sum()
    )
    keep = int(np.searchsorted(value, -others))
    return Circle(host, member[:keep], value[:keep], stranger if stranger < -others else np.inf)


def _least(terms: Terms, price: Any, circles: list[Circle], wanted: Any) -> float:
    """What the hosts of a neighbourhood gain together at the most (not above zero); adds up in `wanted` who is gathered."""
    hosts, guests = len(circles), sum(len(one.member) for one in circles)
    member = np.concatenate([one.member for one in circles])
    of = np.repeat(np.arange(hosts), [len(one.member) for one in circles])
    far = np.array([one.stranger for one in circles])
    known = np.isfinite(far)
    # columns: whether each host has a group, each guest of each host, how many strangers each host has
    cost = np.concatenate(
        [-price[[one.host for one in circles]], *[one.value for one in circles], np.where(known, far, 0.0)]
    )
    open_, come, strange = np.arange(hosts), hosts + np.arange(guests), hosts + guests + np.arange(hosts)
    width = len(cost)
    row = np.r_[of, open_, open_]
    column = np.r_[come, strange, open_]
    ones = np.ones(guests + hosts)
    fewest = coo_array((np.r_[ones, np.full(hosts, -(terms.smallest - 1.0))], (row, column)), (hosts, width))
    most = coo_array((np.r_[ones, np.full(hosts, -(terms.largest - 1.0))], (row, column)), (hosts, width))
    only_open = coo_array(
        (np.r_[np.ones(guests), -np.ones(guests)], (np.tile(np.arange(guests), 2), np.r_[come, of])),
        (guests, width),
    )
    people, place = np.unique(np.r_[[one.host for one in circles], member], return_inverse=True)
    once = coo_array((np.ones(hosts + guests), (place, np.arange(hosts + guests))), (len(people), width))
    answer = milp(
        cost,
        constraints=[
            LinearConstraint(fewest.tocsr(), 0, np.inf),
            LinearConstraint(most.tocsr(), -np.inf, 0),
            LinearConstraint(only_open.tocsr(), -np.inf, 0),
            LinearConstraint(once.tocsr(), -np.inf, 1),
        ],
        integrality=np.ones(width),
        bounds=Bounds(0, np.r_[np.ones(hosts + guests), np.where(known, terms.smallest - 1.0, 0.0)]),
        options={"node_limit": NODES, "mip_rel_gap": GAP},
    )
    if answer.x is not None:
        np.add.at(wanted, people[place[answer.x[: hosts + guests] > 0.5]], 1.0)
    least = answer.mip_dual_bound
    known_least = least is not None and np.isfinite(least)
    return min(0.0, float(least)) if known_least else _apart(terms, price, circles)


def _apart(terms: Terms, price: Any, circles: list[Circle]) -> float:
    """What the hosts gain at the most when each gathers alone: where a programme says nothing."""
    total = 0.0
    for one in circles:
        nearest = np.r_[one.value, np.full(terms.largest, one.stranger if np.isfinite(one.stranger) else 0.0)]
        total += -price[one.host] + np.sort(nearest)[: terms.largest - 1].clip(max=0.0).sum()
    return total
