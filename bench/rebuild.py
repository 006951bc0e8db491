"""`karmika rebuild --check` on a loaded city, on both databases: the journal replayed, every row compared.

Promise: 60,000 entries a minute, in memory that does not grow with the journal. Peer, same run: the same rows
inserted bare (bench/load.py), without reading, opening or comparing anything.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.intake import postgresql
from bench.load import House
from bench.processes import peak_mb
from bench.report import Figure, publish

WORKERS, AIM_A_MINUTE, MEMORY_MB = 26_000, 60_000.0, 400.0
_SAID = re.compile(r"(\d+) entries replayed, (\d+) rows compared, (\d+) differ; tally: (\d+)")


def check(house: House) -> tuple[int, float, float]:
    """Entries, seconds and highest memory of one check. Raises when a row differs."""
    command = [sys.executable, "-m", "karmika.cli", "rebuild", "--check", "--data", str(house.data)]
    began, peak, ended = time.monotonic(), 0.0, threading.Event()
    checking = subprocess.Popen(command, env=house.environment, stdout=subprocess.PIPE, text=True)

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.5):
            peak = max(peak, peak_mb(checking.pid))

    threading.Thread(target=watch, daemon=True).start()
    output, _ = checking.communicate()
    seconds = time.monotonic() - began
    ended.set()
    said = _SAID.search(output)
    if said is None or checking.returncode != 0:
        raise RuntimeError(output)
    return int(said.group(1)), seconds, peak


def measure(name: str, house: House, workers: int) -> list[Figure]:
    """All figures of one database."""
    house.part("prepare")
    house.load(workers, 2)
    entries, seconds, peak = check(house)
    bare = house.part("bare")
    a_minute, peer = entries * 60 / seconds, entries * 60 / bare["seconds"]
    return [
        Figure(f"{name}: entries", entries, "entries", None, None, "none", True),
        Figure(
            f"{name}: entries rebuilt a minute", a_minute, "1/min", peer, a_minute / peer,
            f">= {AIM_A_MINUTE:.0f}", a_minute >= AIM_A_MINUTE,
        ),
        Figure(f"{name}: peak memory of a check", peak, "MB", None, None, f"<= {MEMORY_MB:.0f}", peak <= MEMORY_MB),
    ]  # fmt: skip


def main() -> None:
    """Measure, publish, exit 1 when the promise does not hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workers", type=int, default=WORKERS)
    workers = asked.parse_args().workers
    with tempfile.TemporaryDirectory(prefix="karmika-bench-") as name:
        folder = Path(name)
        data = folder / "sqlite"
        figures = measure("SQLite", House(data, f"sqlite:///{data / 'karmika.db'}", None), workers)
        with postgresql(folder / "postgresql") as (address, postmaster):
            figures += measure("PostgreSQL", House(folder / "pg", f"{address}/karmika", postmaster), workers)
    sys.exit(0 if publish("rebuild", figures) else 1)


if __name__ == "__main__":
    main()
