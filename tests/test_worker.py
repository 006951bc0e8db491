"""The worker: every reaction runs once on each act of its kind, however many workers run and however often they fail."""

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from karmika import worker
from karmika.access.acts import AddOrganisation, ChangeUser
from karmika.access.models import Organisation
from karmika.cli import serving
from karmika.journal import follow
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.room import Duty, Reaction
from karmika.measures import tally
from karmika.measures.models import Cursor, DutyDone
from karmika.testing import at_once


def add_organisation(code: str) -> AddOrganisation:
    return AddOrganisation(organisation=stable("test", code), code=code, name=code.title())


def twin_of_each_organisation(cast, seen: list[str]):
    """Performs an act of its own for every organisation whose code does not say that it is a twin."""

    def react(head, act, child):
        if act.code.startswith("twin"):
            return
        seen.append(act.code)
        perform(add_organisation(f"twin-{act.code}"), cast.operator, entry_id=child, cause=head.id)

    return Reaction(kind="access.add_organisation", function=react, name="test.twin")


def start_here(*names: str) -> None:
    for name in names:
        Cursor.objects.update_or_create(name=name, defaults={"seq": follow.horizon()})


def test_a_reaction_runs_on_the_acts_of_its_kind_and_once(cast):
    start_here("reaction.test.twin")
    seen: list[str] = []
    reaction = twin_of_each_organisation(cast, seen)
    perform(add_organisation("one"), cast.operator)
    worker.run_once([reaction])
    worker.run_once([reaction])
    assert seen == ["one"]
    twin = Entry.objects.get(seq=Organisation.objects.get(code="twin-one").entry_seq)
    assert twin.cause == Entry.objects.get(seq=Organisation.objects.get(code="one").entry_seq).id


def test_a_long_journal_is_followed_to_its_end(cast, monkeypatch):
    start_here("reaction.test.twin")
    monkeypatch.setattr(worker, "ENTRIES_A_ROUND", 2)
    seen: list[str] = []
    for number in range(7):
        perform(add_organisation(f"org-{number}"), cast.operator)
    assert worker.run_once([twin_of_each_organisation(cast, seen)]) >= 7
    assert seen == [f"org-{number}" for number in range(7)]
    assert tally.position() == follow.horizon() - 7  # the twins are new, and for the next time


def test_running_again_from_the_start_writes_nothing_new(cast):
    start_here("reaction.test.twin")
    before = follow.horizon()
    reaction = twin_of_each_organisation(cast, [])
    perform(add_organisation("one"), cast.operator)
    worker.run_once([reaction])
    entries = Entry.objects.count()
    Cursor.objects.filter(name="reaction.test.twin").update(seq=before)
    worker.run_once([reaction])
    assert Entry.objects.count() == entries


def test_what_is_derived_is_done_for_many_acts_at_once_and_each_once(cast, monkeypatch):
    start_here("reaction.test.together")
    monkeypatch.setattr(worker, "ENTRIES_A_ROUND", 3)
    rounds: list[list[str]] = []

    def derive_all(acts):
        rounds.append([act.code for act in acts])
        if len(rounds) == 2:
            raise ZeroDivisionError

    def never(head, act, child):
        raise AssertionError

    reaction = Reaction("access.add_organisation", never, "test.together", together=derive_all)
    for number in range(7):
        perform(add_organisation(f"org-{number}"), cast.operator)
        perform(ChangeUser(user=cast.user_id("lakshmi"), name=f"Lakshmi {number}", phone=""), cast.admin)
    worker.run_once([reaction])
    codes = [f"org-{number}" for number in range(7)]
    # the second round failed as a whole, so its acts came one by one
    assert rounds == [codes[:3], codes[3:6], codes[3:4], codes[4:5], codes[5:6], codes[6:]]


def test_a_refused_reaction_does_not_stop_the_next_entries(cast):
    start_here("reaction.test.picky")
    seen: list[str] = []

    def react(head, act, child):
        if act.code == "bad":
            raise Refused("kernel.unknown")
        seen.append(act.code)

    for code in ("good", "bad", "fine"):
        perform(add_organisation(code), cast.operator)
    worker.run_once([Reaction(kind="access.add_organisation", function=react, name="test.picky")])
    assert seen == ["good", "fine"]


