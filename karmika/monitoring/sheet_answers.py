"""The answer to every mark of a template: figures, lines of a programme's own table, targets, facts about the sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext

from karmika.areas.models import Area
from karmika.chain.heads import head
from karmika.kernel.dates import INDIA, in_india, now
from karmika.kernel.numbers import indian, rupees
from karmika.monitoring import labels
from karmika.monitoring.figures_page import Place
from karmika.monitoring.programme_table import ProgrammeTable, programme_table, tables_for, written
from karmika.monitoring.queries import MEASURES
from karmika.monitoring.sheet_figures import SheetFigures
from karmika.monitoring.sheet_file import Answer, Spot
from karmika.monitoring.sheet_marks import Mark
from karmika.monitoring.tables import table_named
from karmika.programme import queries as programme
from karmika.registry.choices import OCCUPATION_GROUPS
from karmika.registry.occupations import occupations


class Unanswered(Exception):
    """There is no such figure. `code`: measure, table, table_elsewhere, line, part, sex, occupation, category."""

    def __init__(self, code: str, word: str) -> None:
        super().__init__(code)
        self.code, self.word = code, word


class Answers:
    """Answers the marks of `spots` at a place. Raises Refused("monitoring.sheet_questions") where they ask too much."""

    def __init__(self, place: Place, spots: Iterable[Spot]) -> None:
        self._figures = SheetFigures(place, spots)
        self._place = self._figures.place
        self._tables: dict[str, ProgrammeTable] = {}

    @property
    def as_of(self) -> date:
        """The day of the figures."""
        return self._figures.as_of

    def answer(self, spot: Spot) -> Answer:
        """The answer to one mark. Raises Unanswered."""
        mark = spot.mark
        if mark.kind == "table":
            return self._line(mark)
        if mark.kind == "target":
            return self._target(mark)
        if mark.kind == "measure":
            _refuse_unknown(mark)
        part = self._figures.part(mark.part) if mark.part else self._place.area
        if part is None:
            raise Unanswered("part", mark.part)
        if mark.each:
            return self._each(spot)
        return self._fact(mark, part) if mark.kind == "fact" else _number(mark, self._figures.count(mark))

    def _each(self, spot: Spot) -> Answer:
        """What stands in this row of a list of parts; nothing in a row that no part has."""
        line = self._figures.line(spot)
        if line is None:
            return Answer(None, "")
        if spot.mark.kind == "fact":
            text = line.code if spot.mark.code == "area_code" else line.name
            return Answer(text, text)
        return _number(spot.mark, self._figures.count_in(spot.mark, line))

    def _line(self, mark: Mark) -> Answer:
        """A line of a programme's own table, as its page has it."""
        definition = table_named(mark.code)
        if definition is None:
            raise Unanswered("table", mark.code)
        if mark.line not in {row.code for row in definition.rows}:
            raise Unanswered("line", mark.line)
        if mark.code not in self._tables:
            if definition not in tables_for(self._place.area.id):
                raise Unanswered("table_elsewhere", mark.code)
            self._tables[mark.code] = programme_table(
                self._place.viewer, self._place.area, definition, self._place.asked
            )
        (line,) = [one for one in self._tables[mark.code].lines if one.row.code == mark.line]
        text = written(line)
        if line.state != "known":
            return Answer(text, text)
        return Answer(Decimal(line.value) / 100 if mark.shape == "fraction" else line.value, text)

    def _target(self, mark: Mark) -> Answer:
        """The target that stands on the day of the sheet, where there is one."""
        if mark.code not in MEASURES:
            raise Unanswered("measure", mark.code)
        day = programme.Days(first=self.as_of, last=self.as_of, on=self._place.asked.on)
        found = programme.targets_at(self._place.viewer, self._place.area.id, measure=mark.code, days=day)
        if len(found) == 1:
            return _number(mark, found[0].target.amount)
        text = gettext("several targets") if found else gettext("no target")
        return Answer(text, text)

    def _fact(self, mark: Mark, area: Area) -> Answer:
        """What the sheet says of itself: where, of when, from which state of the journal."""
        if mark.code in ("as_of", "printed_at"):
            at = now()
            day = self.as_of if mark.code == "as_of" else in_india(at)
            text = formats.date_format(day, "j F Y")
            if mark.code == "printed_at":
                text = f"{text}, {at.astimezone(INDIA):%H:%M}"
            return Answer(day if mark.shape == "date" else text, text)
        found = {
            "area": lambda: area.name,
            "area_code": lambda: area.code,
            "month": lambda: str(labels.month(self.as_of.replace(day=1))),
            "chain_head": _head,
            "definitions_version": self._versions,
        }[mark.code]()
        return Answer(found, found)

    def _versions(self) -> str:
        """The versions of the definitions of the tables that hold here."""
        said = [
            gettext("{table}, version {number}").format(table=labels.translated(one.name), number=one.version)
            for one in tables_for(self._place.area.id)
        ]
        return "; ".join(said) or "–"


def _refuse_unknown(mark: Mark) -> None:
    if mark.code not in MEASURES:
        raise Unanswered("measure", mark.code)
    if mark.sex and mark.sex not in labels.SEXES:
        raise Unanswered("sex", mark.sex)
    if mark.occupation and mark.occupation not in occupations().keys() | OCCUPATION_GROUPS.keys():
        raise Unanswered("occupation", mark.occupation)
    if mark.category and labels.category(mark.code, mark.category) == mark.category:
        raise Unanswered("category", mark.category)


def _head() -> str:
    found = head()
    return gettext("nothing is sealed yet") if found is None else found.full


def _number(mark: Mark, amount: int) -> Answer:
    if MEASURES[mark.code].unit == "paise":
        return Answer(Decimal(amount).scaleb(-2), rupees(amount))
    return Answer(amount, indian(amount))
