"""DefineArea and CorrectArea."""

from datetime import date

import pytest
from django.utils import translation

from karmika.access.viewer import Operator
from karmika.areas import queries
from karmika.areas.acts import CorrectArea, DefineArea
from karmika.areas.acts.naming import area_id
from karmika.areas.models import Ancestor, Area, Parentage
from karmika.areas.tests.makers import START, define, town
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.django_db


def test_an_area_lies_in_its_parent_and_counts_under_all_above():
    made = town()
    assert list(queries.ancestors(made["u1a"]).values_list("id", flat=True)) == [
        made["u1a"],
        made["u1"],
        made["d1"],
        made["state"],
    ]
    assert set(queries.within(made["d1"])) == {
        made[k] for k in ("d1", "u1", "u2", "u1a", "u1b", "u2a", "u2b")
    }
    assert queries.is_within(made["u1a"], made["state"])
    assert not queries.is_within(made["u1a"], made["d2"])
    assert {area.id for area in queries.children(made["d1"])} == {made["u1"], made["u2"]}


def test_within_is_one_indexed_subquery_usable_as_a_filter():
    made = town()
    wards = Area.objects.filter(level="ward", id__in=queries.within(made["d1"]))
    assert wards.count() == 4
    assert str(wards.query).count("SELECT") == 2


def test_nothing_lies_in_an_area_before_it_began():
    made = town()
    assert not list(queries.within(made["d1"], date(2023, 12, 31)))
    assert not queries.children(made["d1"], date(2023, 12, 31)).exists()


def test_a_village_lies_in_a_gram_panchayat_in_a_block():
    state = define("state", "S", None)
    place = define("district", "D", state)
    for level in ("block", "gram_panchayat", "village"):
        place = define(level, f"S-{level[0]}", place)
    assert queries.is_within(place, state)
    assert queries.ancestors(place).count() == 5


def test_the_parent_begins_later_than_its_child():
    state = define("state", "S", None)
    district = define("district", "D", state, valid_from=date(2024, 6, 1))
    ulb = define("ulb", "U", district, valid_from=START)
    assert Parentage.objects.get(area_id=ulb).valid_from == date(2024, 6, 1)
    assert not queries.is_within(ulb, district, date(2024, 5, 31))
    assert queries.is_within(ulb, state, date(2024, 6, 1))


def test_names_fall_back_to_english():
    area = Area(name_en="Eluru", name_te="ఏలూరు")
    with translation.override("te"):
        assert area.name == "ఏలూరు"
    with translation.override("hi"):
        assert area.name == "Eluru"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"level": "city"}, "areas.no_such_level"),
        ({"code": "a b"}, "areas.bad_code"),
        ({"code": ""}, "areas.bad_code"),
        ({"name_en": " "}, "areas.needs_name"),
        ({"parent": None}, "areas.needs_parent"),
        ({"parent": "ward"}, "areas.wrong_parent"),
        ({"parent": "nowhere"}, "areas.no_such_parent"),
        ({"valid_to": date(2023, 1, 1)}, "areas.dates_reversed"),
        ({"code": "T-u1"}, "areas.already_defined"),
    ],
)
def test_what_is_not_an_area_is_refused(fields, code):
    made = town()
    parents = {"ward": made["u1a"], "nowhere": area_id("district", "nowhere"), None: None}
    fields = {
        "level": "ulb",
        "code": "X",
        "name_en": "X",
        "parent": made["d1"],
        "valid_from": START,
        **fields,
    }
    fields["parent"] = parents.get(fields["parent"], fields["parent"])
    with assert_nothing_written(), pytest.raises(Refused) as refused:
        perform(DefineArea(**fields), Operator())
    assert refused.value.code == code
    assert "?" not in refused.value.sentence()


def test_names_are_corrected_and_nothing_else():
    made = town()
    before = list(Ancestor.objects.values_list("id", flat=True).order_by("id"))
    correct = CorrectArea(area=made["u1"], name_en="Right", name_te="సరి", area_kind="Municipality")
    perform(correct, Operator())
    area = queries.area(made["u1"])
    assert (area.name_en, area.name_te, area.kind, area.code) == ("Right", "సరి", "Municipality", "T-u1")
    assert before == list(Ancestor.objects.values_list("id", flat=True).order_by("id"))
    with assert_nothing_written(), pytest.raises(Refused, match=r"areas\.nothing_to_change"):
        perform(correct, Operator())


def test_who_may_draw_the_map(cast):
    parent = area_id("ulb", "251746")
    act = DefineArea(level="ward", code="251746-X1", name_en="X", parent=parent, valid_from=START)
    for name in ("lakshmi", "ramesh", "fatima", "auditor", "stranger"):
        with assert_nothing_written(), pytest.raises(Refused, match=r"access\.not_yours"):
            perform(act, getattr(cast, name))
    perform(act, cast.devi)
    assert queries.is_within(area_id("ward", "251746-X1"), parent)