def test_a_broken_reaction_is_tried_again_and_holds_up_nothing_else(fresh_database, cast):
    start_here("reaction.test.broken")
    stop = threading.Event()
    rounds: list[str] = []

    def react(head, act, child):
        rounds.append(act.code)
        if len(rounds) == 1:
            raise ZeroDivisionError
        stop.set()

    perform(add_organisation("one"), cast.operator)
    reaction = Reaction(kind="access.add_organisation", function=react, name="test.broken")
    worker.run_forever([reaction], stop, interval_s=0.0)
    assert rounds == ["one", "one"]
    assert tally.position() == follow.horizon()


def test_workers_at_once_do_everything_once(fresh_database, cast):
    start_here("reaction.test.twin")
    seen: list[str] = []
    reaction = twin_of_each_organisation(cast, seen)
    for number in range(20):
        perform(add_organisation(f"org-{number}"), cast.operator)
    at_once(*[lambda: worker.run_once([reaction])] * 3)
    assert Organisation.objects.filter(code__startswith="twin-").count() == 20
    assert sorted(seen) == sorted(f"org-{number}" for number in range(20))


def test_a_worker_that_dies_beside_the_server_is_started_again(monkeypatch):
    started = []

    def start():
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        return started[-1]

    monkeypatch.setattr(serving, "start_worker", start)
    companion = serving.Companion()
    started[0].kill()
    until = time.monotonic() + 20
    while len(started) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.2)
    companion.end()
    assert len(started) == 2
    assert all(process.wait(timeout=20) is not None for process in started)


def test_a_process_of_the_server_that_ends_does_not_end_the_worker(monkeypatch):
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(serving, "start_worker", lambda: sleeper)
    companion = serving.Companion()
    fork = os.fork()
    if not fork:  # as gunicorn's processes leave: through the frames of `serve`
        companion.end()
        os._exit(0)
    os.waitpid(fork, 0)
    assert sleeper.poll() is None
    companion.end()
    assert sleeper.wait(timeout=20) is not None


def test_a_duty_is_done_when_its_time_has_come_and_not_before(db, monkeypatch):
    done: list[datetime] = []
    duty = Duty(name="test.duty", function=done.append, every_s=60)
    start = datetime(2026, 5, 1, 6, tzinfo=UTC)
    for seconds, expected in (
        (0, 1),
        (59, 0),
        (60, 1),
        (90, 0),
        (-7200, 1),
    ):  # the last: a clock was set back
        monkeypatch.setattr(worker, "now", lambda s=seconds: start + timedelta(seconds=s))
        assert worker.do_if_due(duty) == expected, seconds
    assert len(done) == 3


def test_a_duty_that_fails_is_due_again(db):
    def fail(at: datetime) -> None:
        raise ValueError

    with pytest.raises(ValueError):
        worker.do_if_due(Duty(name="test.fails", function=fail, every_s=60))
    assert DutyDone.last("test.fails") is None


def test_what_destroys_waits_a_day_after_the_clock_leapt(db, monkeypatch):
    done: list[str] = []
    duties = (
        worker.BEAT,
        Duty(name="test.looks", function=lambda at: done.append("looks"), every_s=60),
        Duty(name="test.destroys", function=lambda at: done.append("destroys"), every_s=60, destroys=True),
    )
    start, day = datetime(2026, 5, 1, 6, tzinfo=UTC), timedelta(days=1)
    for moment, expected in (
        (start, ["looks", "destroys"]),
        (start + 3 * day, ["looks", "destroys"]),  # the machine was off for a few days
        (start + 1500 * day, ["looks"]),
        (start + 1500.9 * day, ["looks"]),
        (start + 4 * day, ["looks"]),  # set right: a leap again
        (start + 5 * day, ["looks", "destroys"]),
        (start - 400 * day, ["looks"]),
        (start - 399 * day, ["looks", "destroys"]),  # a clock that stays is believed
    ):
        monkeypatch.setattr(worker, "now", lambda at=moment: at)
        done.clear()
        for duty in duties:
            worker.do_if_due(duty)
        assert done == expected, moment
    monkeypatch.setattr(worker, "now", lambda: start)
    assert worker.do_if_due(duties[2]) == 0, "a leap since the last beat"
