"""The figures that a template asks for, counted as on the pages: whole, of one part, or part after part in rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias
from uuid import UUID

from django.db.models.functions import Lower
from django.utils.translation import gettext, ngettext

from karmika.areas.models import Area
from karmika.areas.queries import children, parts, within
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.queries import Filters, next_month
from karmika.monitoring.figures_page import Place
from karmika.monitoring.queries import MEASURES
from karmika.monitoring.sheet_file import Spot
from karmika.monitoring.sheet_marks import Mark

MOST_QUESTIONS = 300
"""Different questions to the figures in one sheet: each way of narrowing, each area further below."""

Question: TypeAlias = tuple[Filters, bool, UUID | None]
"""How figures are narrowed, whether they are divided by part, and of which area further below they are (None: none).

Those that are not divided by part are asked for month by month, so that one question does for every span of months.
"""
Group: TypeAlias = UUID | date


@dataclass(frozen=True)
class PartLine:
    """One line of a list of parts: an area, or several together at its end."""

    areas: tuple[UUID, ...]
    name: str
    code: str


class SheetFigures:
    """The figures of `spots` at a place; every question is asked once. Raises Refused("monitoring.sheet_questions").

    `place` is as of the end of the month that was asked for, whatever else narrowed the page; `as_of` is its day.
    """

    def __init__(self, place: Place, spots: Iterable[Spot]) -> None:
        month = place.asked.filters.month_to
        self.place = replace(place, asked=replace(place.asked, filters=Filters(month_to=month)))
        self.as_of = min(today(), next_month(month) - timedelta(days=1)) if month else today()
        self._spots = tuple(spots)
        self._wanted: dict[Question, set[str]] = {}
        self._found: dict[Question, dict[tuple[str, Group], int]] = {}
        self._counts: dict[Mark, int] = {}
        for spot in self._spots:
            if spot.mark.kind == "measure" and spot.mark.code in MEASURES:
                self._wanted.setdefault(self._question(spot.mark), set()).add(spot.mark.code)
        if len(self._wanted) > MOST_QUESTIONS:
            raise Refused("monitoring.sheet_questions", maximum=MOST_QUESTIONS)

    def count(self, mark: Mark) -> int:
        """The figure of a mark for the whole area or for the part that it names, which must be there (`part`)."""
        if mark not in self._counts:
            self._counts[mark] = self._counted(mark)
        return self._counts[mark]

    def _counted(self, mark: Mark) -> int:
        question = self._question(mark)
        found = self._asked(question)
        if question[1]:
            return found.get((mark.code, self._by_code[mark.part].id), 0)
        filters = self._filters(mark)
        first, last = filters.month_from or date.min, filters.month_to or date.max
        return sum(
            value
            for (measure, month), value in found.items()
            if measure == mark.code and isinstance(month, date) and first <= month <= last
        )

    def count_in(self, mark: Mark, line: PartLine) -> int:
        """The figure of a mark for one line of a list of parts."""
        found = self._asked(self._question(mark))
        return sum(found.get((mark.code, area), 0) for area in line.areas)

    def part(self, code: str) -> Area | None:
        """The one area in this area that has a code (in small letters); None where there is none, or more than one."""
        return self._by_code.get(code)

    def line(self, spot: Spot) -> PartLine | None:
        """The part in whose row a mark stands; None in a row behind the last part."""
        rows = self._rows[spot.sheet]
        lines = self._lines[len(rows)]
        number = rows[spot.row]
        return lines[number] if number < len(lines) else None

    def _question(self, mark: Mark) -> Question:
        filters = self._filters(mark)
        if mark.each:
            return filters, True, None
        area = self._by_code.get(mark.part) if mark.part else None
        if area is not None and area.id in self._direct:
            return filters, True, None
        return replace(filters, month_from=None, month_to=None), False, None if area is None else area.id

    def _filters(self, mark: Mark) -> Filters:
        first, last = mark.since, self.place.asked.filters.month_to
        if mark.span == "month":
            first = last = self.as_of.replace(day=1)
        elif mark.span == "year":
            first = date(self.as_of.year - (self.as_of.month < 4), 4, 1)
        return Filters(
            occupation=mark.occupation,
            sex=mark.sex,
            category=mark.category,
            month_from=first,
            month_to=last,
        )

    def _asked(self, question: Question) -> dict[tuple[str, Group], int]:
        """The figures of a question, asked for as the pages ask for them."""
        if question not in self._found:
            filters, divided, below = question
            place = replace(self.place, asked=replace(self.place.asked, filters=filters))
            if below is not None:
                place = replace(place, area=self._below[below])
            figures = place.divided(self._wanted[question], "children" if divided else "month")
            self._found[question] = {
                (one.measure, one.group): one.value for one in figures if isinstance(one.group, UUID | date)
            }
        return self._found[question]

    @cached_property
    def _rows(self) -> dict[str, dict[int, int]]:
        """Of each sheet the rows of its list of parts, numbered from 0."""
        rows: dict[str, set[int]] = {}
        for spot in self._spots:
            if spot.mark.each:
                rows.setdefault(spot.sheet, set()).add(spot.row)
        return {
            sheet: {row: number for number, row in enumerate(sorted(found))} for sheet, found in rows.items()
        }

    @cached_property
    def _lines(self) -> dict[int, list[PartLine]]:
        """The parts in so many rows; where there are more, the last row holds the rest together."""
        return {len(rows): _in_rows(self._all_lines, len(rows)) for rows in self._rows.values()}

    @cached_property
    def _all_lines(self) -> list[PartLine]:
        """Today's parts, and others that have figures, in the order of the pages; last what no part has."""
        own = self.place.area
        found = {area.id: area for area in children(own.id, self.place.asked.on)}
        counted = {
            group
            for question in self._wanted
            if question[1]
            for (_, group), value in self._asked(question).items()
            if value and isinstance(group, UUID)
        }
        others = counted - found.keys() - {own.id}
        found |= {area.id: area for area in Area.objects.filter(id__in=others)}
        if not found:
            return [PartLine((own.id,), own.name, own.code)]
        ordered = sorted(found.values(), key=lambda one: (one.level, one.code))
        lines = [PartLine((area.id,), area.name, area.code) for area in ordered]
        if own.id in counted:
            lines.append(PartLine((own.id,), gettext("Recorded without a smaller area"), ""))
        return lines

    @cached_property
    def _by_code(self) -> dict[str, Area]:
        codes = {spot.mark.part for spot in self._spots if spot.mark.part}
        if not codes:
            return {}
        inside = Area.objects.alias(small=Lower("code")).filter(
            small__in=codes, id__in=within(self.place.area.id, self.place.asked.on)
        )
        found: dict[str, list[Area]] = {}
        for area in inside:
            found.setdefault(area.code.lower(), []).append(area)
        return {code: areas[0] for code, areas in found.items() if len(areas) == 1}

    @cached_property
    def _below(self) -> dict[UUID, Area]:
        return {area.id: area for area in self._by_code.values()}

    @cached_property
    def _direct(self) -> frozenset[UUID]:
        """The parts that the area's figures are divided by."""
        return frozenset(parts(self.place.area.id, self.place.asked.on).values_list("id", flat=True))


def _in_rows(lines: list[PartLine], number: int) -> list[PartLine]:
    if len(lines) <= number:
        return lines
    kept, rest = lines[: number - 1], lines[number - 1 :]
    areas = tuple(area for line in rest for area in line.areas)
    said = ngettext("{number} more area", "{number} more areas together", len(rest))
    return [*kept, PartLine(areas, said.format(number=len(rest)), "")]
