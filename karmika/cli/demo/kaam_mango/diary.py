"""The scene's diary: who does what at which moment. It is played in the order of time, by a clock that stands still.

Each line has an entry id of its own, so the same diary played again changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from tqdm import tqdm

from karmika.intake.batch import Sent, receive_many
from karmika.journal.act import Act
from karmika.journal.perform import Request, perform_many
from karmika.kernel.dates import INDIA, playing
from karmika.kernel.ids import stable
from karmika.kernel.viewer import Viewer
from karmika.rooms import INTERPRETERS

Acts = Sequence[Act] | Callable[[], Sequence[Act]]
"""What somebody does; a function where ids are known only when it is time. Nothing at all where there is nothing to do."""
TOGETHER = 50
"""Entries, or forms, of one moment that are written in one transaction."""


@dataclass(frozen=True)
class Line:
    """One entry to be: somebody acts at a moment."""

    at: dt.datetime
    number: int
    who: str
    key: UUID
    acts: Acts


@dataclass(frozen=True)
class Forms:
    """Forms that phones send at a moment: key of the phone, XML."""

    at: dt.datetime
    number: int
    letters: Callable[[], Sequence[tuple[str, bytes]]]


@dataclass
class Diary:
    """Filled in any order. Nothing after `until` is taken: it has not happened yet."""

    seed: int
    until: dt.datetime
    lines: list[Line | Forms] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def note(self, at: dt.datetime, who: str, key: Sequence[str | int | UUID], acts: Acts) -> bool:
        """Somebody does something at a moment; whether it is over by now."""
        if at > self.until:
            return False
        entry = stable("kaam-mango", "entry", self.seed, *key)
        self.lines.append(Line(at, len(self.lines), who, entry, acts))
        return True

    def forms(self, at: dt.datetime, letters: Callable[[], Sequence[tuple[str, bytes]]]) -> None:
        """Phones send forms at a moment."""
        self.lines.append(Forms(at, len(self.lines), letters))

    def play(self, viewer: Callable[[str], Viewer], sent: Callable[[str, bytes], Sent]) -> None:
        """Everything in its order. Raises Refused where somebody may not do what the diary says."""
        ordered = sorted(self.lines, key=lambda line: (line.at, line.number))
        with (
            playing() as stand_at,
            tqdm(total=len(ordered), desc="Diary", unit=" lines", mininterval=1, disable=None) as bar,
        ):
            for at, lines in groupby(ordered, key=lambda line: line.at):
                stand_at(at)
                for part in _parts(list(lines)):
                    self._write(part, viewer, sent)
                    bar.update(len(part))

    def _write(
        self,
        part: Sequence[Line | Forms],
        viewer: Callable[[str], Viewer],
        sent: Callable[[str, bytes], Sent],
    ) -> None:
        requests = []
        for line in part:
            if isinstance(line, Forms):
                letters = line.letters()
                for start in range(0, len(letters), TOGETHER):
                    some = [sent(*letter) for letter in letters[start : start + TOGETHER]]
                    self.answers.update(one.status for one in receive_many(some, interpreters=INTERPRETERS))
                continue
            acts = line.acts if isinstance(line.acts, Sequence) else line.acts()
            if acts:
                requests.append(Request(acts=acts, viewer=viewer(line.who), entry_id=line.key))
        perform_many(requests)


def _parts(lines: list[Line | Forms]) -> Iterator[list[Line | Forms]]:
    """Lines of one moment in the order noted; forms by themselves, entries some together."""
    for is_forms, group in groupby(lines, key=lambda line: isinstance(line, Forms)):
        some = list(group)
        size = 1 if is_forms else TOGETHER
        for start in range(0, len(some), size):
            yield some[start : start + size]


def india(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment in India."""
    return dt.datetime.combine(day, dt.time(hour, minute), INDIA)
