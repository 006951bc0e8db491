"""A whole house of its own: data directory, database, the real `karmika serve` with its worker, and ways to kill them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from karmika import template_database
from karmika.cli.demo.promises import wait_for_tally
from karmika.cli.demo.sending import wait_for
from tests.anomaly.cluster import Cluster
from tests.anomaly.invariants import elsewhere
from tests.anomaly.outbox import CLIENTS, SECONDS, Outbox
from tests.browser.chromium import free_port
from tests.house import HOUSE


class Served:
    """A running `karmika serve`."""

    def __init__(self, process: "subprocess.Popen[bytes]", base: str) -> None:
        self.process, self.base = process, base

    def below(self) -> dict[str, int]:
        """The processes below it: `worker`, and `requests`, which gunicorn starts anew when it dies."""
        number = self.process.pid
        found = {}
        for child in Path(f"/proc/{number}/task/{number}/children").read_text().split():
            try:
                words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            except FileNotFoundError:
                continue
            found["worker" if b"worker" in words else "requests"] = int(child)
        return found

    def kill_one(self, which: str) -> bool:
        """SIGKILL to one of those below; whether there was one."""
        pid = self.below().get(which)
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """SIGKILL to the server, its request processes and the worker at one moment."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait(timeout=SECONDS)


class House:
    """Commands run on it, a server that can be killed, and a look inside by this process."""

    def __init__(self, data: Path, place: dict[str, str], url: str, unblock: Any) -> None:
        self.data, self.place, self.unblock = data, place, unblock
        self.path = ""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("KARMIKA_", "DJANGO_"))}
        self.environment = clean | {
            "KARMIKA_MASTER_KEY": template_database.MASTER_KEY,
            "KARMIKA_DATABASE_URL": url,
        }

    def command(self, *arguments: str) -> list[str]:
        """A command of the house, as the shell runs it."""
        return [sys.executable, "-m", "karmika.cli", *arguments, "--data", str(self.data)]

    def run(self, *arguments: str) -> str:
        """Run a command to its end; fails when it fails."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd=HOUSE,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[Served]:
        """`karmika serve` with its worker, in a group of processes that is killed at the end, whatever happens."""
        port = free_port()
        process = subprocess.Popen(
            self.command("serve", "--port", str(port)),
            env=self.environment,
            cwd=HOUSE,
            start_new_session=True,
            stderr=(self.data / "log").open("ab"),
        )
        served = Served(process, f"http://127.0.0.1:{port}")
        try:
            wait_for(served.base, seconds=SECONDS)
            yield served
        finally:
            served.kill()

    @contextmanager
    def loaded(self, served: Served, outbox: Outbox) -> Iterator[None]:
        """Four phones send meanwhile; at the end they stop, and each has had its answer or none."""
        outbox.stop.clear()
        address = served.base + self.path
        with ThreadPoolExecutor(CLIENTS) as clients:
            sending: list[Future[None]] = [
                clients.submit(outbox.drive, number, address) for number in range(CLIENTS)
            ]
            try:
                yield
            finally:
                outbox.stop.set()
            for one in sending:
                one.result(timeout=SECONDS)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """This process looks at (and may write) the house's database."""
        with self.unblock(), elsewhere(**self.place):
            yield

    def finish(self, outbox: Outbox) -> None:
        """Send what is left, let the worker catch up."""
        outbox.stop.clear()
        with self.served() as served, ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda number: outbox.drive(number, served.base + self.path), range(CLIENTS)))
            assert not any(outbox.lanes)
            with self.inside():
                assert wait_for_tally()


def furnish(house: House) -> None:
    """The survey published in the cast's project; notes the address that Lakshmi's phone sends to."""
    from karmika.access.models import Project
    from karmika.intake.publishing import publish
    from karmika.registry.tests import doorstep
    from karmika.testing import Cast

    (house.data / "secret.key").write_text("a key of this test alone")
    with house.inside():
        cast = Cast()
        project = Project.objects.get(id=cast.project)
        publish(cast.devi, project, doorstep.FORM.read_bytes(), doorstep.FORM.name)
        house.path = f"/v1/key/{cast.device_token}/projects/{cast.project_number}/submission"


def on_sqlite(data: Path, unblock: Any) -> House:
    """The cast's database in a file of its own."""
    file = str(data / "karmika.db")
    with unblock():
        template_database.copy(template_database.build_template(), file)
    return House(data, {"NAME": file}, f"sqlite:///{file}", unblock)


def on_postgresql(data: Path, unblock: Any, cluster: Cluster) -> House:
    """The cast's database in a cluster of its own."""
    name = "house_" + data.parent.name[-30:].lower().replace("-", "_")
    cluster.ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    cluster.ask(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')
    return House(data, {"NAME": name, "HOST": cluster.host}, cluster.url(name), unblock)


TEMPLATE = "with_the_cast"


def make_template(cluster: Cluster, unblock: Any) -> None:
    """A database with the tables and the cast, from which houses are copied."""
    from karmika.cli.house import migrate_database
    from karmika.testing import make_cast

    cluster.ask(f"CREATE DATABASE {TEMPLATE}")
    with unblock(), elsewhere(NAME=TEMPLATE, HOST=cluster.host):
        migrate_database()
        make_cast()
