"""The exact optimum of small instances, by dynamic programming over sets of people. Written apart from the solver."""

from __future__ import annotations

import numpy as np

from karmika.groups.formation.engine import compiled


def least(
    points, sizes: tuple[int, int], radius_m: float, apart=(), left_out_m: float | None = None
) -> float:
    """The least sum of metres to hosts and of what those left out count, for at most some 18 people."""
    count = len(points)
    left_out = radius_m if left_out_m is None else left_out_m
    metres = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    sets = np.arange(1 << count)
    inside = ((sets[:, None] >> np.arange(count)) & 1).astype(bool)
    people = inside.sum(axis=1)
    cost = np.full(len(sets), np.inf)
    for host in range(count):
        near = metres[host] <= radius_m
        fits = inside[:, host] & ~(inside & ~near).any(axis=1)
        cost = np.minimum(cost, np.where(fits, inside @ np.where(near, metres[host], 0.0), np.inf))
    cost[(people < sizes[0]) | (people > sizes[1])] = np.inf
    for a, b in apart:
        cost[inside[:, a] & inside[:, b]] = np.inf
    best = np.full(len(sets), np.inf)
    best[0] = 0.0
    _fill(cost, best, left_out)
    return float(best[-1])


@compiled
def _fill(cost, best, left_out) -> None:
    """Of each set the least: its lowest person is left out, or in one of the groups of people of the set."""
    for some in range(1, len(best)):
        low = some & -some
        rest = some ^ low
        value = best[rest] + left_out
        others = rest
        while others > 0:
            price = cost[others | low] + best[rest ^ others]
            if price < value:
                value = price
            others = (others - 1) & rest
        best[some] = value
