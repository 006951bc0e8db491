"""Tables as one write transaction has left them: the rows that wait to be written laid over those that are stored."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connections

from karmika.kernel.pending import Model, Pending, Row
from karmika.kernel.statement import execute
from karmika.kernel.table import Table, table_of
from karmika.kernel.together import write

_ASKED_AT_ONCE = 64
"""More values than this are looked up table by table: a question in many sizes would be prepared in each."""

Read = tuple[Model, str, Any]
"""Rows to be looked up: the model, a field by attname, its value."""


class Overlay:
    """Collects rows, answers questions about them, writes them with SQL cached per table."""

    def __init__(self, alias: str = "default") -> None:
        self.connection = connections[alias]
        self.alias = alias
        self.pending = Pending()
        self.touched = False
        self._tables: dict[Model, Table] = {}
        self._read: dict[Model, dict[str, dict[Any, Row | None]]] = {}

    def find(self, model: Model, key: Any) -> Row | None:
        """A row as attname -> Python value, as this batch has left it; None when there is none. For `check`."""
        table = self._table(model)
        if (row := self.pending.get(model, key)) is not None:
            return dict(row)
        known = self._read.get(model, {}).get(table.key, {})
        return known[key] if key in known else table.read(self.connection, key)

    def keys(self, model: Model, **values: Any) -> list[Any]:
        """Keys of all rows with these values (of fields that every insert names), as this batch has left them."""
        stored = self._table(model).keys(self.connection, values)
        return [*stored, *self.pending.keys(model, values)]

    def exists(self, model: Model, **values: Any) -> bool:
        """Whether there is a row with these values, as `keys`."""
        if self.pending.keys(model, values):
            return True
        if len(values) == 1:
            ((name, value),) = values.items()
            known = self._read.get(model, {}).get(name, {})
            if value in known:
                return known[value] is not None
        return bool(self._table(model).keys(self.connection, values, limit=1))

    def read_ahead(self, wanted: Iterable[Read]) -> None:
        """Read at once, one question per table and field, what a batch is going to look up."""
        groups: dict[tuple[Model, str], dict[Any, None]] = {}
        for model, name, value in wanted:
            groups.setdefault((model, name), {})[value] = None
        some = self._with_rows(groups) if groups else ()
        for number, ((model, name), values) in enumerate(groups.items()):
            known = self._read.setdefault(model, {}).setdefault(name, {})
            known.update(values)
            if number in some:
                for row in self._table(model).read_all(self.connection, name, list(values)):
                    known[row[name]] = row

    def _with_rows(self, groups: Mapping[tuple[Model, str], Collection[Any]]) -> Collection[int]:
        """The numbers of those for which there is a row at all: mostly none, for what is recorded is new."""
        if sum(map(len, groups.values())) > _ASKED_AT_ONCE:
            return range(len(groups))
        parts, given = [], []
        for number, ((model, name), values) in enumerate(groups.items()):
            condition, converted = self._table(model).any_of(self.connection, name, list(values))
            parts.append(f"SELECT {number} WHERE EXISTS (SELECT 1 {condition})")
            given += converted
        return {number for (number,) in execute(self.connection, " UNION ALL ".join(parts), given)}

    def flush(self) -> None:
        """Write what is pending, table by table in the order of first use."""
        pending = self.pending.take()
        self.touched = self.touched or bool(pending)
        if pending:
            write(self.connection, {self._table(model): rows.values() for model, rows in pending.items()})

    def mark(self) -> None:
        """What is pending now is what `back_to_mark` comes back to; from here on `touched` tells whether it can."""
        self.touched = False
        self.pending.mark()

    def back_to_mark(self) -> None:
        """Forget what came after the mark."""
        self.pending.back_to_mark()

    def _put(self, model: Model, values: Row) -> None:
        """A row that waits from now on."""
        table = self._table(model)
        if model in self._read:
            for name, known in self._read[model].items():
                known.pop(values.get(name), None)
        row = table.filled(values)
        self.pending.put(model, row[table.key], row)

    def _change(self, model: Model, key: Any, changes: Row) -> None:
        """A row changes: where it waits, else where it is stored."""
        if self.pending.change(model, key, changes):
            return
        table = self._table(model)
        self.touched = True
        for name, known in self._read.get(model, {}).items():
            if name == table.key:
                known.pop(key, None)
            elif name in changes:
                known.clear()
        table.update(self.connection, key, changes)

    def _drop(self, model: Model, key: Any) -> None:
        """A row goes: where it waits, else where it is stored."""
        if self.pending.drop(model, key):
            return
        self.touched = True
        self._read.pop(model, None)
        self._table(model).delete(self.connection, key)

    def _table(self, model: Model) -> Table:
        table = self._tables.get(model)
        if table is None:
            table = self._tables[model] = table_of(model, self.connection)
        return table
