"""Small questions to the tables in plain SQL, for the road of a survey: the ORM would compile each of them anew.

Reads only; a question names its columns, so a migration that takes one away fails in the tests.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from karmika.kernel.statement import execute, select_any
from karmika.kernel.table import table_of


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """All rows. Ids come back as the database keeps them: read them with `uuid_of`."""
    rows: list[tuple[Any, ...]] = _asked(sql, values).fetchall()
    return rows


def ask_one(sql: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row; None when there is none."""
    row: tuple[Any, ...] | None = _asked(sql, values).fetchone()
    return row


def ask_any(sql: str, values: Sequence[Any], *, using: str = "default") -> list[tuple[Any, ...]]:
    """All rows of `SELECT ... WHERE column` whose column is one of these values, however many; each value once."""
    assert sql.startswith("SELECT "), "questions only"
    return list(select_any(connections[using], sql, plain(*dict.fromkeys(values))))


def _asked(sql: str, values: tuple[Any, ...]) -> Any:
    assert sql.startswith("SELECT "), "questions only"
    # the connection itself: Django's stand-in for it looks it up anew at every touch
    return execute(connections[DEFAULT_DB_ALIAS], sql, plain(*values))


def uuid_of(value: Any) -> UUID:
    """An id as a database gave it: SQLite keeps 32 letters, PostgreSQL UUIDs."""
    return value if isinstance(value, UUID) else UUID(value)


def instant_of(value: Any) -> datetime:
    """An instant as a database gave it: SQLite keeps UTC and does not say so."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def columns(model: type[models.Model], alias: str) -> str:
    """All columns of a model for a SELECT, in the order that `built` takes."""
    return table_of(model, connection).selected(alias)


def built(wanted: Sequence[type[models.Model]], row: Sequence[Any]) -> Iterator[Any]:
    """Instances of these models from their columns side by side, as the ORM would give them."""
    start = 0
    for model in wanted:
        table = table_of(model, connection)
        part = zip(table.readers.values(), row[start : start + len(table.names)], strict=True)
        yield model.from_db("default", table.names, [reader(value) for reader, value in part])
        start += len(table.names)


def plain(*values: Any) -> list[Any]:
    """Values as the driver takes them."""
    if connection.vendor != "sqlite":
        return list(values)
    return [v.hex if isinstance(v, UUID) else v.isoformat() if type(v) is date else v for v in values]
