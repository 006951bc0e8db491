"""Rebuild: the journal replayed into empty tables beside the living ones, and every row compared.

A test and a repair tool (`karmika rebuild --check`), never a step of deployment. Both sides are read in one
transaction, so the house may go on working meanwhile; nothing of it stays, however it ends.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, connections, models, transaction

from karmika.journal import follow
from karmika.journal.models import Recorded, Subject
from karmika.journal.perform import index_subjects
from karmika.journal.rows import Rows
from karmika.kernel import collector, guard
from karmika.kernel.statement import execute
from karmika.kernel.table import Table, table_of

ALIAS = "rebuild"
_LIVE = "karmika_live"
_BATCH = 1000
_CACHES = {
    "sqlite": "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-131072; PRAGMA temp_store=FILE;",
    "postgresql": "-c temp_buffers=128MB -c work_mem=32MB",
}
_EVERYTHING = 2**63 - 1


@dataclass(frozen=True)
class Difference:
    """A row that is not the same in the living and the replayed tables; `live` or `replayed` is None if it is missing."""

    table: str
    row_id: Any
    live: dict[str, Any] | None
    replayed: dict[str, Any] | None


@dataclass(frozen=True)
class Comparison:
    """What a rebuild found: how many entries were replayed, rows compared, rows that differ, and the first of them."""

    entries: int
    rows: int
    differing: int
    first: tuple[Difference, ...]


def rebuild_and_compare(*, name_first: int = 20) -> Comparison:
    """Replay the whole journal into empty tables beside the living ones, and compare every row of every table."""
    with _beside():
        entries = replay(ALIAS)
        rows = differing = 0
        first: list[Difference] = []
        for model in journalled_models():
            compared = _Compared(model)
            counted, other = compared.counts()
            rows, differing = rows + counted, differing + other
            if other and len(first) < name_first:
                first += compared.first(name_first - len(first))
    return Comparison(entries=entries, rows=rows, differing=differing, first=tuple(first))


def journalled_models() -> list[type[models.Model]]:
    """Every table that acts write, in a fixed order."""
    recorded = [model for model in apps.get_models() if issubclass(model, Recorded)]
    return [Subject, *sorted(recorded, key=lambda model: model._meta.db_table)]


def replay(alias: str) -> int:
    """Apply every entry that `alias` sees, in order, to its empty tables. Returns how many there were."""
    count = 0
    rows = Rows(alias)
    with guard.opened(), collector.asleep():
        for head, acts in follow.entries(0, _EVERYTHING, using=alias):
            rows.begin(head)
            for number, act in enumerate(acts):
                rows.act_number = number
                act.apply(head, rows)
            index_subjects(acts, rows)
            count += 1
            if count % _BATCH == 0:
                rows.flush()
                collector.collect()
        rows.flush()
    return count


@contextmanager
def _beside() -> Iterator[None]:
    """A connection on which the journalled tables are empty and the living ones go by another name, as of one moment.

    The empty ones have no indexes but their keys: on SQLite a file of their own, on PostgreSQL tables of the session.
    """
    with tempfile.TemporaryDirectory(prefix="karmika-rebuild-") as folder:
        settings = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"]}}
        settings["TEST"] = {**settings.get("TEST", {}), "MIRROR": None}
        sqlite = connection.vendor == "sqlite"
        if sqlite:
            settings["NAME"] = str(Path(folder) / "rebuild.db")
            settings["OPTIONS"] |= {"init_command": _CACHES["sqlite"], "transaction_mode": "DEFERRED"}
        else:
            given = settings["OPTIONS"].get("options", "")
            settings["OPTIONS"]["options"] = f"{given} {_CACHES['postgresql']}"
        connections.databases[ALIAS] = settings
        aside = connections[ALIAS]
        try:
            if sqlite:
                with aside.cursor() as cursor:
                    cursor.execute(f"ATTACH %s AS {_LIVE}", [str(connection.settings_dict["NAME"])])
            with transaction.atomic(using=ALIAS):
                with aside.cursor() as cursor, guard.opened():
                    for statement in _empty_tables():
                        cursor.execute(statement)
                yield
                transaction.set_rollback(True, using=ALIAS)
        finally:
            aside.close()
            del connections[ALIAS]
            del connections.databases[ALIAS]


def _empty_tables() -> Iterator[str]:
    """Tables with the columns of the living ones; the first statement fixes the moment that is looked at."""
    if connection.vendor != "sqlite":
        yield "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
        for table in map(_table, journalled_models()):
            key = table.columns[table.key]
            yield f"CREATE TEMPORARY TABLE {table.table} (LIKE {_living(table)}, PRIMARY KEY ({key}))"
        return
    for model in journalled_models():
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(f"PRAGMA {_LIVE}.table_info({model._meta.db_table})")
            found = cursor.fetchall()
        columns = ", ".join(
            f'"{name}" {kind}{" NOT NULL" if needed else ""}{" PRIMARY KEY" if key else ""}'
            for _, name, kind, needed, _, key in found
        )
        yield f"CREATE TABLE main.{_table(model).table} ({columns})"


class _Compared:
    """One table's living and replayed rows, joined on the key inside the database.

    Text, type and all are compared: 1 is not 1.0, NULL is not the empty text, and a JSON number is its digits.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self._table = _table(model)
        self._name = model._meta.db_table
        key = self._table.columns[self._table.key]
        self._join = f"{_living(self._table)} l LEFT JOIN {self._table.table} r ON r.{key} = l.{key}"
        self._missing = f"r.{key} IS NULL"
        self._extra = (
            f"{self._table.table} r WHERE NOT EXISTS"
            f" (SELECT 1 FROM {_living(self._table)} l WHERE l.{key} = r.{key})"
        )
        self._differs = " OR ".join(self._other(field) for field in model._meta.concrete_fields)
        self._keys = f"l.{key}", f"r.{key}"

    def counts(self) -> tuple[int, int]:
        """How many rows there are on either side, and how many of them differ or stand on one side alone."""
        on_one_side = f"count(*) FILTER (WHERE {self._missing})"
        other = f"count(*) FILTER (WHERE NOT {self._missing} AND ({self._differs}))"
        ((living, missing, differ),) = _asked(f"SELECT count(*), {on_one_side}, {other} FROM {self._join}")
        ((replayed,),) = _asked(f"SELECT count(*) FROM {self._table.table}")
        extra = replayed - (living - missing)
        return living + extra, missing + differ + extra

    def first(self, most: int) -> list[Difference]:
        """The first rows that differ, in the order of their keys."""
        left, right = self._keys
        differ = f"SELECT {left} FROM {self._join} WHERE {self._missing} OR {self._differs} ORDER BY 1 LIMIT {most}"
        extra = f"SELECT {right} FROM {self._extra} ORDER BY 1 LIMIT {most}"
        found = sorted(key for question in (differ, extra) for (key,) in _asked(question))
        return [self._difference(key) for key in found[:most]]

    def _difference(self, key: Any) -> Difference:
        live, replayed = (self._row(name, key) for name in (_living(self._table), self._table.table))
        row_id = self._table.readers[self._table.key](key)
        return Difference(table=self._name, row_id=row_id, live=live, replayed=replayed)

    def _row(self, name: str, key: Any) -> dict[str, Any] | None:
        columns, by = ", ".join(self._table.columns.values()), self._table.columns[self._table.key]
        found = _asked(f"SELECT {columns} FROM {name} WHERE {by} = %s", key)
        readers = self._table.readers.items()
        return {n: read(value) for (n, read), value in zip(readers, found[0], strict=True)} if found else None

    def _other(self, field: Any) -> str:
        column = self._table.columns[field.attname]
        if connection.vendor == "sqlite":
            return f"l.{column} IS NOT r.{column} OR typeof(l.{column}) IS NOT typeof(r.{column})"
        text = "::text" if isinstance(field, models.JSONField) else ""
        return f"l.{column}{text} IS DISTINCT FROM r.{column}{text}"


def _asked(question: str, *values: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = execute(connections[ALIAS], question, values).fetchall()
    return rows


def _table(model: type[models.Model]) -> Table:
    return table_of(model, connections[ALIAS])


def _living(table: Table) -> str:
    """The living table's name, for SQL: the bare name is that of the replayed one."""
    if connection.vendor == "sqlite":
        return f"{_LIVE}.{table.table}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return f"{cursor.fetchone()[0]}.{table.table}"
