"""Statements handed to the database's driver as they are, prepared once: Django's cursors rewrite each of them anew.

They pass by Django's wrappers, so the write guard is asked here. Fixed texts of ours alone, with %s for values; a
value is as the driver takes it. Everything else goes through Django.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from karmika.kernel import guard


def execute(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> Any:
    """Run one statement in Django's transaction; returns the driver's cursor. Raises Django's database errors."""
    if not sql.startswith("SELECT "):
        guard.demand_opened()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    driver: Any = connection.connection
    with connection.wrap_database_errors:
        if connection.vendor == "sqlite":
            return driver.execute(_with_question_marks(sql), values)
        from psycopg import RawCursor

        return RawCursor(driver).execute(_with_numbers(sql), values, prepare=True)


def execute_many(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Sequence[Any]]) -> None:
    """The same statement for each of several rows. For SQLite, where that is the cheapest way to write them."""
    guard.demand_opened()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    driver: Any = connection.connection
    with connection.wrap_database_errors:
        driver.executemany(_with_question_marks(sql), values)


def copy(connection: BaseDatabaseWrapper, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Stream rows into a table. For PostgreSQL; `sql` is COPY ... FROM STDIN. Raises Django's database errors."""
    guard.demand_opened()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    driver: Any = connection.connection
    with connection.wrap_database_errors, driver.cursor() as cursor, cursor.copy(sql) as stream:
        for row in rows:
            stream.write_row(row)


_VALUES_A_QUESTION = (1, 8, 64, 512)
"""Few sizes, so that few statements are prepared; a question is filled up with its last value."""


def select_any(connection: BaseDatabaseWrapper, question: str, values: Sequence[Any]) -> Iterator[Any]:
    """Rows of `SELECT ... WHERE column` whose column is one of these values, however many they are."""
    if connection.vendor != "sqlite":
        if values:
            yield from execute(connection, f"{question} = ANY(%s)", [list(values)])
        return
    start = 0
    while start < len(values):
        left = len(values) - start
        size = next((size for size in _VALUES_A_QUESTION if size >= left), _VALUES_A_QUESTION[-1])
        part = list(values[start : start + size])
        start += size
        part += [part[-1]] * (size - len(part))
        yield from execute(connection, f"{question} IN ({', '.join(['%s'] * size)})", part)


@lru_cache(maxsize=512)
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


@lru_cache(maxsize=512)
def _with_numbers(sql: str) -> str:
    number = count(1)
    return re.sub("%s", lambda _: f"${next(number)}", sql)
