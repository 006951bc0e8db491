"""A copy is put back that is older than what the phones were told: they send again and go on, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections

from karmika import template_database as databases
from karmika import worker
from karmika.chain import heads
from karmika.chain.sealing import seal
from karmika.cli.synth.drawing import generator
from karmika.intake import queue
from karmika.intake.models import Submission
from karmika.kernel.dates import now
from karmika.reactions import REACTIONS
from karmika.registry.models import Household
from karmika.rooms import INTERPRETERS
from karmika.testing import Cast, assert_nothing_written
from tests.anomaly.invariants import faults, leaves
from tests.anomaly.outbox import Envelope
from tests.simulation.households import Doorstep
from tests.simulation.phones import Letter, Phones, is_kept

pytestmark = pytest.mark.slow

SEED, HOUSEHOLDS = 20261127, 24


@dataclass
class Week:
    """What the phones wrote: to before the copy was made, and after it."""

    phones: Phones
    doors: list[Doorstep]
    chains: list[list[Letter]]
    before: list[Letter] = field(default_factory=list)
    after: list[Letter] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    """Household -> number that was read out at the door, as the house gave it before it was lost."""
    head: str = ""


def numbers() -> dict[str, str]:
    return {str(key): number for key, number in Household.objects.values_list("id", "number")}


def put_away(name: str, copy: str) -> None:
    """A plain copy of the whole database, nobody writing."""
    connections.close_all()
    databases.copy(name, copy)


@contextmanager
def put_back(copy: str) -> Iterator[None]:
    """The house goes on with the copy."""
    try:
        with databases.named(copy):
            yield
    finally:
        databases.drop(copy)


def send_all(week: Week, letters: list[Letter]) -> list[int]:
    return [week.phones.send(letter) for letter in letters]


def a_week(cast: Any, name: str, copy: str) -> Week:
    """Half of the forms, then the copy, then the other half; every form is answered 201."""
    phones = Phones(cast)
    doors, chains = [], []
    for number in range(HOUSEHOLDS):
        rng = generator(SEED, "restore", number)
        door = Doorstep(phones, rng, SEED, number)
        doors.append(door)
        letter = door.chains()[0][0]
        chains.append([letter, second := door.edit(letter), door.edit(second)])
    week = Week(phones, doors, chains)
    half = HOUSEHOLDS // 2
    week.before = [letter for chain in chains[:half] for letter in chain[:2]]
    week.after = [chain[2] for chain in chains[:half]] + [
        letter for chain in chains[half:] for letter in chain[:2]
    ]
    assert set(send_all(week, week.before)) == {201}
    worker.run_once(REACTIONS)
    seal(now())
    put_away(name, copy)
    assert set(send_all(week, week.after)) == {201}
    worker.run_once(REACTIONS)
    seal(now())
    head = heads.head()
    assert head is not None
    week.head, week.numbers = head.full, numbers()
    return week


def envelopes(letters: list[Letter]) -> list[Envelope]:
    return [Envelope(one.instance, one.xml) for one in letters]


@pytest.fixture
def week(fresh_database: str, cast: Cast) -> Iterator[Week]:
    """The week, and from then on the house as it was in its middle."""
    copy = databases.copy_name("older")
    found = a_week(cast, fresh_database, copy)
    with put_back(copy):
        yield found


def test_phones_that_send_all_they_have_make_it_whole(week):
    with assert_nothing_written():
        assert set(send_all(week, week.before)) == {201}
    assert set(send_all(week, week.after)) == {201}
    worker.run_once(REACTIONS)
    assert faults(envelopes(week.before + week.after), whole=True) == []
    assert numbers() == week.numbers, "a number on a printed slip now belongs to somebody else, or to nobody"


def test_edits_of_what_the_house_forgot_wait_and_are_taken_in_when_their_original_comes(week):
    half = HOUSEHOLDS // 2
    orphans = [chain[2] for chain in week.chains[half:]]
    assert set(send_all(week, orphans)) == {404}
    held = {one.instance_id: one for one in Submission.objects.filter(state="held")}
    for letter in orphans:
        waiting = held[f"uuid:{letter.instance}"]
        assert waiting.reason == "intake.edit_of_unknown"
        assert is_kept(waiting.current_id, letter.xml)
        tried = queue.try_again(week.phones.cast.fatima, waiting, interpreters=INTERPRETERS)
        assert tried.refused is not None and tried.refused.code == "intake.edit_of_unknown"
    assert set(send_all(week, orphans)) == {404}, "each is kept once"
    assert Submission.objects.filter(state="held").count() == len(orphans)

    assert set(send_all(week, week.after)) == {201}
    assert send_all(week, orphans[: half // 2]) == [201] * (half // 2), "the phone sends once more"
    for waiting in Submission.objects.filter(state="held"):
        queue.try_again(week.phones.cast.fatima, waiting, interpreters=INTERPRETERS)
    assert not Submission.objects.filter(state="held").exists()
    worker.run_once(REACTIONS)
    assert faults(envelopes(week.before + week.after + orphans), whole=True) == []


def test_an_edit_that_passes_over_a_forgotten_one_waits_for_it(week):
    third = [chain[2] for chain in week.chains[: HOUSEHOLDS // 2]]
    for door, letter in zip(week.doors, third, strict=False):
        assert week.phones.send(door.edit(letter)) == 404
    reasons = set(Submission.objects.filter(state="held").values_list("reason", flat=True))
    assert reasons == {"intake.edit_of_unknown"}
    assert set(send_all(week, third)) == {201}
    for waiting in Submission.objects.filter(state="held"):
        queue.try_again(week.phones.cast.fatima, waiting, interpreters=INTERPRETERS)
    assert not Submission.objects.filter(state="held").exists()


def test_new_doors_get_numbers_that_nobody_was_given(week):
    fresh = []
    for number in range(HOUSEHOLDS, HOUSEHOLDS + 10):
        rng = generator(SEED, "restore", number)
        fresh.append(Doorstep(week.phones, rng, SEED, number).chains()[0][0])
    assert set(send_all(week, fresh)) == {201}
    given = numbers().items() - week.numbers.items()
    assert given and not {number for _, number in given} & set(week.numbers.values())
    assert set(send_all(week, week.after)) == {201}
    assert week.numbers.items() <= numbers().items()


def test_the_chain_holds_in_itself_and_a_head_from_outside_says_that_its_end_is_missing(week):
    assert leaves()
    assert not heads.compare(week.head).holds
    assert set(send_all(week, week.after)) == {201}
    assert faults(envelopes(week.before)) == []
    assert not heads.compare(week.head).holds, "what was cut off does not come back under its old head"
