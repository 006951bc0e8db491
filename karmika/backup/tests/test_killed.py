"""A restore that is killed leaves the old house whole, wherever it is killed; and the next one goes through.

Also here: the way from one kind of database to the other, and from an older Karmika to this one.
"""

import os
import signal
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from karmika import template_database
from karmika.backup import sets
from karmika.backup.dumping import back_up
from karmika.backup.restoring import Asked, restore
from karmika.chain import verifying
from karmika.kernel import guard
from karmika.kernel.dates import now
from karmika.rebuild import rebuild_and_compare
from karmika.registry.models import Person
from karmika.testing import written
from tests.house import HOUSE

KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from karmika.backup import loading, restoring, staging
from karmika.kernel.dates import now
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
def half(*given):
    found = real(*given)
    for number, row in enumerate(found[1]):
        if number == 3: die()
place = sys.argv[2]
real = loading._merged
{"rows": lambda: setattr(loading, "_merged", half),
 "tables": lambda: setattr(loading, "_fill", die),
 "erasing": lambda: setattr(restoring, "erase_restored", die),
 "verifying": lambda: setattr(restoring.verifying, "verify", die),
 "linked": lambda: setattr(Path, "replace", die),
 "renamed": lambda: setattr(staging, "quoted", die)}[place]()
restoring.restore(restoring.Asked(Path(sys.argv[1]), replace=True), now())
"""
PLACES = {
    "sqlite": ("tables", "rows", "erasing", "verifying", "linked"),
    "postgresql": ("tables", "rows", "erasing", "verifying", "renamed"),
}[template_database.engine()]


def environment(name):
    """The settings of a process that works on this database of the tests."""
    sqlite = template_database.engine() == "sqlite"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "karmika.settings",
        "KARMIKA_DATABASE_URL": f"sqlite:///{name}" if sqlite else template_database.postgres_url(name),
    }


@pytest.mark.slow
def test_a_restore_that_is_killed_leaves_the_old_house_whole(home, made, folder, fresh_database):
    home.send(home.xml.replace(b"uuid:", b"uuid:again-"))
    before = written()
    for place in PLACES:
        connections.close_all()
        command = [sys.executable, "-c", KILLED, str(folder), place]
        done = subprocess.run(command, env=environment(fresh_database), cwd=HOUSE, timeout=300, check=False)
        assert done.returncode == -signal.SIGKILL, place
        assert written() == before, place
        assert verifying.verify().faults == ()
    assert rebuild_and_compare().differing == 0
    done = restore(Asked(folder, replace=True), now())
    assert written() != before and done.kept
    assert Person.objects.filter(name="Zulekha Quraishi").exists()


@pytest.mark.slow
def test_a_backup_that_is_killed_is_no_backup(home, folder, fresh_database):
    script = (
        "import os, signal, sys, django; django.setup()\n"
        "from pathlib import Path\n"
        "from karmika.backup import archive, dumping\n"
        "from karmika.kernel.dates import now\n"
        "archive.Writing.publish = lambda self: os.kill(os.getpid(), signal.SIGKILL)\n"
        "dumping.back_up(Path(sys.argv[1]), now())\n"
    )
    connections.close_all()
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        env=environment(fresh_database),
        cwd=HOUSE,
        timeout=300,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert sets.sets_in(folder) == [] and len(list(folder.glob(".*.part"))) == 2
    made = back_up(folder, now())
    assert not list(folder.glob(".*.part"))
    assert sets.set_of(folder, now()).data == made.files.data


@pytest.mark.slow
@pytest.mark.skipif(template_database.engine() == "sqlite", reason="needs both kinds of database")
def test_a_house_moves_between_kinds_of_database_and_back(home, made, folder, tmp_path, fresh_database):
    before, names = written(), sorted(Person.objects.values_list("id", "name"))
    data = tmp_path / "small"
    data.mkdir()
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("KARMIKA_", "DJANGO_"))}
    clean |= {"KARMIKA_MASTER_KEY": template_database.MASTER_KEY, "KARMIKA_DATA": str(data)}

    def karmika(*arguments):
        command = [sys.executable, "-m", "karmika.cli", *arguments]
        done = subprocess.run(command, env=clean, cwd=HOUSE, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "made on postgresql" in karmika("restore", str(folder))
    assert "Everything is as it was sealed" in karmika("journal", "verify", "--against", made.manifest.head)
    assert " 0 differ; tally: 0 differ" in karmika("rebuild", "--check")
    karmika("backup", str(tmp_path / "back"))
    done = restore(Asked(tmp_path / "back", replace=True), now())
    assert done.manifest.database == "sqlite"
    assert written() == before
    assert sorted(Person.objects.values_list("id", "name")) == names
    assert verifying.verify().faults == ()
    assert rebuild_and_compare().differing == 0


@pytest.mark.slow
def test_a_backup_of_older_tables_is_brought_up_to_date(fresh_database, folder, lose):
    lose()
    with guard.opened():
        MigrationExecutor(connection).migrate([("measures", "0001_initial"), ("chain", "0002_append_only")])
    made = back_up(folder, now())
    assert ("measures", "0002_duties") not in made.manifest.migrations
    lose()
    restore(Asked(folder), now())
    assert "measures_dutydone" in connection.introspection.table_names()
    with guard.opened():
        call_command("migrate", check_unapplied=True, verbosity=0)
