"""Checks on the database: settings that keep what was acknowledged, tables, triggers, the master key."""

import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from karmika.access.house_keys import demand_fitting
from karmika.doctor.finding import Finding, broken, look, ok
from karmika.journal.keys import read_keys
from karmika.journal.models import Key
from karmika.kernel.gate import MANY
from karmika.kernel.master import MasterKeyError

SQLITE: Mapping[str, tuple[str, ...]] = {
    "journal_mode": ("wal",),
    "synchronous": ("2", "3"),
    "foreign_keys": ("1",),
    "recursive_triggers": ("1",),
    "secure_delete": ("1",),
}
SQLITE_LEAST, POSTGRESQL_LEAST = (3, 37, 0), 140000
POSTGRESQL: Mapping[str, tuple[str, ...]] = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
    "server_encoding": ("UTF8",),
    "TimeZone": ("UTC",),
}
LOCKS = ("max_locks_per_transaction", "max_connections", "max_prepared_transactions")
"""The first times the sum of the others is the room (PostgreSQL's manual, "Lock Management")."""
_CREATED = re.compile(r"\b(CREATE|DROP) TRIGGER (?:IF EXISTS )?(\w+)")


def durable() -> Iterator[Finding]:
    """What the database promises about a commit."""
    wanted = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    found = {name: _setting(name) for name in wanted}
    for name, good in wanted.items():
        if found[name] not in good:
            yield broken(
                "durability",
                f"{name} is {found[name]}",
                f"Set it to {good[0]}: a power cut would lose entries.",
            )
    if all(found[name] in good for name, good in wanted.items()):
        yield ok("durability", ", ".join(f"{name} {value}" for name, value in found.items()))
    yield from _version()


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if connection.vendor == "sqlite" else f"SHOW {name}")
        return str(cursor.fetchone()[0])


def _version() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        if sqlite3.sqlite_version_info < SQLITE_LEAST:
            yield broken(
                "database", f"SQLite {sqlite3.sqlite_version}", "Karmika needs SQLite 3.37 or later."
            )
        else:
            yield ok("database", f"SQLite {sqlite3.sqlite_version}")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'), datcollate, "
            "current_setting('data_checksums'), current_setting('is_superuser') "
            "FROM pg_database WHERE datname = current_database()"
        )
        number, name, collation, checksums, superuser = cursor.fetchone()
    if number < POSTGRESQL_LEAST:
        yield broken("database", f"PostgreSQL {name}", "Karmika needs PostgreSQL 14 or later.")
    else:
        yield ok("database", f"PostgreSQL {name}, collation {collation}")
    if checksums != "on":
        yield look(
            "checksums", "pages have no checksums", "initdb --data-checksums, or pg_checksums --enable."
        )
    if superuser == "on":
        yield look(
            "user",
            "Karmika is connected as a superuser",
            "Give it a user that owns its database and no more.",
        )


def locks() -> Iterator[Finding]:
    """PostgreSQL's one table of locks has room for two of the largest batches that lock each of their ids."""
    if connection.vendor == "sqlite":
        return
    each, *sessions = (int(_setting(name)) for name in LOCKS)
    room, needed = each * sum(sessions), 2 * MANY
    if room < needed:
        least = -(-needed // sum(sessions))
        yield look(
            "locks",
            f"room for {room}, and two large batches at once need {needed}",
            f"Set max_locks_per_transaction to {least} or more, and restart PostgreSQL: else it refuses a large batch.",
        )
    else:
        yield ok("locks", f"room for {room}")


def migrations() -> Iterator[Finding]:
    """Tables are those of this code."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations or ()))
    if unknown:
        yield broken(
            "migrations",
            f"the database is newer than this code ({'.'.join(unknown[0])})",
            "Install the newer Karmika.",
        )
    elif plan:
        yield broken("migrations", f"{len(plan)} are not applied", "Run `karmika migrate`.")
    else:
        yield ok("migrations", f"{len(executor.loader.applied_migrations)} applied")


def triggers() -> Iterator[Finding]:
    """The database's own guard stands as the migrations made it, and nothing else has been put in."""
    wanted, found = wanted_triggers(), _found_triggers()
    missing, off = sorted(wanted.keys() - found.keys()), sorted(name for name, on in found.items() if not on)
    changed = sorted(
        name
        for name in wanted.keys() & found.keys()
        if wanted[name] and _plain(found[name]) != _plain(wanted[name])
    )
    stray = sorted(found.keys() - wanted.keys())
    for names, said in ((missing, "missing"), (off, "switched off"), (changed, "not as it was made")):
        if names:
            yield broken(
                "triggers",
                f"{said}: {', '.join(names)}",
                "Somebody was here: keep the database, verify it, restore.",
            )
    if stray:
        yield look("triggers", f"not ours: {', '.join(stray)}", "Find out who made them.")
    if not (missing or off or changed or stray):
        yield ok("triggers", f"{len(wanted)} in place")


def wanted_triggers() -> dict[str, str]:
    """Name -> text of every trigger that the migrations leave behind; PostgreSQL keeps no text to compare with."""
    loader, found = MigrationLoader(None), dict[str, str]()
    sqlite = connection.vendor == "sqlite"
    for node in loader.graph.leaf_nodes():
        for app, name in loader.graph.forwards_plan(node):
            migration = loader.disk_migrations[app, name]
            said = getattr(sys.modules[migration.__module__], "SQLITE" if sqlite else "POSTGRESQL", ())
            for text in _statements(said):
                match = _CREATED.match(text)
                assert match is not None
                if match[1] == "CREATE":
                    found[match[2]] = text if sqlite else ""
                else:
                    found.pop(match[2], None)
    return found


def _statements(said: Any) -> Iterator[str]:
    """Each statement about a trigger in what a migration says: one text, or several."""
    whole = said if isinstance(said, str) else "\n".join(f"{one.rstrip().rstrip(';')};" for one in said)
    starts = [match.start() for match in _CREATED.finditer(whole)]
    for start, end in zip(starts, [*starts[1:], len(whole)], strict=False):
        yield whole[start:end]


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip("; ")


def _found_triggers() -> dict[str, str]:
    """Name -> text (PostgreSQL: "on"), empty when it is switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {name: str(sql) for name, sql in cursor.fetchall()}
        cursor.execute(
            "SELECT t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT t.tgisinternal"
        )
        return {
            name: "on" if enabled in ("O", "A", b"O", b"A") else "" for name, enabled in cursor.fetchall()
        }


def master_key() -> Iterator[Finding]:
    """The master key at hand opens this database."""
    try:
        demand_fitting()
        some = Key.objects.filter(wrapped__isnull=False).order_by("owner").values_list("owner", flat=True)[:5]
        opened = read_keys(some)
    except MasterKeyError as error:
        yield broken("master key", str(error), "Put back the master.key that this database was made with.")
        return
    yield ok("master key", f"opens the house's keys and {len(opened)} of people's")
