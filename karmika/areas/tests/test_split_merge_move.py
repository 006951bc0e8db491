"""SplitArea, MergeAreas, MoveArea: what counts where, on the old and on the new map."""

from datetime import date, timedelta

import pytest

from karmika.access.viewer import Operator
from karmika.areas import queries
from karmika.areas.acts import DefineArea, MergeAreas, MoveArea, SplitArea
from karmika.areas.acts.changes import Part
from karmika.areas.acts.naming import area_id
from karmika.areas.models import Ancestor
from karmika.areas.tests.makers import START, counts, define, one_each, town
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.django_db

CHANGE = date(2025, 4, 4)
BEFORE = CHANGE - timedelta(days=1)


def total(facts, made, *names):
    return sum(facts[made[name]] for name in names)


def codes(areas):
    return [area.code for area in areas]


def test_a_city_that_moves_counts_under_each_district_on_its_own_map():
    made = town()
    facts = one_each(made)
    perform(MoveArea(area=made["u1"], parent=made["d2"], on=CHANGE), Operator())
    moved = total(facts, made, "u1", "u1a", "u1b")
    stays = total(facts, made, "d1", "u2", "u2a", "u2b")
    assert counts(facts, made["d1"], BEFORE) == stays + moved
    assert counts(facts, made["d1"], CHANGE) == stays
    assert counts(facts, made["d2"], CHANGE) == total(facts, made, "d2", "u3", "u3a", "u3b") + moved
    for day in (BEFORE, CHANGE):
        assert counts(facts, made["state"], day) == sum(facts.values())
        assert counts(facts, made["u1"], day) == moved
    assert codes(queries.children(made["d1"], CHANGE)) == ["T-u2"]
    assert codes(queries.ancestors(made["u1a"], CHANGE)) == ["T-u1a", "T-u1", "T-d2", "T"]


def test_a_district_is_cut_out_of_another_that_goes_on():
    made = town()
    facts = one_each(made)
    new = DefineArea(level="district", code="T-d3", name_en="New", parent=made["state"], valid_from=CHANGE)
    d3 = area_id("district", "T-d3")
    split = SplitArea(area=made["d1"], on=CHANGE, parts=(Part(d3, (made["u1"],)),), ends=False)
    outcome = perform([new, split], Operator())
    assert outcome.acts[1].name == "district T-d1"
    assert counts(facts, d3, CHANGE) == total(facts, made, "u1", "u1a", "u1b")
    assert counts(facts, made["d1"], CHANGE) == total(facts, made, "d1", "u2", "u2a", "u2b")
    assert counts(facts, made["d1"], BEFORE) == total(
        facts, made, "d1", "u1", "u1a", "u1b", "u2", "u2a", "u2b"
    )
    assert counts(facts, d3, BEFORE) == 0
    assert queries.area(made["d1"]).valid_to is None


def test_a_town_that_ends_by_a_split_still_counts_under_its_district():
    made = town()
    facts = one_each(made)
    east = define("ulb", "T-east", made["d1"], valid_from=CHANGE)
    west = define("ulb", "T-west", made["d1"], valid_from=CHANGE)
    parts = (Part(east, (made["u1a"],)), Part(west, (made["u1b"],)))
    perform(SplitArea(area=made["u1"], on=CHANGE, parts=parts), Operator())
    assert counts(facts, east, CHANGE) == facts[made["u1a"]]
    assert counts(facts, made["u1"], CHANGE) == facts[made["u1"]]
    assert counts(facts, made["u1"], BEFORE) == total(facts, made, "u1", "u1a", "u1b")
    assert counts(facts, made["d1"], CHANGE) == counts(facts, made["d1"], BEFORE)
    assert codes(queries.children(made["d1"], CHANGE)) == ["T-east", "T-u2", "T-west"]
    assert codes(queries.parts(made["d1"], CHANGE)) == ["T-east", "T-u1", "T-u2", "T-west"]
    assert queries.area(made["u1"]).valid_to == CHANGE


def test_wards_that_merge_count_under_the_one_that_took_them_over():
    made = town()
    facts = one_each(made)
    perform(MergeAreas(areas=(made["u1b"],), into=made["u1a"], on=CHANGE), Operator())
    assert counts(facts, made["u1a"], CHANGE) == total(facts, made, "u1a", "u1b")
    assert counts(facts, made["u1a"], BEFORE) == facts[made["u1a"]]
    assert counts(facts, made["u1"], CHANGE) == counts(facts, made["u1"], BEFORE)
    assert codes(queries.children(made["u1"], CHANGE)) == ["T-u1a"]
    later = CHANGE + timedelta(days=30)
    perform(MoveArea(area=made["u1"], parent=made["d2"], on=later), Operator())
    assert queries.is_within(made["u1b"], made["d2"], later)
    assert not queries.is_within(made["u1b"], made["d1"], later)
    assert queries.is_within(made["u1b"], made["d1"], CHANGE)


