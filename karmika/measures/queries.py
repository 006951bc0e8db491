"""Questions about figures. Every answer is a sum of contributions in the viewer's own areas and organisations."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias, TypeVar
from uuid import UUID

from django.db.models import IntegerField, Q, QuerySet, Subquery, Sum, Value

from karmika.access.roles import ALL_STAFF, PERSONAL
from karmika.access.visibility import scope
from karmika.areas.models import Ancestor
from karmika.areas.queries import parts, within
from karmika.kernel.dates import today
from karmika.kernel.newest import FEW, aside, newest
from karmika.kernel.viewer import Viewer
from karmika.measures import tally
from karmika.measures.models import Contribution, Tally

COUNTING: frozenset[str] = ALL_STAFF
"""Who may see figures of his own area. Opening what is behind them needs a role of `PERSONAL`."""

Counted = TypeVar("Counted", Contribution, Tally)
_DAY = timedelta(days=1)
_SPANS = 60
"""Spans in one question: each is three sums at most, and SQLite joins no more than 500."""

By: TypeAlias = Literal["", "children", "occupation", "sex", "category", "month"]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What narrows a figure; empty means all. Months are given by their first day and count as they happened."""

    occupation: str = ""
    sex: str = ""
    category: str = ""
    month_from: date | None = None
    month_to: date | None = None

    def same(self) -> dict[str, str]:
        """The equalities, as lookups on both tables."""
        chosen = {"occupation": self.occupation, "sex": self.sex, "category": self.category}
        return {name: value for name, value in chosen.items() if value}


