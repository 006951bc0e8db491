"""A hundred thousand workers and more through the real road, on both databases, and what the house then does with them.

Promise: 100,000 workers in 5 minutes, a million in 45, below 500 MB; the worker catches up in less time than that.
Peer, same run: the same rows by bare executemany (SQLite) or COPY (PostgreSQL) into tables without any index.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.processes import cpu_ms, peak_mb
from bench.report import Figure, publish

SMALL, SMALL_MS, LARGE_MS = 100_000, 3.0, 2.7
"""Wall time a worker: 5 minutes for a hundred thousand, 45 for a million."""
MEMORY_MB, PAGE_MS = 500.0, 500.0
ROWS = 5_000
PAGES = {
    "home": "/",
    "figures of the state": "/figures/{state}/",
    "behind a figure": "/figures/{state}/workers/",
    "list of workers": "/workers/",
    "list by occupation": "/workers/?work=goods_vendor",
    "one worker": "/persons/{person}/",
    "queue": "/queue/",
}
SEARCHES = {"search by name": "lakshmi", "search by a beginning": "ra"}
"""What is typed: names go by POST, never in an address."""


def prepare(data: Path) -> None:
    """The house with the demo's wards and phones."""
    from karmika.cli.house import migrate_database, open_house

    open_house(data, makes_keys=True, needs_database=True)
    migrate_database()
    from karmika.cli.demo import found

    found()


def follow(data: Path) -> dict[str, float]:
    """Seconds that each follower of the journal needs for all of it."""
    from karmika.cli.house import open_house

    open_house(data, makes_keys=False, needs_database=True)
    from karmika.chain.sealing import seal
    from karmika.journal import follow as journal
    from karmika.kernel.dates import now
    from karmika.measures import tally
    from karmika.reactions import REACTIONS
    from karmika.worker import run_once

    upto = journal.horizon()
    seconds = {}
    for name, work in (
        ("tally", lambda: tally.fold(upto)),
        ("search words", lambda: run_once(REACTIONS)),
        ("chain", lambda: seal(now())),
    ):
        began = time.monotonic()
        work()
        seconds[name] = time.monotonic() - began
    return seconds


