"""Before tables are changed: one at a time, never by older code, and with a backup behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from karmika.backup.archive import BackupError
from karmika.backup.dumping import back_up
from karmika.backup.duties import folder
from karmika.kernel.dates import now
from karmika.kernel.lockfile import locked

Say = Callable[[str], None]


def plan() -> list[str]:
    """The migrations that are to come, in order. Raises BackupError when the database is newer than this code."""
    executor = MigrationExecutor(connection)
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations or ()))
    if unknown:
        raise BackupError(
            f"The database is newer than this Karmika: it has {'.'.join(unknown[0])}, which this code does not know. "
            "Install the newer version again; to go back, restore the backup that was made before."
        )
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in steps]


def prepare(say: Say, *, with_backup: bool) -> list[str]:
    """Say what is to come and back up what is there. Raises BackupError: then nothing was changed."""
    steps = plan()
    if not steps:
        return steps
    if not _holds_entries():
        return steps
    say(f"{len(steps)} migrations to apply: {', '.join(steps)}")
    where = folder()
    if not with_backup:
        say("No backup was made first.")
    elif where is None:
        say("No backup is made first: KARMIKA_BACKUP_DIR is not set. Interrupt now if you have none.")
    else:
        say(f"Backup before the migration: {_backed_up(where, now())}")
    return steps


def _backed_up(where: Path, at: datetime) -> str:
    try:
        return back_up(where, at).files.data.name
    except (BackupError, OSError, DatabaseError) as error:
        raise BackupError(
            f"The backup before the migration failed: {error} Nothing was migrated. "
            "Mend that, or say `karmika migrate --without-backup`."
        ) from error


def _holds_entries() -> bool:
    if "journal_entry" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM journal_entry LIMIT 1")
        return cursor.fetchone() is not None


@contextmanager
def alone() -> Iterator[None]:
    """Wait until nobody else migrates this database; whoever comes second finds nothing to do."""
    if connection.vendor == "sqlite":
        with locked(Path(f"{connection.settings_dict['NAME']}-migrate")):
            yield
        return
    wrapper = connections.create_connection("default")
    try:
        wrapper.ensure_connection()
        driver: Any = wrapper.connection
        driver.execute("SELECT pg_advisory_lock(hashtext('karmika migrate'))")
        yield
    finally:
        wrapper.close()
