"""Rows of a backup into empty tables, which the migrations of its day have made; then the migrations since.

What belongs to somebody on the erasure list is never written: her name does not come back even for a moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from karmika.backup.archive import Archive, BackupError, Manifest, Row, TableInfo
from karmika.backup.personal import PERSONAL, WHOLE
from karmika.backup.snapshot import quoted
from karmika.kernel import guard


def demand_known(manifest: Manifest) -> None:
    """This code knows every migration of the backup. Raises BackupError when the backup is of a newer Karmika."""
    known = set(MigrationLoader(None).disk_migrations or ())
    new = sorted(set(manifest.migrations) - known)
    if new:
        raise BackupError(
            f"The backup was made by a newer Karmika ({manifest.version}): its tables have "
            f"{'.'.join(new[0])}, which this one does not know. Install that version, then restore."
        )


def load(data: Archive, keys: Archive | None, gone: Collection[str]) -> int:
    """Fill the default database, which is empty; how many rows. `gone`: owners, as 32 letters, who are not brought back."""
    with guard.opened():
        _make_tables(data.manifest)
        rows = _fill(data, keys, frozenset(gone))
        call_command("migrate", verbosity=0, interactive=False)
    _set_sequences()
    return rows


def _make_tables(manifest: Manifest) -> None:
    """The tables as they were on the day of the backup. The executor sends no signals, so they stay empty."""
    executor = MigrationExecutor(connection)
    applied = set(manifest.migrations)
    nodes = executor.loader.graph.node_map
    followed = {parent.key for key in applied for parent in nodes[key].parents if parent.key[0] == key[0]}
    executor.migrate(sorted(applied - followed))


def _fill(data: Archive, keys: Archive | None, gone: frozenset[str]) -> int:
    second = {info.name: info for info in keys.manifest.tables} if keys is not None else {}
    count = 0
    connection.ensure_connection()
    driver: Any = connection.connection
    sqlite = connection.vendor == "sqlite"
    if sqlite:  # nobody else sees this file, and it is thrown away when we are cut off
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=OFF"):
            driver.execute(f"PRAGMA {pragma}")
        driver.execute("BEGIN")
    else:
        driver.autocommit = False
    try:
        for info in data.manifest.tables:
            # a migration may have put rows in: keys of a new house, which this is not
            driver.execute(f"DELETE FROM {quoted(info.name)}")
            if not info.columns and info.name not in second:
                continue  # personal in every row, and the second file is gone
            columns, rows = _merged(info, data, keys, second.get(info.name))
            kept = _without(info.name, columns, rows, gone)
            write = _insert if sqlite else _copy
            count += write(driver, info.name, columns, kept)
        driver.execute("COMMIT") if sqlite else driver.commit()
    except (sqlite3.Error, psycopg.Error) as error:
        raise BackupError(f"The backup does not fit its tables: {str(error).splitlines()[0]}.") from error
    finally:
        connection.close()
    if sqlite:
        _demand_references()
    return count


def _merged(
    info: TableInfo, data: Archive, keys: Archive | None, second: TableInfo | None
) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Columns and rows of a table out of both files."""
    if keys is None or second is None:
        return info.columns, data.rows(info.name)
    columns = (*info.columns, *second.columns[1:])
    personal = keys.rows(info.name)
    if info.name in WHOLE:
        return columns, (row[1:] for row in personal)
    return columns, _joined(data.rows(info.name), personal, [None] * (len(second.columns) - 1))


def _joined(rows: Iterator[Row], personal: Iterator[Row], nothing: Row) -> Iterator[Row]:
    """Each row with what the second file has under its number."""
    mine = next(personal, None)
    for number, row in enumerate(rows):
        if mine is not None and mine[0] == number:
            yield row + mine[1:]
            mine = next(personal, None)
        else:
            yield row + nothing


def _without(table: str, columns: Sequence[str], rows: Iterator[Row], gone: frozenset[str]) -> Iterator[Row]:
    """The rows without what belongs to somebody who is gone."""
    if table in WHOLE and WHOLE[table] in columns:
        owner = columns.index(WHOLE[table])
        return (row for row in rows if row[owner] not in gone)
    if table not in PERSONAL or not gone:
        return rows
    owner = columns.index(PERSONAL[table].owner)
    empty = [columns.index(name) for name in PERSONAL[table].columns if name in columns]
    return (_emptied(row, empty) if row[owner] in gone else row for row in rows)


def _emptied(row: Row, places: Sequence[int]) -> Row:
    for place in places:
        row[place] = None
    return row


def _insert(driver: Any, table: str, columns: Sequence[str], rows: Iterator[Row]) -> int:
    marks = ", ".join("?" * len(columns))
    names = ", ".join(map(quoted, columns))
    cursor = driver.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", rows)
    return max(int(cursor.rowcount), 0)


def _copy(driver: Any, table: str, columns: Sequence[str], rows: Iterator[Row]) -> int:
    names = ", ".join(map(quoted, columns))
    count = 0
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN".encode()) as copy,
    ):
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _demand_references() -> None:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise BackupError(f"The backup refers to rows that it does not hold: {error}.") from error


def _set_sequences() -> None:
    """Numbers that PostgreSQL gives out go on behind what was loaded."""
    if connection.vendor == "sqlite":
        return
    statements = connection.ops.sequence_reset_sql(
        no_style(), list(apps.get_models(include_auto_created=True))
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(
            "SELECT setval('journal_entry_numbers', max(seq)) FROM journal_entry HAVING max(seq) IS NOT NULL"
        )
