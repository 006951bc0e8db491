"""Nothing but an act writes a journalled table, and nothing at all changes an entry."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from karmika.journal.models import Subject
from karmika.journal.perform import perform
from karmika.journal.tests.acts import OpenRegister, Teller
from karmika.kernel import guard, statement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_subject SET entry_seq = 1",
        'DELETE FROM "journal_subject"',
        "insert into journal_subject (id) values (1)",
        "INSERT OR REPLACE INTO journal_subject (id) VALUES (1)",
        "WITH x AS (SELECT 1) DELETE FROM journal_subject",
        "TRUNCATE journal_subject",
        "DROP TABLE journal_entry",
        "/* tidy */ UPDATE journal_subject SET entry_seq = 1",
        "-- tidy\nUPDATE journal_subject SET entry_seq = 1",
        "UPDATE/**/journal_subject SET entry_seq = 1",
        "UPDATE -- tidy\n journal_subject SET entry_seq = 1",
        "UPDATE [journal_subject] SET entry_seq = 1",
        "UPDATE'journal_subject' SET entry_seq = 1",
        'UPDATE "main" . "journal_subject" SET entry_seq = 1',
        "; UPDATE journal_subject SET entry_seq = 1",
        "SELECT 1; UPDATE journal_subject SET entry_seq = 1",
        "DELETE FROM django_session WHERE session_key = '/*'; DELETE FROM journal_subject; SELECT '*/'",
        "EXPLAIN ANALYZE DELETE FROM journal_subject",
        "CREATE TEMP TRIGGER t AFTER UPDATE ON django_session BEGIN SELECT 1; END",
        "DROP TRIGGER journal_entry_no_update",
        "PRAGMA writable_schema = 1",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    ],
)
def test_sql_that_writes_a_journalled_table_is_stopped(sql: str) -> None:
    with pytest.raises(guard.GuardError), connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_way_of_the_orm_is_stopped() -> None:
    register = uuid4()
    perform(OpenRegister(register=register, value=1), Teller())
    row = Subject.objects.get(id=register)
    for write in (
        row.save,
        row.delete,
        lambda: Subject.objects.create(id=uuid4(), subject=register, entry_seq=1),
        lambda: Subject.objects.bulk_create([Subject(id=uuid4(), subject=register, entry_seq=1)]),
        lambda: Subject.objects.filter(id=register).update(entry_seq=2),
        lambda: Subject.objects.filter(id=register).delete(),
    ):
        with pytest.raises(guard.GuardError):
            write()


def test_reading_and_locking_pass() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_subject")
        assert cursor.fetchone()
        cursor.execute("WITH updated AS (SELECT 1 AS update_d) SELECT update_d FROM updated")
        cursor.execute("DELETE FROM django_session WHERE session_key = %s", ["/* UPDATE journal_subject */"])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET role = 'auditor'",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_key",
    ],
)
def test_the_database_itself_refuses_to_change_entries(sql: str) -> None:
    perform(OpenRegister(register=uuid4(), value=1, keeper="Lakshmi"), Teller())
    with pytest.raises(DatabaseError), guard.opened(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_replacing_an_entry_is_refused_by_sqlite_too() -> None:
    if connection.vendor != "sqlite":
        sql = "TRUNCATE journal_entry"
    else:
        sql = "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry"
    perform(OpenRegister(register=uuid4(), value=1), Teller())
    with pytest.raises(DatabaseError), guard.opened(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_live_connection_has_the_settings_that_keep_the_promise() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
            for name, value in wanted.items():
                cursor.execute(f"PRAGMA {name}")
                assert cursor.fetchone()[0] == value, name
            assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        else:
            for name, value in {"synchronous_commit": "on", "TimeZone": "UTC"}.items():
                cursor.execute(f"SHOW {name}")
                assert cursor.fetchone()[0] == value, name


def test_the_short_way_to_the_driver_asks_the_guard_too() -> None:
    for sql in ("DELETE FROM journal_subject", " UPDATE journal_subject SET entry_seq = 1"):
        with pytest.raises(guard.GuardError):
            statement.execute(connection, sql, [])
        with pytest.raises(guard.GuardError):
            statement.execute_many(connection, sql, [])
