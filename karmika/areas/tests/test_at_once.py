"""Two people change the map at one moment, on two connections."""

from datetime import date

from karmika.access.viewer import Operator
from karmika.areas import queries
from karmika.areas.acts import DefineArea, MoveArea
from karmika.areas.acts.naming import area_id
from karmika.areas.tests.makers import START, town
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.testing import at_once

CHANGE = date(2025, 4, 4)


def test_wards_defined_while_their_city_moves_go_along(fresh_database):
    made = town()

    def define(number):
        act = DefineArea(level="ward", code=f"N{number}", name_en="New", parent=made["u1"], valid_from=START)
        return lambda: perform(act, Operator())

    move = MoveArea(area=made["u1"], parent=made["d2"], on=CHANGE)
    outcomes = at_once(define(1), lambda: perform(move, Operator()), define(2), define(3))
    assert not [one for one in outcomes if isinstance(one, BaseException)]
    for number in (1, 2, 3):
        ward = area_id("ward", f"N{number}")
        assert [area.code for area in queries.ancestors(ward, CHANGE)] == [f"N{number}", "T-u1", "T-d2", "T"]
        assert queries.is_within(ward, made["d1"], START)


def test_one_code_is_given_once(fresh_database):
    made = town()
    act = DefineArea(level="ward", code="N1", name_en="New", parent=made["u1"], valid_from=START)
    outcomes = at_once(*[lambda: perform(act, Operator())] * 4)
    refused = [one for one in outcomes if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["areas.already_defined"] * 3
    assert queries.ancestors(area_id("ward", "N1")).count() == 4
