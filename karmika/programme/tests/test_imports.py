"""Files of outside figures: bad rows by line, the rest loaded, again changes nothing, the project's own file is right."""

from datetime import date
from pathlib import Path

import pytest

from karmika.journal.models import Entry
from karmika.kernel.refused import Refused
from karmika.programme.imports import COLUMNS, load_outside_figures
from karmika.programme.models import OutsideFigure

HEAD = ",".join(COLUMNS)
OWN = Path(__file__).parents[3] / "data" / "outside_figures.csv"
GOOD = "groups_formed,state,28,2025-03-31,818,Groups,The source,medium,A page,,,"


def file_of(tmp_path, *rows, head=HEAD):
    path = tmp_path / "figures.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_the_projects_own_figures_are_those_that_were_published(cast):
    assert load_outside_figures(cast.operator, OWN).added == 3
    rows = OutsideFigure.objects.order_by("amount").values_list("measure", "about_id", "amount", "as_of")
    state, day = cast.area("28"), date(2025, 3, 31)
    assert list(rows) == [
        ("groups_formed", state, 818, day),
        ("groups_formed", None, 1949, day),
        ("members", state, 4090, day),
    ]
    assert not OutsideFigure.objects.filter(confidence="high").exists(), "no first source was seen"
    assert not OutsideFigure.objects.filter(organisation_id__isnull=False).exists()


def test_loading_again_changes_nothing(cast, tmp_path):
    load_outside_figures(cast.operator, OWN)
    entries = Entry.objects.count()
    again = load_outside_figures(cast.operator, OWN)
    assert (again.added, again.unchanged, again.bad) == (0, 3, ())
    assert Entry.objects.count() == entries


def test_bad_rows_are_told_by_line_and_the_rest_is_loaded(cast, tmp_path):
    path = file_of(
        tmp_path,
        "happiness,state,28,2025-03-31,1,Groups,The source,medium,A page,,,",
        "groups_formed,state,999,2025-03-31,1,Groups,The source,medium,A page,,,",
        "groups_formed,state,28,March,1,Groups,The source,medium,A page,,,",
        "groups_formed,state,28,2025-03-31,-1,Groups,The source,medium,A page,,,",
        "groups_formed,state,28,2025-03-31,1,Groups,,medium,A page,,,",
        GOOD,
        GOOD,
        GOOD.replace("818", "819"),
    )
    found = load_outside_figures(cast.operator, path)
    assert found.added == 1
    assert [(row.line, row.refused.code) for row in found.bad] == [
        (2, "programme.unknown_measure"),
        (3, "areas.not_known"),
        (4, "files.bad_day"),
        (5, "programme.amount"),
        (6, "programme.source"),
        (8, "files.line_twice"),
        (9, "programme.figure_stands"),
    ]


def test_a_file_that_is_none_is_refused_whole(cast, tmp_path, nothing_written):
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(b"\xff\xfe\x00")
    with nothing_written():
        with pytest.raises(Refused, match=r"files\.unreadable"):
            load_outside_figures(cast.operator, wrong)
        with pytest.raises(Refused, match=r"files\.columns"):
            load_outside_figures(cast.operator, file_of(tmp_path, head="measure,amount"))
        with pytest.raises(Refused, match=r"files\.unreadable"):
            load_outside_figures(cast.operator, file_of(tmp_path, '"open'))


def test_only_the_operator_loads_for_everyone(cast, tmp_path, nothing_written):
    with nothing_written(), pytest.raises(Refused, match=r"access\.not_yours"):
        load_outside_figures(cast.fatima, file_of(tmp_path, GOOD))
