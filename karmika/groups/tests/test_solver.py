"""The solver through its arrays: what must never be broken, and that it finds the optimum where that is known."""

import doctest
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.groups.formation import solver
from karmika.groups.formation.arrays import Effort, Existing, Rules, Ties, Why, Workers
from karmika.groups.formation.cards import cards
from karmika.groups.formation.solver import solve
from karmika.groups.tests.exact import least

QUICK = Effort(moves=15)
pairs = st.lists(
    st.tuples(st.integers(0, 39), st.integers(0, 39)).filter(lambda two: two[0] != two[1]), max_size=6
)


def array(pairs_) -> np.ndarray:
    return np.array(pairs_, np.int64).reshape(-1, 2)


@st.composite
def towns(draw):
    """Forty people at most in two cities and two occupations, their ties, and rules."""
    rng = np.random.default_rng(draw(st.integers(0, 2**20)))
    count = draw(st.integers(0, 40))
    spread = draw(st.sampled_from([0.0, 150.0, 600.0, 2000.0]))
    home = np.round(rng.random((count, 2)) * spread)
    home[rng.random(count) < 0.05] = np.nan
    some = {
        name: array([p for p in draw(pairs) if max(p) < count]) for name in ("wants", "together", "apart")
    }
    workers = Workers(
        home,
        planar=True,
        wall=rng.integers(0, 2, count),
        occupation=rng.integers(0, 2, count),
        female=rng.random(count) < 0.6,
        willing=rng.random(count) < 0.95,
        women_only=rng.random(count) < 0.1,
        self_formed=np.where(rng.random(count) < 0.2, rng.integers(0, 2, count), -1),
        key=rng.permutation(count),
    )
    smallest = draw(st.integers(2, 5))
    rules = Rules(
        smallest,
        smallest + draw(st.integers(0, 5)),
        float(draw(st.integers(0, 900))),
        women_only=draw(st.booleans()),
        no_language_m=draw(st.sampled_from([0.0, 50.0])),
    )
    return workers, rules, Ties(**some)


def broken(workers, rules, ties, plan) -> list[str]:
    """Everything about a plan that may not be."""
    found = []
    women = workers.column("women_only", 0).astype(bool) & workers.female & (not rules.women_only)
    strata = np.column_stack([workers.wall, workers.occupation, women])
    for number in range(plan.new, len(plan.host)):
        members = np.flatnonzero(plan.group == number)
        host = plan.host[number]
        if not rules.smallest <= len(members) <= rules.largest:
            found.append(f"size of {number}")
        if host not in members:
            found.append(f"host of {number}")
        metres = np.sqrt(((workers.home[members] - workers.home[host]) ** 2).sum(axis=1))
        if not (metres <= rules.radius_m + 1e-6).all() or not np.allclose(metres, plan.distance_m[members]):
            found.append(f"radius of {number}")
        if len(np.unique(strata[members], axis=0)) != 1:
            found.append(f"wall of {number}")
        if rules.women_only and not workers.female[members].all():
            found.append(f"women of {number}")
        if not workers.willing[members].all():
            found.append(f"unwilling in {number}")
    for a, b in ties.apart:
        if plan.group[a] == plan.group[b] >= 0:
            found.append(f"{a} and {b} are together")
    for a, b in ties.together:
        same = (
            (strata[a] == strata[b]).all()
            and plan.why[a] in (0, 4, 5, 6, 7)
            and plan.why[b] in (0, 4, 5, 6, 7)
        )
        alone = max(workers.self_formed[a], workers.self_formed[b]) < 0
        if same and alone and plan.group[a] != plan.group[b]:
            found.append(f"{a} and {b} are apart")
    if ((plan.group >= 0) != (plan.why == Why.SEATED)).any():
        found.append("a reason is missing")
    return found


@settings(max_examples=120, deadline=None)
@given(towns())
def test_no_plan_breaks_size_radius_wall_women_ties_or_leaves_a_reason_out(drawn):
    workers, rules, ties = drawn
    plan = solve(workers, rules, ties, effort=QUICK)
    assert broken(workers, rules, ties, plan) == []
    cards(workers, rules, plan, ties)


@settings(max_examples=40, deadline=None)
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing_and_the_seed_decides(drawn, random):
    workers, rules, ties = drawn
    order = np.array(random.sample(range(len(workers)), len(workers)), np.int64)
    at = np.argsort(order)
    moved = Workers(
        **{
            name: value[order] if isinstance(value := getattr(workers, name), np.ndarray) else value
            for name in workers.__dataclass_fields__
        }
    )
    tied = Ties(**{name: at[getattr(ties, name)].reshape(-1, 2) for name in ("wants", "together", "apart")})
    first, second = solve(workers, rules, ties, effort=QUICK), solve(moved, rules, tied, effort=QUICK)
    assert (first.group[order] == second.group).all()
    assert (order[second.host] == first.host).all()
    assert (solve(workers, rules, ties, effort=QUICK).group == first.group).all()