def pages(data: Path) -> dict[str, float]:
    """Milliseconds of each page for the state's office: the middle of five, after one that is not counted."""
    from karmika.cli.house import open_house

    open_house(data, makes_keys=False, needs_database=True)
    from django.conf import settings
    from django.test import Client

    settings.KARMIKA_SECOND_FACTOR = "off"  # nobody is there to type the code
    from karmika.access.models import Account
    from karmika.areas.models import Area
    from karmika.registry.models import Worker

    client = Client()
    client.force_login(Account.objects.get(username="state@demo.example"))
    state = Area.objects.filter(level="state", code="28").values_list("id", flat=True).get()
    person = Worker.objects.order_by("-entry_seq").values_list("id", flat=True)[0]
    times: dict[str, float] = {}
    asked: dict[str, tuple[str, dict[str, str] | None]] = {
        **{name: (address.format(state=state, person=person), None) for name, address in PAGES.items()},
        **{name: ("/search/", {"text": text}) for name, text in SEARCHES.items()},
    }
    for name, (address, typed) in asked.items():
        spent = []
        for _ in range(6):
            began = time.monotonic()
            answer = client.get(address) if typed is None else client.post(address, typed)
            spent.append((time.monotonic() - began) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answered {answer.status_code}")
        times[name] = sorted(spent[1:])[2]
    return times


def bare(data: Path) -> dict[str, float]:
    """Rows of all journalled tables, and the seconds that the same rows take without keys, checks, journal or indexes."""
    from karmika.cli.house import open_house

    open_house(data, makes_keys=False, needs_database=True)
    from django.db import connection

    from karmika.journal.models import Entry, Key
    from karmika.rebuild import journalled_models

    insert = _insert_sqlite if connection.vendor == "sqlite" else _insert_postgresql
    rows, spent = 0, 0.0
    with insert(data) as write:
        for model in (Entry, Key, *journalled_models()):
            table = model._meta.db_table
            for part in _parts(table):
                began = time.monotonic()
                write(table, part)
                spent += time.monotonic() - began
                rows += len(part)
    return {"rows": float(rows), "seconds": spent}


def _parts(table: str) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a table, some at a time, as the driver gives them."""
    from django.db import connection, transaction

    with transaction.atomic():
        connection.ensure_connection()
        driver: Any = connection.connection
        cursor = driver.cursor() if connection.vendor == "sqlite" else driver.cursor(name="bare")
        cursor.execute(f"SELECT * FROM {table}")
        while part := cursor.fetchmany(ROWS):
            yield part
        cursor.close()


@contextmanager
def _insert_sqlite(data: Path) -> Iterator[Any]:
    import sqlite3
    from datetime import time as clock_time

    path = data / "bare.db"
    sqlite3.register_adapter(clock_time, clock_time.isoformat)  # Django's connection reads its times as such
    target = sqlite3.connect(path)
    target.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")

    def write(table: str, part: list[tuple[Any, ...]]) -> None:
        if not target.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone():
            target.execute(f"CREATE TABLE {table} ({', '.join(f'c{n}' for n in range(len(part[0])))})")
        target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(part[0]))})", part)
        target.commit()

    yield write
    target.close()
    path.unlink()


@contextmanager
def _insert_postgresql(data: Path) -> Iterator[Any]:
    import psycopg
    from django.db import connection
    from psycopg.adapt import Dumper

    class Json(Dumper):
        """What Django's connection reads as text."""

        def dump(self, value: Any) -> bytes:
            """Its letters."""
            return json.dumps(value).encode()

    made: set[str] = set()
    settings = connection.get_connection_params()
    settings = {
        name: settings[name] for name in ("dbname", "user", "host", "port", "password") if name in settings
    }
    with psycopg.connect(**settings) as target:
        target.adapters.register_dumper(list, Json)
        target.adapters.register_dumper(dict, Json)
        target.execute("CREATE SCHEMA bare")

        def write(table: str, part: list[tuple[Any, ...]]) -> None:
            if table not in made:
                target.execute(f"CREATE TABLE bare.{table} (LIKE public.{table})".encode())
                made.add(table)
            with target.cursor() as cursor, cursor.copy(f"COPY bare.{table} FROM STDIN".encode()) as stream:
                for row in part:
                    stream.write_row(row)
            target.commit()

        yield write
        target.execute("DROP SCHEMA bare CASCADE")


def size_mb(data: Path) -> float:
    """What the database takes on the disk, its log not counted."""
    from karmika.cli.house import open_house

    open_house(data, makes_keys=False, needs_database=True)
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e6


PARTS = {"prepare": prepare, "follow": follow, "pages": pages, "bare": bare, "size": size_mb}


class House:
    """A data directory with its database; each part of the work is a process of its own, as in life."""

    def __init__(self, data: Path, url: str, postmaster: int | None) -> None:
        self.data, self.postmaster = data, postmaster
        self.environment = os.environ | {"KARMIKA_DATABASE_URL": url, "KARMIKA_DATA": str(data)}

    def part(self, name: str, module: str = "bench.load") -> Any:
        """What a part of a benchmark found."""
        module = "bench.load" if name in PARTS else module
        command = [sys.executable, "-m", module, "--part", name, "--data", str(self.data)]
        done = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout.splitlines()[-1])

    def load(self, workers: int, processes: int) -> dict[str, float]:
        """`karmika synth --load`: seconds, CPU-ms (with the backends) and highest memory."""
        command = [sys.executable, "-m", "karmika.cli", "synth", "--load", "--workers", str(workers)]
        command += ["--processes", str(processes), "--data", str(self.data)]
        own, began = _children_cpu_ms(), time.monotonic()
        backend = cpu_ms(self.postmaster) if self.postmaster else 0.0
        loading = subprocess.Popen(command, env=self.environment)
        peak, ended = 0.0, threading.Event()

        def watch() -> None:
            nonlocal peak
            while not ended.wait(0.5):
                peak = max(peak, peak_mb(loading.pid))

        threading.Thread(target=watch, daemon=True).start()
        if loading.wait() != 0:
            raise RuntimeError("the load failed")
        seconds = time.monotonic() - began
        ended.set()
        cpu = _children_cpu_ms() - own + (cpu_ms(self.postmaster) - backend if self.postmaster else 0.0)
        return {"seconds": seconds, "cpu_ms": cpu, "peak_mb": peak}


