"""The map comes out of the journal again, row by row."""

from datetime import date
from pathlib import Path

from karmika.access.viewer import Operator
from karmika.areas.acts import ChangeWorksite, CorrectArea, DefineWorksite, MergeAreas, MoveArea, SplitArea
from karmika.areas.acts.changes import Part
from karmika.areas.acts.worksites import Details, worksite_id
from karmika.areas.imports import load_areas
from karmika.areas.tests.makers import define, town
from karmika.journal.perform import perform
from karmika.rebuild import rebuild_and_compare

DEMO = Path(__file__).parents[3] / "data" / "demo" / "areas.csv"


def test_a_rebuild_gives_the_same_map(fresh_database):
    made = town()
    on = date(2025, 4, 4)
    east = define("ulb", "T-east", made["d1"], valid_from=on)
    split = SplitArea(area=made["u1"], on=on, parts=(Part(east, (made["u1a"], made["u1b"])),))
    site = Details(area=made["u1a"], worksite_kind="market", name_en="M", opens_at="05:00", closes_at="21:00")
    for act in (
        split,
        MoveArea(area=east, parent=made["d2"], on=on),
        MergeAreas(areas=(made["u2"],), into=east, on=date(2025, 6, 1)),
        CorrectArea(area=east, name_en="East", name_hi="पूर्व"),
        DefineWorksite(code="T-1", details=site),
        ChangeWorksite(worksite=worksite_id("T-1"), details=site, closed_on=on),
    ):
        perform(act, Operator())
    load_areas(Operator(), DEMO)
    compared = rebuild_and_compare()
    assert compared.rows > 100
    assert compared.differing == 0, compared.first
