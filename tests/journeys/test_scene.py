"""The demo's scene, small, through the command: its table is what SQL counts in the file, and a wrong one is not passed."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from karmika import template_database
from tests.journeys.test_demo import environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the scene makes a database of its own"
    ),
]

GROUPS = 20
COUNTS = {
    "CIGs formed": "SELECT count(*) FROM groups_group",
    "Members onboarded, first reading (inducted into groups)": "SELECT count(*) FROM groups_membership",
    "Women among them": "SELECT count(*) FROM groups_membership WHERE sex = 'female'",
}
"""Nobody leaves and nothing ends in this scene, so plain counts say the same."""
DISTRICTS = """
    SELECT d.name_en, count(DISTINCT g.id), count(*), sum(m.sex = 'female')
    FROM groups_group g JOIN groups_membership m ON m.group_id = g.id
    JOIN areas_parentage w ON w.area_id = g.area_id JOIN areas_parentage u ON u.area_id = w.parent_id
    JOIN areas_area d ON d.id = u.parent_id GROUP BY d.name_en"""


def play(data: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "karmika.cli", "demo", "--no-serve", "--data", str(data), *more]
    return subprocess.run(
        command, env=environment(), capture_output=True, text=True, timeout=900, check=False
    )


def scene(data: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    return play(data, "--scene", "mepma", "--groups", str(GROUPS), *more)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    data = tmp_path_factory.mktemp("scene") / "data"
    result = scene(data)
    assert result.returncode == 0, result.stdout + result.stderr
    yield data, result.stdout


def counted(data: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(data / "karmika.db") as connection:
        return connection.execute(sql).fetchall()


def printed(text: str) -> dict[str, str]:
    """The first word or words of each line of the printed table -> the rest."""
    found = (re.match(r"  (\S.*?)  +(\S.*)$", line) for line in text.splitlines())
    return {match.group(1): match.group(2) for match in found if match}


def test_the_printed_table_is_what_sql_counts_in_the_file(played: tuple[Path, str]) -> None:
    data, text = played
    lines = printed(text)
    for name, sql in COUNTS.items():
        ((rows,),) = counted(data, sql)
        assert lines[name].split()[0] == str(rows), name
    assert lines["CIGs formed"].split()[0] == str(GROUPS)
    assert lines["Members for each CIG"].startswith("5.00  100 out of 20")
    assert lines["Share of the CIGs in the whole country"].startswith("1.0 %  20 out of 1,949")
    for district, *figures in counted(data, DISTRICTS):
        assert lines[str(district)].split() == [str(figure) for figure in figures]


def test_the_financial_reading_is_not_made_up(played: tuple[Path, str]) -> None:
    _, text = played
    assert text.count("not yet recorded") == 4
    assert "second reading (into financial systems)  not yet recorded" in text


def test_every_group_has_its_own_entries_by_two_people(played: tuple[Path, str]) -> None:
    data, text = played
    assert "BROKEN" not in text
    kinds = dict(
        counted(data, "SELECT json_extract(acts, '$[0].kind'), count(*) FROM journal_entry GROUP BY 1")
    )
    assert kinds["groups.approve_proposal"] == kinds["groups.form"] == GROUPS


def test_the_same_scene_again_adds_nothing_and_another_is_refused(played: tuple[Path, str]) -> None:
    data, text = played
    again = scene(data)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "0 proposals approved, 0 groups formed" in again.stdout
    assert [line for line in again.stdout.splitlines() if "replayed" in line] == [
        line for line in text.splitlines() if "replayed" in line
    ]
    for other in (("--scene", "mepma"), ("--scene", "mepma", "--groups", "20", "--seed", "2"), ()):
        refused = play(data, *other)
        assert refused.returncode == 1 and "This directory holds the demo" in refused.stderr


def test_a_scene_is_not_played_into_a_database_with_something_in_it(
    played: tuple[Path, str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(played[0], data)
    (data / "scene.json").unlink()
    refused = scene(data)
    assert refused.returncode == 1 and "must be alone" in refused.stderr
    (data / "scene.json").write_text('{"scene":', encoding="utf-8")
    torn = scene(data)
    assert torn.returncode == 1 and "cannot be read" in torn.stderr


WRONG = {
    "women": "UPDATE groups_membership SET sex = 'female' WHERE sex = 'male'",
    "cigs_formed": "UPDATE measures_tally SET total = total + 1 WHERE measure = 'groups_formed'",
    "onboarded": "UPDATE groups_membership SET left_on = joined_on, exit_reason = 'own_wish' "
    "WHERE id = (SELECT min(id) FROM groups_membership)",
}
"""The figure that is found to be wrong -> what somebody wrote in the tables."""


def test_figures_that_are_not_what_the_tables_say_end_in_failure(
    played: tuple[Path, str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(played[0], data)
    with sqlite3.connect(data / "karmika.db") as connection:
        for change in WRONG.values():
            assert connection.execute(change).rowcount > 0
    wrong = scene(data)
    assert wrong.returncode == 1, wrong.stdout
    broken = set(re.findall(r"BROKEN\s+(.*?): ", wrong.stdout))
    assert WRONG.keys() <= broken, wrong.stdout