ALL = Filters()


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure as a question: what, where, narrowed how, on the map of which day (None: today's)."""

    measure: str
    area: UUID
    filters: Filters = ALL
    on: date | None = None


@dataclass(frozen=True)
class Figure:
    """One figure. `group` is what it was divided by: an area's id, a code, a month; None when undivided."""

    measure: str
    value: int
    group: UUID | str | date | None = None


@dataclass(frozen=True)
class Behind:
    """One entry behind a figure, and what it contributed to it."""

    entry_seq: int
    amount: int


def figures(
    viewer: Viewer,
    measures: Iterable[str],
    *,
    area: UUID,
    by: By = "",
    filters: Filters = ALL,
    on: date | None = None,
) -> tuple[Figure, ...]:
    """Figures of an area as of the last fold, undivided or divided; what is zero everywhere may be missing.

    Divided by children (`areas.queries.parts`), what was recorded for the area itself (no smaller one known) comes
    under its own id, so that the parts always add up to the whole.
    """
    rows = _tallied(viewer, filters).filter(measure__in=list(measures), area_id__in=within(area, on))
    if by == "children":
        return _by_part(rows, area, on)
    if not by:
        whole = rows.values_list("measure").annotate(value=Sum("total")).order_by("measure")
        return tuple(Figure(measure, value) for measure, value in whole)
    column = "month_happened" if by == "month" else by
    found = rows.values_list("measure", column).annotate(value=Sum("total")).order_by("measure", column)
    return tuple(Figure(measure, value, group) for measure, group, value in found)


@dataclass(frozen=True)
class Crossed:
    """One figure divided by several things at once; `groups` in the order in which they were asked for."""

    groups: tuple[UUID | str | date, ...]
    value: int


Column: TypeAlias = Literal["measure", "area_id", "occupation", "sex", "category", "month_happened"]


def crossed(
    viewer: Viewer,
    measures: Iterable[str],
    columns: tuple[Column, ...],
    *,
    area: UUID,
    filters: Filters = ALL,
    on: date | None = None,
) -> tuple[Crossed, ...]:
    """Figures of an area divided by several columns of the tally in one question. Areas are those recorded for."""
    rows = _tallied(viewer, filters).filter(measure__in=list(measures), area_id__in=within(area, on))
    found = rows.values_list(*columns).annotate(value=Sum("total")).order_by(*columns)
    return tuple(Crossed(tuple(groups), total) for *groups, total in found)


def value(viewer: Viewer, cell: Cell) -> int:
    """One figure; 0 when nothing was ever contributed."""
    (figure,) = figures(viewer, [cell.measure], area=cell.area, filters=cell.filters, on=cell.on) or (
        Figure(cell.measure, 0),
    )
    return figure.value


@dataclass(frozen=True, kw_only=True)
class Span:
    """A figure of some days: what happened from `first` to `last`, both counted; of one organisation, programme, or all."""

    measure: str
    area: UUID
    first: date
    last: date
    organisation: UUID | None = None
    programme: UUID | None = None
    on: date | None = None


def happened(viewer: Viewer, span: Span) -> int:
    """The figure of a span as of the last fold: whole months from the tally, days at its ends from contributions."""
    return happened_in(viewer, [span])[0]


def happened_in(viewer: Viewer, spans: Sequence[Span]) -> list[int]:
    """The figure of each span, asked together: `_SPANS` of them are one question."""
    sums = [0] * len(spans)
    for start in range(0, len(spans), _SPANS):
        asked = [
            rows
            for n, span in enumerate(spans[start : start + _SPANS], start)
            for rows in _spanned(viewer, span, n)
        ]
        first, *more = asked
        for n, found in first.union(*more, all=True) if more else first:
            sums[n] += found or 0
    return sums


def _spanned(viewer: Viewer, span: Span, n: int) -> Iterator[QuerySet[Any, tuple[int, int | None]]]:
    """The sums that make up the span with the number `n`, each with that number."""
    begins = span.first if span.first.day == 1 else next_month(span.first)
    ends = next_month(span.last) if next_month(span.last) == span.last + _DAY else span.last.replace(day=1)
    if begins >= ends:
        yield _in_days(viewer, span, (span.first, span.last + _DAY), n)
        return
    months = _of_span(viewer, span, Tally).filter(month_happened__gte=begins, month_happened__lt=ends)
    yield _numbered(months, "total", n)
    for first, before in ((span.first, begins), (ends, span.last + _DAY)):
        if first < before:
            yield _in_days(viewer, span, (first, before), n)


def _in_days(
    viewer: Viewer, span: Span, days: tuple[date, date], n: int
) -> QuerySet[Any, tuple[int, int | None]]:
    first, before = days
    rows = _of_span(viewer, span, Contribution).filter(happened_on__gte=first, happened_on__lt=before)
    rows = rows.filter(entry_seq__lte=Subquery(tally.reached()))  # not ahead of the months beside it
    return _numbered(rows, "amount", n)


def _numbered(rows: QuerySet[Any], column: str, n: int) -> QuerySet[Any, tuple[int, int | None]]:
    number = Value(n, output_field=IntegerField())
    sums: QuerySet[Any, tuple[int, int | None]]
    sums = rows.order_by().annotate(n=number).values_list("n").annotate(sum=Sum(column))
    return sums


def _of_span(viewer: Viewer, span: Span, model: type[Counted]) -> QuerySet[Counted]:
    mine = scope(viewer, roles=COUNTING, programme="programme_id")
    rows = model._base_manager.filter(mine, measure=span.measure, area_id__in=within(span.area, span.on))
    if span.organisation is not None:
        rows = rows.filter(organisation_id=span.organisation)
    return rows if span.programme is None else rows.filter(programme_id=span.programme)


def contributions_behind(viewer: Viewer, cell: Cell) -> QuerySet[Contribution]:
    """The contributions that make up a figure, as far as the viewer may open them (he needs a personal role)."""
    return _behind(Contribution._base_manager.all(), viewer, cell, ("area_id", "measure"))


def _behind(
    rows: QuerySet[Contribution], viewer: Viewer, cell: Cell, names: tuple[str, str]
) -> QuerySet[Contribution]:
    """`names`: what stands for the columns of the area and the measure (kernel/newest.py)."""
    area, measure = names
    mine = scope(viewer, roles=PERSONAL, area=area, programme="programme_id")
    rows = rows.filter(mine, **{measure: cell.measure, f"{area}__in": within(cell.area, cell.on)})
    rows = rows.filter(**cell.filters.same())
    if cell.filters.month_from:
        rows = rows.filter(happened_on__gte=cell.filters.month_from)
    if cell.filters.month_to:
        rows = rows.filter(happened_on__lt=next_month(cell.filters.month_to))
    return rows


def contributions_in(viewer: Viewer, cell: Cell, seqs: Iterable[int]) -> QuerySet[Contribution]:
    """Those behind a figure that a few entries made, found by the entries and by nothing else."""
    rows = Contribution._base_manager.alias(anywhere=aside("area_id"), what=aside("measure"))
    return _behind(rows.filter(entry_seq__in=seqs), viewer, cell, ("anywhere", "what"))


def entries_behind(viewer: Viewer, cell: Cell, *, before: int | None = None, limit: int = 50) -> list[Behind]:
    """The newest entries behind a figure, each with what it contributed; `before` continues after the last one."""
    near = contributions_behind(viewer, cell)
    if before is not None:
        near = near.filter(entry_seq__lt=before)

    def summed(rows: QuerySet[Contribution]) -> QuerySet[Contribution, tuple[int, int]]:
        return rows.values_list("entry_seq").annotate(sum=Sum("amount")).order_by("-entry_seq")

    def walk(after: int) -> QuerySet[Contribution, tuple[int, int]]:
        every = Contribution._base_manager.alias(anywhere=aside("area_id"), what=aside("measure"))
        rows = _behind(every.filter(entry_seq__gt=after), viewer, cell, ("anywhere", "what"))
        return summed(rows if before is None else rows.filter(entry_seq__lt=before))

    most = slice(0, limit)
    few = near.order_by().values_list("entry_seq", "amount")[:FEW]
    if len(few) < FEW:
        sums: Counter[int] = Counter()
        for seq, amount in few:
            sums[seq] += amount
        return [Behind(seq, sums[seq]) for seq in sorted(sums, reverse=True)[most]]
    last = Contribution._base_manager.order_by("-entry_seq").values_list("entry_seq", flat=True)
    end = before or last.first() or 0
    return [Behind(seq, amount) for seq, amount in newest(end, walk, lambda: summed(near), most)]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _tallied(viewer: Viewer, filters: Filters) -> QuerySet[Tally]:
    rows = Tally._base_manager.filter(
        scope(viewer, roles=COUNTING, programme="programme_id"), **filters.same()
    )
    if filters.month_from:
        rows = rows.filter(month_happened__gte=filters.month_from)
    if filters.month_to:
        rows = rows.filter(month_happened__lte=filters.month_to)
    return rows


def _by_part(rows: QuerySet[Tally], area: UUID, on: date | None) -> tuple[Figure, ...]:
    """Sums by leaf area in the database, then leaf by leaf to the part it lies in on the map of that day."""
    part_of = part_of_leaf(area, on)
    sums: defaultdict[tuple[str, UUID], int] = defaultdict(int)
    for measure, leaf, total in rows.values_list("measure", "area_id").annotate(total_sum=Sum("total")):
        sums[measure, part_of.get(leaf, area)] += total
    return tuple(Figure(measure, total, group) for (measure, group), total in sorted(sums.items()))


def part_of_leaf(area: UUID, on: date | None = None) -> dict[UUID, UUID]:
    """Every area that counts under this one -> the part of it (`areas.queries.parts`) under which it counts."""
    day = on or today()
    valid = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    below = Ancestor._base_manager.filter(valid, ancestor_id__in=parts(area, on).values("id"))
    return dict(below.values_list("area_id", "ancestor_id"))
