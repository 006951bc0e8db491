"""Following the journal: only what can no longer be overtaken is read (docs/decisions/0002-order.md)."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction

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


def entries(after: int, upto: int, *, batch: int = 500) -> Iterator[tuple[Header, list[Act]]]:
    """Heads and acts of the entries with after < seq <= upto, in order, with identity where keys allow."""
    while True:
        found = list(
            Entry.objects.filter(seq__gt=after, seq__lte=upto).order_by("seq").values(*_HEAD, "acts")[:batch]
        )
        if not found:
            return
        person_keys = _keys_for([bytes(row["acts"]) for row in found])
        for row in found:
            stored = bytes(row.pop("acts"))
            yield Header(**row), encoding.decode(stored, row["id"], person_keys)
        after = found[-1]["seq"]


def read(entry_id: UUID) -> tuple[Header, list[Act]] | None:
    """One entry's head and acts; None when there is no such entry."""
    row = Entry.objects.filter(id=entry_id).values(*_HEAD, "acts").first()
    if row is None:
        return None
    stored = bytes(row.pop("acts"))
    return Header(**row), encoding.decode(stored, entry_id, _keys_for([stored]))


def _keys_for(stored: list[bytes]) -> dict[UUID, bytes | None]:
    owners: set[UUID] = set().union(*(encoding.owners_in(one) for one in stored)) if stored else set()
    return keys.read_keys(owners) if owners else {}
