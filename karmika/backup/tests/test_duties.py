"""When the worker makes a backup, and that it lists whom it erased without waiting for one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from karmika.backup import duties, erasures, migrating, sets
from karmika.backup.archive import BackupError
from karmika.backup.tests.test_killed import environment
from karmika.kernel.dates import now

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
