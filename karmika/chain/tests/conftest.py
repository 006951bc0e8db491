"""A second database of the kind that every machine has, with our tables in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from karmika.kernel import guard
from karmika.settings import SQLITE_PRAGMAS


@pytest.fixture
def fresh_copy(tmp_path: Path, request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[str]:
    """The name of a connection to an empty SQLite database with today's tables and triggers."""
    name = "moved"
    connections.databases[name] = {
        **connections["default"].settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "moved.db"),
        "OPTIONS": {"init_command": SQLITE_PRAGMAS},
    }
    with django_db_blocker.unblock():
        with guard.opened():
            call_command("migrate", database=name, verbosity=0, interactive=False)
        yield name
        connections[name].close()
    del connections[name]
    del connections.databases[name]
