"""Replacing the master key while the house is at work: every key is wrapped anew, and the old one opens nothing any more.

Cut off anywhere (kill -9, loss of power) it is begun again and goes on: until the end the key file holds both keys.
What the old key and the new one seal does not change: people's keys, MACs, tokens of phones stay as they are.
"""

import base64
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from karmika.access.house_keys import owner_of
from karmika.access.models import HouseKey
from karmika.journal.models import Key
from karmika.kernel import durable
from karmika.kernel.gate import JOURNAL_LOCK, write_transaction
from karmika.kernel.lockfile import locked
from karmika.kernel.master import MasterKeyError, Ring, parsed, ring
from karmika.kernel.scrubbing import scrub
from karmika.kernel.sealing import unwrap_key, wrap_key

A_BATCH = 500
"""Keys in one transaction: a phone must not wait long for the one writer of SQLite."""
TABLES = (Key._meta.db_table, HouseKey._meta.db_table)
_REWRAP = "UPDATE journal_key SET wrapped = %s, master = %s WHERE owner = %s AND wrapped IS NOT NULL"


def counted() -> Mapping[int, int]:
    """Number of a master key -> how many keys it wraps."""
    found: dict[int, int] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT master, count(*) FROM {table} WHERE wrapped IS NOT NULL GROUP BY master")  # noqa: S608
            for number, count in cursor.fetchall():
                found[number] = found.get(number, 0) + count
    return dict(sorted(found.items()))


def demand_all_at_hand() -> None:
    """The master key of every key is at hand, and opens one of those it wraps. Raises MasterKeyError."""
    for number in counted():
        rows = Key.objects.filter(wrapped__isnull=False, master=number)
        row = rows.values_list("owner", "wrapped").first()
        if row is not None:
            unwrap_key(row[0], bytes(row[1] or b""), number)
    for key in HouseKey.objects.all():
        unwrap_key(owner_of(key.purpose), bytes(key.wrapped), key.master)


@contextmanager
def one_rotation(folder: Path) -> Iterator[None]:
    """Nobody else replaces the master key meanwhile: on this machine, and on PostgreSQL on any. Raises MasterKeyError."""
    with locked(folder / "master.key-rotation", MasterKeyError("Another `karmika keys rotate` is at work.")):
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:  # the lock ends with this command's connection
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [JOURNAL_LOCK + 1])
                if not cursor.fetchone()[0]:
                    raise MasterKeyError("Another `karmika keys rotate` is at work on this database.")
        yield


def with_new_key(keys: Ring) -> Ring:
    """The ring with a new key in front; as it is when it holds two already: a rotation that was cut off goes on."""
    if len(keys.keys) > 1:
        return parsed(keys.written())
    new = base64.b64encode(secrets.token_bytes(32)).decode()
    return parsed(f"{keys.newest + 1}:{new}\n{keys.written()}")


def newest_alone(keys: Ring) -> Ring:
    """The ring without the keys that were replaced."""
    return parsed(f"{keys.newest}:{keys.keys[keys.newest]}")


def write_file(file: Path, keys: Ring) -> None:
    """Replace the key file in one step that survives a loss of power."""
    durable.write(file, f"{keys.written()}\n".encode(), file.with_name(file.name + ".new"))


def rewrap(told: Callable[[int], None] = lambda count: None, batch: int = A_BATCH) -> int:
    """Wrap every key under the newest master key, while the house is at work; how many of people and sources.

    Writers are held up for single batches, and for one look through the table at the end. The house's own keys come
    last: while they bear the old number, a rotation is under way.
    """
    newest, done = ring().newest, 0
    while count := _once_through(newest, told, batch):
        done += count
    with _alone():
        while count := _batch(newest, None, batch)[0]:
            done += count
        for key in HouseKey.objects.filter(master__lt=newest):
            owner = owner_of(key.purpose)
            wrapped = wrap_key(owner, unwrap_key(owner, bytes(key.wrapped), key.master))
            HouseKey.objects.filter(purpose=key.purpose).update(**wrapped)
    return done


def rid_of_old_wraps() -> bool:
    """Take the keys as the old master key wrapped them out of the database's files. False: try again later."""
    return scrub(TABLES)


def _once_through(newest: int, told: Callable[[int], None], batch: int) -> int:
    """The whole table, in the order of the owners."""
    done, after = 0, UUID(int=0)
    while True:
        with write_transaction(()):
            count, last = _batch(newest, after, batch)
        if last is None:
            return done
        done, after = done + count, last
        told(count)


def _batch(newest: int, after: UUID | None, batch: int) -> tuple[int, UUID | None]:
    """Wrap some keys anew: how many, and the last owner looked at (None: there are no more).

    Rows that somebody holds (an erasure) are passed by, not waited for: two can never wait for each other.
    """
    wanted = Key.objects.filter(wrapped__isnull=False, master__lt=newest)
    if after is not None:
        wanted = wanted.filter(owner__gt=after)
    if connection.vendor != "sqlite":
        wanted = wanted.select_for_update(skip_locked=True)
    found = list(wanted.order_by("owner").values_list("owner", "wrapped", "master")[:batch])
    changes = []
    for owner, wrapped, master in found:
        new = wrap_key(owner, unwrap_key(owner, bytes(wrapped or b""), master))
        changes.append((new["wrapped"], new["master"], owner.hex))
    with connection.cursor() as cursor:
        cursor.executemany(_REWRAP, changes)
    return len(found), found[-1][0] if found else None


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction while no other writer is in one: whoever wraps a key afterwards has seen the new key file."""
    if connection.vendor == "sqlite":
        with write_transaction(()):
            yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])
        yield
