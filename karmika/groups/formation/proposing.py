"""From people to arrays and back: what `people.propose` does once there is somebody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from karmika.groups.formation.arrays import Rules, Why, Workers
from karmika.groups.formation.people import (
    FEMALE,
    Candidate,
    Formation,
    LeftOut,
    Reason,
    SizeRule,
    seated,
)
from karmika.groups.formation.solver import solve

ROUNDED = 0.5 - 1e-6
"""Distances are told in whole metres, and what is told is what counts."""
REASONS = {
    Why.NO_PLACE: Reason.NO_PLACE,
    Why.WOMEN_ONLY: Reason.WOMEN_ONLY,
    Why.TOO_FEW_NEAR: Reason.TOO_FEW_NEAR,
    Why.TOO_FAR: Reason.TOO_FAR,
    Why.NO_ROOM: Reason.NO_ROOM,
    Why.NO_FIT: Reason.NO_FIT,
}


def formed(people: Sequence[Candidate], rule: SizeRule) -> Formation:
    """The groups of these people (in order of their ids) as the solver proposes them."""
    known = [
        (one.lat_e6, one.lon_e6) if None not in (one.lat_e6, one.lon_e6) else (None, None) for one in people
    ]
    workers = Workers(
        home=np.array(known, float).reshape(-1, 2) / 1e6,
        female=np.array([one.sex == FEMALE for one in people]),
        key=np.arange(len(people)),
    )
    rules = Rules(rule.minimum, rule.maximum, rule.radius_m + ROUNDED, rule.women_only)
    plan = solve(workers, rules)
    members: list[list[Candidate]] = [[] for _ in plan.host]
    left = []
    for one, group, why in zip(people, plan.group.tolist(), plan.why.tolist(), strict=True):
        if group >= 0:
            members[group].append(one)
        else:
            left.append(LeftOut(one.worker_id, REASONS[Why(why)]))
    groups = [seated(people[int(host)], some) for host, some in zip(plan.host, members, strict=True)]
    assert all(group.farthest_m <= rule.radius_m for group in groups)
    return Formation(tuple(groups), tuple(left))
