"""The disk is full: a phone never hears 201 for what was not kept, hears why it must send again, and later gets through."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from karmika import template_database, worker
from karmika.reactions import REACTIONS
from karmika.testing import Cast
from tests.anomaly.disk import Disk, remembered
from tests.anomaly.invariants import faults
from tests.anomaly.outbox import Envelope, filled
from tests.simulation.phones import Phones

pytestmark = pytest.mark.slow

SEED, ROUNDS = 20261127, 24
TRY_LATER = "Something failed on our side. Keep the form and send it again later."
PHOTO = 2_000_000


@contextmanager
def counted_as_failures(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What failed is logged by its place, never with anything of the form."""
    yield
    for record in caplog.records:
        assert "Lakshmi" not in record.getMessage() and "uuid:" not in record.getMessage()


def post(address: str, letter: Envelope) -> Any:
    """One form with its files, as an app sends it."""
    parts: dict[str, Any] = {"xml_submission_file": part("submission.xml", letter.xml)}
    parts |= {name: part(name, content) for name, content in letter.files.items()}
    return Client().post(address, parts, headers={"X-OpenRosa-Version": "1.0"})


def part(name: str, content: bytes) -> BytesIO:
    found = BytesIO(content)
    found.name = name
    return found


def refused_honestly(answer: Any) -> bool:
    """Whether it was not taken; then it must be said so that an app shows it and keeps the form."""
    if answer.status_code == 201:
        return False
    assert answer.status_code >= 500 and TRY_LATER in answer.content.decode(), answer.content
    return True


def letters_of_one_phone() -> list[Envelope]:
    """In their order, each once."""
    return [letter for letter in filled(SEED, 160).lanes[0] if not letter.again]


@pytest.mark.skipif(template_database.engine() != "sqlite", reason="a file of its own")
def test_sqlite_without_room_acknowledges_nothing_and_goes_on_when_there_is_room(
    fresh_database, cast, client_for, clock, caplog
):
    rng = Random(SEED)
    with remembered(str(Path(fresh_database).parent)) as disk, counted_as_failures(caplog):
        address, ramesh = Phones(cast).addresses[0], client_for("ramesh")
        assert ramesh.get("/").status_code == 200, "he has signed in before"
        taken: list[Envelope] = []
        refusals = 0
        waiting = letters_of_one_phone()
        for _ in range(ROUNDS):
            disk.room = rng.randint(0, 150_000)
            while waiting and not refused_honestly(post(address, waiting[0])):
                taken.append(waiting.pop(0))
            refusals += bool(waiting)
            clock.offset += timedelta(minutes=3)
            assert ramesh.get("/").status_code == 200, "what is there can still be read"
            _work_without_room(disk)
            disk.room, disk.full = None, False
            assert ramesh.get("/").status_code == 200
            assert faults(taken) == []
            if not waiting:
                break
            assert post(address, waiting[0]).status_code == 201
            taken.append(waiting.pop(0))
        assert refusals > ROUNDS // 2 and disk.refused > refusals
        worker.run_once(REACTIONS)
        assert faults(taken, whole=True) == []
        connections.close_all()


def _work_without_room(disk: Disk) -> None:
    """The worker's round fails as well, and does no harm."""
    assert disk.full
    worker._attempt("tally", lambda: worker.run_once(REACTIONS))


@pytest.mark.skipif(template_database.engine() != "postgresql", reason="a cluster of its own")
def test_postgresql_without_room_acknowledges_nothing_and_goes_on_when_there_is_room(house, cluster, caplog):
    rng = Random(SEED)
    with house.inside(), counted_as_failures(caplog):
        cast = Cast()
        address = f"/v1/key/{cast.device_token}/projects/{cast.project_number}/submission"
        taken: list[Envelope] = []
        waiting = letters_of_one_phone()
        for size in (17, 20, 23):  # the log's own files have 16 MB; what grows beyond is the journal's table
            with cluster.without_room(size * 1024 * 1024 + 4321):
                connections.close_all()
                while True:
                    waiting[0] = Envelope(
                        waiting[0].instance, waiting[0].xml, {"door.jpg": rng.randbytes(PHOTO)}
                    )
                    if refused_honestly(post(address, waiting[0])):
                        break
                    taken.append(waiting.pop(0))
                plain = Envelope(waiting[1].instance, waiting[1].xml)
                small = post(address, plain)
                assert refused_honestly(small) or (taken.append(plain) or waiting.pop(1))
            assert post(address, waiting[0]).status_code == 201
            taken.append(waiting.pop(0))
            assert faults(taken, whole=True) == []
        assert len(taken) > 5
