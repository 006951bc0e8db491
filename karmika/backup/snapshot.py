"""The database as it is at one moment, read while everybody goes on writing: raw rows, past every conversion.

SQLite: one read transaction on the write-ahead log. PostgreSQL: one REPEATABLE READ transaction, rows as SQLite
would store them. Nothing is copied first, so nothing readable is left behind when it is killed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, Protocol
from uuid import UUID

from django.db import connections

from karmika.backup.archive import BackupError, Row

NOT_KEPT = ("django_migrations",)
"""The manifest says it."""
EMPTIED = ("django_session", "access_signin")
"""Nobody is signed in after a restore."""
IN_ORDER = {"journal_entry": "seq", "chain_link": "number"}
"""Tables whose triggers want their rows in order."""


class Snapshot(Protocol):
    """One frozen view of the database."""

    kind: str

    def ask(self, sql: str) -> list[Row]:
        """All rows of a question."""

    def tables(self) -> dict[str, tuple[str, ...]]:
        """Table -> its columns, the journal's entries first: others refer to them."""

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """Every row of a table."""


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """A frozen view of the default database. Raises BackupError when there is none to look at."""
    settings = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        with _sqlite(str(settings["NAME"])) as found:
            yield found
        return
    with _postgresql() as found:
        yield found


def quoted(name: str) -> str:
    """A name of a table or column, for both databases."""
    return '"' + name.replace('"', '""') + '"'


def _select(table: str, columns: Sequence[str]) -> str:
    order = f" ORDER BY {quoted(IN_ORDER[table])}" if table in IN_ORDER else ""
    return f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(table)}{order}"


def _sorted(found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    wanted = [name for name in found if name not in NOT_KEPT]
    return {name: found[name] for name in sorted(wanted, key=lambda one: (one != "journal_entry", one))}


class _SQLite:
    kind = "sqlite"

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.driver = driver

    def ask(self, sql: str) -> list[Row]:
        return [list(row) for row in self.driver.execute(sql)]

    def tables(self) -> dict[str, tuple[str, ...]]:
        names = self.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return _sorted(
            {
                name: tuple(row[1] for row in self.ask(f"PRAGMA table_info({quoted(name)})"))
                for (name,) in names
            }
        )

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        for row in self.driver.execute(_select(table, columns)):
            yield list(row)


@contextmanager
def _sqlite(name: str) -> Iterator[_SQLite]:
    try:
        # no converters: what is stored is what is kept
        driver = sqlite3.connect(f"file:{name}?mode=rw", uri=True, timeout=30, isolation_level=None)
    except sqlite3.Error as error:
        raise BackupError(f"The database {name} does not open: {error}.") from error
    driver.text_factory = _text
    try:
        driver.execute("PRAGMA query_only=ON")
        driver.execute("BEGIN")
        yield _SQLite(driver)
    except sqlite3.Error as error:
        raise BackupError(
            f"The database cannot be read to its end: {error}. `karmika doctor` says more."
        ) from error
    finally:
        driver.close()


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


class _PostgreSQL:
    kind = "postgresql"

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def ask(self, sql: str) -> list[Row]:
        return [[_plain(one) for one in row] for row in self.driver.execute(sql.encode()).fetchall()]

    def tables(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for table, column in self.ask(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t "
            "USING (table_schema, table_name) WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE' "
            "ORDER BY c.table_name, c.ordinal_position"
        ):
            found.setdefault(table, []).append(column)
        return _sorted({table: tuple(columns) for table, columns in found.items()})

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        with self.driver.cursor(name=f"backup_{table}") as cursor:
            cursor.itersize = 50 if table == "journal_entry" else 2000
            for row in cursor.execute(_select(table, columns).encode()):
                yield [value if type(value) in _AS_IT_IS else _plain(value) for value in row]


@contextmanager
def _postgresql() -> Iterator[_PostgreSQL]:
    import psycopg
    from psycopg.types.string import TextLoader

    wrapper = connections.create_connection("default")
    try:
        wrapper.ensure_connection()
        driver: Any = wrapper.connection
        driver.autocommit = False
        driver.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        driver.read_only = True
        for kind in ("json", "jsonb"):
            driver.adapters.register_loader(kind, TextLoader)
        yield _PostgreSQL(driver)
    except psycopg.Error as error:
        raise BackupError(f"The database cannot be read: {str(error).splitlines()[0]}.") from error
    finally:
        wrapper.close()


_AS_IT_IS = frozenset({int, str, bytes, type(None)})


def _plain(value: Any) -> Any:
    """As SQLite would store it."""
    match value:
        case bool():
            return int(value)
        case UUID():
            return value.hex
        case datetime():
            return str(value.astimezone(UTC).replace(tzinfo=None))
        case date():
            return value.isoformat()
        case time():
            return str(value)
        case memoryview():
            return bytes(value)
        case int() | str() | bytes() | None:
            return value
    raise BackupError(f"A value of kind {type(value).__name__} cannot be kept in a backup.")