@pytest.mark.parametrize("number", range(8))
def test_small_towns_are_solved_to_the_optimum_and_the_bound_is_below_it(number):
    points = np.random.default_rng(number).random((10 + number % 4, 2)) * 400
    plan = solve(Workers(points, planar=True), Rules(3, 6, 250.0), effort=Effort(300, bound=True))
    best = least(points, (3, 6), 250.0)
    assert plan.cost_m == pytest.approx(best, rel=1e-6)
    assert plan.bound_m <= best + 1e-6
    assert plan.bound_m > 0.7 * best


def test_the_host_is_one_who_has_everybody_within_the_radius_though_another_has_the_shorter_ways():
    points = np.array([[0.0, 0], [0, 0], [0, 0], [0, 0], [60, 0], [110, 0]])
    plan = solve(Workers(points, planar=True), Rules(6, 8, 100.0), effort=QUICK)
    assert plan.host.tolist() == [4]
    assert np.nanmax(plan.distance_m) == 60.0


def test_the_exact_programme_finds_what_one_sees():
    line = np.array([[0.0, 0], [10, 0], [20, 0], [1000, 0], [1010, 0], [1020, 0], [5000, 0]])
    assert least(line, (3, 6), 100.0) == 140.0
    assert least(line, (3, 6), 100.0, apart=[(0, 2)]) == 420.0


def test_people_kept_apart_are_apart_even_where_it_costs_a_group():
    points = np.zeros((5, 2))
    plan = solve(Workers(points, planar=True), Rules(5, 10, 100.0), Ties(apart=array([(0, 1)])), effort=QUICK)
    assert len(plan.host) == 0
    assert set(plan.why.tolist()) == {Why.NO_FIT}


def test_many_who_are_kept_apart_are_apart_and_are_grouped_all_the_same():
    for number in range(6):
        rng = np.random.default_rng(number)
        points = rng.random((30, 2)) * 200
        apart = array([two for two in rng.integers(0, 30, (45, 2)).tolist() if two[0] != two[1]])
        plan = solve(Workers(points, planar=True), Rules(3, 5, 250.0), Ties(apart=apart), effort=QUICK)
        assert len(plan.host) >= 3
        assert not (
            (plan.group[apart[:, 0]] == plan.group[apart[:, 1]]) & (plan.group[apart[:, 0]] >= 0)
        ).any()


def test_wishes_bring_people_together_across_the_town():
    points = np.vstack([np.zeros((6, 2)), np.full((6, 2), 300.0)])
    plan = solve(Workers(points, planar=True), Rules(3, 6, 600.0), Ties(wants=array([(0, 11)])), effort=QUICK)
    assert plan.group[0] == plan.group[11] >= 0


def test_a_group_that_formed_itself_is_kept_as_it_is_and_nobody_is_put_into_it():
    rng = np.random.default_rng(3)
    points = rng.random((30, 2)) * 200
    self_formed = np.full(30, -1)
    self_formed[[1, 9, 17, 25, 29]] = 4
    plan = solve(Workers(points, planar=True, self_formed=self_formed), Rules(4, 8, 500.0), effort=QUICK)
    assert set(np.flatnonzero(plan.group == plan.group[1])) == {1, 9, 17, 25, 29}


def town_with_groups(rng):
    """Sixty people, fifty of them in groups of five at ten stands; the others newcomers."""
    stands = rng.random((10, 2)) * 3000
    points = np.vstack(
        [np.repeat(stands, 5, axis=0) + rng.normal(0, 30, (50, 2)), rng.random((10, 2)) * 3000]
    )
    group = np.r_[np.repeat(np.arange(10), 5), np.full(10, -1)]
    existing = Existing(np.arange(0, 50, 5), np.full(10, 2), np.arange(10) % 3 == 0)
    return Workers(points, planar=True, group=group, key=np.arange(60)), existing


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), pairs)
def test_nobody_in_a_group_is_moved_and_locks_and_free_seats_are_respected(seed, resolve, drawn):
    workers, existing = town_with_groups(np.random.default_rng(seed))
    apart = array([(a, 20 + b) for a, b in drawn if a != 20 + b])
    rules = Rules(3, 7, 800.0)
    plan = solve(workers, rules, Ties(apart=apart), existing, Effort(15, resolve=resolve))
    stays = workers.group >= 0
    if resolve:
        stays &= existing.locked[np.maximum(workers.group, 0)]
    assert (plan.group[stays] == workers.group[stays]).all()
    sizes = np.bincount(plan.group[plan.group >= 0], minlength=len(plan.host))
    assert (sizes[:10][existing.locked] == 5).all()
    assert (sizes[:10] <= 7).all() and (sizes[sizes > 0] >= 3).all() and sizes.max() <= 7
    came = (plan.group != workers.group) & (plan.group >= 0)
    assert (plan.distance_m[came] <= 800.0).all()
    newly = came | (plan.group >= plan.new)
    for a, b in apart[newly[apart].any(axis=1)]:
        assert not plan.group[a] == plan.group[b] >= 0


