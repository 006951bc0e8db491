"""The occupations of the programme, read from data/occupations.csv: data, not code. Adding one needs no programmer."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language

FILE = Path(__file__).resolve().parents[2] / "data" / "occupations.csv"

CATEGORIES = ("transport", "gig", "domestic", "care", "waste", "construction", "street_vendor", "migrant")


class Occupation(NamedTuple):
    """One kind of work. `nco2015` ("dddd.dddd") and `nco_family` ("dddd") are empty rather than guessed."""

    code: str
    category: str
    nco2015: str
    nco_family: str
    name_en: str
    name_te: str
    name_hi: str
    source: str

    @property
    def name(self) -> str:
        """The name in the active language."""
        language = (get_language() or "en")[:2]
        return {"te": self.name_te, "hi": self.name_hi}.get(language) or self.name_en


@cache
def occupations() -> dict[str, Occupation]:
    """Code -> occupation, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: Occupation(**row) for row in csv.DictReader(lines)}


def occupation(code: str) -> Occupation | None:
    """The occupation with this code; None for a code that is not (or no longer) in the file."""
    return occupations().get(code)


def occupation_name(code: str) -> str:
    """The name of an occupation in the active language; the code itself when it is unknown."""
    found = occupation(code)
    return found.name if found else code
