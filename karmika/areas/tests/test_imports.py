"""Files of areas and worksites."""

import csv
from pathlib import Path

import pytest

from karmika.access.viewer import Operator
from karmika.areas import queries
from karmika.areas.acts import MoveArea
from karmika.areas.acts.naming import area_id
from karmika.areas.imports import ALWAYS, AREA_COLUMNS, WORKSITE_COLUMNS, load_areas, load_worksites
from karmika.areas.models import Ancestor, Area, Worksite
from karmika.areas.tests.makers import START
from karmika.files.models import LoadedFile
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[3] / "data"

STATE = {"level": "state", "code": "S", "name_en": "State"}
DISTRICT = {
    "level": "district",
    "code": "D",
    "name_en": "District",
    "parent_level": "state",
    "parent_code": "S",
}
SECOND = {**DISTRICT, "code": "D2", "name_en": "Second"}
ULB = {"level": "ulb", "code": "U", "name_en": "Town", "parent_level": "district", "parent_code": "D"}


def write(path, *rows, columns=AREA_COLUMNS):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({column: row.get(column, "") for column in columns} for row in rows)
    return path


def test_areas_are_loaded_in_any_order_with_their_names(tmp_path):
    path = write(tmp_path / "a.csv", ULB, {**DISTRICT, "name_te": "జిల్లా", "valid_from": "2022-04-04"}, STATE)
    loaded = load_areas(Operator(), path)
    assert (loaded.added, loaded.bad) == (3, ())
    district = queries.area_by_code("district", "D")
    assert (district.name_te, str(district.valid_from)) == ("జిల్లా", "2022-04-04")
    assert queries.area_by_code("ulb", "U").valid_from == ALWAYS
    assert queries.is_within(area_id("ulb", "U"), area_id("state", "S"))


def test_the_rows_name_the_file_as_their_cause(tmp_path):
    load_areas(Operator(), write(tmp_path / "a.csv", STATE, DISTRICT))
    file = LoadedFile.objects.get()
    assert (file.name, file.rows_count) == ("a.csv", 2)
    assert Entry.objects.filter(cause=file.id).count() == 2


def test_loading_again_changes_nothing(tmp_path):
    path = write(tmp_path / "a.csv", STATE, DISTRICT, ULB)
    load_areas(Operator(), path)
    with assert_nothing_written():
        loaded = load_areas(Operator(), path)
    assert (loaded.added, loaded.changed, loaded.unchanged, loaded.bad) == (0, 0, 3, ())


def test_a_corrected_name_is_taken_over_and_an_older_file_does_not_take_it_back(tmp_path):
    old = write(tmp_path / "old.csv", STATE, DISTRICT)
    load_areas(Operator(), old)
    loaded = load_areas(Operator(), write(tmp_path / "new.csv", STATE, {**DISTRICT, "name_hi": "ज़िला"}))
    assert (loaded.added, loaded.changed, loaded.unchanged) == (0, 1, 1)
    with assert_nothing_written():
        load_areas(Operator(), old)
    assert queries.area_by_code("district", "D").name_hi == "ज़िला"


def test_bad_rows_are_reported_by_line_and_the_rest_is_loaded(tmp_path):
    path = write(
        tmp_path / "a.csv",
        STATE,
        {**DISTRICT, "code": "no good"},
        DISTRICT,
        {**ULB, "code": "U2", "parent_code": "nowhere"},
        {**ULB, "code": "U3", "valid_from": "4 April"},
        {**ULB, "name_en": "Town again"},
        ULB,
        {**ULB, "level": "city"},
    )
    loaded = load_areas(Operator(), path)
    assert [(bad.line, bad.refused.code) for bad in loaded.bad] == [
        (3, "areas.bad_code"),
        (5, "areas.no_such_parent"),
        (6, "areas.bad_date"),
        (8, "files.line_twice"),
        (9, "areas.no_such_level"),
    ]
    assert all("?" not in bad.refused.sentence() for bad in loaded.bad)
    assert loaded.added == 3
    assert queries.area_by_code("ulb", "U").name_en == "Town again"


