"""Hostile files and requests to a real server: each is refused within two seconds and 200 MB, and nothing is written.

On a machine with other work a request waits for the processor; what it costs is its processor time, so that is held
to two seconds, and the clock only to a minute (something hangs).
"""

import sqlite3
import sys
from collections.abc import Iterator

import pytest

from karmika import template_database
from karmika.kernel.ids import uuid7
from karmika.registry.tests import doorstep
from tests.anomaly import houses
from tests.anomaly.houses import House
from tests.hostile import Case, letters, uploads, wire
from tests.hostile.letters import as_form
from tests.hostile.server import Server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]
SECONDS, BYTES = 2.0, 200 * 1024 * 1024


@pytest.fixture
def house(tmp_path, django_db_setup, django_db_blocker) -> House:
    """The cast's database with the survey published, in a data directory of its own."""
    data = tmp_path / "data"
    data.mkdir()
    found = houses.on_sqlite(data, django_db_blocker.unblock)
    houses.furnish(found)
    return found


def every_case() -> Iterator[Case]:
    """One after the other: together they are some hundred megabytes."""
    yield from letters.cases()
    yield from wire.cases()
    yield from uploads.cases()


def test_each_is_refused_quickly_in_little_memory_and_writes_nothing(house, capsys):
    with house.served() as served:
        server = Server(served.base, served.process.pid, house.path)
        _warm_up(house, server)
        wrong, costs, resting = [], {}, server.memory("VmRSS")
        for case in every_case():
            assert case.name not in costs
            before = _written(house)
            cost = costs[case.name] = server.cost(case)
            wrong += [(case.name, cost, fault) for fault in _faults(case, cost, resting)]
            if not case.kept and _written(house) != before:
                wrong.append((case.name, cost, "something was written"))
        assert server.memory("VmRSS"), "it still lives"
        assert server.cost(Case("a good one", "submission", *as_form(_good()))).status == 201
    with capsys.disabled():
        worst = (
            max(costs.items(), key=lambda one: one[1].cpu_s),
            max(costs.items(), key=lambda one: one[1].peak),
        )
        sys.stderr.write(
            f"\n{len(costs)} cases; worst processor time {worst[0][1].cpu_s:.2f} s ({worst[0][0]}), "
            f"worst growth {(worst[1][1].peak - resting) / 2**20:.0f} MB ({worst[1][0]})\n"
        )
    assert len(costs) >= 200
    assert not wrong, "\n".join(map(str, wrong))


def _faults(case: Case, cost, resting: int) -> list[str]:
    """What is wrong with the answer. A page says what is wrong with 200 or sends back to the form; a phone hears 4xx."""
    found = []
    page = case.door not in ("submission", "raw")
    refused = 400 <= cost.status < 500 or cost.status == 0 or (page and cost.status in (200, 302))
    odd = case.kept and cost.status in (201, 202)
    harmless = case.name.startswith(("header:", "line:")) and cost.status < 500
    found += [] if refused or odd or harmless else [f"answered {cost.status}"]
    found += ["too long"] if cost.cpu_s > SECONDS else []
    found += ["too much memory"] if cost.peak - resting > BYTES else []
    return found


def _ask(house: House, sql: str) -> list[tuple]:
    with sqlite3.connect(house.data / "karmika.db", timeout=60) as connection:
        return connection.execute(sql).fetchall()


def _written(house: House) -> list[tuple]:
    return _ask(house, "SELECT count(*), (SELECT count(*) FROM intake_formversion) FROM journal_entry")


def _good(**changes) -> bytes:
    return doorstep.xml(doorstep.survey(**changes), instance=f"uuid:{uuid7()}")


def _warm_up(house: House, server: Server) -> None:
    """What every process does once is done; a form waits in the queue for the pages that correct."""
    for letter in (_good(), _good(ward="251746-W99")):
        assert server.cost(Case("warm", "submission", *as_form(letter))).status == 201
    ((waiting,),) = _ask(house, "SELECT id FROM intake_submission WHERE state = 'waiting'")
    ((form,),) = _ask(house, "SELECT id FROM intake_form LIMIT 1")
    queue = f"/submissions/{waiting}"
    server.addresses |= {
        "upload": "/forms/upload/", "file": f"/forms/{form}/files/", "correct": f"{queue}/correct/",
        "again": f"{queue}/again/", "staff": "/users/import/", "dismiss": f"{queue}/dismiss/", "adopt": f"{queue}/adopt/",
        "search": "/search/", "users": "/users/add/",
    }  # fmt: skip
    good = uploads.workbook()
    for _ in range(2):
        server.cost(Case("warm", "upload", fields={"file": ("a.xlsx", good + b"x")}))
