"""When the worker makes a backup, and that it lists whom it erased without waiting for one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from karmika import worker
from karmika.backup import duties, erasures, migrating, sets
from karmika.backup.archive import BackupError
from karmika.backup.dumping import back_up
from karmika.backup.tests.test_killed import environment
from karmika.kernel.dates import now
from karmika.measures.models import DutyDone

NOON = datetime(2026, 11, 27, 6, 30, tzinfo=UTC)
NIGHT = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
"""Noon, and two at night, in India."""


def test_a_backup_is_due_each_day_and_rather_at_night():
    assert duties.is_due(NOON, None)
    assert not duties.is_due(NOON, NOON - timedelta(hours=20))
    assert duties.is_due(NOON, NOON - timedelta(hours=23))
    assert duties.is_due(NIGHT, NIGHT - timedelta(hours=18))
    assert not duties.is_due(NIGHT, NIGHT - timedelta(hours=2))
    assert duties.is_due(NOON, NOON + timedelta(days=300)), "a clock that was set back"


def test_a_set_from_a_clock_that_was_ahead_makes_no_backup_due(tmp_path, settings, monkeypatch):
    settings.KARMIKA_BACKUP_DIR = str(tmp_path)
    monkeypatch.setattr(duties, "_running", None)
    monkeypatch.setattr(duties.subprocess, "Popen", lambda command: pytest.fail("a backup was begun"))
    for moment in (NOON - timedelta(hours=2), NOON + timedelta(days=1500)):
        sets.set_at(tmp_path, moment).data.touch()
    assert len(sets.sets_in(tmp_path)) == 2
    duties.back_up_daily(NOON)


def test_the_worker_makes_a_backup_in_a_process_of_its_own(
    home, folder, settings, monkeypatch, fresh_database
):
    settings.KARMIKA_BACKUP_DIR = ""
    duties.back_up_daily(now())
    assert duties._running is None
    settings.KARMIKA_BACKUP_DIR = str(folder)
    for name, value in (environment(fresh_database) | {"KARMIKA_BACKUP_DIR": str(folder)}).items():
        monkeypatch.setenv(name, value)
    duties.back_up_daily(now())
    started = duties._running
    duties.back_up_daily(now())
    assert duties._running is started, "one at a time"
    assert started.wait(timeout=300) == 0
    assert len(sets.sets_in(folder)) == 1
    duties.back_up_daily(now())
    assert duties._running is started, "not due again"


def test_a_clock_that_leapt_ahead_destroys_no_second_file(home, folder, settings, monkeypatch):
    settings.KARMIKA_BACKUP_DIR = str(folder)
    DutyDone.note(DutyDone.WORKER, now())
    made, ahead = back_up(folder, now()).files, now() + timedelta(days=400)
    later = back_up(folder, ahead).files
    assert made.keys.exists(), "by the backup itself"
    (prune,) = [duty for duty in duties.DUTIES if duty.name == "backup.prune"]
    monkeypatch.setattr(worker, "now", lambda: ahead)
    assert worker.do_if_due(prune) == 0 and made.keys.exists(), "by the worker"
    monkeypatch.undo()
    assert sets.set_of(folder, now()).data == made.data, "what is dated ahead is not the newest"
    newer = back_up(folder, now(), keep=2).files
    assert made.data.exists() and newer.keys.exists() and not later.data.exists() and not later.keys.exists()


def test_the_worker_removes_second_files_after_thirty_days_where_no_backup_is_made(folder, settings, cast):
    settings.KARMIKA_BACKUP_DIR = str(folder)
    folder.mkdir()
    old, young = (sets.set_at(folder, now() - timedelta(days=days)) for days in (31, 29))
    for one in (old, young):
        one.data.touch()
        one.keys.touch()
    duties.prune_keys(now())
    assert [path.exists() for path in (old.data, old.keys, young.keys)] == [True, False, True]


def test_whoever_is_erased_is_listed_without_waiting_for_a_backup(home, made, folder, settings):
    settings.KARMIKA_BACKUP_DIR = str(folder)
    home.erase()
    duties.list_erased(now())
    assert home.person.id.hex in erasures.read(folder / erasures.NAME).owners


def test_a_database_that_is_newer_than_the_code_is_not_migrated(home, nothing_written):
    assert migrating.plan() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('registry', '0099_later', '2026-01-01')"
        )
    with (
        nothing_written(),
        pytest.raises(BackupError, match=r"newer than this Karmika: it has registry\.0099_later"),
    ):
        migrating.prepare(lambda _: None, with_backup=True)
