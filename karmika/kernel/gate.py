"""One write transaction of the journal: the gate (SQLite), the locks in sorted order (PostgreSQL), the numbers.

Why locks come first and numbers second: with the number drawn first, two connections that change one row replay in
the wrong order (docs/decisions/0002-order.md). Everyone who writes holds the journal's lock in shared mode; whoever
follows the journal takes it alone for a moment, and so sees only what nobody can overtake any more.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from karmika.kernel.lockfile import locked
from karmika.kernel.statement import execute

JOURNAL_LOCK = 0x6B61726D696B61
"""Advisory lock of the whole journal: shared by writers, exclusive for followers and for batches with many ids."""
MANY = 2000
"""More ids than this in one batch: the journal's lock alone, for PostgreSQL keeps about 7,000 locks for all unless told."""

_threads = threading.RLock()
_held = threading.local()


@contextmanager
def write_transaction(ids: Iterable[UUID]) -> Iterator[None]:
    """Open a transaction in which `ids` are ours. Nested calls join the outer one and only add their locks."""
    if connection.vendor == "sqlite":
        with _sqlite_gate(), transaction.atomic():
            yield
        return
    with transaction.atomic():
        _lock(sorted(set(ids)))
        yield


@contextmanager
def turn() -> Iterator[None]:
    """Keep SQLite's only place for writers over several transactions: whoever steps out waits for everybody else."""
    if connection.vendor != "sqlite":
        yield
        return
    with _sqlite_gate():
        yield


def _lock(ids: list[UUID]) -> None:
    if len(ids) > MANY:
        execute(connection, "SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])
        return
    # hash collisions only make two strangers wait for each other; sorted numbers cannot deadlock
    numbers = sorted({int.from_bytes(i.bytes[8:], "big", signed=True) for i in ids})
    execute(connection, _LOCKS, [JOURNAL_LOCK, numbers])


_LOCKS = (
    "SELECT pg_advisory_xact_lock_shared(%s)"
    " UNION ALL SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) AS n"
)
"""The journal's lock in shared mode first, then the ids in their order: the parts of a union run one after the other."""


@contextmanager
def _sqlite_gate() -> Iterator[None]:
    """SQLite's own waiting is unfair (p99 of seconds at 16 writers); threads and processes queue here instead."""
    if connection.in_atomic_block or getattr(_held, "gate", False):
        yield
        return
    with _threads, _lock_of_processes():
        _held.gate = True
        try:
            yield
        finally:
            _held.gate = False


def _lock_of_processes() -> AbstractContextManager[None]:
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or name.startswith("file:"):
        return nullcontext()
    return locked(Path(name + "-gate"))
