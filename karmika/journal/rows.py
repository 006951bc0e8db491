"""`Rows`: the only writer of journalled tables. Collects rows, writes them with SQL cached per table."""

from typing import Any
from uuid import UUID

from django.db import connections, models

from karmika.journal.act import Header
from karmika.kernel.ids import derive
from karmika.kernel.table import Table, table_of

Pending = dict[type[models.Model], dict[Any, dict[str, Any]]]


class Rows:
    """Collects what the acts of one transaction write; `begin` is called for each entry."""

    def __init__(self, alias: str = "default") -> None:
        self.connection = connections[alias]
        self.alias = alias
        self.pending: Pending = {}
        self.touched = False
        self.entry: Header | None = None
        self.act_number = 0
        self._made = 0

    def begin(self, entry: Header) -> None:
        """What follows belongs to this entry."""
        self.entry, self.act_number, self._made = entry, 0, 0

    def new_id(self) -> UUID:
        """The next id of this entry; the same on replay."""
        assert self.entry is not None
        self._made += 1
        at_ms = int(self.entry.recorded_at.timestamp() * 1000)
        return derive(self.entry.id, "row", self._made, at_ms=at_ms)

    def insert(self, model: type[models.Model], **values: Any) -> None:
        """A new row. Fields by attname (`household_id`); `entry_seq` and `changed_seq` come by themselves."""
        assert self.entry is not None
        table = self._table(model)
        if table.says_entry:
            values.setdefault("entry_seq", self.entry.seq)
        if table.says_change:
            values["changed_seq"] = self.entry.seq
        rows, key = self.pending.setdefault(model, {}), values[table.key]
        assert key not in rows, f"{table.table} row {key} twice"
        rows[key] = values

    def update(self, model: type[models.Model], key: Any, **changes: Any) -> None:
        """Change a row that the act has locked, or that this transaction wrote."""
        assert self.entry is not None
        table = self._table(model)
        if table.says_change:
            changes["changed_seq"] = self.entry.seq
        if (row := self.pending.get(model, {}).get(key)) is not None:
            row.update(changes)
            return
        self.touched = True
        table.update(self.connection, key, changes)

    def find(self, model: type[models.Model], key: Any) -> dict[str, Any] | None:
        """A row as attname -> Python value, as this batch has left it; None when there is none. For `check`."""
        table = self._table(model)
        if (row := self.pending.get(model, {}).get(key)) is not None:
            defaults = {f.attname: f.get_default() for f in table.fields if f.attname not in row}
            return {**defaults, **row}
        return table.read(self.connection, key)

    def get(self, model: type[models.Model], key: Any) -> dict[str, Any]:
        """A row that the act has locked, or that this transaction wrote. For `apply`: it must be there."""
        found = self.find(model, key)
        assert found is not None, f"{model._meta.db_table} has no row {key}"
        return found

    def delete(self, model: type[models.Model], key: Any) -> None:
        """Remove a row that only repeats what the journal says (a spell entered by mistake)."""
        if self.pending.get(model, {}).pop(key, None) is not None:
            return
        self.touched = True
        self._table(model).delete(self.connection, key)

    def flush(self) -> None:
        """Write what is pending, table by table in the order of first use."""
        pending, self.pending = self.pending, {}
        self.touched = self.touched or bool(pending)
        for model, rows in pending.items():
            self._table(model).write(self.connection, rows.values())

    def mark(self) -> Pending:
        """What is pending now, for `back_to`; from here on `touched` tells whether anything reached the tables."""
        self.touched = False
        return {model: {key: dict(row) for key, row in rows.items()} for model, rows in self.pending.items()}

    def back_to(self, mark: Pending) -> None:
        """Forget what came after the mark."""
        self.pending = mark

    def _table(self, model: type[models.Model]) -> Table:
        return table_of(model, self.connection)
