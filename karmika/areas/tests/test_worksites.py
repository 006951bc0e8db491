"""DefineWorksite and ChangeWorksite."""

from datetime import date, time

import pytest

from karmika.access.viewer import Operator
from karmika.areas import queries
from karmika.areas.acts import ChangeWorksite, DefineWorksite, MoveArea
from karmika.areas.acts.naming import area_id
from karmika.areas.acts.worksites import Details, worksite_id
from karmika.areas.tests.makers import town
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.django_db


def details(area, **fields):
    known = {
        "name_en": "Stand",
        "lat_e6": 16_510_000,
        "lon_e6": 80_640_000,
        "opens_at": "06:00",
        "closes_at": "22:30",
    }
    return Details(area=area, worksite_kind="auto_stand", **{**known, **fields})


def test_a_worksite_is_found_by_its_code_and_in_all_areas_above():
    made = town()
    perform(DefineWorksite(code="T-AS-1", details=details(made["u1a"])), Operator())
    site = queries.worksite_by_code("T-AS-1")
    assert (site.closes_at, site.lat_e6, site.kind) == (time(22, 30), 16_510_000, "auto_stand")
    assert list(queries.worksites_in(made["d1"])) == [site]
    assert not queries.worksites_in(made["d2"]).exists()


def test_a_worksite_goes_with_its_city_when_the_map_changes():
    made = town()
    perform(DefineWorksite(code="T-AS-1", details=details(made["u1a"])), Operator())
    perform(MoveArea(area=made["u1"], parent=made["d2"], on=today()), Operator())
    assert queries.worksites_in(made["d2"]).count() == 1


def test_a_worksite_of_one_organisation_is_not_listed_for_others():
    made = town()
    mine = uuid7()
    perform(DefineWorksite(code="T-AS-1", details=details(made["u1a"]), organisation=mine), Operator())
    assert not queries.worksites_in(made["u1"]).exists()
    assert not queries.worksites_in(made["u1"], [uuid7()]).exists()
    assert queries.worksites_in(made["u1"], [mine]).count() == 1


def test_a_worksite_changes_its_hours_and_closes():
    made = town()
    perform(DefineWorksite(code="T-AS-1", details=details(made["u1a"])), Operator())
    changed = details(made["u1b"], opens_at="", closes_at="", name_te="అడ్డా")
    outcome = perform(ChangeWorksite(worksite=worksite_id("T-AS-1"), details=changed), Operator())
    assert outcome.acts[0].code == "T-AS-1"
    site = queries.worksite(worksite_id("T-AS-1"))
    assert (site.area_id, site.opens_at, site.name_te, site.closed_on) == (made["u1b"], None, "అడ్డా", None)
    perform(ChangeWorksite(worksite=site.id, details=changed, closed_on=date(2025, 1, 1)), Operator())
    assert not queries.worksites_in(made["u1"]).exists()
    with assert_nothing_written(), pytest.raises(Refused, match=r"areas\.nothing_to_change"):
        perform(ChangeWorksite(worksite=site.id, details=changed, closed_on=date(2025, 1, 1)), Operator())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"lat_e6": None}, "areas.bad_point"),
        ({"lat_e6": 91_000_000}, "areas.bad_point"),
        ({"closes_at": ""}, "areas.bad_hours"),
        ({"closes_at": "25:00"}, "areas.bad_hours"),
        ({"name_en": ""}, "areas.needs_name"),
        ({"worksite_kind": "pub"}, "areas.worksite_kind"),
        ({"area": area_id("ward", "none")}, "areas.no_such_area"),
    ],
)
def test_what_is_not_a_worksite_is_refused(fields, code):
    made = town()
    fields = {
        "area": made["u1a"],
        "worksite_kind": "auto_stand",
        "name_en": "S",
        "lat_e6": 1,
        "lon_e6": 1,
        **fields,
    }
    if "closes_at" in fields:
        fields["opens_at"] = "06:00"
    with assert_nothing_written(), pytest.raises(Refused) as refused:
        perform(DefineWorksite(code="T-AS-1", details=Details(**fields)), Operator())
    assert refused.value.code == code
    assert "?" not in refused.value.sentence()


def test_a_code_is_given_once():
    made = town()
    perform(DefineWorksite(code="T-AS-1", details=details(made["u1a"])), Operator())
    with assert_nothing_written(), pytest.raises(Refused, match=r"areas\.worksite_exists"):
        perform(DefineWorksite(code="T-AS-1", details=details(made["u1b"])), Operator())


def test_an_organiser_keeps_worksites_of_his_own_city_only(cast):
    here, elsewhere = area_id("ward", "251746-W07"), area_id("ward", "251719-W01")
    perform(DefineWorksite(code="X-1", details=details(here)), cast.ramesh)
    for act in (
        DefineWorksite(code="X-2", details=details(elsewhere)),
        DefineWorksite(code="X-2", details=details(here), organisation=cast.other_org),
        ChangeWorksite(worksite=worksite_id("X-1"), details=details(elsewhere)),
    ):
        with assert_nothing_written(), pytest.raises(Refused, match=r"access\.not_yours"):
            perform(act, cast.ramesh)
