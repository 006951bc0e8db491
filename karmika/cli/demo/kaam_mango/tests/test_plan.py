"""The population of the scene: as many of everything as it says, the same each time, nothing after the day of the play."""

import datetime as dt
from collections import Counter

import pytest

from karmika.cli.demo.kaam_mango.names import NOWHERE_ELSE
from karmika.cli.demo.kaam_mango.plan import plan

DAY = dt.date(2026, 11, 28)


def test_the_full_scene_has_what_it_is_named_for():
    found = plan(1, 2000, DAY)
    assert (found.districts, len(found.camps), len(found.people), found.reports) == (20, 40, 2000, 150)
    assert sum(len(one.applications) for one in found.visitors) == 1200
    assert Counter(camp.state for camp in found.camps) == {
        "held": 32,
        "today": 1,
        "planned": 6,
        "cancelled": 1,
    }
    assert Counter(camp.rural for camp in found.camps) == {True: 20, False: 20}


@pytest.mark.parametrize("size", [40, 113, 700])
def test_a_smaller_one_keeps_the_proportions(size):
    found = plan(3, size, DAY)
    assert len(found.people) == size
    assert sum(len(one.applications) for one in found.visitors) == round(size * 0.6)
    assert len(found.camps) == 2 * found.districts >= 6
    assert len({(camp.district, camp.rural) for camp in found.camps}) == len(found.camps)
    assert any(camp.held_on > DAY for camp in found.camps)


def test_the_same_seed_gives_the_same_scene_and_another_day_moves_it_whole():
    one, same, later = plan(5, 60, DAY), plan(5, 60, DAY), plan(5, 60, DAY + dt.timedelta(days=9))
    assert one == same != plan(6, 60, DAY)
    assert [camp.held_on + dt.timedelta(days=9) for camp in one.camps] == [
        camp.held_on for camp in later.camps
    ]
    assert [who.name for who in one.people] == [who.name for who in later.people]


def test_only_camps_before_the_day_have_visitors_and_no_token_is_there_twice():
    found = plan(2, 300, DAY)
    assert {one.camp.state for one in found.visitors} == {"held"}
    assert all(one.camp.held_on < DAY for one in found.visitors)
    tokens = [(one.camp.code, one.desk, one.number) for one in found.visitors]
    assert len(set(tokens)) == len(tokens)


def test_each_application_goes_forward_in_time():
    for one in plan(4, 500, DAY).people:
        for application in one.applications:
            days = [step.days for step in application.steps]
            assert days == sorted(set(days)) and all(day > 0 for day in days)


def test_no_visitor_bears_a_name_of_level_2():
    names = " ".join(one.name for one in plan(1, 2000, DAY).people)
    assert not [name for name in NOWHERE_ELSE if name in names]
