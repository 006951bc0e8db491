"""A surveyed household in a database that commits, and ways to lose it."""

from pathlib import Path

import pytest

from karmika import template_database
from karmika.backup.dumping import back_up
from karmika.chain import sealing
from karmika.kernel.dates import now
from karmika.registry.tests.conftest import privacy  # noqa: F401  (a fixture)
from karmika.registry.tests.test_erasing import Home


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
