"""Making a backup: every table of one moment, split into what says who somebody is and everything else."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import connection

from karmika.backup import erasures, sets
from karmika.backup.archive import Archive, BackupError, Manifest, TableWriter, Writing
from karmika.backup.personal import PERSONAL, WHOLE, opening, sealing
from karmika.backup.snapshot import EMPTIED, Snapshot, snapshot
from karmika.kernel.master import MasterKeyError, paper_keys
from karmika.measures.models import DutyDone

NUMBER = "number"
"""First column of every table of the second file: which row of the first it belongs to, counted from 0."""


class Made(NamedTuple):
    """What was made, and what went because it was too old."""

    files: sets.Set
    manifest: Manifest
    rows: int
    erased: int
    pruned: tuple[Path, ...]


def back_up(folder: Path, at: datetime, *, keep: int = sets.SETS) -> Made:
    """Make a set in a directory, read it back, remove what is too old, extend the erasure list. Raises BackupError."""
    with sets.alone(folder):
        files = sets.set_at(folder, at)
        try:
            manifest = _write(files, at)
        finally:  # 30 days are 30 days, also where no backup succeeds any more
            pruned = sets.prune(folder, at, keep=keep, steady=_is_steady(at))
        erased = erasures.extend(folder, at)
    return Made(files, manifest, sum(one.rows for one in manifest.tables), erased, tuple(pruned))


def _is_steady(at: datetime) -> bool:
    """What the worker saw of the clock. A database about to be migrated may be older than that table: nothing was seen."""
    if DutyDone._meta.db_table not in connection.introspection.table_names():
        return True
    return DutyDone.is_steady(at)


def _write(files: sets.Set, at: datetime) -> Manifest:
    name = uuid4().hex
    key, secret = next(
        iter(paper_keys().items())
    )  # one for the whole set: the newest may be another at its end
    with ExitStack() as undo, snapshot() as view:
        data = Writing(files.data)
        undo.callback(data.discard)
        keys = Writing(files.keys, change=sealing(name, secret))
        undo.callback(keys.discard)
        for table, columns in view.tables().items():
            _split(view, table, columns, (data, keys))
        said = _manifest(view, name, at) | {"key": key}
        try:
            data_said = data.close(Manifest(kind="data", **said))
            keys.close(Manifest(kind="keys", **said))
        except MasterKeyError as error:
            raise BackupError(
                "The master key was replaced while the backup was made. Make it again."
            ) from error
        for part, change in ((data, None), (keys, opening(name, secret))):
            _read_back(part.temporary, change)
        # the first file is what makes it a set, so it comes last
        keys.publish()
        data.publish()
        undo.pop_all()
    return data_said


def _read_back(path: Path, change: Any) -> None:
    written = Archive(path, change=change)
    try:
        written.verify()
        if change is not None:
            written.open_all()
    finally:
        written.close()


def _split(view: Snapshot, table: str, columns: Sequence[str], files: tuple[Writing, Writing]) -> None:
    """One table into the two files."""
    whole = table in WHOLE
    mine = PERSONAL[table].columns if table in PERSONAL else ()
    personal = [name for name in columns if whole or name in mine]
    plain = [name for name in columns if name not in personal]
    with ExitStack() as open_tables:
        first = open_tables.enter_context(files[0].table(table, tuple(plain)))
        second: TableWriter | None = None
        if personal:
            second = open_tables.enter_context(files[1].table(table, (NUMBER, *personal)))
        if table in EMPTIED:
            return
        count = len(plain)
        for number, row in enumerate(view.rows(table, [*plain, *personal])):
            if not whole:
                first.add(row[:count])
            if second is not None and any(value is not None for value in row[count:]):
                second.add([number, *row[count:]])


def _manifest(view: Snapshot, name: str, at: datetime) -> dict[str, Any]:
    """What both files say."""
    known = view.tables()
    house = view.ask("SELECT id FROM journal_entry ORDER BY seq LIMIT 1") if "journal_entry" in known else []
    entries, last = 0, 0
    if house:
        ((entries, last),) = view.ask("SELECT count(*), max(seq) FROM journal_entry")
    links = (
        view.ask("SELECT number, digest FROM chain_link ORDER BY number DESC LIMIT 1")
        if "chain_link" in known
        else []
    )
    applied = view.ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    return {
        "set": name,
        "house": house[0][0] if house else "",
        "version": version("karmika"),
        "made_at": at,
        "database": view.kind,
        "migrations": tuple((app, one) for app, one in applied),
        "entries": entries,
        "last_seq": last,
        "head": f"{links[0][0]}-{links[0][1].hex()}" if links else "",
    }
