"""Following the journal: only what can no longer be overtaken is read (docs/decisions/0002-order.md)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from karmika.journal import encoding, keys
from karmika.journal.act import Act, Header
from karmika.journal.models import Entry
from karmika.kernel.gate import JOURNAL_LOCK

_HEAD = tuple(Header.__struct_fields__)


def horizon() -> int:
    """The highest sequence number below which no entry can still appear. 0 for an empty journal.

    On PostgreSQL it waits for the writers now at work (the journal's lock, taken alone for a moment).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])
        cursor.execute("SELECT coalesce(max(seq), 0) FROM journal_entry")
        return int(cursor.fetchone()[0])


def entries(
    after: int, upto: int, *, batch: int = 500, using: str = "default"
) -> Iterator[tuple[Header, list[Act]]]:
    """Heads and acts of the entries with after < seq <= upto, in order, with identity where keys allow."""
    wanted = Entry.objects.using(using).order_by("seq").values(*_HEAD, "acts")
    while rows := list(wanted.filter(seq__gt=after, seq__lte=upto)[:batch]):
        after = rows[-1]["seq"]
        yield from _opened(rows, using)


def read(entry_id: UUID) -> tuple[Header, list[Act]] | None:
    """One entry's head and acts; None when there is no such entry."""
    return next(iter(opened(Entry.objects.filter(id=entry_id))), None)


def opened(wanted: QuerySet[Entry], *, sealed: bool = True) -> list[tuple[Header, list[Act]]]:
    """Heads and acts of these entries, in the order given, with identity where keys allow; `sealed` False: facts alone."""
    return _opened(list(wanted.values(*_HEAD, "acts")), wanted.db, sealed)


def _opened(rows: list[dict[str, Any]], using: str, sealed: bool = True) -> list[tuple[Header, list[Act]]]:
    recorded = [encoding.records(bytes(row.pop("acts"))) for row in rows]
    person_keys = keys.read_keys(encoding.owners_in(*recorded), using=using) if sealed else {}
    return [
        (Header(**row), encoding.decode(records, row["id"], person_keys))
        for row, records in zip(rows, recorded, strict=True)
    ]
