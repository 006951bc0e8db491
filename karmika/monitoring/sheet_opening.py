"""A template opened for an area and a month: what stands in each marked cell, what could not be filled, the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from karmika.journal.queries import source_of
from karmika.kernel.refused import Refused
from karmika.monitoring import sheet_words
from karmika.monitoring.figures_page import Place
from karmika.monitoring.sheet_answers import Answers, Unanswered
from karmika.monitoring.sheet_file import Answer, Spot, Template, read

SHOWN = 300
"""So many cells, and so many problems, are listed on a page."""


@dataclass(frozen=True)
class Line:
    """A marked cell: where it is, what is written there, what that means, what is put there."""

    sheet: str
    cell: str
    said: str
    means: str
    text: str


@dataclass(frozen=True)
class Trouble:
    """What could not be filled: where, and a sentence that says why."""

    sheet: str
    cell: str
    sentence: str


@dataclass(frozen=True)
class Opened:
    """A template with its answers. `lines` and `troubles` are complete; pages show the first `SHOWN`."""

    template: Template
    as_of: date
    lines: tuple[Line, ...]
    troubles: tuple[Trouble, ...]
    answers: dict[Spot, Answer]

    def file(self) -> bytes:
        """The filled workbook."""
        return self.template.filled(self.answers.get)


def kept_file(sheet_id: UUID) -> bytes:
    """The template as it was uploaded. Raises Refused("monitoring.sheet_gone") where its bytes cannot be read."""
    data = source_of(sheet_id)
    if data is None:
        raise Refused("monitoring.sheet_gone")
    return data


def opened(place: Place, data: bytes, *, whole: bool = False) -> Opened:
    """Read a template and answer its marks at a place; `whole`: look at every part of a file that is new here.

    Raises Refused (monitoring.sheet_...) for a file that is none, or too large.
    """
    template = read(data, whole=whole)
    found_here = Answers(place, template.spots)
    lines, answers = [], {}
    troubles = [
        Trouble(one.sheet, one.cell, sheet_words.problem(one.code, one.said)) for one in template.problems
    ]
    for spot in template.spots:
        try:
            answers[spot] = found = found_here.answer(spot)
        except Unanswered as unknown:
            said = sheet_words.problem(unknown.code, unknown.word)
            troubles.append(Trouble(spot.sheet, spot.cell, said))
            continue
        lines.append(Line(spot.sheet, spot.cell, spot.said, sheet_words.meaning(spot.mark), found.text))
    return Opened(template, found_here.as_of, tuple(lines), tuple(troubles), answers)
