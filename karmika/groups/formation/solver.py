"""The solver: people, ties and existing groups in, a plan out. Pure: no Django, no database, no clock; chance by the seed.

Walls and occupations (and groups of women, where asked for) make strata that are arranged one by one, in processes side by
side if one likes. See docs/rooms/groups.md for the method and docs/decisions for why.
"""

from __future__ import annotations

import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from karmika.groups.formation.arrays import EVERYTHING, Effort, Existing, Plan, Rules, Ties, Why, Workers
from karmika.groups.formation.bound import lower_bound
from karmika.groups.formation.finishing import apart_of, finish, hosts
from karmika.groups.formation.stratum import MOVES_COMPILED, MOVES_PLAIN, Terms, Town, between, extras
from karmika.groups.formation.ties import Units, join_all
from karmika.groups.formation.tiles import arranged, usual_moves

METRES_PER_DEGREE = 111_195  # of latitude, on a sphere of 6,371 km; good to 0.3 % in India


@dataclass(frozen=True, slots=True)
class Work:
    """One stratum to be arranged; can be sent to another process."""

    town: Town
    terms: Terms
    together: Any
    wants: Any
    self_formed: Any
    moves: int
    seed: tuple[int, ...]
    bound: bool
    rounds: int


@dataclass(frozen=True, slots=True)
class Done:
    """A stratum arranged: of each person group and why not, of each group the host, and the bound."""

    group: Any
    why: Any
    host: Any
    bound_m: float | None


def solve(
    workers: Workers,
    rules: Rules,
    ties: Ties | None = None,
    existing: Existing | None = None,
    effort: Effort | None = None,
) -> Plan:
    """Propose groups. Who is in a group that exists stays there, unless `effort.resolve` and the group is not locked.

    Newcomers get free seats of groups that exist first, then make new groups. Raises ValueError for arrays that do not fit
    together.

    >>> homes = np.array([[0, 0], [0, 30], [0, 60], [900, 0], [900, 40], [900, 80], [5000, 0]])  # metres north, east
    >>> plan = solve(Workers(homes, planar=True), Rules(smallest=3, largest=4, radius_m=500))
    >>> plan.group.tolist(), plan.host.tolist(), [Why(why).name for why in plan.why[6:].tolist()]
    ([0, 0, 0, 1, 1, 1, -1], [1, 4], ['TOO_FEW_NEAR'])
    >>> plan.distance_m[:6].tolist(), plan.cost_m  # the ways to the hosts, and 500 m for whom is left out
    ([30.0, 0.0, 30.0, 40.0, 0.0, 40.0], 640.0)
    """
    from karmika.groups.formation.seating import seat_newcomers

    ties, effort = ties or Ties(), effort or Effort()
    group, host = _standing(workers, existing, effort)
    rows = canonical(workers)
    why = _excluded(workers, rules, group)
    town = town_of(workers, rows, ties.apart)
    taken = len(host)
    if existing is not None and not effort.resolve:
        seat_newcomers(_Room(workers, rules, ties, existing, town, rows), group, why)
    labels = _strata(workers, rules, rows)
    works, places = [], []
    for stratum, people in _by_stratum(labels, rows, (group < 0) & (why == Why.SEATED)):
        works.append(_work(town, rules, ties, (workers, rows, people), (effort, stratum)))
        places.append(people)
    bounds: list[float | None] = []
    for people, done in zip(places, _all_done(works, effort.processes), strict=True):
        who = rows[people]
        group[who] = np.where(done.group < 0, -1, done.group + len(host))
        why[who] = done.why
        host = np.r_[host, who[done.host]]
        bounds.append(done.bound_m)
    return _plan(
        _Found(workers, rules, town, rows), group, why, (host, taken, bounds if effort.bound else None)
    )


@dataclass(frozen=True)
class _Room:
    workers: Workers
    rules: Rules
    ties: Ties
    existing: Existing
    town: Town
    rows: Any


@dataclass(frozen=True)
class _Found:
    workers: Workers
    rules: Rules
    town: Town
    rows: Any


def canonical(workers: Workers) -> Any:
    """Rows in an order that does not depend on how they came: by key, else by all that is known of a person."""
    if workers.key is not None:
        return np.argsort(workers.key, kind="stable")
    points = np.nan_to_num(workers.points, nan=1e9)
    names = (
        "occupation",
        "wall",
        "worksite",
        "female",
        "languages",
        "hours",
        "willing",
        "self_formed",
        "group",
    )
    return np.lexsort([*(workers.column(name, 0) for name in names), points[:, 1], points[:, 0]])


def town_of(workers: Workers, rows: Any, apart: Any) -> Town:
    """Everybody in canonical order, as the solver measures them; who has no point is far from everybody."""
    points = np.nan_to_num(workers.points[rows], nan=0.0)
    scale = 1.0 if workers.planar else METRES_PER_DEGREE
    half = np.full(len(rows), 0.5) if workers.planar else np.cos(np.radians(points[:, 0])) / 2
    return Town(
        north=points[:, 0] * scale,
        east=points[:, 1] * scale,
        half=half,
        unit=np.arange(len(rows)),
        apart=_pairs(apart, _at(rows)),
        site=workers.column("worksite", 0)[rows],
        tongues=workers.column("languages", EVERYTHING)[rows],
        hours=workers.column("hours", EVERYTHING)[rows],
    )


