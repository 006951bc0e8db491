"""Both scenes of the demo, small, in one database, through the command.

The second whole takes minutes and proves itself: `karmika demo --scene kaam-mango`.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from karmika import template_database
from tests.journeys.test_demo import environment

pytestmark = pytest.mark.slow

SMALL = ("--scene", "mepma", "--scene", "kaam-mango", "--workers", "40", "--groups", "4")


class Place:
    """A data directory, and on PostgreSQL a database, in which a demo is played."""

    def __init__(self, data: Path, name: str) -> None:
        self.data, self.name = data, name
        self.environment = environment()
        if template_database.engine() == "postgresql":
            template_database._administer(f"CREATE DATABASE {name} TEMPLATE template0")
            self.environment["KARMIKA_DATABASE_URL"] = template_database.postgres_url(name)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """A command of the house on it."""
        command = [sys.executable, "-m", "karmika.cli", *arguments, "--data", str(self.data)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=1800, check=False
        )

    def play(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """The demo, without a server at its end."""
        return self.run("demo", "--no-serve", *arguments)

    def change(self, sql: str) -> None:
        """Somebody writes in the tables."""
        if template_database.engine() == "postgresql":
            template_database._administer(sql, database=self.name)
            return
        import sqlite3

        with sqlite3.connect(self.data / "karmika.db") as connection:
            assert connection.execute(sql).rowcount > 0

    def end(self) -> None:
        """No database is left behind."""
        if template_database.engine() == "postgresql":
            template_database.drop(self.name)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = Place(
        tmp_path_factory.mktemp("scenes") / "data", os.path.basename(template_database.copy_name("scenes"))
    )
    yield found
    found.end()


@pytest.fixture(scope="module")
def played(place: Place) -> str:
    result = place.play(*SMALL)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_both_scenes_in_one_database_keep_every_promise(place: Place, played: str) -> None:
    assert "BROKEN" not in played
    for said in (
        "districts: 3, as many", "camps: 6, as many", "people: 40, as many", "applications: 24, as many",
        "reports: 6, as many", "4 CIGs were formed", "(0 differ)",
    ):  # fmt: skip
        assert said in played, said
    assert json.loads((place.data / "scene.json").read_text())["sizes"] == {"kaam-mango": 40, "mepma": 4}


def test_two_organisations_do_not_see_each_others_people(played: str) -> None:
    assert len(re.findall(r"15 of 15 people of .* are found by their own office", played)) == 2
    assert "0 of them are found by the mission" in played
    assert "0 of them are found by Shramik Sahayata Manch" in played
    assert "nor does the mission see the campaign" in played


def test_log_ins_of_both_are_printed_with_the_password_of_the_demo(played: str) -> None:
    assert "password of everybody: karmika-demo" in played
    for username in ("state@demo.example", "coordinator@manch.example", "paralegal.1@manch.example"):
        assert username in played


def test_the_report_of_the_campaign_is_printed_by_its_command(place: Place, played: str) -> None:
    printed = place.run("report", "campaign", "--campaign", "1")
    assert printed.returncode == 0, printed.stderr
    met = re.search(r"report of the campaign, camp_met: (\d+);", played)
    assert met is not None and f": {met.group(1)} (target 40)" in printed.stdout


def test_the_same_scenes_again_add_nothing_and_others_are_refused(place: Place, played: str) -> None:
    again = place.play(*SMALL)
    assert again.returncode == 0, again.stdout + again.stderr
    replayed = re.compile(r"(\d+) entries replayed")
    assert replayed.findall(again.stdout) == replayed.findall(played)
    alone = place.play("--scene", "kaam-mango", "--workers", "40")
    assert alone.returncode == 1 and "This directory holds the demo" in alone.stderr


def test_figures_that_are_not_what_the_tables_say_end_in_failure(place: Place, played: str) -> None:
    """Two rows changed behind the back of the journal: what is summed of each is told, and the rest holds."""
    place.change("UPDATE outreach_attendance SET sex = 'transgender' WHERE sex = 'female'")
    place.change("UPDATE entitlements_application SET state = 'filed' WHERE state = 'rejected'")
    wrong = place.play(*SMALL)
    assert wrong.returncode == 1, wrong.stdout
    broken = re.findall(r"BROKEN\s+(.*?):", wrong.stdout)
    assert {"report of the campaign, camp_met", "applications_rejected"} <= set(broken), wrong.stdout
    assert "camps: 6, as many" in wrong.stdout


def test_a_size_that_is_none_of_the_scenes_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "karmika.cli", "demo", "--no-serve", "--data", str(tmp_path / "data")]
    refused = subprocess.run(
        [*command, "--scene", "kaam-mango", "--groups", "3"],
        env=environment(), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert refused.returncode == 2 and "--workers" in refused.stderr
    assert not (tmp_path / "data" / "karmika.db").exists()