def test_towns_of_two_districts_merge_with_their_wards_into_a_new_one():
    made = town()
    facts = one_each(made)
    new = DefineArea(level="ulb", code="T-new", name_en="New", parent=made["d2"], valid_from=CHANGE)
    into = area_id("ulb", "T-new")
    perform([new, MergeAreas(areas=(made["u1"], made["u3"]), into=into, on=CHANGE)], Operator())
    everything = total(facts, made, "u1", "u1a", "u1b", "u3", "u3a", "u3b")
    assert counts(facts, into, CHANGE) == everything
    assert counts(facts, made["d1"], CHANGE) == total(facts, made, "d1", "u2", "u2a", "u2b")
    assert counts(facts, made["d1"], BEFORE) == total(
        facts, made, "d1", "u1", "u1a", "u1b", "u2", "u2a", "u2b"
    )
    assert codes(queries.children(into, CHANGE)) == ["T-u1a", "T-u1b", "T-u3a", "T-u3b"]


def test_a_planned_move_takes_effect_on_its_day_and_new_wards_go_along():
    made = town()
    perform(MoveArea(area=made["u1"], parent=made["d2"], on=CHANGE), Operator())
    ward = define("ward", "T-u1c", made["u1"], valid_from=START + timedelta(days=9))
    assert queries.is_within(ward, made["d1"], BEFORE)
    assert queries.is_within(ward, made["d2"], CHANGE)
    assert not queries.is_within(ward, made["d1"], CHANGE)


def test_rows_that_stay_right_are_left_alone():
    made = town()
    state_row = Ancestor.objects.get(area_id=made["u1a"], ancestor_id=made["state"])
    perform(MoveArea(area=made["u1"], parent=made["d2"], on=CHANGE), Operator())
    assert Ancestor.objects.get(id=state_row.id).valid_to is None


REFUSED = {
    "areas.same_parent": lambda m: MoveArea(area=m["u1"], parent=m["d1"], on=CHANGE),
    "areas.wrong_parent": lambda m: MoveArea(area=m["u1"], parent=m["state"], on=CHANGE),
    "areas.not_begun": lambda m: MoveArea(area=m["u1"], parent=m["d2"], on=date(2023, 1, 1)),
    "areas.no_such_area": lambda m: MoveArea(area=area_id("ulb", "none"), parent=m["d2"], on=CHANGE),
    "areas.no_parts": lambda m: SplitArea(area=m["u1"], on=CHANGE, parts=()),
    "areas.part_used_twice": lambda m: SplitArea(
        area=m["u1"], on=CHANGE, parts=(Part(m["u2"], (m["u1a"],)), Part(m["u2"], (m["u1b"],)))
    ),
    "areas.not_inside": lambda m: SplitArea(
        area=m["u1"], on=CHANGE, parts=(Part(m["u2"], (m["u1a"], m["u1b"], m["u3a"])),)
    ),
    "areas.children_left": lambda m: SplitArea(area=m["u1"], on=CHANGE, parts=(Part(m["u2"], (m["u1a"],)),)),
    "areas.part_not_beside": lambda m: SplitArea(
        area=m["u1"], on=CHANGE, parts=(Part(m["u3"], (m["u1a"], m["u1b"])),)
    ),
    "areas.different_level": lambda m: MergeAreas(areas=(m["u1a"],), into=m["u2"], on=CHANGE),
    "areas.nothing_to_merge": lambda m: MergeAreas(areas=(), into=m["u2"], on=CHANGE),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_change_that_cannot_be_is_refused(code):
    made = town()
    with assert_nothing_written(), pytest.raises(Refused) as refused:
        perform(REFUSED[code](made), Operator())
    assert refused.value.code == code
    assert "?" not in refused.value.sentence()


def test_an_area_that_ended_is_not_changed_again():
    made = town()
    perform(MergeAreas(areas=(made["u1"],), into=made["u2"], on=CHANGE), Operator())
    with assert_nothing_written(), pytest.raises(Refused, match=r"areas\.ended"):
        perform(MoveArea(area=made["u1"], parent=made["d2"], on=CHANGE), Operator())
    with assert_nothing_written(), pytest.raises(Refused, match=r"areas\.ended"):
        define("ward", "T-late", made["u1"], valid_from=CHANGE)


def test_the_past_of_the_map_is_not_redrawn_under_a_later_change():
    made = town()
    perform(MoveArea(area=made["u1a"], parent=made["u2"], on=CHANGE), Operator())
    with assert_nothing_written(), pytest.raises(Refused, match=r"areas\.later_change"):
        perform(MoveArea(area=made["u1"], parent=made["d2"], on=BEFORE), Operator())
    perform(MoveArea(area=made["u1"], parent=made["d2"], on=CHANGE), Operator())


def test_a_move_needs_the_right_in_both_places(cast):
    ulb, other_state = area_id("ulb", "251746"), area_id("state", "9")
    lucknow = queries.children(other_state).first().id
    with assert_nothing_written(), pytest.raises(Refused, match=r"access\.not_yours"):
        perform(MoveArea(area=ulb, parent=lucknow, on=CHANGE), cast.devi)
    perform(MoveArea(area=ulb, parent=area_id("district", "520"), on=CHANGE), cast.devi)
