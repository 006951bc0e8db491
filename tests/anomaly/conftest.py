"""Houses of their own for tests that kill: on SQLite, or in a PostgreSQL that waits for the disk."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from karmika import template_database
from tests.anomaly import houses
from tests.anomaly.clocks import Clock
from tests.anomaly.cluster import Cluster

FIGURES = "figures of an anomaly"


@pytest.fixture(scope="session")
def own_cluster(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cluster]:
    """Started once for each process of a run, stopped at its end."""
    folder = Path(template_database.copy_name("cluster"))
    if template_database.engine() == "postgresql":
        folder = template_database.run_folder() / folder.name
    found = Cluster(folder)
    houses.make_template(found, django_db_blocker.unblock)
    yield found
    found.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of this test: it may leap."""
    return Clock(monkeypatch)


@pytest.fixture
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """The same, running, whatever the test before did to it."""
    found: Cluster = request.getfixturevalue("own_cluster")
    found.start()
    return found


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """`figures("20 kills, 300 forms acknowledged")`: said at the end of the run if the test passes."""
    return lambda said: record_property(FIGURES, f"{template_database.engine()}: {said}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was done to the house, and how much of it was still there."""
    for report in terminalreporter.stats.get("passed", []):
        for name, said in getattr(report, "user_properties", ()):
            if name == FIGURES and report.when == "call":
                terminalreporter.write_line(f"{said} ({report.duration:.0f} s)")


@pytest.fixture
def house(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_setup: None, django_db_blocker: Any
) -> houses.House:
    """The cast's database with the survey published, in a data directory of its own, on the database of this run."""
    data = tmp_path / "data"
    data.mkdir()
    if template_database.engine() == "sqlite":
        found = houses.on_sqlite(data, django_db_blocker.unblock)
    else:
        cluster = request.getfixturevalue("cluster")
        found = houses.on_postgresql(data, django_db_blocker.unblock, cluster)
    houses.furnish(found)
    return found
