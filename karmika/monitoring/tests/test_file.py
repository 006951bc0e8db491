"""The figures of an area as a CSV file: the same numbers as on the page, each said to be what it is."""

import csv
import io
import re

import pytest

from karmika.chain import heads, sealing
from karmika.journal import follow
from karmika.kernel.dates import now
from karmika.measures import tally
from karmika.monitoring.tests.test_beside import YEAR
from karmika.programme.tests.makers import record, set_target
from karmika.registry.tests.doorstep import survey, take_in


@pytest.fixture
def read(cast, client_for):
    """The file's rows by column, and its last line."""
    take_in(cast, survey())
    take_in(cast, survey(ward="251746-W08"), viewer=cast.ramesh)
    tally.fold(follow.horizon())
    set_target(cast, measure="workers", amount=900, area=cast.area("28"), **YEAR)
    record(cast)
    record(cast, cast.operator, about=None, organisation=None, amount=1949)
    sealing.seal(now())

    def read(name, code, query=""):
        answer = client_for(name).get(f"/figures/{cast.area(code)}/figures.csv{query}")
        assert answer.status_code == 200
        assert f"-{code}-20" in answer["Content-Disposition"]
        *lines, last = answer.content.decode("utf-8-sig").splitlines()
        return list(csv.DictReader(io.StringIO("\n".join(lines)))), last

    return read


def test_it_holds_what_was_counted_for_the_area_and_its_parts(read):
    rows, _ = read("devi", "251746")
    counted = [(row["kind"], row["area_code"], row["counted"]) for row in rows if row["measure"] == "workers"]
    assert counted == [("area", "251746", "4"), ("part", "251746-W07", "2"), ("part", "251746-W08", "2")]
    assert ("area", "members", "0") in {(row["kind"], row["measure"], row["counted"]) for row in rows}


def test_targets_and_outside_figures_are_rows_of_their_own_kind(read):
    rows, _ = read("devi", "28")
    (target,) = [row for row in rows if row["kind"] == "target"]
    assert (target["counted"], target["target"], target["last_day"]) == ("4", "900", "2027-12-31")
    assert target["document"] == "Circular 12/2026 on groups" and target["source"] == "Mission Director"
    outside = [row for row in rows if row["kind"] == "outside"]
    assert [(row["area_level"], row["published"], row["counted"]) for row in outside] == [
        ("nation", "1949", ""),
        ("state", "818", "0"),
    ]
    assert all(
        "Award exhibition page" in row["source"] and row["last_day"] == "2025-03-31" for row in outside
    )
    assert not any(row["published"] or row["target"] for row in rows if row["kind"] in ("area", "part"))


def test_its_last_line_carries_a_head_that_verifies(read):
    _, last = read("fatima", "251746")
    head = re.search(r"head of the journal: (\S+),", last).group(1)
    assert head == heads.head().full and heads.compare(head).holds


def test_filters_hold_for_the_file_too(read):
    rows, _ = read("devi", "28", "?sex=female")
    (workers,) = [row for row in rows if row["measure"] == "workers" and row["kind"] == "area"]
    assert workers["counted"] == "2"
    assert not [row for row in rows if row["kind"] in ("target", "outside")]


def test_an_area_of_others_has_no_file(read, cast, client_for):
    assert client_for("ramesh").get(f"/figures/{cast.area('28')}/figures.csv").status_code == 404
