"""Sealing while others write: nothing that is still being written is ever passed by; two sealers make one chain."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError

from karmika.chain import sealing
from karmika.chain.models import Link
from karmika.chain.tests.makers import AT, write_entries, write_entry
from karmika.chain.verifying import verify
from karmika.journal import follow
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.tests.acts import OpenRegister, SetRegister, Teller, pauses
from karmika.journal.tests.test_order import (
    PATIENCE_S,
    in_thread,
    only_postgresql,
    wait_until_blocked_or_done,
)
from karmika.testing import at_once

pytestmark = pytest.mark.usefixtures("fresh_database")


def a_sealer_comes_while_a_writer_is_at_work() -> bool:
    """The writer with the lower number commits last. Returns whether both entries are kept and in the chain."""
    low, high = uuid4(), uuid4()
    perform([OpenRegister(register=low, value=0), OpenRegister(register=high, value=0)], Teller())
    before = Entry.objects.count()
    reached, go_on = threading.Event(), threading.Event()

    def pause() -> None:
        reached.set()
        assert go_on.wait(PATIENCE_S)

    pauses["check 1"] = pause
    lost: list[DatabaseError] = []

    def write_slowly() -> None:
        try:
            perform(SetRegister(register=low, value=1), Teller())
        except DatabaseError as error:
            lost.append(error)

    try:
        slow = in_thread(write_slowly)
        assert reached.wait(PATIENCE_S)
        perform(SetRegister(register=high, value=2), Teller())
        sealer = in_thread(lambda: sealing.seal(AT))
        wait_until_blocked_or_done(sealer)
        go_on.set()
        slow.join(PATIENCE_S)
        sealer.join(PATIENCE_S)
    finally:
        pauses.clear()
    sealing.seal(AT)
    report = verify()
    return not lost and not report.faults and report.entries == before + 2


def test_a_sealer_never_passes_an_entry_that_is_still_being_written():
    only_postgresql()
    assert a_sealer_comes_while_a_writer_is_at_work()


def test_mutant_sealing_up_to_the_highest_number_is_caught(monkeypatch):
    only_postgresql()
    monkeypatch.setattr(
        follow, "horizon", lambda: Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    )
    assert not a_sealer_comes_while_a_writer_is_at_work()


def test_writers_and_two_sealers_at_once_make_one_whole_chain(monkeypatch):
    monkeypatch.setattr(sealing, "ENTRIES_A_LINK", 5)
    sealing.seal(AT)
    before = Entry.objects.count()

    def write() -> None:
        for _ in range(12):
            write_entry()

    def seal() -> None:
        for _ in range(15):
            sealing.seal(AT)

    results = at_once(write, write, write, seal, seal)
    assert results == [None] * 5
    sealing.seal(AT)
    report = verify()
    assert report.faults == ()
    assert (report.entries, report.waiting) == (before + 36, 0)
    links = list(Link.objects.order_by("number").values_list("number", "count"))
    assert [number for number, _ in links] == list(range(1, len(links) + 1))
    assert sum(count for _, count in links) == before + 36


def test_a_link_is_due_after_a_minute_or_when_enough_entries_wait(monkeypatch):
    monkeypatch.setattr(sealing, "ENTRIES_A_LINK", 5)
    sealing.seal_due(AT)
    links = Link.objects.count()
    write_entries(3)
    sealing.seal_due(AT + timedelta(seconds=59))
    assert Link.objects.count() == links
    sealing.seal_due(AT + timedelta(seconds=60))
    assert Link.objects.count() == links + 1
    write_entries(5)
    sealing.seal_due(AT + timedelta(seconds=61))
    assert Link.objects.count() == links + 2
    write_entries(1)
    sealing.seal_due(AT - timedelta(days=1))  # a clock that was set back
    assert Link.objects.count() == links + 3


def test_the_journal_is_replayed_as_before_when_it_is_chained():
    from karmika.rebuild import rebuild_and_compare

    write_entries(5)
    sealing.seal(AT)
    assert rebuild_and_compare().differing == 0
