"""What must hold of the journal, each as a question to a fresh database: the answer is what is wrong, empty when nothing.

The suite shows that each passes on the house as it is, and that each mutant (mutants.py) fails its own.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from karmika import template_database, worker
from karmika.access.models import Project
from karmika.access.viewer import device_access
from karmika.chain.tests.makers import chained, drop_guards, raw
from karmika.chain.tests.test_at_once import a_sealer_comes_while_a_writer_is_at_work
from karmika.chain.verifying import verify
from karmika.cli.synth.drawing import generator
from karmika.intake import senders
from karmika.intake.models import Submission
from karmika.intake.publishing import publish
from karmika.intake.receiving import receive
from karmika.journal import follow
from karmika.journal.models import Entry, Subject
from karmika.journal.perform import Request, perform, perform_many
from karmika.journal.tests.acts import OpenRegister, SetRegister, Teller
from karmika.journal.tests.test_order import (
    a_follower_reads_while_a_writer_is_at_work,
    first_draws_then_waits_while_second_writes,
)
from karmika.kernel import guard
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.reactions import REACTIONS
from karmika.rebuild import rebuild_and_compare
from karmika.registry.acts import Erase, Restrict
from karmika.registry.models import Person
from karmika.registry.tests import doorstep
from karmika.rooms import INTERPRETERS
from karmika.testing import Cast, assert_nothing_written, at_once
from tests.anomaly.invariants import faults
from tests.anomaly.outbox import Envelope
from tests.house import HOUSE
from tests.simulation.households import Doorstep
from tests.simulation.phones import Letter, Phones

SEED, HER_NAME = 20261127, "Zulekha Quraishi"


@dataclass(frozen=True)
class Place:
    """Where a check works: a fresh database with the cast, its name, and how to change things for a while."""

    cast: Cast
    name: str
    monkeypatch: pytest.MonkeyPatch


Check = Callable[[Place], list[str]]


def a_history_is_taken_in_and_replays(place: Place) -> list[str]:
    """Households with corrections by phone: all are taken in, and the tables are what the journal says."""
    try:
        phones = Phones(place.cast)
    except Refused as refused:
        assert refused.code == "journal.clash"
        return ["the form and the phones clash"]
    letters = []
    for number in range(3):
        rng = generator(SEED, "mutants", number)
        door = Doorstep(phones, rng, SEED, 7 + number)
        first = door.chains()[0][0]
        letters += [first, door.edit(first)]
    wrong = [f"a form was answered {status}" for one in letters if (status := _told(phones, one)) != 201]
    worker.run_once(REACTIONS)
    clashes = Submission.objects.filter(reason="journal.clash").count()
    wrong += [f"{clashes} forms clash"] if clashes else []
    sent = [Envelope(one.instance, one.xml) for one in letters]
    return wrong or faults(sent, whole=True)


def _told(phones: Phones, letter: Letter) -> int:
    try:
        return phones.send(letter)
    except AssertionError:  # a fault of ours, which is what is looked for
        return 500


def the_erased_are_gone_and_the_rest_replays(place: Place) -> list[str]:
    """Her name is nowhere in the journal in the clear; after her erasure nobody reads it, and replay says the same."""
    project = Project.objects.get(id=place.cast.project)
    publish(place.cast.devi, project, doorstep.FORM.read_bytes(), doorstep.FORM.name)
    people = [
        doorstep.member(name=name, work=doorstep.worker_answers()) for name in (HER_NAME, "Anjaneya Murthy")
    ]
    xml = doorstep.xml(doorstep.survey(*people), instance=f"uuid:{uuid4()}")
    sender = senders.phone(device_access(place.cast.device_token), project)
    receive(sender, xml, interpreters=INTERPRETERS)
    her = Person.objects.get(name=HER_NAME)
    wrong = ["her name is in the clear"] if _in_the_journal(HER_NAME.encode()) else []
    restrict = Restrict(
        restriction=uuid7(), household=her.household_id, person=her.id, reason="own_request",
        authority="Order 12/2026", reference="RTBF-7", due_on=today(),
    )  # fmt: skip
    perform(restrict, place.cast.operator)
    perform(Erase(restriction=restrict.restriction, at_once=True), place.cast.operator)
    read = str(list(follow.entries(0, follow.horizon())))
    wrong += ["her name can be read"] if HER_NAME in read else []
    differing = rebuild_and_compare().differing
    return wrong + ([f"{differing} rows differ after replay"] if differing else [])


def _in_the_journal(name: bytes) -> bool:
    return any(name in bytes(acts) for acts in Entry.objects.values_list("acts", flat=True))


def nothing_but_acts_writes(place: Place) -> list[str]:
    """A stray write is stopped by the guard; an entry is kept by the database itself."""
    register = uuid4()
    perform(OpenRegister(register=register, value=1, keeper="Lakshmi"), Teller())
    wrong = []
    try:
        Subject.objects.filter(id=register).update(entry_seq=2)
        wrong.append("a stray write came through")
    except guard.GuardError:
        pass
    for sql in ("UPDATE journal_entry SET role = 'auditor'", "DELETE FROM journal_key"):
        try:
            with guard.opened(), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
            wrong.append(f"the database let through: {sql}")
        except DatabaseError:
            pass
    return wrong


def one_id_has_one_content(place: Place) -> list[str]:
    """The same id with the same acts is the same; with others it is refused."""
    register, entry_id = uuid4(), uuid4()
    perform(OpenRegister(register=register, value=3), Teller(), entry_id=entry_id)
    again = perform(OpenRegister(register=register, value=3), Teller(), entry_id=entry_id)
    try:
        perform(OpenRegister(register=register, value=4), Teller(), entry_id=entry_id)
    except Refused as refused:
        assert refused.code == "journal.same_id_other_content"
        return [] if again.state == "same" else ["twice is not once"]
    return ["other content passed for the same"]


def what_is_refused_leaves_nothing(place: Place) -> list[str]:
    """An interpretation that a room refuses halfway is as if it had never begun; the receipt stands."""
    receipt, instead = uuid4(), uuid4()
    unwanted = [OpenRegister(register=uuid4(), value=5), OpenRegister(register=uuid4(), value=-5)]
    perform_many(
        [
            Request(acts=[OpenRegister(register=receipt, value=1)], viewer=Teller(), source=b"<data/>"),
            Request(
                acts=unwanted,
                viewer=Teller(),
                otherwise=lambda refused: [OpenRegister(register=instead, value=9)],
            ),
        ]
    )
    there = set(
        Subject.objects.filter(id__in=[receipt, instead, *_ids(unwanted)]).values_list("id", flat=True)
    )
    wrong = [] if there == {receipt, instead} else ["rows of what was refused remain"]
    differing = rebuild_and_compare().differing
    return wrong + ([f"{differing} rows differ after replay"] if differing else [])


def _ids(acts: list[OpenRegister]) -> list[UUID]:
    return [act.register for act in acts]


def a_fault_midway_leaves_nothing(place: Place) -> list[str]:
    """A fault of the program in the second act takes the first along."""
    acts = [OpenRegister(register=uuid4(), value=1), SetRegister(register=uuid4(), value=2)]
    said, wrong = "", []
    try:
        with assert_nothing_written():
            try:
                perform(acts, Teller())
            except AssertionError as fault:
                said = str(fault)
    except AssertionError as written:
        wrong = [str(written)]
    assert "has no row" in said, said
    return wrong


def tampering_shows(place: Place) -> list[str]:
    """An entry whose acts are changed past every guard is named."""
    seqs = chained(3)
    drop_guards()
    raw("UPDATE journal_entry SET acts = %s WHERE seq = %s", [b"[]", seqs[1]])
    return [] if [fault.seq for fault in verify().faults] == [seqs[1]] else ["a changed entry is not named"]


def many_writers_get_through(place: Place) -> list[str]:
    """Six writers at once: nobody is turned away, each number is given once, SQLite's without a gap."""
    before = set(Entry.objects.values_list("seq", flat=True))

    def write() -> int:
        return [perform(OpenRegister(register=uuid4(), value=one), Teller()).seq for one in range(8)][-1]

    ends = at_once(*[write] * 6)
    wrong = []
    for end in ends:
        if isinstance(end, DatabaseError | Refused):
            wrong.append(f"a writer got {type(end).__name__}")
        elif isinstance(end, BaseException):
            raise end
    new = set(Entry.objects.values_list("seq", flat=True)) - before
    if len(new) != 48 or (connection.vendor == "sqlite" and max(new) - max(before) != 48):
        wrong.append(f"{len(new)} of 48 are there")
    return wrong


