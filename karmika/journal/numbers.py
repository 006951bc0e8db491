"""Sequence numbers of entries, drawn after the locks are held (docs/decisions/0002-order.md)."""

from django.db import connection

from karmika.kernel.asking import ask_one


class Numbers:
    """Draws the sequence numbers of one write transaction, after its locks are held."""

    def __init__(self) -> None:
        self._last: int | None = None

    def draw(self) -> int:
        """The next number. SQLite has one writer, so the last number is safe to read; PostgreSQL keeps a sequence."""
        if connection.vendor != "sqlite":
            return self._first("SELECT nextval('journal_entry_numbers')")
        if self._last is None:
            self._last = self._first("SELECT coalesce(max(seq), 0) FROM journal_entry")
        self._last += 1
        return self._last

    def _first(self, question: str) -> int:
        row = ask_one(question)
        assert row is not None
        return int(row[0])
