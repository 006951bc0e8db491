"""`karmika doctor` on a house that is well, and on each thing that can be wrong with it."""

from datetime import timedelta

import pytest
from django.db import connection

from karmika import template_database
from karmika.backup import sets
from karmika.backup.dumping import back_up
from karmika.chain import sealing
from karmika.doctor import database, machine, running
from karmika.doctor.examination import examine
from karmika.kernel import guard
from karmika.kernel.dates import now
from karmika.measures.models import DutyDone


def levels(findings):
    """Name -> the worst that was found."""
    order = ("ok", "look", "broken")
    worst = {}
    for one in findings:
        worst[one.name] = max(worst.get(one.name, "ok"), one.level, key=order.index)
        assert one.said and (one.do or one.level == "ok"), one
    return worst


@pytest.fixture
def well(cast):
    """A worker at work, everything sealed."""
    DutyDone.note(DutyDone.WORKER, now())
    sealing.seal(now())


def tampered(*statements):
    """What somebody with the database's password does."""
    with guard.opened(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_house_that_is_well_is_well(well, nothing_written):
    with nothing_written():
        found = levels(examine())
    for name in (
        "python",
        "connection",
        "migrations",
        "triggers",
        "master key",
        "worker",
        "sealing",
        "chain",
        "clock",
    ):
        assert found[name] == "ok", name
    if connection.vendor == "sqlite":
        assert found["durability"] == "ok"


def test_every_trigger_of_the_migrations_is_known_and_found(cast):
    wanted = database.wanted_triggers()
    assert "journal_key_ends_for_good" in wanted and "chain_link_follows" in wanted
    assert wanted.keys() == database._found_triggers().keys()


def test_a_trigger_that_is_gone_or_was_changed_is_named(well):
    on = "" if connection.vendor == "sqlite" else " ON chain_link"
    tampered(f"DROP TRIGGER chain_link_follows{on}")
    (found,) = database.triggers()
    assert found.level == "broken" and "missing: chain_link_follows" in found.said
    if connection.vendor == "sqlite":
        tampered("CREATE TRIGGER chain_link_follows BEFORE INSERT ON chain_link WHEN 0 BEGIN SELECT 1; END")
        (found,) = database.triggers()
        assert "not as it was made: chain_link_follows" in found.said
    else:
        tampered("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_change")
        assert any("switched off: journal_entry_no_change" in one.said for one in database.triggers())


@pytest.mark.skipif(
    template_database.engine() == "sqlite", reason="SQLite has one gate and no table of locks"
)
def test_a_table_of_locks_that_is_too_small_for_two_large_batches_is_told(cast, monkeypatch):
    real = database._setting
    assert levels(database.locks())["locks"] == "ok", "as PostgreSQL is installed"
    small = {"max_connections": "60"}
    monkeypatch.setattr(database, "_setting", lambda name: small.get(name) or real(name))
    (found,) = database.locks()
    assert found.level == "look" and "room for 3840" in found.said and "need 4000" in found.said
    assert "to 67 or more" in found.do and 67 * 60 >= 4000 > 66 * 60
    small["max_locks_per_transaction"] = "67"
    assert levels(database.locks())["locks"] == "ok"


def test_a_silent_worker_a_waiting_chain_and_another_clock_are_told(well, cast, monkeypatch):
    later = now() + timedelta(hours=2)
    monkeypatch.setattr(running, "now", lambda: later)
    assert levels(running.worker())["worker"] == "broken"
    DutyDone.objects.all().delete()
    assert levels(running.worker())["worker"] == "broken"
    monkeypatch.setattr(machine, "now", lambda: now() - timedelta(days=1))
    assert levels(machine.clock())["clock"] == "broken"


def test_a_changed_entry_among_the_newest_is_named(well):
    name = (
        "journal_entry_no_update"
        if connection.vendor == "sqlite"
        else "journal_entry_no_change ON journal_entry"
    )
    tampered(f"DROP TRIGGER {name}", "UPDATE journal_entry SET role = 'operator2' WHERE seq = 3")
    found = {one.name: one for one in running.chain()}
    assert found["chain"].level == "broken" and "Entry 3 was changed" in found["chain"].said


def test_another_master_key_is_told(well, settings):
    settings.KARMIKA_MASTER_KEY = "YW5vdGhlciBrZXksIGFuZCBub3QgdGhpcyBvbmUgISE="
    (found,) = database.master_key()
    assert found.level == "broken"


def test_files_that_others_can_read_are_named(well, settings, tmp_path):
    settings.KARMIKA_DATA = tmp_path
    tmp_path.chmod(0o700)
    key = tmp_path / "master.key"
    key.write_text("x")
    key.chmod(0o644)
    assert levels(machine.key_files())["files"] == "broken"
    key.chmod(0o600)
    assert levels(machine.key_files())["files"] == "ok"


def test_a_full_disk_is_told(well, monkeypatch):
    usage = type("Usage", (), {"free": 10 * 1024**2})
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: usage)
    assert levels(machine.disk())["disk"] == "broken"


def test_backups_that_are_missing_late_or_damaged_are_told(fresh_database, cast, settings, tmp_path):
    settings.KARMIKA_BACKUP_DIR = ""
    assert levels(running.backups())["backups"] == "look"
    settings.KARMIKA_BACKUP_DIR = str(tmp_path / "b")
    assert levels(running.backups())["backups"] == "broken"
    made = back_up(tmp_path / "b", now())
    assert levels(running.backups()) == {"backups": "ok", "erasure list": "ok"}
    whole = made.files.data.read_bytes()
    made.files.data.write_bytes(whole[:-100])
    assert levels(running.backups())["backups"] == "broken"
    made.files.data.write_bytes(whole)
    ahead = sets.set_at(tmp_path / "b", now() + timedelta(days=900)).data
    ahead.touch()
    assert levels(running.backups()) == {"dates of backups": "look", "backups": "ok", "erasure list": "ok"}
    ahead.unlink()
    listed = tmp_path / "b" / "karmika-erasures.json"
    content = listed.read_bytes()
    listed.write_bytes(content.replace(b'"last_seq":', b'"last_seq":1'))
    assert levels(running.backups()) == {"backups": "ok", "erasure list": "broken"}
    listed.unlink()
    assert levels(running.backups())["erasure list"] == "broken"


def test_tables_that_lag_or_are_ahead_are_told(well):
    tampered(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('registry', '0099_later', '2026-01-01')"
    )
    (found,) = database.migrations()
    assert found.level == "broken" and "newer than this code (registry.0099_later)" in found.said
    tampered("DELETE FROM django_migrations WHERE app = 'measures' AND name = '0004_daily'")
    tampered("DELETE FROM django_migrations WHERE name = '0099_later'")
    (found,) = database.migrations()
    assert found.level == "broken" and "not applied" in found.said
