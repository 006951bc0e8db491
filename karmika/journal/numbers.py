"""Sequence numbers of entries, drawn after the locks are held (docs/decisions/0002-order.md)."""

from django.db import connection

from karmika.kernel.asking import ask


class Numbers:
    """Draws the sequence numbers of one write transaction, after its locks are held."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._drawn: list[int] = []
        self._last: int | None = None

    def draw(self) -> int:
        """The next number. SQLite has one writer, so the last number is safe to read; PostgreSQL keeps a sequence,
        of which as many as are expected are drawn at once: gaps are allowed there.
        """
        if connection.vendor != "sqlite":
            if not self._drawn:
                self._drawn = [seq for (seq,) in ask(_DRAW, max(self._expected, 1))]
                self._drawn.reverse()
                self._expected = 1
            return self._drawn.pop()
        if self._last is None:
            ((last,),) = ask("SELECT coalesce(max(seq), 0) FROM journal_entry")
            self._last = int(last)
        self._last += 1
        return self._last


_DRAW = "SELECT nextval('journal_entry_numbers') FROM generate_series(1, %s)"
