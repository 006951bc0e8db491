"""A programme's own table for one viewer and area: its lines counted, divided, with what others published beside them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, TypeAlias
from uuid import UUID

from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.utils import formats
from django.utils.translation import gettext

from karmika.areas.models import Area
from karmika.areas.queries import ancestors
from karmika.kernel.dates import today
from karmika.kernel.numbers import indian
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import Filters, crossed, next_month, part_of_leaf
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


_NARROWED: tuple[Literal["occupation", "sex", "category"], ...] = ("occupation", "sex", "category")


@dataclass(frozen=True)
class _Sum:
    """A sum of what agrees in `of`, of one group (an occupation or an area)."""

    of: Counted
    group: UUID | str
    value: int

    def fits(self, counted: Counted) -> bool:
        """Whether a line that counts this counts the sum."""
        return counted.measure == self.of.measure and all(
            getattr(counted, name) in ("", getattr(self.of, name)) for name in _NARROWED
        )


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
    counting = _Counting(viewer, area, asked, definition)
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
        divided=tuple(Divided(one, counting.divided(one)) for one in definition.divisions),
    )


class _Counting:
    """The counts of one table, all lines asked for together."""

    def __init__(self, viewer: Viewer, area: Area, asked: Asked, definition: TableDefinition) -> None:
        self.viewer, self.area, self.on, self.definition = viewer, area, asked.on, definition
        self.until = asked.filters.month_to
        self.as_of = min(today(), next_month(self.until) - timedelta(days=1)) if self.until else today()

    def count(self, counted: Counted) -> int:
        """The sum of everything up to the day of the table."""
        return sum(one.value for one in self._undivided if one.fits(counted))

    def outside(self, wanted: Outside) -> OutsideFigure | None:
        """The newest figure that others published for this area or the nation, as the viewer may see it."""
        return self._published.get((wanted.measure, self._about(wanted)))

    def divided(self, division: Division) -> Sums:
        """Every group of a division with each of its columns that is not nought."""
        sums: Sums = {}
        found = self._by_part if division.by == "area" else self._undivided
        for code in division.columns:
            counted = self.definition.row(code).counts
            assert counted is not None
            for one in found:
                if one.fits(counted):
                    of_group = sums.setdefault(one.group, {})
                    of_group[code] = of_group.get(code, 0) + one.value
        kept = {group: {code: n for code, n in columns.items() if n} for group, columns in sums.items()}
        return {group: columns for group, columns in kept.items() if columns}

    @cached_property
    def _wanted(self) -> list[Counted]:
        return [one for row in self.definition.rows for one in (row.counts, row.over) if one is not None]

    @cached_property
    def _undivided(self) -> list[_Sum]:
        """What the lines count, by occupation."""
        return self._asked("occupation")

    @cached_property
    def _by_part(self) -> list[_Sum]:
        """The same by the area's part; under the area itself where no smaller one is known."""
        part_of = part_of_leaf(self.area.id, self.on)
        sums: Counter[_Sum] = Counter()
        for one in self._asked("area_id"):
            assert isinstance(one.group, UUID)
            sums[replace(one, group=part_of.get(one.group, self.area.id), value=0)] += one.value
        return [replace(one, value=total) for one, total in sums.items()]

    def _asked(self, by: Literal["occupation", "area_id"]) -> list[_Sum]:
        """Sums of every measure that a line counts, divided by this and by whatever a line is narrowed by."""
        narrowed = tuple(name for name in _NARROWED if {getattr(one, name) for one in self._wanted} != {""})
        same = {
            name: values.pop()
            for name in narrowed
            if len(values := {getattr(one, name) for one in self._wanted}) == 1
        }
        columns = tuple(name for name in narrowed if name not in same and name != by)
        found = crossed(
            self.viewer,
            sorted({one.measure for one in self._wanted}),
            ("measure", by, *columns),
            area=self.area.id,
            filters=replace(Filters(month_to=self.until), **same),
            on=self.on,
        )
        sums = []
        for one in found:
            measure, group, *rest = one.groups
            assert isinstance(group, UUID | str)
            said = {**same, **dict(zip(columns, map(str, rest), strict=True))}
            if by == "occupation":
                said["occupation"] = str(group)
            sums.append(_Sum(Counted(str(measure), **said), group, one.value))
        return sums

    @cached_property
    def _published(self) -> dict[tuple[str, UUID | None], OutsideFigure]:
        about = Q(pk__in=())
        for one in {row.outside for row in self.definition.rows if row.outside is not None}:
            where = self._about(one)
            about |= Q(measure=one.measure, about_id=where) if where else Q(measure=one.measure, about=None)
        place = Window(
            RowNumber(),
            partition_by=["measure", "about_id"],
            order_by=["-as_of", "-entry_seq", "id"],
        )
        found = OutsideFigure.objects.visible_to(self.viewer).standing()
        found = found.filter(about, as_of__lte=self.as_of).annotate(place=place).filter(place=1)
        return {(one.measure, one.about_id): one for one in found}

    def _about(self, wanted: Outside) -> UUID | None:
        return self.area.id if wanted.about == "here" else None


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
