"""What phones send at the same time is written together: one transaction for all that came while the last was written.

Databases call it group commit: most of what a small write costs is the same for one form and for ten. A form that
comes alone waits for nobody. An answer goes out when the transaction that holds its form has ended, not before.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from karmika.intake.batch import Opened, take_in_many
from karmika.intake.enclosures import File
from karmika.intake.interpret import Interpreters, carefully
from karmika.intake.letters import open_letter
from karmika.intake.receiving import Answer, take_in
from karmika.intake.senders import Sender
from karmika.kernel.refused import Refused

MOST = 32
"""Forms in one transaction: more make each of them wait for all the others, and save little."""


@dataclass(eq=False)
class _Brought:
    """A form whose thread waits. Without an answer at the end it is taken in alone."""

    opened: Opened
    answer: Answer | None = None
    ended: bool = False


class Gathering:
    """Where the threads of one server process bring what they received."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[_Brought] = []
        self._at_work = False

    @property
    def waiting(self) -> int:
        """How many forms wait for the next transaction."""
        return len(self._waiting)

    def receive(
        self, sender: Sender, xml: bytes, *, interpreters: Interpreters, files: Sequence[File] = ()
    ) -> Answer:
        """As `receiving.receive`, together with whatever else has come meanwhile. What has files goes alone."""
        letter = open_letter(xml)
        if not files:
            mine = _Brought(Opened(sender, letter))
            with self._changed:
                self._waiting.append(mine)
            while ours := self._turn(mine):
                self._write(ours, interpreters)
            if mine.answer is not None:
                return mine.answer
        return take_in(sender, letter, interpreters=interpreters, files=files)

    def _turn(self, mine: _Brought) -> list[_Brought]:
        """What this thread is to write, when nobody else writes any more; nothing when another one wrote `mine`."""
        with self._changed:
            while self._at_work and not mine.ended:
                self._changed.wait()
            if mine.ended:
                return []
            ours, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            self._at_work = True
            return ours

    def _write(self, ours: list[_Brought], interpreters: Interpreters) -> None:
        try:
            if len(ours) == 1:  # it is this thread's own, so what goes wrong is for its caller
                (mine,) = ours
                mine.answer = take_in(mine.opened.sender, mine.opened.letter, interpreters=interpreters)
            else:
                _write_together(ours, interpreters)
        finally:
            with self._changed:
                self._at_work = False
                for one in ours:
                    one.ended = True
                self._changed.notify_all()


def _write_together(ours: list[_Brought], interpreters: Interpreters) -> None:
    """Where it fails all go alone, so that each hears what is its own."""
    nothing: list[Answer | None] = [None] * len(ours)

    def write() -> list[Answer | None]:
        return [*take_in_many([one.opened for one in ours], interpreters=interpreters)]

    try:
        answers = carefully(write, lambda: nothing)
    except (Refused, OperationalError, InterfaceError):
        answers = nothing
    for one, answer in zip(ours, answers, strict=True):
        one.answer = answer
