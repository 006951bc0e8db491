"""Rebuild: the journal replayed into empty tables beside the living ones, and every row compared.

A test and a repair tool (`karmika rebuild --check`), never a step of deployment.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, models, transaction

from karmika.journal import follow
from karmika.journal.models import Recorded, Subject
from karmika.journal.perform import index_subjects
from karmika.journal.rows import Rows
from karmika.kernel import guard

ALIAS = "rebuild"
_SCHEMA = "karmika_rebuild"
_BATCH = 1000


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
    with _empty_database():
        entries = replay(ALIAS)
        rows, differing = 0, 0
        first: list[Difference] = []
        for model in journalled_models():
            for live, replayed in _paired(model):
                rows += 1
                if live == replayed:
                    continue
                differing += 1
                if len(first) < name_first:
                    first.append(_difference(model, live, replayed))
    return Comparison(entries=entries, rows=rows, differing=differing, first=tuple(first))


def journalled_models() -> list[type[models.Model]]:
    """Every table that acts write, in a fixed order."""
    recorded = [model for model in apps.get_models() if issubclass(model, Recorded)]
    return [Subject, *sorted(recorded, key=lambda model: model._meta.db_table)]


def replay(alias: str) -> int:
    """Apply every entry, in order, to the tables of `alias`. Returns how many there were."""
    count = 0
    last = follow.horizon()
    walk = follow.entries(0, last)
    more = True
    while more:
        more = False
        with transaction.atomic(using=alias), guard.opened():
            rows = Rows(alias)
            for head, acts in walk:
                rows.begin(head)
                for number, act in enumerate(acts):
                    rows.act_number = number
                    act.apply(head, rows)
                index_subjects(acts, rows)
                count += 1
                if count % _BATCH == 0:
                    more = True
                    break
            rows.flush()
    return count


@contextmanager
def _empty_database() -> Iterator[None]:
    """Tables made by the same migrations: a file of their own on SQLite, a schema of their own on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="karmika-rebuild-") as folder:
        settings = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"]}}
        settings["TEST"] = {**settings.get("TEST", {}), "MIRROR": None}
        if connection.vendor == "sqlite":
            settings["NAME"] = str(Path(folder) / "rebuild.db")
            settings["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
        else:
            given = settings["OPTIONS"].get("options", "")
            settings["OPTIONS"]["options"] = f"{given} -c search_path={_SCHEMA}"
        connections.databases[ALIAS] = settings
        connections[ALIAS].ensure_connection()
        try:
            with guard.opened():
                _fresh_schema()
                call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
            yield
        finally:
            with guard.opened():
                _drop_schema()
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.databases[ALIAS]


def _fresh_schema() -> None:
    if connection.vendor != "sqlite":
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {_SCHEMA}")


def _drop_schema() -> None:
    if connection.vendor != "sqlite":
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")


def _paired(model: type[models.Model]) -> Iterator[tuple[tuple[Any, ...] | None, tuple[Any, ...] | None]]:
    """Rows of both sides, joined on the key like the teeth of a zip, without holding a table in memory."""
    live, replayed = _walk(model, "default"), _walk(model, ALIAS)
    left, right = next(live, None), next(replayed, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            yield left, None
            left = next(live, None)
        elif left is None or right[0] < left[0]:
            yield None, right
            right = next(replayed, None)
        else:
            yield left, right
            left, right = next(live, None), next(replayed, None)


def _walk(model: type[models.Model], alias: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    rows = model._base_manager.using(alias).order_by("pk").values_list("pk", *names)
    return iter(rows.iterator(chunk_size=2000))


def _difference(
    model: type[models.Model], live: tuple[Any, ...] | None, replayed: tuple[Any, ...] | None
) -> Difference:
    names = ["pk", *(field.attname for field in model._meta.concrete_fields if not field.primary_key)]
    row = live or replayed
    assert row is not None
    return Difference(
        table=model._meta.db_table,
        row_id=row[0],
        live=dict(zip(names, live, strict=True)) if live else None,
        replayed=dict(zip(names, replayed, strict=True)) if replayed else None,
    )