def test_a_newcomer_gets_the_free_seat_of_the_nearest_host_and_a_wish_goes_before_that():
    points = np.array([[0.0, 0], [0, 0], [0, 0], [200, 0], [200, 0], [200, 0], [60, 0]])
    workers = Workers(points, planar=True, group=np.array([0, 0, 0, 1, 1, 1, -1]))
    existing = Existing(np.array([0, 3]), np.array([1, 1]), np.zeros(2, bool))
    assert solve(workers, Rules(3, 4, 500.0), existing=existing).group[6] == 0
    wish = Ties(wants=array([(6, 4)]))
    assert solve(workers, Rules(3, 4, 500.0), wish, existing).group[6] == 1


def test_reasons_say_what_is_shared_the_way_and_the_next_best_group():
    points = np.array([[0.0, 0], [10, 0], [20, 0], [500, 0], [510, 0], [520, 0], [5000, 0]])
    workers = Workers(
        points,
        planar=True,
        worksite=np.array([1, 1, 2, 3, 3, 3, 3]),
        languages=np.array([3, 1, 2, 1, 1, 1, 1]),
    )
    rules = Rules(3, 4, 100.0)
    found = cards(workers, rules, solve(workers, rules, effort=QUICK))
    assert [(card.is_host, card.walk_m, card.same_worksite, card.languages) for card in found[:3]] == [
        (False, 10.0, True, 1),
        (True, 0.0, True, 1),
        (False, 10.0, False, 0),
    ]
    assert (found[0].next_group, found[0].next_m, found[0].extra_m) == (found[3].group, 510.0, 500.0)
    assert (found[6].why, found[6].next_group, found[6].next_m) == (Why.TOO_FEW_NEAR, found[3].group, 4490.0)


def test_with_and_without_numba_the_answer_is_the_same():
    pytest.importorskip("numba")
    code = (
        "import numpy as np; from karmika.groups.formation.solver import *;"
        "p = np.random.default_rng(5).random((60, 2)) * 900;"
        "f = solve(Workers(p, planar=True), Rules(4, 7, 300.0), Ties(wants=np.array([(1, 2), (5, 9)])),"
        "effort=Effort(20, bound=True)); print(f.group.tolist(), round(f.bound_m, 6))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "KARMIKA_NUMBA": way}, capture_output=True
        ).stdout
        for way in ("on", "off")
    ]
    assert said[0] == said[1] != b""


def test_a_house_that_forms_no_groups_loads_nothing_for_it():
    code = (
        "import sys, django; django.setup(); import karmika.urls, karmika.worker, karmika.cli;"
        "print({'numba', 'scipy', 'karmika.groups.formation.solver'} & set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "karmika.settings"},
        capture_output=True,
    ).stdout
    assert said.strip() == b"set()"


@pytest.mark.parametrize("name", ["wants", "together", "apart"])
def test_nobody_is_tied_to_herself(name):
    with pytest.raises(ValueError, match=f"{name} ties a person to herself"):
        Ties(**{name: array([(0, 1), (2, 2)])})


def test_the_example_for_notebooks_says_what_comes_out():
    done = doctest.testmod(solver)
    assert done.attempted == 4 and done.failed == 0


def test_very_many_people_are_arranged_in_tiles(monkeypatch):
    monkeypatch.setattr("karmika.groups.formation.tiles.TILE", 60)
    points = np.random.default_rng(2).random((300, 2)) * 1500
    rules = Rules(4, 8, 400.0)
    workers = Workers(points, planar=True, wall=np.zeros(300, int), occupation=np.zeros(300, int))
    tiled = solve(workers, rules, effort=QUICK)
    sizes = np.bincount(tiled.group[tiled.group >= 0])
    assert sizes.min() >= 4 and sizes.max() <= 8 and np.nanmax(tiled.distance_m) <= 400
    monkeypatch.undo()
    assert tiled.cost_m < 1.15 * solve(workers, rules, effort=QUICK).cost_m


def test_strata_are_arranged_in_processes_with_the_same_answer():
    points = np.random.default_rng(4).random((80, 2)) * 500
    workers = Workers(points, planar=True, wall=np.arange(80) % 2)
    alone = solve(workers, Rules(4, 8, 400.0), effort=QUICK)
    beside = solve(workers, Rules(4, 8, 400.0), effort=Effort(15, processes=2))
    assert (alone.group == beside.group).all()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"wall": np.zeros(2)}, "wall has 2 rows, home has 3"),
        ({"key": np.zeros(3, int)}, "a key stands for two people"),
        ({"home": np.zeros(3)}, "home must be"),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(changes, what):
    with pytest.raises(ValueError, match=what):
        Workers(**{"home": np.zeros((3, 2))} | changes)


def test_groups_that_nobody_described_are_refused():
    with pytest.raises(ValueError, match="which groups exist"):
        solve(Workers(np.zeros((1, 2)), group=np.array([0])), Rules(2, 3, 10.0))
