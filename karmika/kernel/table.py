"""A table's columns, conversions and statements, made once per process and kind of database.

Compiling SQL per call is most of what an ORM write costs; tables still come from Django's models and migrations.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from karmika.kernel import guard
from karmika.kernel.statement import copy, execute, execute_many, select_any

COPIED = 64
"""From so many rows on PostgreSQL gets them as a stream, which is cheaper than statements."""


class Table:
    """One model's columns, converters to database values and statements, made once per process and database kind."""

    def __init__(self, model: type[models.Model], connection: BaseDatabaseWrapper) -> None:
        self.fields = model._meta.concrete_fields
        self.names = [field.attname for field in self.fields]
        self.converters = {field.attname: _converter(field, connection) for field in self.fields}
        quote = connection.ops.quote_name
        self.table = quote(model._meta.db_table)
        self.columns = {field.attname: quote(str(field.column)) for field in self.fields}
        assert model._meta.pk is not None
        self.key = model._meta.pk.attname
        self.readers = {field.attname: _reader(field, connection) for field in self.fields}
        self.by_key = (
            f"SELECT {', '.join(self.columns.values())} FROM {self.table} WHERE {self.columns[self.key]} = %s"
        )
        self.marks = f"({', '.join(['%s'] * len(self.fields))})"
        self.from_json = _from_json(self.table, self.fields, connection)
        self.head = f"INSERT INTO {self.table} ({', '.join(self.columns.values())}) VALUES "
        self._defaults = {field.attname: field.get_default() for field in self.fields}
        self._in_order = itemgetter(*self.names)
        steps = [(at, self.converters[name]) for at, name in enumerate(self.names)]
        self._ids = [at for at, field in enumerate(self.fields) if _is_id(field)]
        self._steps = [step for step in steps if step[1] not in (_as_it_is, _hex)]
        self.says_entry, self.says_change = "entry_seq" in self.converters, "changed_seq" in self.converters
        self._selected: dict[str, str] = {}

    def filled(self, given: dict[str, Any]) -> dict[str, Any]:
        """A row with all fields; what is missing gets its default. Unknown names are a fault."""
        row = {**self._defaults, **given}
        assert len(row) == len(self.names), f"{self.table} has no {sorted(row.keys() - set(self.names))}"
        return row

    def values(self, rows: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
        """The database values of rows with all fields, in column order. Converted column by column, which is quicker."""
        columns: list[Any] = list(zip(*map(self._in_order, rows), strict=True))
        if not columns:
            return []
        for at in self._ids:
            columns[at] = [None if value is None else value.int.to_bytes(16).hex() for value in columns[at]]
        for at, convert in self._steps:
            columns[at] = [None if value is None else convert(value) for value in columns[at]]
        return list(zip(*columns, strict=True))

    def write(self, connection: BaseDatabaseWrapper, rows: Iterable[dict[str, Any]]) -> None:
        """Insert many rows, by the way that the database likes for many. Raises GuardError outside an act."""
        guard.demand_opened()
        values = self.values(rows)
        if connection.vendor == "sqlite":
            execute_many(connection, self.head + self.marks, values)
        else:
            copy(connection, f"COPY {self.table} ({', '.join(self.columns.values())}) FROM STDIN", values)

    def read(self, connection: BaseDatabaseWrapper, key: Any) -> dict[str, Any] | None:
        """The row with this key as attname -> Python value; None when there is none."""
        found = execute(connection, self.by_key, [self.converters[self.key](key)]).fetchone()
        if found is None:
            return None
        return {name: read(value) for (name, read), value in zip(self.readers.items(), found, strict=True)}

    def read_all(
        self, connection: BaseDatabaseWrapper, name: str, values: Sequence[Any]
    ) -> Iterator[dict[str, Any]]:
        """The rows whose field `name` has one of these values, as `read`."""
        given = [self.converters[name](value) for value in values]
        question = f"SELECT {', '.join(self.columns.values())} FROM {self.table} WHERE {self.columns[name]}"
        for found in select_any(connection, question, given):
            yield {name: read(value) for (name, read), value in zip(self.readers.items(), found, strict=True)}

    def any_of(
        self, connection: BaseDatabaseWrapper, name: str, values: Sequence[Any]
    ) -> tuple[str, list[Any]]:
        """FROM and WHERE of a question about rows whose field has one of these values, and the values to hand over."""
        given = [self.converters[name](value) for value in values]
        where = f"FROM {self.table} WHERE {self.columns[name]}"
        if connection.vendor != "sqlite":
            return f"{where} = ANY(%s)", [given]
        return f"{where} IN ({', '.join(['%s'] * len(given))})", given

    def keys(
        self, connection: BaseDatabaseWrapper, values: dict[str, Any], *, limit: int | None = None
    ) -> list[Any]:
        """Keys of the rows that have all these values, at most `limit` of them."""
        where = " AND ".join(
            f"{self.columns[name]} {'IS NULL' if value is None else '= %s'}" for name, value in values.items()
        )
        given = [self.converters[name](value) for name, value in values.items() if value is not None]
        question = f"SELECT {self.columns[self.key]} FROM {self.table} WHERE {where}"
        if limit is not None:
            question += f" LIMIT {limit}"
        return [self.readers[self.key](key) for (key,) in execute(connection, question, given)]

    def update(self, connection: BaseDatabaseWrapper, key: Any, changes: dict[str, Any]) -> None:
        """Change one row, which must be there. Unknown names are a fault."""
        unknown = changes.keys() - self.columns.keys()
        assert not unknown, f"{self.table} has no {sorted(unknown)}"
        assignments = ", ".join(f"{self.columns[name]} = %s" for name in changes)
        values = [self.converters[name](value) for name, value in changes.items()]
        self._execute_on(connection, f"UPDATE {self.table} SET {assignments}", values, key)

    def delete(self, connection: BaseDatabaseWrapper, key: Any) -> None:
        """Remove one row, which must be there."""
        self._execute_on(connection, f"DELETE FROM {self.table}", [], key)

    def _execute_on(
        self, connection: BaseDatabaseWrapper, statement: str, values: list[Any], key: Any
    ) -> None:
        where = f"{statement} WHERE {self.columns[self.key]} = %s"
        done = execute(connection, where, [*values, self.converters[self.key](key)])
        assert done.rowcount == 1, f"{self.table} has no row {key}"

    def selected(self, alias: str) -> str:
        """All columns of the table under an alias, for a SELECT."""
        if alias not in self._selected:
            self._selected[alias] = ", ".join(f"{alias}.{column}" for column in self.columns.values())
        return self._selected[alias]


def _from_json(table: str, fields: Iterable[Any], connection: BaseDatabaseWrapper) -> str:
    """PostgreSQL's statement that inserts the rows of one JSON array, which is built in C and travels as one value."""
    quote = connection.ops.quote_name
    columns = [(quote(field.column), quote(field.attname), field.db_type(connection)) for field in fields]
    given = ", ".join(f"{name} {'text' if kind == 'bytea' else kind}" for _, name, kind in columns)
    chosen = ", ".join(f"decode({n}, 'base64')" if kind == "bytea" else n for _, n, kind in columns)
    into = ", ".join(column for column, _, _ in columns)
    return f"INSERT INTO {table} ({into}) SELECT {chosen} FROM json_to_recordset(%s::json) AS r({given})"


_known: dict[tuple[type[models.Model], str], Table] = {}


def _is_id(field: Any) -> bool:
    """Whether its column holds ids; they go as hex digits, which psycopg's C streams and UUIDs it would ask Python for."""
    return isinstance(field.target_field if field.is_relation else field, models.UUIDField)


def _as_it_is(value: Any) -> Any:
    return value


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _converter(field: Any, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """Python value to database value, as `get_db_prep_save` makes it, by a shorter way where there is one."""
    if isinstance(field, models.ForeignKey):
        return _converter(field.target_field, connection)
    sqlite = connection.vendor == "sqlite"
    if isinstance(field, models.UUIDField):
        return _hex if sqlite else _as_it_is
    if isinstance(field, models.BooleanField | models.TextField | models.IntegerField) and not field.choices:
        return _as_it_is

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    def prepare_date(value: Any) -> Any:
        return (value.isoformat() if sqlite else value) if type(value) is date else prepare(value)

    def prepare_instant(value: Any) -> Any:
        if type(value) is datetime and value.tzinfo is UTC:
            return str(value.replace(tzinfo=None)) if sqlite else value
        return prepare(value)

    def prepare_json(value: Any) -> Any:
        return json.dumps(value) if sqlite and field.encoder is None else prepare(value)

    def prepare_bytes(value: Any) -> Any:
        return value if type(value) is bytes else prepare(value)

    short = {
        models.DateField: prepare_date,
        models.DateTimeField: prepare_instant,
        models.BinaryField: prepare_bytes,
        models.JSONField: prepare_json,
    }
    return short.get(type(field), prepare)


def _reader(field: Any, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """Database value to Python value, as the ORM would give it."""
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]

    def read(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return read if steps else lambda value: value


def table_of(model: type[models.Model], connection: BaseDatabaseWrapper) -> Table:
    """The table of a model on this kind of database."""
    known = _known.get((model, connection.vendor))
    if known is None:
        known = _known[model, connection.vendor] = Table(model, connection)
    return known
