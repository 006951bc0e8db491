"""Sequence numbers of entries, drawn after the locks are held (docs/decisions/0002-order.md)."""

from django.db import connection


class Numbers:
    """Draws the sequence numbers of one write transaction, after its locks are held."""

    def __init__(self) -> None:
        self._last: int | None = None

    def draw(self) -> int:
        """The next number. SQLite has one writer, so the last number is safe to read; PostgreSQL keeps a sequence."""
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                cursor.execute("SELECT nextval('journal_entry_numbers')")
                return int(cursor.fetchone()[0])
            if self._last is None:
                cursor.execute("SELECT coalesce(max(seq), 0) FROM journal_entry")
                self._last = int(cursor.fetchone()[0])
            self._last += 1
            return self._last
