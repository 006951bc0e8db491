"""How a programme's own table is shown: its lines, its divisions, each number with the way to what is behind it."""

from dataclasses import replace
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.areas.models import Area
from karmika.monitoring import labels
from karmika.monitoring.asked import Asked
from karmika.monitoring.figures_page import Place
from karmika.monitoring.programme_table import Divided, ProgrammeTable, filters_of, remark, written
from karmika.monitoring.tables import Row, TableDefinition
from karmika.ui.components import Cell, Table


def table_url(area: UUID, definition: TableDefinition, asked: Asked) -> str:
    """The page of a table in an area, as of the month that is asked for."""
    month = Asked(replace(Asked().filters, month_to=asked.filters.month_to), asked.on)
    return reverse("monitoring.table", args=[area, definition.code]) + month.query()


def lines_table(place: Place, table: ProgrammeTable) -> Table:
    """Every line with its value and what stands beside it; the name leads to its definition."""
    return Table(
        caption=_("What is counted"),
        head=(_("Line"), _("Figure"), _("To compare")),
        rows=tuple(
            (
                Cell(labels.translated(line.row.name), f"#{line.row.code}"),
                Cell(written(line), _behind(place, line.row)),
                Cell(remark(table, line)),
            )
            for line in table.lines
        ),
        stacked=True,
    )


def _behind(place: Place, row: Row, occupation: str = "", area: UUID | None = None) -> str:
    """The entries behind a line that is a number; nothing for what was divided."""
    if row.kind != "number" or row.counts is None:
        return ""
    counted = replace(row.counts, occupation=occupation or row.counts.occupation)
    asked = Asked(filters_of(counted, place.asked), place.asked.on)
    return asked.entries_url(area or place.area.id, counted.measure)


def divided_tables(place: Place, table: ProgrammeTable) -> list[Table]:
    """The divisions; one that would have a single line for the area itself is left out."""
    found = (_divided_table(place, table, one) for one in table.divided)
    return [one for one in found if one is not None]


def _divided_table(place: Place, table: ProgrammeTable, divided: Divided) -> Table | None:
    if not divided.sums or set(divided.sums) == {place.area.id}:
        return None
    columns = [table.definition.row(code) for code in divided.division.columns]
    by_area = divided.division.by == "area"
    areas = {area.id: area for area in Area.objects.filter(id__in=divided.sums)} if by_area else {}

    def order(group: UUID | str) -> tuple[object, ...]:
        if isinstance(group, UUID):
            return (group == place.area.id, areas[group].level, areas[group].code)
        return (-divided.sums[group].get(columns[0].code, 0), group)

    rows = tuple(
        (_name(place, table, areas, group), *(
            Cell(divided.sums[group].get(row.code, 0), _cell_url(place, row, group)) for row in columns
        ))
        for group in sorted(divided.sums, key=order)
    )  # fmt: skip
    totals = (Cell(sum(sums.get(row.code, 0) for sums in divided.sums.values())) for row in columns)
    return Table(
        caption=labels.translated(divided.division.name),
        head=(_("Area") if by_area else _("Occupation"), *(labels.translated(row.short) for row in columns)),
        rows=rows,
        foot=(Cell(_("Together")), *totals),
    )


def _name(place: Place, table: ProgrammeTable, areas: dict[UUID, Area], group: UUID | str) -> Cell:
    if isinstance(group, str):
        return Cell(labels.occupation(group))
    if group == place.area.id:
        return Cell(_("Recorded without a smaller area"))
    return Cell(areas[group].name, table_url(group, table.definition, place.asked))


def _cell_url(place: Place, row: Row, group: UUID | str) -> str:
    if isinstance(group, UUID):
        return "" if group == place.area.id else _behind(place, row, area=group)
    return _behind(place, row, occupation=group) if group else ""
