"""The three ordering holes, each with the mutant that falls into it, on two real connections."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from karmika.journal import follow, numbers
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.tests.acts import CountRegisters, OpenRegister, SetRegister, Teller, pauses, value_of
from karmika.kernel import gate
from karmika.rebuild import rebuild_and_compare

pytestmark = pytest.mark.usefixtures("fresh_database")

PATIENCE_S = 20


def in_thread(work: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def wait_until_blocked_or_done(thread: threading.Thread) -> None:
    """PostgreSQL says who waits for a lock; asking it in turn needs no clock."""
    for _ in range(50_000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
                " WHERE NOT granted AND datname = current_database()"  # other tests wait on the same server
            )
            if cursor.fetchone()[0] or not thread.is_alive():
                return
    pytest.fail("the thread neither waits for a lock nor ends")


def first_draws_then_waits_while_second_writes(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Two writers of one register: the first pauses with its number drawn. Returns whether replay equals the table."""
    register = uuid4()
    perform(OpenRegister(register=register, value=0), Teller())
    drawn, go_on = threading.Event(), threading.Event()
    draw = numbers.Numbers.draw

    def draw_and_pause(counter: numbers.Numbers) -> int:
        number = draw(counter)
        if threading.current_thread().name == "first" and not drawn.is_set():
            drawn.set()
            assert go_on.wait(PATIENCE_S)
        return number

    monkeypatch.setattr(numbers.Numbers, "draw", draw_and_pause)

    def first_writes() -> None:
        threading.current_thread().name = "first"
        perform(SetRegister(register=register, value=1), Teller())

    first = in_thread(first_writes)
    assert drawn.wait(PATIENCE_S)
    second = in_thread(lambda: perform(SetRegister(register=register, value=2), Teller()))
    wait_until_blocked_or_done(second)
    go_on.set()
    first.join(PATIENCE_S)
    second.join(PATIENCE_S)
    last = Entry.objects.order_by("-seq").values_list("id", flat=True)[0]
    [act] = (follow.read(last) or (None, []))[1]
    assert isinstance(act, SetRegister)
    return act.value == value_of(register) and rebuild_and_compare().differing == 0


def only_postgresql() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")


def test_two_writers_of_one_row_replay_in_the_order_in_which_they_wrote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only_postgresql()
    assert first_draws_then_waits_while_second_writes(monkeypatch)


def test_mutant_numbers_drawn_without_locks_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    only_postgresql()
    monkeypatch.setattr(gate, "_lock", lambda ids: None)
    assert not first_draws_then_waits_while_second_writes(monkeypatch)


def a_follower_reads_while_a_writer_is_at_work() -> bool:
    """A writer with the lower number commits last. Returns whether a follower that goes on from its place saw both."""
    low, high = uuid4(), uuid4()
    perform([OpenRegister(register=low, value=0), OpenRegister(register=high, value=0)], Teller())
    started = follow.horizon()
    reached, go_on = threading.Event(), threading.Event()

    def pause() -> None:
        reached.set()
        assert go_on.wait(PATIENCE_S)

    pauses["check 1"] = pause
    try:
        slow = in_thread(lambda: perform(SetRegister(register=low, value=1), Teller()))
        assert reached.wait(PATIENCE_S)
        perform(SetRegister(register=high, value=2), Teller())
        seen: list[int] = []
        places: list[int] = []

        def follow_once() -> None:
            places.append(follow.horizon())
            seen.extend(head.seq for head, _ in follow.entries(started, places[0]))

        follower = in_thread(follow_once)
        wait_until_blocked_or_done(follower)
        go_on.set()
        slow.join(PATIENCE_S)
        follower.join(PATIENCE_S)
    finally:
        pauses.clear()
    later = [head.seq for head, _ in follow.entries(places[0], follow.horizon())]
    return len(seen) + len(later) == 2


def test_a_follower_never_passes_an_entry_that_is_still_being_written() -> None:
    only_postgresql()
    assert a_follower_reads_while_a_writer_is_at_work()


def test_mutant_a_horizon_without_the_lock_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    only_postgresql()
    monkeypatch.setattr(
        follow, "horizon", lambda: Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    )
    assert not a_follower_reads_while_a_writer_is_at_work()


def test_mutant_an_apply_that_searches_others_rows_is_caught() -> None:
    only_postgresql()
    barrier = threading.Barrier(2, timeout=PATIENCE_S)
    pauses["count"] = lambda: barrier.wait() and None
    try:
        threads = [in_thread(lambda: perform(CountRegisters(register=uuid4()), Teller())) for _ in range(2)]
        for thread in threads:
            thread.join(PATIENCE_S)
    finally:
        pauses.clear()
    assert rebuild_and_compare().differing > 0


def test_sixteen_identical_first_arrivals_are_one_entry() -> None:
    act, entry_id = OpenRegister(register=uuid4(), value=5), uuid4()
    states: list[str] = []
    barrier = threading.Barrier(16, timeout=PATIENCE_S)

    def arrive() -> None:
        barrier.wait()
        states.append(perform(act, Teller(), entry_id=entry_id).state)

    threads = [in_thread(arrive) for _ in range(16)]
    for thread in threads:
        thread.join(PATIENCE_S)
    assert sorted(states) == ["done"] + ["same"] * 15
    assert Entry.objects.filter(id=entry_id).count() == 1
