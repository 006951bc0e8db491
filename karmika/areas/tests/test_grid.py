"""The scheme of the tile map: every district of the data has one square, all others stand in a square in their order."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from karmika.areas import grid
from karmika.areas.acts.naming import area_id
from karmika.areas.models import Area
from karmika.areas.tests import makers

AREAS = Path(__file__).resolve().parents[3] / "data" / "areas.csv"


def districts():
    with AREAS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["level"] == "district"]


def test_every_district_has_a_square_of_its_own():
    rows = districts()
    known = grid.places()
    assert {("district", row["code"]) for row in rows} == known.keys()
    taken = Counter((row["parent_code"], known["district", row["code"]]) for row in rows)
    assert set(taken.values()) == {1}
    assert Counter(row["parent_code"] for row in rows) == {"28": 26, "9": 75}


def test_neighbours_are_neighbours_and_north_is_at_the_top():
    code = {row["name_en"]: row["code"] for row in districts()}
    place = {name: grid.places()["district", code[name]] for name in code}
    beside = [
        ("NTR", "Guntur"),
        ("Visakhapatnam", "Anakapalli"),
        ("Chittoor", "Annamayya"),
        ("Lucknow", "Unnao"),
        ("Varanasi", "Chandauli"),
        ("Ghaziabad", "Gautam Buddha Nagar"),
        ("Agra", "Mathura"),
    ]
    for one, other in beside:
        (row, column), (row2, column2) = place[one], place[other]
        assert abs(row - row2) + abs(column - column2) == 1, (one, other)
    assert place["Saharanpur"][0] < place["Lucknow"][0] < place["Sonbhadra"][0]
    assert place["Agra"][1] < place["Lucknow"][1] < place["Ballia"][1]
    assert place["Srikakulam"][0] < place["Guntur"][0] < place["Chittoor"][0]


def test_the_file_says_that_it_shows_no_boundary():
    first = grid.FILE.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#") and "scheme made by us" in first and "no boundary" in first


@pytest.mark.django_db
def test_wards_stand_in_a_square_in_their_order():
    made = makers.town()
    wards = [makers.define("ward", f"T-W{n:02}", made["u1"]) for n in range(10)]
    areas = [Area.objects.get(id=ward) for ward in wards]
    found = grid.placed(areas)
    assert [found[ward] for ward in wards] == [(n // 4, n % 4) for n in range(10)]
    assert not grid.has_scheme(areas)
    assert grid.placed([]) == {}


@pytest.mark.django_db
def test_a_district_without_a_place_stands_beneath_those_that_have_one():
    ntr = area_id("district", "749")
    new = makers.define("district", "new", area_id("state", "28"))
    found = grid.placed(list(Area.objects.filter(id__in=[ntr, new])))
    assert found[ntr] == grid.places()["district", "749"]
    assert found[new][0] > found[ntr][0]
    assert grid.has_scheme([Area.objects.get(id=ntr)])
