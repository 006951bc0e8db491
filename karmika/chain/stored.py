"""Entries as the database keeps them, one at a time, past every conversion: what the chain is made over."""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from karmika.chain.canonical import COLUMNS, READERS, leaf

_ROWS = 50
"""Rows that PostgreSQL sends at a time: an entry with its source may be megabytes."""


def leaves(after: int | None, upto: int, using: str = "default") -> Iterator[tuple[Any, bytes]]:
    """Number and SHA-256 of the entries with after < seq <= upto, in order; `after` None: from the very first."""
    connection = connections[using]
    connection.ensure_connection()
    sqlite = connection.vendor == "sqlite"
    # on SQLite a + hides the column's type, and with it Django's conversion: instants come as they lie there
    names = ", ".join(f"+{name}" if sqlite and kind == "instant" else name for name, kind in COLUMNS)
    mark = "?" if sqlite else "%s"
    sql = f"SELECT {names} FROM journal_entry WHERE seq <= {mark}"
    values = [upto]
    if after is not None:
        sql += f" AND seq > {mark}"
        values.append(after)
    readers = READERS[connection.vendor]
    rows = (_sqlite if sqlite else _postgresql)(connection.connection, f"{sql} ORDER BY seq", values)
    with connection.wrap_database_errors:
        for row in rows:
            seq = row[0] if sqlite else int.from_bytes(row[0], "big", signed=True)
            yield seq, leaf(row, readers)


def _sqlite(driver: Any, sql: str, values: list[int]) -> Iterator[tuple[Any, ...]]:
    before = driver.text_factory
    # text that is not UTF-8 is somebody's doing, and must be named rather than stop the reading
    driver.text_factory = _text
    try:
        yield from driver.execute(sql, values)
    finally:
        driver.text_factory = before


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


def _postgresql(driver: Any, sql: str, values: list[int]) -> Iterator[tuple[Any, ...]]:
    from psycopg import Cursor, capabilities
    from psycopg.types.string import ByteaBinaryLoader

    cursor = Cursor(driver)
    for kind in ("int8", "uuid", "text", "timestamptz", "bytea"):
        cursor.adapters.register_loader(kind, ByteaBinaryLoader)
    size = _ROWS if capabilities.has_stream_chunked() else 1
    return cursor.stream(sql.encode(), values, binary=True, size=size)
