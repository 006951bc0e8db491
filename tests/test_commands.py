"""The commands of docs/for-operators/first-form.md, one after the other, in a directory of their own."""

import base64
import os
import stat
import subprocess
import sys

import pytest

from tests.house import HOUSE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def karmika(tmp_path_factory):
    """Runs one command in a shell's place; returns what it printed, fails when it fails."""
    data = tmp_path_factory.mktemp("operator")
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("KARMIKA_", "DJANGO_"))
    }

    def run(*arguments, succeeds=True):
        command = [sys.executable, "-m", "karmika.cli", *arguments]
        done = subprocess.run(
            command,
            env=clean | {"KARMIKA_DATA": str(data)},
            cwd=HOUSE,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert (done.returncode == 0) == succeeds, done.stdout + done.stderr
        return done.stdout + done.stderr

    run.data = data
    return run


def test_nothing_is_done_without_keys(karmika):
    said = karmika("areas", "load", succeeds=False)
    assert "karmika migrate" in said
    assert not (karmika.data / "karmika.db").exists()


def test_a_new_directory_gets_tables_and_keys_of_its_own(karmika):
    karmika("migrate")
    for name in ("secret.key", "master.key"):
        assert stat.S_IMODE((karmika.data / name).stat().st_mode) == 0o600
    key = (karmika.data / "master.key").read_text()
    karmika("migrate")
    assert (karmika.data / "master.key").read_text() == key


def test_a_file_whose_rows_have_no_place_is_told_line_by_line(karmika):
    assert "line 2" in karmika("areas", "load", "data/demo/areas.csv", succeeds=False)


def test_areas_administrator_and_form(karmika):
    assert "986 added" in karmika("areas", "load")
    karmika("areas", "load", "data/demo/areas.csv")
    karmika("areas", "load", "--worksites", "data/demo/worksites.csv")
    said = karmika(
        "admin",
        "create",
        "--username",
        "admin",
        "--name",
        "Padma",
        "--organisation",
        "mepma",
        "--area",
        "state:28",
    )
    assert "one-time password" in said
    said = karmika("forms", "publish")
    ours = ("household_survey", "formation_meeting", "group_meeting", "camp_desk")
    assert said.count("is published in project 1") == len(ours) and all(
        f"{form}, version" in said for form in ours
    )
    again = karmika("forms", "publish")
    assert again.count("was published before in project 1") == len(ours) and "is published" not in again
    assert "household_survey.xlsx" in karmika("forms", "export", "--out", str(karmika.data / "forms"))


def test_a_second_administrator_of_the_same_name_is_refused_in_a_sentence(karmika):
    arguments = ("--username", "admin", "--name", "Padma", "--organisation", "mepma", "--area", "state:28")
    said = karmika("admin", "create", *arguments, succeeds=False)
    assert "Traceback" not in said and "Error: " in said


def test_the_worker_and_the_rebuild_have_nothing_to_complain_of(karmika):
    karmika("worker", "--once")
    assert "0 differ" in karmika("rebuild", "--check")
    assert "tally" in karmika("derive")


def test_a_lost_master_key_is_not_replaced_in_silence(karmika):
    key, aside = karmika.data / "master.key", karmika.data / "aside"
    key.rename(aside)
    try:
        assert "Put the key back" in karmika("migrate", succeeds=False)
        assert not key.exists()
        key.write_text(base64.b64encode(bytes(32)).decode())
        assert "does not open this database" in karmika("migrate", succeeds=False)
    finally:
        aside.replace(key)
    karmika("migrate")


def test_nobody_else_on_the_machine_can_read_the_database(karmika):
    files = [*karmika.data.glob("karmika.db*")]
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
