"""A place beside the living database where a restored one is built, and the one moment in which they change places.

SQLite: a second file, then a rename. PostgreSQL: a second schema, then two renames in one transaction. Whoever kills
it before that moment leaves the living database as it was; the old one is kept under another name.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import connections

from karmika.backup.archive import BackupError
from karmika.backup.snapshot import quoted
from karmika.kernel import durable
from karmika.kernel.lockfile import locked

SCHEMA = "karmika_restoring"
STOP_FIRST = "The house is being served or worked on. Stop it first (systemctl stop karmika), then restore."


class Stage(Protocol):
    """Where the restored database is built."""

    def place(self) -> None:
        """Make it, empty, and point the default connection to it."""

    def swap(self, at: datetime) -> str:
        """Put it in the place of the living one; where the old one is kept (empty: there was none)."""

    def discard(self) -> None:
        """Throw it away and point the default connection back."""


@contextmanager
def stage() -> Iterator[Stage]:
    """The stage of the default database, for one restore at a time. Raises BackupError when somebody uses the house."""
    with _sqlite() if connections["default"].vendor == "sqlite" else _postgresql() as found:
        try:
            yield found
        finally:
            found.discard()


def kept_files(database: Path) -> list[Path]:
    """Old databases that restores have put aside."""
    return sorted(database.parent.glob(f"{database.name}.before-*"))


@contextmanager
def _sqlite() -> Iterator[Stage]:
    path = Path(str(connections["default"].settings_dict["NAME"]))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = path.with_name(f"{path.name}-restore")
    with locked(lock, BackupError("Another restore into this house is at work.")):
        demand_quiet(path)
        yield _File(path)
    lock.unlink(missing_ok=True)


def demand_quiet(path: Path) -> None:
    """Nobody has the file open: only then can it leave the mode of a write-ahead log, which folds the log into it.

    Raises BackupError when somebody has. A file that is no database at all is nobody's.
    """
    if not path.exists():
        return
    try:
        driver = sqlite3.connect(path, timeout=1, isolation_level=None)
        try:
            if driver.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
                raise BackupError(STOP_FIRST)
        finally:
            driver.close()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise BackupError(STOP_FIRST) from error
    except sqlite3.DatabaseError:
        return


class _File:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.new = path.with_name(f"{path.name}.restoring")

    def place(self) -> None:
        self._remove()
        os.close(os.open(self.new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = str(self.new)

    def swap(self, at: datetime) -> str:
        connections["default"].close()
        demand_quiet(self.new)
        with self.new.open("rb+") as file:
            durable.sync_file(file)
        # whoever came meanwhile is found here; who comes later opens one whole file or the other
        demand_quiet(self.path)
        kept = ""
        if self.path.exists():
            old = self.path.with_name(f"{self.path.name}.before-{at:%Y%m%dT%H%M%S.%f}")
            os.link(self.path, old)
            kept = str(old)
            for end in ("-wal", "-shm"):  # only beside a file that does not open any more
                log = Path(f"{self.path}{end}")
                if log.exists():
                    log.rename(f"{old}{end}")
        durable.publish(self.new, self.path)
        return kept

    def discard(self) -> None:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = str(self.path)
        self._remove()

    def _remove(self) -> None:
        for end in ("", "-wal", "-shm", "-gate", "-journal"):
            Path(f"{self.new}{end}").unlink(missing_ok=True)


@contextmanager
def _postgresql() -> Iterator[Stage]:
    import psycopg

    wrapper = connections.create_connection("default")
    try:
        wrapper.ensure_connection()
        driver: Any = wrapper.connection
        taken = driver.execute("SELECT pg_try_advisory_lock(hashtext('karmika restore'))").fetchone()[0]
        if not taken:
            raise BackupError("Another restore into this house is at work.")
        found = _Schema(driver)
        found.demand_quiet()
        yield found
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            f"PostgreSQL refuses: {str(error).splitlines()[0]}. The user must own the database and its schema."
        ) from error
    finally:
        wrapper.close()


class _Schema:
    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self.settings = connections["default"].settings_dict
        self.options = self.settings["OPTIONS"].get("options", "")
        self.living = str(driver.execute("SELECT current_schema()").fetchone()[0] or "public")

    def demand_quiet(self) -> None:
        """Nobody but us is connected. What we closed ourselves may take a moment to go."""
        connections["default"].close()
        for _ in range(20):
            others = self.driver.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            ).fetchone()[0]
            if not others:
                return
            time.sleep(0.1)
        raise BackupError(STOP_FIRST)

    def place(self) -> None:
        self._remove()
        self.driver.execute(f"CREATE SCHEMA {SCHEMA}")
        connections["default"].close()
        self.settings["OPTIONS"]["options"] = f"{self.options} -c search_path={SCHEMA}"

    def swap(self, at: datetime) -> str:
        connections["default"].close()
        self.demand_quiet()
        old = f"before_{at:%Y%m%dt%H%M%S_%f}"
        with self.driver.transaction():
            there = self.driver.execute(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = %s", [self.living]
            ).fetchone()[0]
            self.driver.execute(f"ALTER SCHEMA {quoted(self.living)} RENAME TO {old}")
            self.driver.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO {quoted(self.living)}")
            if not there:
                self.driver.execute(f"DROP SCHEMA {old} CASCADE")
        return f"schema {old}" if there else ""

    def discard(self) -> None:
        connections["default"].close()
        self.settings["OPTIONS"]["options"] = self.options
        self._remove()

    def _remove(self) -> None:
        self.driver.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
