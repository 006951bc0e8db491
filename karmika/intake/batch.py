"""Receiving many submissions at once: the road of `receiving`, with hundreds of them in one write transaction.

For whoever hands in the days of many phones, as the synthetic city does. What is in any way special goes one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from karmika.intake import apart
from karmika.intake.interpret import Interpreters, carefully, read
from karmika.intake.letters import Letter, open_letter
from karmika.intake.look import Look
from karmika.intake.receiving import (
    Answer,
    Arrival,
    matter_of,
    receipt_of,
    settle,
    take_in,
)
from karmika.intake.senders import Sender
from karmika.intake.taking import interpretation
from karmika.journal.perform import Request, perform_many
from karmika.kernel import gate
from karmika.kernel.refused import Refused


@dataclass(frozen=True)
class Sent:
    """One submission as it arrived. Files come with `receive`."""

    sender: Sender
    xml: bytes


@dataclass(frozen=True)
class Opened:
    """One submission whose XML is read already."""

    sender: Sender
    letter: Letter


@dataclass(frozen=True)
class _Placed(Opened):
    """One of several, and which."""

    place: int


@dataclass(frozen=True)
class _Ready:
    """A submission that can be written together with others; no requests where it was received before."""

    place: int
    answer: Answer
    requests: tuple[Request, ...] = ()


def receive_many(sent: Sequence[Sent], *, interpreters: Interpreters) -> list[Answer]:
    """Take in several submissions, each once; the answers that each would have got alone, in the order given.

    What makes no sense before another one is taken in (a revisit, an edit, the same form again) is taken in after it.
    Raises Refused as `receive` does; what was taken in by then stays.
    """
    return take_in_many([Opened(one.sender, open_letter(one.xml)) for one in sent], interpreters=interpreters)


def take_in_many(opened: Sequence[Opened], *, interpreters: Interpreters) -> list[Answer]:
    """`receive_many` for what is opened already."""
    waiting = [_Placed(one.sender, one.letter, place) for place, one in enumerate(opened)]
    answers: dict[int, Answer] = {}
    ready, later = _sorted_out(waiting, interpreters)
    with gate.turn():
        while ready and _written([request for one in ready for request in one.requests]):
            answers |= {one.place: one.answer for one in ready}
            waiting = later
            ready, later = _sorted_out(waiting, interpreters)
        for one in waiting:
            answers[one.place] = take_in(one.sender, one.letter, interpreters=interpreters)
    return [answers[place] for place in range(len(opened))]


def _sorted_out(waiting: Sequence[_Placed], interpreters: Interpreters) -> tuple[list[_Ready], list[_Placed]]:
    """What can be written now, side by side, and what must wait for it or needs a closer look."""
    look = Look()
    look.ahead([one.letter for one in waiting])
    ready: list[_Ready] = []
    later: list[_Placed] = []
    seen: set[str] = set()
    for one in waiting:
        found = None if one.letter.instance_id in seen else _ready(one, look, interpreters)
        seen.add(one.letter.instance_id)
        if found is None:
            later.append(one)
        else:
            ready.append(found)
    return ready, later


def _ready(one: _Placed, look: Look, interpreters: Interpreters) -> _Ready | None:
    if apart.receiver_of(one.letter.instance.form_id) is not None:
        return None
    arrival = Arrival(sender=one.sender, letter=one.letter, look=look)
    plan = settle(arrival)
    if plan.answer.accepted and not plan.accept:
        return _Ready(one.place, plan.answer)
    if not plan.accept or plan.related or plan.releases or plan.waits_because:
        return None
    matter = matter_of(arrival, plan, one.sender.area)
    reading = read(matter, interpreters)
    if reading.refused is not None or reading.parts:
        return None
    receipt = receipt_of(arrival, plan, matter, reading)
    meant = interpretation(matter, reading, receipt.entry_id, occurred_at=receipt.occurred_at)
    return _Ready(one.place, plan.answer, (receipt, meant))


def _written(requests: Sequence[Request]) -> bool:
    """False when one of them stopped all: then nothing was written, and each goes its way alone."""

    def write() -> bool:
        perform_many(requests)
        return True

    try:
        return carefully(write, lambda: False)
    except Refused:
        return False