def _children_cpu_ms() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


def measure(name: str, house: House, workers: int, processes: int, only_load: bool) -> list[Figure]:
    """All figures of one database, or those of the load alone."""
    house.part("prepare")
    empty = house.part("size")
    loaded = house.load(workers, processes)
    size = house.part("size") - empty
    aim = SMALL_MS if workers <= SMALL else LARGE_MS
    wall_ms = loaded["seconds"] * 1000 / workers

    def figure(
        what: str, value: float, unit: str, most: float | None = None, other: float | None = None
    ) -> Figure:
        aimed = "none" if most is None else f"<= {most:g}"
        ratio = None if other is None else value / other
        return Figure(f"{name}: {what}", value, unit, other, ratio, aimed, most is None or value <= most)

    of_the_load = [
        figure("CPU a worker, all processes", loaded["cpu_ms"] / workers, "ms"),
        figure("peak memory of the load", loaded["peak_mb"], "MB", MEMORY_MB),
        figure("database a worker", size * 1000 / workers, "kB"),
    ]
    if only_load:
        return [figure("wall time a worker", wall_ms, "ms", aim), *of_the_load]
    followed, shown, peer = house.part("follow"), house.part("pages"), house.part("bare")
    bare_ms = peer["seconds"] * 1000 / workers
    behind = sum(followed.values()) * 1000 / workers
    return [
        figure("wall time a worker", wall_ms, "ms", aim, bare_ms),
        *of_the_load,
        figure("rows a worker", peer["rows"] / workers, "rows"),
        *(figure(f"{what} a worker", spent * 1000 / workers, "ms") for what, spent in followed.items()),
        figure("catching up a worker", behind, "ms", aim),
        *(figure(f"page: {what}", spent, "ms", PAGE_MS) for what, spent in shown.items()),
    ]


def main() -> None:
    """Measure, publish, exit 1 when the promise does not hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workers", type=int, default=SMALL)
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    asked.add_argument("--only-load", action="store_true", help="neither followers nor pages nor the peer")
    asked.add_argument("--folder", type=Path, help="a new folder for the databases, which are kept")
    asked.add_argument("--part", choices=tuple(PARTS), help=argparse.SUPPRESS)
    asked.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.part:
        found = PARTS[given.part](given.data)
        print(json.dumps(found))
        return
    sys.exit(0 if publish("load", figures(given)) else 1)


def figures(given: argparse.Namespace) -> list[Figure]:
    """Of each database that was asked for."""
    found: list[Figure] = []
    with kept_folder(given.folder) as folder:
        for name, house in houses(folder, given.database):
            found += measure(name, house, given.workers, given.processes, given.only_load)
    return found


def houses(folder: Path, chosen: list[str] | None) -> Iterator[tuple[str, House]]:
    """A house on each database that was asked for (both, unless some are named), below a folder; served while it is used."""
    from bench.intake import postgresql

    if not chosen or "sqlite" in chosen:
        data = folder / "sqlite"
        yield "SQLite", House(data, f"sqlite:///{data / 'karmika.db'}", None)
    if not chosen or "postgresql" in chosen:
        with postgresql(folder / "postgresql") as (address, postmaster):
            yield "PostgreSQL", House(folder / "pg", f"{address}/karmika", postmaster)


@contextmanager
def kept_folder(kept: Path | None, *, made: bool = True) -> Iterator[Path]:
    """A folder for databases: this one, which is kept (a new one where it is to be `made`), or one for this run."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=not made)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="karmika-bench-") as name:
        yield Path(name)


if __name__ == "__main__":
    main()
