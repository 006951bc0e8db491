"""A table's columns, conversions and statements, made once per process and kind of database.

Compiling SQL per call is most of what an ORM write costs; tables still come from Django's models and migrations.
"""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


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
        marks = f"({', '.join(['%s'] * len(self.fields))})"
        self.head = f"INSERT INTO {self.table} ({', '.join(self.columns.values())}) VALUES "
        self.marks = marks

    def values(self, given: dict[str, Any]) -> list[Any]:
        """A row's database values in column order; what is missing gets its default. Unknown names are a fault."""
        unknown = given.keys() - self.converters.keys()
        assert not unknown, f"{self.table} has no {sorted(unknown)}"
        return [
            self.converters[field.attname](
                given[field.attname] if field.attname in given else field.get_default()
            )
            for field in self.fields
        ]


_known: dict[tuple[type[models.Model], str], Table] = {}


def _converter(field: Any, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    if isinstance(field, models.ForeignKey):
        return _converter(field.target_field, connection)
    if isinstance(field, models.UUIDField):
        if connection.vendor == "sqlite":
            return lambda value: None if value is None else value.hex
        return lambda value: value
    if isinstance(field, models.BooleanField | models.TextField | models.IntegerField) and not field.choices:
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)


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
