"""Every case of remedies/*.cases.yaml."""

import pytest
import yaml

from karmika.cases.remedies import standing
from karmika.cases.remedy_book import FOLDER, book

FILES = sorted(FOLDER.glob("*.cases.yaml"))
CASES = [
    pytest.param(case, id=f"{path.name.split('.')[0]}: {case['name']}")
    for path in FILES
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
]


@pytest.mark.parametrize("case", CASES)
def test_it_finds_the_remedies_and_both_dates(case):
    asked = case["asked"]
    found = book().fits(asked["wrong"], asked["arose_on"], asked.get("arose_to"), asked.get("state"))
    assert [
        {
            "remedy": fit.remedy.code,
            "safe_on": fit.deadline.safe_on,
            "outer_on": fit.deadline.outer_on,
            "standing": standing(fit.deadline, asked["today"]).value,
            "first_road": fit.deadline.how_late[0],
            "to_be_checked": fit.remedy.to_be_checked,
        }
        for fit in found
    ] == case["fits"]


def test_every_file_has_cases_beside_it():
    sheets = {path.name for path in FOLDER.glob("*.yaml")} - {path.name for path in FILES}
    assert {path.name.replace(".cases", "") for path in FILES} == sheets


def test_every_remedy_has_a_case():
    found = {fit["remedy"] for case in CASES for fit in case.values[0]["fits"]}
    assert found == {remedy.code for remedy in book().remedies}
