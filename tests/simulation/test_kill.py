"""The real server is killed with SIGKILL while phones send: whatever was acknowledged is there, once."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import requests

from karmika import template_database
from karmika.cli.demo.promises import wait_for_tally
from karmika.cli.demo.sending import HEADERS, wait_for
from karmika.cli.synth import city
from karmika.registry.tests import doorstep
from tests.browser.chromium import free_port
from tests.house import HOUSE
from tests.simulation.households import SITES, WARD

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]

ROUNDS, CLIENTS, ANSWERS_A_ROUND = 5, 4, 25
SECONDS = 60
"""After so long it is said that something hangs."""


@dataclass
class Outbox:
    """What the phones have still to send and what was acknowledged; letters of one form leave in their order."""

    lanes: list[list[tuple[str, bytes]]]
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)
    others: list[int] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)
    target: int = 0

    def drive(self, number: int, address: str) -> None:
        """One client: sends its letters one after the other until the server is gone or nothing is left."""
        with requests.Session() as session:
            while self.lanes[number]:
                instance, xml = self.lanes[number][0]
                parts = {"xml_submission_file": ("submission.xml", xml, "text/xml")}
                try:
                    answer = session.post(address, files=parts, headers=HEADERS, timeout=SECONDS)
                except requests.RequestException:
                    self.unanswered.add(instance)
                    return
                if answer.status_code != 201:
                    self.others.append(answer.status_code)
                    break
                self.acknowledged[instance] = xml
                self.lanes[number].pop(0)
                if len(self.acknowledged) >= self.target:
                    self.enough.set()
        self.enough.set()


class House:
    """A data directory of its own, with commands run on it and a server that can be killed."""

    def __init__(self, data, path: str, unblock) -> None:
        self.data, self.path, self.unblock = data, path, unblock
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("KARMIKA_", "DJANGO_"))}
        self.environment = clean | {"KARMIKA_MASTER_KEY": template_database.MASTER_KEY}

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
    def served(self) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        """`karmika serve` with its worker, in a group of processes that is killed at the end, whatever happens."""
        port = free_port()
        process = subprocess.Popen(
            self.command("serve", "--port", str(port)),
            env=self.environment,
            cwd=HOUSE,
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", seconds=SECONDS)
            yield f"http://127.0.0.1:{port}", process
        finally:
            self.kill(process)

    @staticmethod
    def kill(process: subprocess.Popen[bytes]) -> None:
        """SIGKILL to the server, its request processes and the worker at one moment."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.wait(timeout=SECONDS)

    def ask(self, sql: str) -> list[tuple]:
        """The rows of a question to the database file."""
        with sqlite3.connect(self.data / "karmika.db", timeout=SECONDS) as connection:
            return connection.execute(sql).fetchall()

    def worker_catches_up(self) -> bool:
        """Whether everything that was written is in the tally within two minutes."""
        with self.unblock(), template_database.named(str(self.data / "karmika.db")):
            return wait_for_tally()


@pytest.fixture
def house(tmp_path, django_db_blocker):
    """The cast's database with the survey published, in a directory of its own."""
    from django.db import connections

    from karmika.testing import Cast

    data = tmp_path / "killed"
    data.mkdir()
    with django_db_blocker.unblock():
        template_database.copy(template_database.build_template(), str(data / "karmika.db"))
        with template_database.named(str(data / "karmika.db")):
            cast = Cast()
            path = f"/v1/key/{cast.device_token}/projects/{cast.project_number}/submission"
            connections.close_all()
    (data / "secret.key").write_text("a key of this test alone")
    found = House(data, path, django_db_blocker.unblock)
    found.run("forms", "publish", "--project", path.split("/")[5])
    return found


def letters() -> list[list[tuple[str, bytes]]]:
    """The survey of one ward as four phones hold it; what is sent twice stays with what it repeats."""
    found = city(7, 420, wards=[WARD], worksites=SITES, form=doorstep.form().definition)
    lanes = [[] for _ in range(CLIENTS)]
    chain_of = {}
    for letter in found:
        start = chain_of.setdefault(letter.instance_id, chain_of.get(letter.follows, len(chain_of)))
        lanes[start % CLIENTS].append((letter.instance_id, letter.xml))
    return lanes


def test_what_was_acknowledged_survives_kills_under_load(house):
    outbox = Outbox(letters())
    for _ in range(ROUNDS):
        outbox.target = len(outbox.acknowledged) + ANSWERS_A_ROUND
        outbox.enough.clear()
        with house.served() as (base, process), ThreadPoolExecutor(CLIENTS) as clients:
            sending = [clients.submit(outbox.drive, n, base + house.path) for n in range(CLIENTS)]
            assert outbox.enough.wait(SECONDS) and not outbox.others, outbox.others
            house.kill(process)
            for one in sending:
                one.result(timeout=SECONDS)
        lost = missing(house, outbox)
        assert not lost, lost
    assert outbox.unanswered, "no kill hit a form on its way: nothing was proved"
    assert all(outbox.lanes), "the phones ran out of forms before the last kill"
    with house.served() as (base, _), ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda number: outbox.drive(number, base + house.path), range(CLIENTS)))
        assert not any(outbox.lanes) and not outbox.others, outbox.others
        assert house.worker_catches_up()
    assert not missing(house, outbox)
    assert not house.ask(
        "SELECT instance_id FROM intake_submissionversion GROUP BY instance_id HAVING count(*) > 1"
    )
    assert house.ask("SELECT count(*) FROM intake_submissionversion") == [(len(outbox.acknowledged),)]
    assert house.ask("PRAGMA integrity_check") == [("ok",)]
    said = house.run("rebuild", "--check")
    assert " 0 differ; tally: 0 differ" in said, said


def missing(house, outbox) -> set[str]:
    """Instances that were acknowledged and are not there exactly once."""
    rows = house.ask("SELECT instance_id FROM intake_submissionversion WHERE NOT held")
    there = [instance.removeprefix("uuid:") for (instance,) in rows]
    assert len(there) == len(set(there)), "doubled"
    return outbox.acknowledged.keys() - set(there)
