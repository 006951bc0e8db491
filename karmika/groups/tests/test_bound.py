"""The bound made sharper by neighbourhoods is still one: never above the optimum, never below the plain bound."""

import numpy as np
import pytest

from karmika.groups.formation import bound, regions
from karmika.groups.formation.arrays import Effort, Rules, Workers
from karmika.groups.formation.solver import solve
from karmika.groups.tests.exact import least

RULES = Rules(3, 5, 300.0)


def bound_m(points, rounds):
    return solve(Workers(points, planar=True), RULES, effort=Effort(100, bound=True, rounds=rounds)).bound_m


@pytest.mark.parametrize(("circle", "hosts"), [(160, 4), (4, 40), (3, 4)])
def test_it_is_below_the_optimum_whoever_is_looked_at_together_and_however_few(monkeypatch, circle, hosts):
    monkeypatch.setattr(bound, "CIRCLE", circle)
    monkeypatch.setattr(regions, "HOSTS", hosts)
    for number in range(8):
        points = np.random.default_rng(number).random((9 + number % 5, 2)) * 400
        optimum = least(points, (RULES.smallest, RULES.largest), RULES.radius_m)
        plain, sharp = bound_m(points, 0), bound_m(points, 12)
        assert plain <= sharp <= optimum * (1 + 1e-9) + 1e-6, number


def test_it_closes_most_of_the_gap_of_small_towns():
    plain = sharp = optimum = 0.0
    for number in range(12):
        points = np.random.default_rng(number).random((13, 2)) * 400
        optimum += least(points, (RULES.smallest, RULES.largest), RULES.radius_m)
        plain += bound_m(points, 0)
        sharp += bound_m(points, 20)
    assert optimum - sharp < 0.4 * (optimum - plain)
