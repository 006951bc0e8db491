"""A surveyed household in a database that commits, and ways to lose it."""

from pathlib import Path

import pytest

from karmika import template_database
from karmika.backup import loading
from karmika.backup.archive import Manifest
from karmika.backup.dumping import back_up
from karmika.chain import sealing
from karmika.kernel.dates import now
from karmika.registry.tests.conftest import privacy  # noqa: F401  (a fixture)
from karmika.registry.tests.test_erasing import Home

_recorded: dict[tuple[tuple[str, str], ...], list[tuple[str, object, bool]]] = {}
"""What the migrations of a backup say to an empty database: each process of the tests lets them say it once."""
NOT_SAID_AGAIN = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")
_make_tables = loading._make_tables


def _tables_as_before(manifest: Manifest) -> None:
    """The tables of the migrations: by them the first time, afterwards by the same statements without Django's models."""
    from django.db import connection, transaction

    said = _recorded.get(manifest.migrations)
    if said is not None:
        with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
            for sql, params, many in said:
                (cursor.executemany if many else cursor.execute)(sql, params)
        return
    said = []

    def record(execute, sql, params, many, context):
        if not str(sql).lstrip().upper().startswith(NOT_SAID_AGAIN):
            said.append((str(sql), params, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        _make_tables(manifest)
    _recorded[manifest.migrations] = said


@pytest.fixture(autouse=True)
def quick_tables(request, monkeypatch):
    """Migrations take as long as all the rest of a restore. `by_migrations`: this test wants them as they are."""
    if request.node.get_closest_marker("by_migrations") is None:
        monkeypatch.setattr(loading, "_make_tables", _tables_as_before)


@pytest.fixture
def home(fresh_database, cast):
    """Zulekha and Anjaneya at home, sealed into the chain."""
    found = Home(cast)
    sealing.seal(now())
    return found


@pytest.fixture
def folder(tmp_path):
    """Where backups go."""
    return tmp_path / "backups"


@pytest.fixture
def made(home, folder):
    """A backup of the household."""
    return back_up(folder, now())


@pytest.fixture
def lose(fresh_database):
    """`lose()`: the disk with the database is gone; an empty place is left."""
    from django.db import connections

    def gone():
        connections.close_all()
        template_database.drop(fresh_database)
        if template_database.engine() == "postgresql":
            template_database._administer(f"CREATE DATABASE {fresh_database} TEMPLATE template0")
        else:
            assert not Path(fresh_database).exists()

    return gone
