"""`Rows`: the only writer of journalled tables. Collects rows, writes them with SQL cached per table."""

from typing import Any
from uuid import UUID

from django.db import connections, models

from karmika.journal.act import Header
from karmika.kernel.ids import derive
from karmika.kernel.table import Table, table_of

_ROWS_A_STATEMENT = 200


class Rows:
    """Collects what the acts of one transaction write; `begin` is called for each entry."""

    def __init__(self, alias: str = "default") -> None:
        self.connection = connections[alias]
        self.alias = alias
        self.pending: dict[type[models.Model], dict[Any, dict[str, Any]]] = {}
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
        if "entry_seq" in table.converters:
            values.setdefault("entry_seq", self.entry.seq)
        if "changed_seq" in table.converters:
            values["changed_seq"] = self.entry.seq
        self.pending.setdefault(model, {})
        assert values[table.key] not in self.pending[model], f"{table.table} row {values[table.key]} twice"
        self.pending[model][values[table.key]] = values

    def update(self, model: type[models.Model], key: Any, **changes: Any) -> None:
        """Change a row that the act has locked, or that this transaction wrote."""
        assert self.entry is not None
        table = self._table(model)
        if "changed_seq" in table.converters:
            changes["changed_seq"] = self.entry.seq
        if (row := self.pending.get(model, {}).get(key)) is not None:
            row.update(changes)
            return
        unknown = changes.keys() - table.columns.keys()
        assert not unknown, f"{table.table} has no {sorted(unknown)}"
        assignments = ", ".join(f"{table.columns[name]} = %s" for name in changes)
        values = [table.converters[name](value) for name, value in changes.items()]
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table.table} SET {assignments} WHERE {table.columns[table.key]} = %s",
                [*values, table.converters[table.key](key)],
            )
            assert cursor.rowcount == 1, f"{table.table} has no row {key}"

    def find(self, model: type[models.Model], key: Any) -> dict[str, Any] | None:
        """A row as attname -> Python value, as this batch has left it; None when there is none. For `check`."""
        table = self._table(model)
        if (row := self.pending.get(model, {}).get(key)) is not None:
            defaults = {f.attname: f.get_default() for f in table.fields if f.attname not in row}
            return {**defaults, **row}
        with self.connection.cursor() as cursor:
            cursor.execute(table.by_key, [table.converters[table.key](key)])
            found = cursor.fetchone()
        if found is None:
            return None
        read = zip(table.readers.items(), found, strict=True)
        return {name: reader(value) for (name, reader), value in read}

    def get(self, model: type[models.Model], key: Any) -> dict[str, Any]:
        """A row that the act has locked, or that this transaction wrote. For `apply`: it must be there."""
        found = self.find(model, key)
        assert found is not None, f"{model._meta.db_table} has no row {key}"
        return found

    def delete(self, model: type[models.Model], key: Any) -> None:
        """Remove a row that only repeats what the journal says (a spell entered by mistake)."""
        if self.pending.get(model, {}).pop(key, None) is not None:
            return
        table = self._table(model)
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table.table} WHERE {table.columns[table.key]} = %s",
                [table.converters[table.key](key)],
            )
            assert cursor.rowcount == 1, f"{table.table} has no row {key}"

    def flush(self) -> None:
        """Write what is pending, table by table in the order of first use."""
        pending, self.pending = self.pending, {}
        with self.connection.cursor() as cursor:
            for model, rows in pending.items():
                table = self._table(model)
                values = [table.values(row) for row in rows.values()]
                if self.connection.vendor == "sqlite" or len(values) == 1:
                    cursor.executemany(table.head + table.marks, values)
                    continue
                for start in range(0, len(values), _ROWS_A_STATEMENT):
                    part = values[start : start + _ROWS_A_STATEMENT]
                    cursor.execute(
                        table.head + ", ".join([table.marks] * len(part)),
                        [value for row in part for value in row],
                    )

    def _table(self, model: type[models.Model]) -> Table:
        return table_of(model, self.connection)