def test_a_file_does_not_move_areas(tmp_path):
    load_areas(Operator(), write(tmp_path / "a.csv", STATE, DISTRICT, SECOND, ULB))
    moved = {**ULB, "parent_code": "D2"}
    loaded = load_areas(Operator(), write(tmp_path / "b.csv", moved))
    assert [bad.refused.code for bad in loaded.bad] == ["areas.parent_differs"]
    perform(MoveArea(area=area_id("ulb", "U"), parent=area_id("district", "D2"), on=START), Operator())
    assert load_areas(Operator(), write(tmp_path / "c.csv", {**ULB, "source": "older"})).changed == 1
    assert queries.is_within(area_id("ulb", "U"), area_id("district", "D2"))


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"level,code\n", "files.columns"), ("కార్మిక".encode("utf-16"), "files.unreadable")],
)
def test_a_file_that_is_none_is_refused(tmp_path, content, code):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with assert_nothing_written(), pytest.raises(Refused) as refused:
        load_areas(Operator(), path)
    assert refused.value.code == code


def test_worksites_are_loaded_once_changed_and_reported(tmp_path):
    load_areas(Operator(), write(tmp_path / "a.csv", STATE, DISTRICT, ULB))
    site = {
        "code": "W",
        "area_level": "ulb",
        "area_code": "U",
        "kind": "market",
        "name_en": "M",
        "lat": "16.5",
        "lon": "80.64",
    }
    path = write(tmp_path / "w.csv", site, {**site, "code": "W2", "lat": "north"}, columns=WORKSITE_COLUMNS)
    loaded = load_worksites(Operator(), path)
    assert (loaded.added, [(bad.line, bad.refused.code) for bad in loaded.bad]) == (
        1,
        [(3, "areas.bad_number")],
    )
    assert Worksite.objects.get(code="W").lat_e6 == 16_500_000
    with assert_nothing_written():
        assert load_worksites(Operator(), path).unchanged == 1
    changed = write(
        tmp_path / "w2.csv", {**site, "opens_at": "05:00", "closes_at": "21:00"}, columns=WORKSITE_COLUMNS
    )
    assert load_worksites(Operator(), changed).changed == 1


def test_the_projects_own_files_load_without_a_bad_row():
    known = Area.objects.count(), Worksite.objects.count()
    loaded = load_areas(Operator(), DATA / "areas.csv")
    assert loaded.added + loaded.changed + loaded.unchanged > 980
    demo = load_areas(Operator(), DATA / "demo" / "areas.csv")
    sites = load_worksites(Operator(), DATA / "demo" / "worksites.csv")
    bad = [bad for bad in (*loaded.bad, *demo.bad, *sites.bad) if bad.refused.code != "areas.parent_differs"]
    assert not bad
    assert Area.objects.count() > known[0] + 900
    assert Worksite.objects.count() > known[1] + 70
    assert not Ancestor.objects.filter(area__level="ward").exclude(area__above__depth=3).exists()


@pytest.fixture(scope="module")
def rows():
    with (DATA / "areas.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_faults_of_the_source_are_mended(rows):
    held = {(row["level"], row["code"]): row for row in rows}
    assert held["ulb", "251746"]["parent_code"] == "749"
    assert held["ulb", "251719"]["parent_code"] == "520"
    assert held["district", "749"]["name_en"] == "NTR"
    assert held["ulb", "297046"]["parent_code"]
    assert not any(held["ulb", code]["kind"] for code in ("297928", "297929", "297931"))


def test_every_state_and_district_has_three_names_and_every_row_a_source(rows):
    for row in rows:
        assert row["source"]
        if row["level"] in ("state", "district"):
            assert row["name_te"], row
            assert row["name_hi"], row


def test_the_demos_places_say_that_they_are_synthetic():
    for name in ("areas", "worksites"):
        with (DATA / "demo" / f"{name}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                assert row["source"].startswith("synthetic"), row
                assert row["name_en"], row
                assert row["name_te"], row
                assert row["name_hi"], row
