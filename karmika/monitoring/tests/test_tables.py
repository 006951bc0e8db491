"""Definitions of tables: each case beside a definition comes out as written, and a definition names what is there."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from karmika.monitoring.programme_table import written
from karmika.monitoring.queries import MEASURES
from karmika.monitoring.tables import FOLDER, Counted, Outside, installed, lines_of, read
from karmika.rooms import ROOMS

KINDS = {act.kind for room in ROOMS for act in room.acts}


def cases():
    for table in installed():
        given = yaml.safe_load((FOLDER / f"{table.code}.cases.yaml").read_text(encoding="utf-8"))
        for case in given["cases"]:
            yield pytest.param(table, case, case.get("outside", given["outside"]), id=case["name"])


def counting(contributions):
    def count(counted: Counted) -> int:
        asked = {"category": counted.category, "sex": counted.sex, "occupation": counted.occupation}
        total = 0
        for measure, category, sex, occupation, day, amount in contributions:
            assert isinstance(day, date)
            said = {"category": category, "sex": sex, "occupation": occupation}
            fits = all(not wanted or said[name] == wanted for name, wanted in asked.items())
            total += amount if measure == counted.measure and fits else 0
        return total

    return count


@pytest.mark.parametrize(("table", "case", "nation"), list(cases()))
def test_a_case_comes_out_as_written(table, case, nation):
    def outside(wanted: Outside) -> int | None:
        return nation.get(wanted.measure) if wanted.about == "nation" else None

    lines = lines_of(table, counting(case["contributions"]), outside)
    found = {line.row.code: written(line) for line in lines}
    assert {code: found[code] for code in case["lines"]} == case["lines"]


@pytest.mark.parametrize("table", installed(), ids=lambda table: table.code)
def test_every_line_of_a_table_stands_in_a_case(table):
    given = yaml.safe_load((FOLDER / f"{table.code}.cases.yaml").read_text(encoding="utf-8"))
    assert {row.code for row in table.rows} == {code for case in given["cases"] for code in case["lines"]}


@pytest.mark.parametrize("table", installed(), ids=lambda table: table.code)
def test_a_definition_names_measures_and_acts_that_are_there(table):
    for row in table.rows:
        named = [one.measure for one in (row.counts, row.over, row.outside) if one is not None]
        assert set(named) <= MEASURES.keys(), row.code
        assert set(row.acts) <= KINDS, row.code
        assert bool(row.acts) == (row.kind != "not_yet"), row.code


def changed(old: str, new: str) -> str:
    text = Path(FOLDER / "mepma.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: number", "kind: share", "does not fit"),
        ("kind: share\n", "kind: number\n", "does not fit"),
        ("kind: not_yet", "kind: number", "does not fit"),
        ("kind: average", "kind: median", "does not fit"),
        ("code: women\n", "code: onboarded\n", "same code"),
        ("by: area", "by: district", "can be divided"),
        ("columns: [cigs_formed, onboarded, women]", "columns: [average_size]", "can be divided"),
        ("outside: {measure: groups_formed, about: nation}", "over: {measure: members}", "does not fit"),
    ],
)
def test_a_definition_that_contradicts_itself_is_not_read(old, new, said):
    with pytest.raises(ValueError, match=said):
        read(changed(old, new))
