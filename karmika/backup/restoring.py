"""Bringing a backup back: everything is checked, built and verified beside the living database, then they change places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import DatabaseError, connection

from karmika.access.house_keys import demand_fitting
from karmika.backup import erasures, sets
from karmika.backup.archive import Archive, BackupError, Manifest
from karmika.backup.candidates import withdraw_restored
from karmika.backup.loading import demand_known, load
from karmika.backup.personal import opening
from karmika.backup.staging import stage
from karmika.chain import heads, verifying
from karmika.journal.keys import read_keys
from karmika.journal.models import Entry, Key
from karmika.kernel.master import MasterKeyError
from karmika.registry.erasure_list import destroy_again, erase_restored


class Asked(NamedTuple):
    """What the operator asked for. `keys` and `erasure_list` empty: those beside the first file."""

    path: Path
    keys: Path | None = None
    without_keys: bool = False
    replace: bool = False
    erasure_list: Path | None = None
    without_erasure_list: bool = False
    against: str | None = None
    accept: bool = False


class Living(NamedTuple):
    """The database that is there now. `readable` False: it does not open, or its journal cannot be read."""

    there: bool = False
    readable: bool = True
    entries: int = 0
    erased: erasures.ErasureList | None = None


class Restored(NamedTuple):
    """What stands now, and what an operator should know of it."""

    manifest: Manifest
    rows: int
    named: bool
    """Whether the second file was there, so that names can be read."""
    listed: int
    """Ids on the erasure lists."""
    people: int
    """People who were erased again."""
    sources: tuple[str, ...]
    """Where the erasure lists came from."""
    chain: verifying.Report
    compared: heads.Comparison | None
    kept: str


def restore(asked: Asked, at: datetime) -> Restored:
    """Put a backup in the place of the default database. Raises BackupError: then nothing was changed."""
    with _opened(asked, at) as (data, keys):
        living = look(at)
        _demand_leave(asked, living, data.manifest)
        gone, sources = _erased(asked, living, data)
        with stage() as place:
            place.place()
            rows = load(data, keys, {owner.hex for owner in gone})
            _demand_whole(data.manifest)
            _demand_opening(named=keys is not None)
            destroy_again(gone)
            people = erase_restored(gone, f"{data.manifest.made_at:%Y-%m-%d}")
            withdraw_restored(gone)
            chain = verifying.verify()
            compared = heads.compare(asked.against) if asked.against else None
            _demand_truth(asked, chain, compared)
            kept = place.swap(at)
        return Restored(
            data.manifest, rows, keys is not None, len(gone), people, tuple(sources), chain, compared, kept
        )


def look(at: datetime) -> Living:
    """What is there now, and whom it has erased. Changes nothing; makes no file."""
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not (name.exists() and name.stat().st_size):
        return Living()
    try:
        if Entry._meta.db_table not in connection.introspection.table_names():
            return Living()
        entries = Entry.objects.count()
        if not entries:
            return Living()
        return Living(True, True, entries, erasures.of_the_journal(at))
    except (DatabaseError, InvalidTag, ValueError):
        return Living(there=True, readable=False)
    finally:
        connection.close()


@contextmanager
def _opened(asked: Asked, at: datetime) -> Iterator[tuple[Archive, Archive | None]]:
    """Both files, read to their end and found whole, and of one backup."""
    files = sets.set_of(asked.path, at)
    with ExitStack() as close:
        data = _checked(files.data, "data", close)
        demand_known(data.manifest)
        path = asked.keys or files.keys
        if asked.without_keys:
            yield data, None
            return
        if not path.exists():
            raise BackupError(
                f"The second file of the backup, {path.name}, is not there (it is kept {sets.KEYS_DAYS} days). Without it "
                "every name stays sealed for good. Name it with --keys, or say --without-keys."
            )
        yield data, _checked(path, "keys", close, data.manifest)


def _checked(path: Path, kind: str, close: ExitStack, first: Manifest | None = None) -> Archive:
    found = Archive(path)
    close.callback(found.close)
    if found.manifest.kind != kind:
        raise BackupError(
            f"{path.name} is not the {'first' if kind == 'data' else 'second'} file of a backup."
        )
    if first is not None and found.manifest.set != first.set:
        raise BackupError(
            f"{path.name} belongs to another backup, of {found.manifest.made_at:%Y-%m-%d %H:%M} UTC; "
            f"the first file is of {first.made_at:%Y-%m-%d %H:%M} UTC."
        )
    if kind == "keys":
        found.change = opening(found.manifest.set)
    found.verify()
    return found


def _demand_leave(asked: Asked, living: Living, manifest: Manifest) -> None:
    if living.there and not asked.replace:
        what = (
            f"a living database ({living.entries} entries)"
            if living.readable
            else "a database that cannot be read"
        )
        raise BackupError(
            f"There is {what} here. --replace puts the backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC "
            f"({manifest.entries} entries) in its place, and keeps the old one under another name."
        )


def _erased(asked: Asked, living: Living, data: Archive) -> tuple[set[UUID], list[str]]:
    """Whose keys were destroyed since, from every list there is, and which lists those are."""
    gone: set[UUID] = set()
    sources = []
    beside = data.path.with_name(erasures.NAME)
    path = asked.erasure_list or (beside if beside.exists() else None)
    if path is not None:
        found = erasures.read(path)
        if found.house not in ("", data.manifest.house):
            raise BackupError(f"The erasure list {path} is of another house than the backup.")
        gone |= erasures.ids(found)
        sources.append(f"{path.name} of {found.made_at:%Y-%m-%d %H:%M} UTC")
    if living.erased is not None and living.erased.house == data.manifest.house:
        gone |= erasures.ids(living.erased)
        sources.append("the living database")
    if not sources and not asked.without_erasure_list:
        raise BackupError(
            f"There is no erasure list: neither {beside.name} beside the backup nor a living database of this house. "
            f"Whoever was erased after {data.manifest.made_at:%Y-%m-%d} would be readable again. "
            "Name one with --erasure-list, or say --without-erasure-list."
        )
    return gone, sources


def _demand_whole(manifest: Manifest) -> None:
    head = heads.head()
    found = (Entry.objects.count(), head.full if head else "")
    if found != (manifest.entries, manifest.head):
        raise BackupError(
            f"The restored journal has {found[0]} entries and the head {found[1] or 'none'}; the backup says "
            f"{manifest.entries} and {manifest.head or 'none'}."
        )


def _demand_opening(*, named: bool) -> None:
    """The master keys at hand open what was loaded: while one was being replaced, rows hang on the old one too."""
    owners = Key.objects.filter(wrapped__isnull=False) if named else Key.objects.none()
    numbers = owners.order_by().values_list("master", flat=True).distinct()
    try:
        demand_fitting()
        for number in numbers:
            read_keys(owners.filter(master=number).values_list("owner", flat=True)[:1])
    except MasterKeyError as error:
        raise BackupError(str(error)) from error


def _demand_truth(asked: Asked, chain: verifying.Report, compared: heads.Comparison | None) -> None:
    """A broken chain is a broken chain: it is put in place only when somebody says that he knows."""
    if asked.accept:
        return
    wrong = [fault.sentence for fault in chain.faults[:3]]
    if compared is not None and not compared.holds:
        wrong.append(compared.sentence)
    if wrong:
        raise BackupError(f"{' '.join(wrong)} Nothing was changed. --accept restores it all the same.")
