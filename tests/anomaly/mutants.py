"""Seeded faults of the journal: each breaks one rule of docs/design.md, and must be caught by the check beside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.db import connection, connections

from karmika.chain import canonical, stored
from karmika.chain.tests.makers import drop_guards
from karmika.intake.acts import receipts
from karmika.journal import encoding, follow, keys, numbers
from karmika.journal import perform as door
from karmika.journal.act import Header
from karmika.journal.models import Entry, Subject
from karmika.journal.rows import Rows
from karmika.journal.tests.acts import OpenRegister
from karmika.kernel import gate, guard
from karmika.kernel.dates import now
from karmika.kernel.ids import derive, stable
from karmika.registry.acts import RecordPerson
from tests.anomaly import checks

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Mutant:
    """A fault: what it breaks, how it is put in, and the check that must notice. `only`: the database it concerns."""

    name: str
    breaks: str
    put_in: Callable[[Patch], None]
    caught_by: checks.Check
    only: str = ""


def apply_reads_the_clock(patch: Patch) -> None:
    """The receipt is dated by whoever writes it, live or in replay."""
    columns = receipts.Receive._columns
    patch.setattr(
        receipts.Receive, "_columns", lambda act, entry: columns(act, entry) | {"received_at": now()}
    )


def apply_branches_on_identity(patch: Patch) -> None:
    """A fact depends on the name, which is gone after erasure."""
    write = RecordPerson.apply

    def apply(act: RecordPerson, entry: Header, rows: Rows) -> None:
        answers = act.answers
        if act.name is not None:
            answers = msgspec.structs.replace(answers, schooling="graduate")
        write(msgspec.structs.replace(act, answers=answers), entry, rows)

    patch.setattr(RecordPerson, "apply", apply)


def ids_ignore_the_entry(patch: Patch) -> None:
    """Two entries make rows with the same ids."""
    origin = stable("mutant")

    def new_id(rows: Rows) -> UUID:
        rows._made += 1
        return derive(origin, "row", rows._made)

    patch.setattr(Rows, "new_id", new_id)


def apply_walks_a_set(patch: Patch) -> None:
    """The order of a set of strings is another one in each process."""

    def apply(act: OpenRegister, entry: Header, rows: Rows) -> None:
        for word in {"auto", "cook", "loader", "mason", "tailor", "vendor"}:
            rows.insert(Subject, id=rows.new_id(), subject=stable("word", word), entry_seq=act.value)

    patch.setattr(OpenRegister, "apply", apply)
    patch.setenv("KARMIKA_TEST_MUTANT", "apply walks a set")


def keys_are_not_destroyed(patch: Patch) -> None:
    """Erasure blanks the tables and leaves the key."""
    patch.setattr(keys, "destroy", lambda owners, rows: None)


def identity_is_in_the_clear(patch: Patch) -> None:
    """Nothing is sealed."""
    patch.setattr(encoding, "owner_of", lambda act: None)


def the_guard_is_off(patch: Patch) -> None:
    """Every statement passes."""
    patch.setattr(guard, "_first_stray", lambda sql: None)


def the_triggers_are_missing(patch: Patch) -> None:
    """The database lets entries be changed."""
    drop_guards()


def same_id_is_same_content(patch: Patch) -> None:
    """The hash of the content is not looked at."""
    patch.setattr(door, "keyed_hash", lambda content: b"\0" * 32)


def no_savepoint(patch: Patch) -> None:
    """What reached the tables before a refusal stays there."""
    patch.setattr(door._Batch, "_under_savepoint", lambda batch, ready: batch._write(ready))


def refused_rows_stay_pending(patch: Patch) -> None:
    """What waited in memory before a refusal is written with what comes instead."""
    patch.setattr(Rows, "back_to_mark", lambda rows: None)
    patch.setattr(OpenRegister, "looks", False)


def no_transaction(patch: Patch) -> None:
    """Every statement commits by itself."""
    patch.setattr(gate, "transaction", SimpleNamespace(atomic=nullcontext))


def no_locks(patch: Patch) -> None:
    """Numbers are drawn by whoever comes."""
    patch.setattr(gate, "_lock", lambda ids: None)


def number_before_the_locks(patch: Patch) -> None:
    """The journal first: the number is drawn, then the locks are waited for."""
    wait = gate.write_transaction

    @contextmanager
    def draw_then_wait(ids: Any) -> Iterator[None]:
        early = numbers.Numbers(1)
        early._drawn = [early.draw()]
        with wait(ids), pytest.MonkeyPatch.context() as within:
            within.setattr(door, "Numbers", lambda expected: early)
            yield

    patch.setattr(door, "write_transaction", draw_then_wait)


def horizon_is_the_highest_number(patch: Patch) -> None:
    """Followers and sealers do not wait for those at work."""
    patch.setattr(follow, "horizon", lambda: Entry.objects.order_by("-seq").values_list("seq", flat=True)[0])


def hashes_leave_out_the_acts(patch: Patch) -> None:
    """The chain is made over the heads of entries."""
    place = [name for name, _ in canonical.COLUMNS].index("acts")

    def leaf(row: Any, readers: Any) -> bytes:
        return canonical.leaf([*row[:place], None, *row[place + 1 :]], readers)

    patch.setattr(stored, "leaf", leaf)


def sqlite_begins_by_reading(patch: Patch) -> None:
    """Transactions that are not IMMEDIATE, without the queue before them."""
    options = connections["default"].settings_dict["OPTIONS"]
    patch.setitem(options, "transaction_mode", "DEFERRED")
    patch.setattr(gate, "_sqlite_gate", nullcontext)
    connection.close()


SQLITE, POSTGRESQL = "sqlite", "postgresql"
MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "apply reads the clock", "rule 1", apply_reads_the_clock, checks.a_history_is_taken_in_and_replays
    ),
    Mutant("ids ignore the entry", "rule 1", ids_ignore_the_entry, checks.a_history_is_taken_in_and_replays),
    Mutant("apply walks a set", "rule 1", apply_walks_a_set, checks.another_process_replays_the_same),
    Mutant(
        "apply branches on identity",
        "rule 4",
        apply_branches_on_identity,
        checks.the_erased_are_gone_and_the_rest_replays,
    ),
    Mutant(
        "keys are not destroyed",
        "rule 4",
        keys_are_not_destroyed,
        checks.the_erased_are_gone_and_the_rest_replays,
    ),
    Mutant(
        "identity is in the clear",
        "rule 4",
        identity_is_in_the_clear,
        checks.the_erased_are_gone_and_the_rest_replays,
    ),
    Mutant("same id is same content", "rule 4", same_id_is_same_content, checks.one_id_has_one_content),
    Mutant("the guard is off", "rule 5", the_guard_is_off, checks.nothing_but_acts_writes),
    Mutant("the triggers are missing", "rule 5", the_triggers_are_missing, checks.nothing_but_acts_writes),
    Mutant("no savepoint", "rule 2", no_savepoint, checks.what_is_refused_leaves_nothing),
    Mutant(
        "refused rows stay pending",
        "rule 2",
        refused_rows_stay_pending,
        checks.what_is_refused_leaves_nothing,
    ),
    Mutant("no transaction", "rule 2", no_transaction, checks.a_fault_midway_leaves_nothing),
    Mutant("hashes leave out the acts", "0005", hashes_leave_out_the_acts, checks.tampering_shows),
    Mutant("no locks", "0002", no_locks, checks.writers_replay_in_their_order, POSTGRESQL),
    Mutant(
        "number before the locks",
        "0002",
        number_before_the_locks,
        checks.writers_replay_in_their_order,
        POSTGRESQL,
    ),
    Mutant(
        "followers do not wait",
        "0002",
        horizon_is_the_highest_number,
        checks.followers_pass_nobody_by,
        POSTGRESQL,
    ),
    Mutant(
        "sealers do not wait",
        "0005",
        horizon_is_the_highest_number,
        checks.sealers_pass_nobody_by,
        POSTGRESQL,
    ),
    Mutant(
        "SQLite begins by reading", "0002", sqlite_begins_by_reading, checks.many_writers_get_through, SQLITE
    ),
)