def terms_of(rules: Rules) -> Terms:
    """The rules as a stratum is given them."""
    left_out = rules.radius_m if rules.left_out_m is None else rules.left_out_m
    return Terms(
        rules.smallest,
        rules.largest,
        rules.radius_m,
        left_out,
        False,
        rules.other_worksite_m,
        rules.no_language_m,
        rules.no_hours_m,
    )


def _at(rows: Any) -> Any:
    at = np.empty(len(rows), np.int64)
    at[rows] = np.arange(len(rows))
    return at


def _pairs(pairs: Any, at: Any) -> Any:
    """Pairs in other numbers, each once and in order; those with somebody who is not there fall away."""
    found = at[np.asarray(pairs, np.int64).reshape(-1, 2)]
    found = found[(found >= 0).all(axis=1) & (found[:, 0] != found[:, 1])]
    return np.unique(found, axis=0) if len(found) else np.zeros((0, 2), np.int64)


def _standing(workers: Workers, existing: Existing | None, effort: Effort) -> tuple[Any, Any]:
    """Of each row the existing group that stays, and the hosts. Raises ValueError for a group that nobody described."""
    group = workers.column("group", -1).astype(np.int64).copy()
    if existing is None:
        if (group >= 0).any():
            raise ValueError("people are in groups: say which groups exist")
        return group, np.zeros(0, np.int64)
    if len(group) and group.max() >= len(existing.host):
        raise ValueError(f"somebody is in group {group.max()}, but {len(existing.host)} groups exist")
    host = np.asarray(existing.host, np.int64).copy()
    if effort.resolve:
        loose = ~np.asarray(existing.locked, bool)
        group[(group >= 0) & loose[np.maximum(group, 0)]] = -1
        host[loose] = -1
    return group, host


def _excluded(workers: Workers, rules: Rules, group: Any) -> Any:
    """Who cannot be proposed at all, and why."""
    why = np.full(len(workers), int(Why.SEATED))
    why[np.isnan(workers.points).any(axis=1)] = Why.NO_PLACE
    if rules.women_only:
        why[~workers.column("female", 0).astype(bool)] = Why.WOMEN_ONLY
    why[~workers.column("willing", 1).astype(bool)] = Why.NOT_WILLING
    why[group >= 0] = Why.SEATED
    return why


def _strata(workers: Workers, rules: Rules, rows: Any) -> Any:
    """Of each person in canonical order: wall, occupation, and whether she asked for women only."""
    women = workers.column("women_only", 0).astype(bool) & workers.column("female", 0).astype(bool)
    return np.column_stack(
        [workers.column("wall", 0), workers.column("occupation", 0), women & (not rules.women_only)]
    )[rows].astype(np.int64)


def _by_stratum(labels: Any, rows: Any, free: Any) -> Any:
    """Each stratum with its free people, in order of the labels."""
    people = np.flatnonzero(free[rows])
    order = people[np.lexsort((people, *labels[people].T[::-1]))]
    if not len(order):
        return
    cuts = np.flatnonzero((labels[order][1:] != labels[order][:-1]).any(axis=1)) + 1
    for part in np.split(order, cuts):
        yield tuple(labels[part[0]].tolist()), part


def _work(town: Town, rules: Rules, ties: Ties, who: Any, how: Any) -> Work:
    workers, rows, people = who
    effort, stratum = how
    at = np.full(len(rows), -1, np.int64)
    at[rows[people]] = np.arange(len(people))
    inner = np.full(len(rows), -1, np.int64)
    inner[people] = np.arange(len(people))
    names = ("north", "east", "half", "site", "tongues", "hours")
    part = replace(
        town,
        **{name: getattr(town, name)[people] for name in names},
        unit=np.arange(len(people)),
        apart=_pairs(town.apart, inner),
    )
    return Work(
        part,
        terms_of(rules),
        _pairs(ties.together, at),
        _pairs(ties.wants, at),
        workers.column("self_formed", -1)[rows[people]],
        usual_moves(effort.moves, MOVES_COMPILED, MOVES_PLAIN),
        (effort.seed, *stratum),
        effort.bound,
        effort.rounds,
    )


def _all_done(works: list[Work], processes: int) -> list[Done]:
    """All strata, the largest first if there are several processes; the answers in the order of the works."""
    if processes <= 1 or len(works) < 2:
        return [do(one) for one in works]
    order = sorted(range(len(works)), key=lambda one: -len(works[one].town))
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = dict(zip(order, pool.map(do, [works[one] for one in order]), strict=True))
    return [found[number] for number in range(len(works))]