def writers_replay_in_their_order(place: Place) -> list[str]:
    """Two writers of one row: replay has them in the order in which they wrote."""
    holds = first_draws_then_waits_while_second_writes(place.monkeypatch)
    return [] if holds else ["replay has them in another order"]


def followers_pass_nobody_by(place: Place) -> list[str]:
    """What is still being written is seen later."""
    return [] if a_follower_reads_while_a_writer_is_at_work() else ["a follower passed an entry by"]


def sealers_pass_nobody_by(place: Place) -> list[str]:
    """What is still being written is sealed later."""
    return [] if a_sealer_comes_while_a_writer_is_at_work() else ["an entry was lost, or is in no link"]


def another_process_replays_the_same(place: Place) -> list[str]:
    """A process in which strings hash otherwise makes the same rows of the journal."""
    perform(OpenRegister(register=uuid4(), value=1, keeper="Lakshmi"), Teller())
    url = (
        f"sqlite:///{place.name}"
        if connection.vendor == "sqlite"
        else template_database.postgres_url(place.name)
    )
    wrong = []
    for seed in ("1", "20261127"):
        done = subprocess.run(
            [sys.executable, "-m", "tests.anomaly.replay", os.environ.get("KARMIKA_TEST_MUTANT", "")],
            env={**os.environ, "KARMIKA_DATABASE_URL": url, "PYTHONHASHSEED": seed},
            cwd=HOUSE,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        wrong += (
            [] if done.stdout.strip() == "0" else [f"{done.stdout.strip()} rows differ under seed {seed}"]
        )
    return wrong
