"""From people to arrays and back: what `people.propose` does once there is somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import numpy as np

from karmika.groups.formation.arrays import EVERYTHING, Effort, Existing, Ints, Rules, Ties, Why, Workers
from karmika.groups.formation.people import (
    FEMALE,
    Candidate,
    Formation,
    How,
    LeftOut,
    Offer,
    Reason,
    SizeRule,
    Standing,
    Wishes,
    distance_m,
    middle,
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
    Why.TIES: Reason.NO_FIT,  # says no more: who is to stay together may also be kept apart
}


def formed(
    people: Sequence[Candidate], rule: SizeRule, wishes: Wishes, standing: Sequence[Standing], how: How
) -> Formation:
    """The groups of these people (in order of their ids) as the solver proposes them, and seats in groups that exist."""
    everybody = [*people, *(one for group in standing for one in group.members)]
    rows = {one.worker_id: row for row, one in enumerate(everybody)}
    plan = solve(
        _workers(everybody, len(people), standing),
        Rules(
            rule.minimum,
            rule.maximum,
            rule.radius_m + ROUNDED,
            rule.women_only,
            no_language_m=rule.no_language_m,
            no_hours_m=rule.no_hours_m,
        ),
        Ties(*(_pairs(pairs, rows) for pairs in (wishes.wants, wishes.together, wishes.apart))),
        _existing(standing, rows) if standing else None,
        Effort(seed=how.seed, bound=how.bound),
    )
    members: list[list[Candidate]] = [[] for _ in plan.host]
    left, offers = [], []
    hosts = [everybody[int(host)] for host in plan.host]
    for one, group, why in zip(people, plan.group.tolist(), plan.why.tolist(), strict=False):
        if group >= plan.new:
            members[group].append(one)
        elif group >= 0:
            offers.append(Offer(one.worker_id, standing[group].group_id, distance_m(one, hosts[group])))
        else:
            left.append(LeftOut(one.worker_id, REASONS[Why(why)]))
    groups = [seated(host, some) for host, some in zip(hosts[plan.new :], members[plan.new :], strict=True)]
    assert all(group.farthest_m <= rule.radius_m for group in groups)
    return Formation(tuple(groups), tuple(left), tuple(offers), plan.bound_m)


def _workers(everybody: Sequence[Candidate], new: int, standing: Sequence[Standing]) -> Workers:
    known = [
        (one.lat_e6, one.lon_e6) if None not in (one.lat_e6, one.lon_e6) else (None, None)
        for one in everybody
    ]
    group = [-1] * new + [number for number, one in enumerate(standing) for _ in one.members]
    return Workers(
        home=np.array(known, float).reshape(-1, 2) / 1e6,
        female=np.array([one.sex == FEMALE for one in everybody]),
        languages=_bits([one.languages for one in everybody]),
        hours=_bits([one.hours for one in everybody]),
        group=np.array(group, np.int64),
        key=np.arange(len(everybody)),
    )


def _bits(known: Sequence[int | None]) -> Ints:
    return np.array([EVERYTHING if one is None else one for one in known], np.int64)


def _pairs(pairs: Iterable[tuple[UUID, UUID]], rows: Mapping[UUID, int]) -> Ints:
    """Pairs of rows; those with somebody who is not here fall away."""
    found = sorted((rows[a], rows[b]) for a, b in pairs if a in rows and b in rows and a != b)
    return np.array(found, np.int64).reshape(-1, 2)


def _existing(standing: Sequence[Standing], rows: Mapping[UUID, int]) -> Existing:
    hosts = [middle(one.members) for one in standing]
    return Existing(
        host=np.array([rows[one.worker_id] for one in hosts if one is not None], np.int64),
        free=np.array([one.free for one in standing], np.int64),
        locked=np.zeros(len(standing), bool),
    )