def do(work: Work) -> Done:
    """Arrange one stratum: self-formed groups stand, ties are joined, the others are arranged, the rest is seated."""
    town, terms = work.town, work.terms
    count = len(town)
    why = np.full(count, int(Why.SEATED))
    group, closed = _self_formed(work, why)
    units = Units(town, terms, apart_of(town))
    labels = join_all(
        units, np.vstack([work.together, _chains(work.self_formed, group, why)]), _loose(work, group)
    )
    why[(labels < 0) & (group < 0) & (why == Why.SEATED)] = Why.TIES
    free = np.flatnonzero((group < 0) & (why == Why.SEATED))
    part = _free_part(town, labels, free)
    found = finish(part, terms, arranged(part, terms, work.moves, work.seed))
    group[free] = np.where(found < 0, -1, found + closed)
    host = hosts(town, terms, group)
    left = np.flatnonzero((group < 0) & (why == Why.SEATED))
    why[left] = reasons(town, terms, group, (host, closed, free), left)
    bound = None
    if work.bound:
        reached = cost_of(town, terms, group, (host, closed, left))
        bound = lower_bound(part, terms, reached, rounds=work.rounds)
    return Done(group, why, host, bound)


def _self_formed(work: Work, why: Any) -> tuple[Any, int]:
    """Groups that formed themselves and may be as they are get the first numbers; those that cannot be are told so."""
    group = np.full(len(work.town), -1, np.int64)
    units = Units(work.town, work.terms, apart_of(work.town))
    closed = 0
    for label in np.unique(work.self_formed[work.self_formed >= 0]).tolist():
        people = np.flatnonzero(work.self_formed == label)
        if not units.possible(people.tolist()):
            why[people] = Why.TIES
        elif len(people) >= work.terms.smallest:
            group[people] = closed
            closed += 1
    return group, closed


def _chains(self_formed: Any, group: Any, why: Any) -> Any:
    """Those who formed a group too small to stand alone stay together, as pairs."""
    open_people = np.flatnonzero((self_formed >= 0) & (group < 0) & (why == Why.SEATED))
    order = open_people[np.lexsort((open_people, self_formed[open_people]))]
    same = self_formed[order][1:] == self_formed[order][:-1]
    return np.column_stack([order[:-1][same], order[1:][same]])


def _loose(work: Work, group: Any) -> Any:
    """Wishes of and for people who are in no self-formed group."""
    wants = work.wants
    return wants[(group[wants] < 0).all(axis=1)] if len(wants) else wants


def _free_part(town: Town, labels: Any, free: Any) -> Town:
    names = ("north", "east", "half", "site", "tongues", "hours")
    inner = np.full(len(town), -1, np.int64)
    inner[free] = np.arange(len(free))
    unit = np.unique(labels[free], return_inverse=True)[1]
    parts = {name: getattr(town, name)[free] for name in names}
    return replace(town, **parts, unit=unit, apart=_pairs(town.apart, inner))


def reasons(town: Town, terms: Terms, group: Any, standing: Any, left: Any) -> Any:
    """Why each of these people is in no group. `standing`: the hosts, how many closed groups, and who was to be grouped."""
    host, closed, free = standing
    found = np.full(len(left), int(Why.TOO_FAR))
    sizes = np.bincount(group[group >= 0], minlength=len(host))
    for at, one in enumerate(left.tolist()):
        near = free[between(town, free, one) <= terms.radius]
        open_hosts = np.arange(closed, len(host))
        reach = (
            open_hosts[between(town, host[open_hosts], one) <= terms.radius]
            if len(open_hosts)
            else open_hosts
        )
        if len(reach):
            found[at] = Why.NO_ROOM if (sizes[reach] >= terms.largest).all() else Why.NO_FIT
        elif len(near) < terms.smallest:
            found[at] = Why.TOO_FEW_NEAR
        elif (group[near] < 0).sum() >= terms.smallest:
            found[at] = Why.NO_FIT
    return found


def cost_of(town: Town, terms: Terms, group: Any, standing: Any) -> float:
    """Ways of everybody in an open group to the host, and what those left out count."""
    host, closed, left = standing
    seated = np.flatnonzero(group >= closed)
    to = host[group[seated]]
    ways = between(town, seated, to) + np.where(seated != to, extras(town, terms, seated, to), 0.0)
    return float(ways.sum()) + terms.left_out * len(left)


def _plan(found: _Found, group: Any, why: Any, rest: Any) -> Plan:
    host, taken, bounds = rest
    at = _at(found.rows)
    terms = terms_of(found.rules)
    seated = (
        np.flatnonzero((group >= 0) & (host[np.maximum(group, 0)] >= 0)) if len(host) else np.zeros(0, int)
    )
    a, b = at[seated], at[host[group[seated]]]
    metres = between(found.town, a, b)
    distance = np.full(len(group), math.nan)
    distance[seated] = metres
    new = group[seated] >= taken
    ways = metres + np.where(a != b, extras(found.town, terms, a, b), 0.0)
    counted = np.isin(why, [Why.TOO_FEW_NEAR, Why.TOO_FAR, Why.NO_ROOM, Why.NO_FIT])
    cost = float(ways[new].sum()) + terms.left_out * int(counted.sum())
    total = None if bounds is None else float(sum(one for one in bounds if one is not None))
    return Plan(group, distance, why, host, taken, cost, total)
