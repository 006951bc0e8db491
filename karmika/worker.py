"""`karmika worker`: follows the journal after commit. It folds the tally, runs the reactions, and does its duties.

Everything it does can be repeated and can be done by two workers at once: each follower holds its cursor, and the
cursor moves in the transaction that did the work.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import close_old_connections

from karmika.journal import encoding, follow
from karmika.journal.act import Act, Header
from karmika.journal.models import Entry
from karmika.kernel.dates import now
from karmika.kernel.gate import write_transaction
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.room import Duty, Reaction
from karmika.measures import tally
from karmika.measures.models import LEAP, Cursor, DutyDone

log = logging.getLogger(__name__)


ENTRIES_A_ROUND = 200
"""How much of the journal one reaction follows before the others have their turn: figures must not wait for it."""

ENTRIES_A_LOOK = 5_000
"""How far one reaction looks through the journal in its turn for acts of its kind; most entries have none."""

ENTRIES_PASSED = 500
"""Entries that are looked through together."""

ENTRIES_A_TRANSACTION = 10
"""A commit costs more than most reactions; a phone must not wait long for the one writer of SQLite."""


def run_once(reactions: Sequence[Reaction]) -> int:
    """Follow the journal to its horizon; how many entries were followed by somebody (0: nothing was new)."""
    upto = follow.horizon()
    followed = 0
    while step := tally.fold(upto) + sum(react(reaction, upto) for reaction in reactions):
        followed += step
    return followed


def _beat(at: datetime) -> None:
    """The worker says that it is alive, and notes when its clock leapt."""
    last = DutyDone.last(DutyDone.WORKER)
    if last is not None and abs(at - last) > LEAP:
        log.warning("the clock leapt by %s days; nothing is destroyed for a day", (at - last).days)
        DutyDone.note(DutyDone.LEAPT, at)


BEAT = Duty(name=DutyDone.WORKER, function=_beat, every_s=10)
"""Done before all other duties."""


def run_forever(
    reactions: Sequence[Reaction],
    stop: threading.Event,
    duties: Sequence[Duty] = (),
    slices: Sequence[Callable[[], int]] = (),
    interval_s: float = 0.5,
) -> None:
    """Follow the journal until `stop` is set. One follower's fault does not hold up the others.

    `slices`: each does a little of some long work and says whether there was any.
    """
    while not stop.is_set():
        close_old_connections()
        upto = _attempt("horizon", follow.horizon)
        _attempt(tally.NAME, partial(tally.fold, upto))
        steps = [_attempt(reaction.name, partial(react, reaction, upto)) for reaction in reactions]
        for duty in (BEAT, *duties):
            _attempt(duty.name, partial(do_if_due, duty))
        worked = sum([_attempt("slice of a job", one) for one in slices])
        if max(steps, default=0) < ENTRIES_A_ROUND and not worked:
            stop.wait(interval_s)


def react(reaction: Reaction, upto: int) -> int:
    """Run one reaction on the acts of its kind, some entries on; how many entries. A few share a transaction.

    The function gets the entry's head, the act, and the id to use for what it performs: it follows from the entry
    and the reaction's name, so the same reaction twice is the same entry.
    """
    name = reaction.cursor
    after = Cursor._base_manager.filter(name=name).values_list("seq", flat=True).first() or 0
    last = min(upto, after + ENTRIES_A_LOOK)
    if last <= after:
        return 0
    entries = _entries_of(reaction.kind, after, last, most=ENTRIES_A_ROUND)
    if len(entries) == ENTRIES_A_ROUND:
        last = entries[-1][0].seq
    size = ENTRIES_A_TRANSACTION if reaction.together is None else ENTRIES_A_ROUND
    for start in range(0, len(entries), size):
        part = entries[start : start + size]
        try:
            _react_to(reaction, name, part)
        except Exception:  # noqa: BLE001  (one of them is at fault: let those before it be done, and raise there)
            for one in part:
                _react_to(reaction, name, [one])
    _pass(name, last)
    return last - after


def _entries_of(kind: str, after: int, upto: int, *, most: int) -> list[tuple[Header, list[Act]]]:
    """The first entries with after < seq <= upto that hold an act of this kind, at most so many, as `entries`.

    The others are passed by: neither their heads are read nor their acts opened, which is most of the work.
    """
    mark = encoding.mark_of(kind)
    passed = Entry.objects.order_by("seq").values_list("seq", "acts")
    found: list[tuple[Header, list[Act]]] = []
    while len(found) < most and (rows := list(passed.filter(seq__gt=after, seq__lte=upto)[:ENTRIES_PASSED])):
        wanted = most - len(found)
        marked = [seq for seq, acts in rows if mark in bytes(acts)][:wanted]
        after = marked[-1] if len(marked) == wanted else rows[-1][0]
        looked = follow.opened(Entry.objects.filter(seq__in=marked).order_by("seq")) if marked else []
        found += [(head, acts) for head, acts in looked if any(act.kind == kind for act in acts)]
    return found


def do_if_due(duty: Duty) -> int:
    """Do a duty when its time has come: 1, else 0. A clock that was set back does not put it off for ever.

    What cannot be undone is put off for a day by a clock that leapt: years ahead, every form's retention has ended.
    """
    at = now()
    last = DutyDone.last(duty.name)
    if last is not None and timedelta() <= at - last < timedelta(seconds=duty.every_s):
        return 0
    if duty.destroys and not DutyDone.is_steady(at):
        return 0
    duty.function(at)
    DutyDone.note(duty.name, at)
    return 1


def _react_to(reaction: Reaction, name: str, entries: Sequence[tuple[Header, Sequence[Act]]]) -> None:
    """In one transaction with the cursor, so that each is done once."""
    with write_transaction(()):
        cursor = Cursor.held(name)
        # another worker may have been here between reading and holding
        new = [(head, acts) for head, acts in entries if head.seq > cursor.seq]
        mine = [
            (head, act, number)
            for head, acts in new
            for number, act in enumerate(acts)
            if act.kind == reaction.kind
        ]
        if reaction.together is not None and mine:
            reaction.together([act for _, act, _ in mine])
        else:
            for head, act, number in mine:
                _run(reaction, head, act, number)
        if new:
            cursor.move(new[-1][0].seq)


def _run(reaction: Reaction, head: Header, act: Act, number: int) -> None:
    at_ms = int(head.recorded_at.timestamp() * 1000)
    child = derive(head.id, "reaction", reaction.name, number, at_ms=at_ms)
    try:
        reaction.function(head, act, child)
    except Refused as refused:
        log.warning("reaction %s on entry %s was refused: %s", reaction.name, head.seq, refused.code)


def _pass(name: str, upto: int) -> None:
    """Nothing more of interest up to here."""
    with write_transaction(()):
        cursor = Cursor.held(name)
        if cursor.seq < upto:
            cursor.move(upto)


def _attempt(name: str, work: Callable[[], int]) -> int:
    try:
        return work()
    except Exception:  # a scheduled job: say so, and try again in the next round
        log.error("follower %s failed; it will be tried again", name, exc_info=True)
        return 0
