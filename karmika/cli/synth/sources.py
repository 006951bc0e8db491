"""What the synthetic city is made from: the real survey form and the demo's worksites."""

import csv
from functools import lru_cache
from pathlib import Path

from karmika.cli.synth.people import Site
from karmika.intake.definition import FormDefinition

_PACKAGE = Path(__file__).resolve().parents[2]
SURVEY = _PACKAGE / "registry" / "forms" / "household_survey.md"
WORKSITES = _PACKAGE.parent / "data" / "demo" / "worksites.csv"


@lru_cache(maxsize=1)
def survey_form() -> FormDefinition:
    """The household survey as it is published."""
    from karmika.intake.xlsform import compile_form  # half a second that other commands need not wait

    return compile_form(SURVEY.read_bytes(), SURVEY.name).definition


def read_sites(path: Path = WORKSITES, *, city: str = "") -> list[Site]:
    """The worksites of a file shaped as data/demo/worksites.csv; with `city` (an LGD code) only those of its wards."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Site(row["code"], row["area_code"], row["kind"], float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(file)
            if row["area_level"] == "ward" and row["area_code"].startswith(city)
        ]
