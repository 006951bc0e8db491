"""A programme's own table for one viewer and area: its lines counted, divided, with what others published beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext

from karmika.areas.models import Area
from karmika.areas.queries import ancestors
from karmika.kernel.dates import today
from karmika.kernel.numbers import indian
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import By, Cell, Filters, figures, next_month, value
from karmika.monitoring.asked import Asked
from karmika.monitoring.tables import (
    Counted,
    Division,
    Line,
    Outside,
    TableDefinition,
    installed,
    lines_of,
)
from karmika.programme.models import OutsideFigure
from karmika.programme.terms import CONFIDENCES

Sums: TypeAlias = dict[UUID | str, dict[str, int]]


@dataclass(frozen=True)
class Divided:
    """A division worked out: for each occupation or area the columns by the code of their line."""

    division: Division
    sums: Sums


@dataclass(frozen=True)
class ProgrammeTable:
    """A table of one area as of a day. `published` holds what others said, by the code of the line."""

    definition: TableDefinition
    area: Area
    as_of: date
    lines: tuple[Line, ...]
    published: Mapping[str, OutsideFigure]
    divided: tuple[Divided, ...]


def tables_for(area_id: UUID, above: Iterable[Area] | None = None) -> list[TableDefinition]:
    """The tables that hold in an area: those defined for it or for one it lies in (`above`, where they are known)."""
    lies_in = {(one.level, one.code) for one in (ancestors(area_id) if above is None else above)}
    return [table for table in installed() if (table.level, table.area_code) in lies_in]


def programme_table(viewer: Viewer, area: Area, definition: TableDefinition, asked: Asked) -> ProgrammeTable:
    """The table of an area as of today, or of the end of the month that is asked for, as of the last fold.

    The viewer's own areas and organisations only, as for every figure.
    """
    counting = _Counting(viewer, area, asked)
    published = {
        row.code: found
        for row in definition.rows
        if row.outside is not None and (found := counting.outside(row.outside)) is not None
    }

    def outside(wanted: Outside) -> int | None:
        found = counting.outside(wanted)
        return found.amount if found is not None else None

    return ProgrammeTable(
        definition=definition,
        area=area,
        as_of=counting.as_of,
        lines=lines_of(definition, counting.count, outside),
        published=published,
        divided=tuple(Divided(one, counting.divided(definition, one)) for one in definition.divisions),
    )


class _Counting:
    """The counts of one table, each asked for once."""

    def __init__(self, viewer: Viewer, area: Area, asked: Asked) -> None:
        self.viewer, self.area, self.on = viewer, area, asked.on
        self.until = asked.filters.month_to
        self.as_of = min(today(), next_month(self.until) - timedelta(days=1)) if self.until else today()
        self._counts: dict[Counted, int] = {}
        self._outside: dict[Outside, OutsideFigure | None] = {}

    def filters(self, counted: Counted) -> Filters:
        """What a line counts, as filters on figures."""
        return filters_of(counted, Asked(Filters(month_to=self.until)))

    def count(self, counted: Counted) -> int:
        """The sum of everything up to the day of the table."""
        if counted not in self._counts:
            cell = Cell(measure=counted.measure, area=self.area.id, filters=self.filters(counted), on=self.on)
            self._counts[counted] = value(self.viewer, cell)
        return self._counts[counted]

    def outside(self, wanted: Outside) -> OutsideFigure | None:
        """The newest figure that others published for this area or the nation, as the viewer may see it."""
        if wanted not in self._outside:
            about = self.area.id if wanted.about == "here" else None
            found = OutsideFigure.objects.visible_to(self.viewer).standing()
            found = found.filter(measure=wanted.measure, about_id=about, as_of__lte=self.as_of)
            self._outside[wanted] = found.order_by("-as_of", "-entry_seq", "id").first()
        return self._outside[wanted]

    def divided(self, definition: TableDefinition, division: Division) -> Sums:
        """Every group of a division with each of its columns that is not nought."""
        sums: Sums = {}
        for code in division.columns:
            counted = definition.row(code).counts
            assert counted is not None
            by: By = "children" if division.by == "area" else "occupation"
            found = figures(
                self.viewer,
                [counted.measure],
                area=self.area.id,
                by=by,
                filters=self.filters(counted),
                on=self.on,
            )
            for figure in found:
                assert isinstance(figure.group, UUID | str)
                if figure.value:
                    sums.setdefault(figure.group, {})[code] = figure.value
        return sums


def filters_of(counted: Counted, asked: Asked) -> Filters:
    """The filters of one line, up to the month that is asked for."""
    return replace(
        Filters(month_to=asked.filters.month_to),
        occupation=counted.occupation,
        sex=counted.sex,
        category=counted.category,
    )


def written(line: Line) -> str:
    """The value of a line as people read it: 4,090, 42.0 %, 5.00, "no data", "not yet recorded"."""
    if line.state == "no_data":
        return gettext("no data")
    if line.state == "not_recorded":
        return gettext("not yet recorded")
    if isinstance(line.value, int):
        return indian(line.value)
    whole, _, part = f"{abs(line.value)}".partition(".")
    sign = "−" if line.value < 0 else ""
    number = f"{sign}{indian(int(whole))}.{part}"
    return number if line.row.kind == "average" else f"{number} %"


def remark(table: ProgrammeTable, line: Line) -> str:
    """What stands beside a value: what it is divided by, and what others published (their sources: `sources`)."""
    said: list[str] = []
    found = table.published.get(line.row.code)
    if line.denominator:
        said.append(
            gettext("{part} out of {whole}").format(
                part=indian(line.numerator), whole=indian(line.denominator)
            )
        )
    if found is not None:
        said.append(
            gettext("published: {amount} for {day}").format(
                amount=indian(found.amount), day=_day(found.as_of)
            )
        )
    return "; ".join(said)


def sources(table: ProgrammeTable) -> list[str]:
    """Who published what stands beside the figures: the number, what the source says it counted, and how sure that is."""
    return [
        gettext("{amount} for {day}: {wording}. Source: {source} ({confidence}).").format(
            amount=indian(found.amount), day=_day(found.as_of), wording=found.wording, source=found.source,
            confidence=CONFIDENCES[found.confidence],
        )
        for found in dict.fromkeys(table.published.values())
    ]  # fmt: skip


def _day(day: date) -> str:
    return formats.date_format(day, "j F Y")
