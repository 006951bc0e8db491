"""The rates on file: the state's formula makes the printed totals, faults are found, zones and stretches are right."""

import shutil
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.cases.rates import FOLDER, Work, formula_paise, load, rate_book
from karmika.cases.reading import Unreadable, paise_of

BOOK = rate_book()
UP, AP = BOOK.states["9"], BOOK.states["28"]


@pytest.mark.parametrize(
    ("first_day", "index", "totals"),
    [
        (date(2019, 10, 1), 311, (827894, 910683, 1020109)),
        (date(2023, 10, 1), 386, (1027500, 1130300, 1266100)),
        (date(2024, 10, 1), 402, (1070100, 1177200, 1318600)),
        (date(2025, 4, 1), 413, (1099421, 1209363, 1354678)),
        (date(2025, 10, 1), 414, (1102083, 1212291, 1357958)),
    ],
)
def test_the_formula_of_uttar_pradesh_makes_the_published_totals(first_day, index, totals):
    (rate,) = (one for one in UP.month_rates if one.valid_from == first_day)
    assert rate.index == index
    assert tuple(paise_of(rate.month[skill]) for skill in ("unskilled", "semi_skilled", "skilled")) == totals
    for skill, basic in (("unskilled", 575000), ("semi_skilled", 632500), ("skilled", 708500)):
        exact = formula_paise(UP.formula, UP.formula.basic["all"][skill], rate)
        assert exact == Fraction(basic * index, 216)
        assert abs(exact - paise_of(rate.month[skill])) < (50 if rate.printed == "rupee" else 1)


@pytest.mark.parametrize(
    ("day", "zone", "total"),
    [
        (date(2024, 4, 1), "zone_1", 1193680),
        (date(2024, 4, 1), "zone_2", 1160680),
        (date(2024, 10, 1), "zone_1", 1212880),
        (date(2024, 10, 1), "zone_2", 1179880),
    ],
)
def test_the_allowance_of_andhra_pradesh_makes_the_published_totals(day, zone, total):
    found = BOOK.find(Work("28", employment="shops", zone=zone, skill="helper"), day)
    assert [one.month_paise for one in found.rated] == [total]


@pytest.mark.parametrize(("skill", "tenths"), [("semi_skilled", 11000), ("skilled", 12322)])
def test_the_interim_rates_keep_the_old_distance_between_skills(skill, tenths):
    for zone in ("zone_1", "zone_2"):
        (rate,) = (one for one in UP.month_rates if one.zone == zone and one.status == "interim")
        made = Fraction(paise_of(rate.month["unskilled"]) * tenths, 10000)
        assert abs(made - paise_of(rate.month[skill])) <= 200


@pytest.mark.parametrize(
    ("district", "day", "zone"),
    [
        ("144", date(2026, 3, 31), "state"),
        ("144", date(2026, 4, 1), "zone_1"),
        ("145", date(2026, 4, 1), "zone_1"),
        ("162", date(2026, 4, 1), "zone_2"),
        ("121", date(2026, 4, 1), "zone_3"),
    ],
)
def test_a_district_lies_in_one_zone(district, day, zone):
    found = BOOK.find(Work("9", employment="scheduled", district=district, skill="unskilled"), day)
    assert [one.zone.code for one in found.rated] == [zone]


def test_the_districts_of_the_zones_are_districts_of_the_state_with_a_corporation():
    import csv

    from karmika.cases.reading import HOUSE

    with (HOUSE / "data" / "areas.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    districts = {row["code"] for row in rows if row["level"] == "district" and row["parent_code"] == "9"}
    cities = {row["parent_code"] for row in rows if row["kind"] == "Municipal Corporation"} & districts
    zones = {zone.code: set(zone.districts) for zone in UP.zones}
    assert zones["zone_1"] == {"144", "145"}
    assert zones["zone_2"] == cities - zones["zone_1"]


def test_the_occupations_are_those_of_the_house():
    import csv

    from karmika.cases.reading import HOUSE

    with (HOUSE / "data" / "occupations.csv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert UP.occupations.keys() <= known


def test_without_a_zone_every_zone_counts():
    found = BOOK.find(Work("9", employment="scheduled", skill="unskilled"), date(2026, 5, 1))
    assert {one.zone.code for one in found.rated} == {"zone_1", "zone_2", "zone_3"}


@given(st.dates(date(2019, 1, 1), date(2027, 12, 31)), st.integers(0, 1500))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_stretches_cover_the_days_and_each_has_one_answer(first, length):
    last = first + timedelta(days=length)
    work = Work("9", employment="scheduled", district="162", skill="skilled")
    stretches = BOOK.stretches(work, first, last)
    assert stretches[0][0] == first and stretches[-1][1] == last
    assert all(end + timedelta(days=1) == begin for (_, end), (begin, _) in pairwise(stretches))
    for begin, end in stretches:
        middle = begin + (end - begin) // 2
        answers = [[one.month_paise for one in BOOK.find(work, day).rated] for day in (begin, middle, end)]
        assert answers[0] == answers[1] == answers[2]


def test_days_in_the_wrong_order_have_no_stretches():
    assert BOOK.stretches(Work("9"), date(2026, 1, 2), date(2026, 1, 1)) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("up.yaml", '"8278.94"', '"8278.95"', "the formula makes 827894 paise"),
        ("up.yaml", "index: 311", "index: 312", "the formula makes"),
        ("up.yaml", "index: 311, ", "", "lacks the index"),
        ("up.yaml", "valid_from: 2024-04-01", "valid_from: 2024-03-31", "another rate holds on that day"),
        ("up.yaml", "valid_to: 2020-03-31", "valid_to: 2019-03-31", "ends before it begins"),
        ("up.yaml", "confidence: high, verified_on: 2026-11-21", "confidence: high", "a day of checking"),
        (
            "up.yaml",
            "zone: zone_3, valid_from: 2026-04-01",
            "zone: zone_3, valid_from: 2026-03-31",
            "does not hold",
        ),
        (
            "up.yaml",
            "mason: {employment: scheduled, skill: skilled}",
            "mason: {employment: scheduled, skill: master}",
            "not here",
        ),
        ("up.yaml", "employment: brick_kiln, piece", "employment: kiln, piece", "is not here"),
        ("up.yaml", "  base: 216\n", "", "belongs to a proportional"),
        ("up.yaml", "zone: zone_3, valid", "zone: zone_4, valid", "is not here"),
        ("up.yaml", 'state: "9"', 'state: "28"', "has a file already"),
        ("up.yaml", '"13690"', "13690", "Expected `str`"),
        ("up.yaml", '"13690"', "13690.50", "would be a float"),
        ("ap.yaml", 'allowance: "8236.80"', 'allowance: "8236.90"', "no number of points"),
        ("ap.yaml", 'allowance: "8236.80", ', "", "lacks the index or the allowance"),
    ],
)
def test_a_fault_is_found_and_named(tmp_path, file, old, new, said):
    folder = tmp_path / "wages"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Unreadable) as caught:
        load(folder)
    problems = [str(one) for one in caught.value.problems]
    assert any(said in one and one.startswith(f"{file}, line ") for one in problems), problems
