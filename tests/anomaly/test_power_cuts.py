"""The power goes at any moment while the house writes to SQLite: whatever it had acknowledged is there afterwards."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from karmika import template_database, worker
from karmika.chain.sealing import seal
from karmika.cli.synth.drawing import chance, generator
from karmika.kernel.dates import now
from karmika.reactions import REACTIONS
from karmika.testing import assert_nothing_written
from tests.anomaly.disk import Disk, Event, remembered
from tests.anomaly.invariants import elsewhere, faults, leaves
from tests.anomaly.outbox import Envelope
from tests.anomaly.powercut import Platter
from tests.simulation.households import Doorstep, sending_order
from tests.simulation.office import Office
from tests.simulation.phones import Letter, Phones

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite",
        reason="PostgreSQL is stopped at once in test_database_struck.py",
    ),
]

SEED = 20261127
HISTORIES, CUTS = 4, 50
"""Cuts of each history."""
HOUSEHOLDS = 14
CHECKPOINTS = " PRAGMA wal_autocheckpoint=60;"
"""Pages after which the log goes into the database file; the usual 1,000 would hardly be reached in so short a history."""


@dataclass
class Told:
    """What everybody had been told at some moment: the journal's end, and the forms that were answered 201."""

    seq: int
    letters: tuple[Envelope, ...]


@dataclass
class Life:
    """A history on a disk that remembers."""

    events: list[Event]
    before: dict[str, bytes]
    leaves: list[tuple[int, bytes]]
    path: Path
    phones: Phones
    accepted: list[Letter] = field(default_factory=list)


def lived(cast: Any, disk: Disk, path: Path, seed: int) -> Life:
    """Doorstep forms with corrections, the office's work, the worker and the chain, over the house's own road."""
    phones, office = Phones(cast), Office(cast)
    life = Life(disk.events, {}, [], path, phones)
    connections.close_all()  # the log is folded in: here the record begins
    life.before = {str(path): path.read_bytes()}
    disk.events.clear()

    def tell() -> None:
        letters = tuple(Envelope(one.instance, one.xml) for one in life.accepted)
        disk.mark(Told(leaves()[-1][0], letters))

    for number in range(HOUSEHOLDS):
        rng = generator(SEED, "powercut", seed, number)
        door = Doorstep(phones, rng, SEED, seed * 1000 + number)
        letters = sending_order(door.chains(), rng)
        for letter in letters:
            if phones.send(letter) == 201:
                life.accepted.append(letter)
            tell()
            if chance(0.2, rng):
                office.intervene([one.instance for one in letters], UUID(door.home.uid), rng)
                tell()
        office.work_queue([one.instance for one in letters], rng)
        worker.run_once(REACTIONS)
        if chance(0.5, rng):
            seal(now())
        tell()
    life.leaves = leaves()
    connections.close_all()
    return life


def after_cuts(life: Life, rng: Random, cuts: int, folder: Path) -> list[tuple[int, Told, Path]]:
    """For so many moments of the life: where it was, what had been told, and what the disk holds."""
    moments = sorted(rng.sample(range(len(life.events)), cuts))
    platter, told = Platter(life.before), Told(0, ())
    found = []
    for place, event in enumerate(life.events):
        platter.follow(event)
        if event.what == "mark":
            told = event.data
        if place in moments:
            left = folder / f"cut-{place}"
            left.mkdir()
            platter.cut(rng, left)
            found.append((place, told, left / life.path.name))
    return found


def forgotten(life: Life, told: Told) -> list[str]:
    """Entries that had been told of and are not there as they were; whatever is there is the journal's beginning."""
    there = leaves()
    wrong = [] if there == life.leaves[: len(there)] else ["the journal is another one"]
    known = there[-1][0] if there else 0
    return wrong + ([f"{told.seq - known} entries lost"] if known < told.seq else [])


def goes_on(life: Life, told: Told) -> None:
    """The phones send all they have once more: what was acknowledged changes nothing, the rest is taken in."""
    known = {letter.instance for letter in told.letters}
    with assert_nothing_written():
        for letter in life.accepted:
            assert letter.instance not in known or life.phones.send(letter) == 201
    for letter in life.accepted:
        life.phones.send(letter)


def pragmas(monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str]) -> None:
    """The house's own settings of a connection, with one exception."""
    options = connections["default"].settings_dict["OPTIONS"]
    changed = change(options["init_command"])
    assert changed != options["init_command"]
    monkeypatch.setitem(options, "init_command", changed)


@pytest.mark.parametrize("history", range(HISTORIES))
def test_what_was_acknowledged_is_there_after_the_power_went(
    fresh_database, cast, monkeypatch, tmp_path, figures, history
):
    pragmas(monkeypatch, lambda said: said + CHECKPOINTS)
    with remembered(str(Path(fresh_database).parent)) as disk:
        life = lived(cast, disk, Path(fresh_database), history)
    rng = generator(SEED, "cuts", history)
    assert_much_happened(life)
    unsealed = 0
    for number, (place, told, path) in enumerate(after_cuts(life, rng, CUTS, tmp_path)):
        with elsewhere(NAME=str(path)):
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                assert cursor.fetchall() == [("ok",)], place
            assert forgotten(life, told) == [], place
            unsealed += told.seq < life.leaves[-1][0]
            assert faults(told.letters, whole=True) == [], place
            if number % 10 == 0:
                goes_on(life, told)
                assert faults(told.letters) == [], place
        shutil.rmtree(path.parent)
    assert unsealed > CUTS // 2, "the cuts came when everything was over"
    acknowledged = f"{len(life.accepted)} forms and {len(life.leaves)} entries acknowledged"
    figures(f"{CUTS} power cuts into a life of {len(life.events)} writes and syncs: {acknowledged}, 0 lost")


def test_mutant_a_log_that_is_not_synced_at_each_commit_is_caught(
    fresh_database, cast, monkeypatch, tmp_path, figures
):
    pragmas(monkeypatch, lambda said: said.replace("synchronous=FULL", "synchronous=NORMAL"))
    with remembered(str(Path(fresh_database).parent)) as disk:
        life = lived(cast, disk, Path(fresh_database), 0)
    lost = 0
    for _, told, path in after_cuts(life, generator(SEED, "normal"), CUTS, tmp_path):
        with elsewhere(NAME=str(path)):
            lost += bool(forgotten(life, told))
    assert lost > CUTS // 4
    figures(f"with synchronous=NORMAL {lost} of {CUTS} power cuts lose what was acknowledged")


def assert_much_happened(life: Life) -> None:
    """Cuts into a history in which nothing is written to the database file itself prove little."""
    written = [Path(event.path).suffix for event in life.events if event.what == "write"]
    assert written.count(".db") > 100 and written.count(".db-wal") > 1000
    assert len(life.accepted) > HOUSEHOLDS
