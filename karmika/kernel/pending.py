"""Rows that wait to be written: found by key or by value, and taken back to a mark at the cost of what changed since."""

from typing import Any

from django.db import models

Model = type[models.Model]
Row = dict[str, Any]
_NONE = object()


class Pending:
    """What one write transaction has decided but not yet written, table by table in the order of first use."""

    def __init__(self) -> None:
        self._rows: dict[Model, dict[Any, Row]] = {}
        self._indexes: dict[Model, dict[tuple[str, ...], dict[tuple[Any, ...], list[Any]]]] = {}
        self._undo: list[tuple[Model, Any, Row | None]] | None = None

    def get(self, model: Model, key: Any) -> Row | None:
        """The row with this key as it waits; None when none does."""
        return self._rows.get(model, {}).get(key)

    def put(self, model: Model, key: Any, row: Row) -> None:
        """A row that waits from now on; there must be none with this key."""
        rows = self._rows.setdefault(model, {})
        assert key not in rows, f"{model._meta.db_table} row {key} twice"
        if self._undo is not None:
            self._undo.append((model, key, None))
        rows[key] = row
        if model in self._indexes:
            self._index(model, key, row)

    def change(self, model: Model, key: Any, changes: Row) -> bool:
        """Change a row that waits; False when none does."""
        if (row := self.get(model, key)) is None:
            return False
        self._note(model, key, dict(row))
        row.update(changes)
        self._index(model, key, row)
        return True

    def drop(self, model: Model, key: Any) -> bool:
        """Forget a row that waits; False when none does."""
        row = self._rows.get(model, {}).pop(key, None)
        if row is None:
            return False
        self._note(model, key, row)
        return True

    def keys(self, model: Model, values: Row) -> list[Any]:
        """Keys of the rows that wait and have these values; the first question about these fields reads all rows once."""
        rows = self._rows.get(model)
        if not rows:
            return []
        names, wanted = tuple(values), tuple(values.values())
        index = self._indexes.setdefault(model, {}).get(names)
        if index is None:
            index = self._indexes[model][names] = {}
            for key, row in rows.items():
                index.setdefault(_of(row, names), []).append(key)
        # an index may still name what was changed or taken back
        found = dict.fromkeys(index.get(wanted, ()))
        return [key for key in found if key in rows and _of(rows[key], names) == wanted]

    def take(self) -> dict[Model, dict[Any, Row]]:
        """All rows, to be written; none waits afterwards."""
        taken, self._rows, self._indexes = self._rows, {}, {}
        if self._undo is not None:
            self._undo = []
        return taken

    def mark(self) -> None:
        """`back_to_mark` comes back to this. Taking rows moves the mark: what was written is not taken back here."""
        self._undo = []

    def back_to_mark(self) -> None:
        """As it was at the mark."""
        for model, key, before in reversed(self._undo or ()):
            waiting = self._rows.setdefault(model, {})
            if before is None:
                del waiting[key]
            else:
                waiting[key] = before
                self._index(model, key, before)
        self._undo = None

    def _note(self, model: Model, key: Any, before: Row | None) -> None:
        if self._undo is not None:
            self._undo.append((model, key, before))

    def _index(self, model: Model, key: Any, row: Row) -> None:
        for names, index in self._indexes.get(model, {}).items():
            index.setdefault(_of(row, names), []).append(key)


def _of(row: Row, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row.get(name, _NONE) for name in names)
