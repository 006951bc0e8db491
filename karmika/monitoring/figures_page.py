"""What the pages of figures show: tiles and tables, every number with the way to what is behind it."""

from collections.abc import Iterable
from datetime import date
from typing import Literal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.areas.models import Area
from karmika.measures.queries import COUNTING, Figure
from karmika.monitoring import labels
from karmika.monitoring.asked import Asked, Slice
from karmika.monitoring.place import Place as Place
from karmika.monitoring.queries import MEASURES
from karmika.registry.occupations import occupations
from karmika.ui.components import Cell, Crumb, Filter, Option, Table, Tile

COLUMNS = ("households_listed", "visits_ended", "workers", "consents", "groups_formed", "members")
"""The measures shown side by side for every part of an area."""


def tiles(place: Place) -> tuple[Tile, ...]:
    """All measures of the area; each opens its own page with the same question."""
    values = {figure.measure: figure.value for figure in place.divided(MEASURES, "")}
    return tuple(
        Tile(
            label=measure.name,
            value=measure.shown(values.get(code, 0)),
            url=place.asked.entries_url(place.area.id, code),
            about=f"{reverse('monitoring.definitions')}#{code}",
        )
        for code, measure in MEASURES.items()
    )


def parts_table(place: Place, measures: Iterable[str] = COLUMNS) -> Table:
    """The areas that make up this one, each with its figures, and their sum; nothing where there is no smaller one."""
    codes = list(measures)
    sums: dict[UUID, dict[str, int]] = {}
    for figure in place.divided(codes, "children"):
        assert isinstance(figure.group, UUID)
        sums.setdefault(figure.group, {})[figure.measure] = figure.value
    if set(sums) == {place.area.id}:
        return Table(caption=_("By area"), head=(), rows=())
    found = {one.id: one for one in (place.area, *place.parts)}
    order = sorted(sums, key=lambda one: (one == place.area.id, found[one].level, found[one].code))
    rows = tuple(
        _part_row(place, found[one], [sums[one].get(code, 0) for code in codes], codes) for one in order
    )
    totals = [sum(values.get(code, 0) for values in sums.values()) for code in codes]
    return Table(
        caption=_("By area"),
        head=(_("Area"), *(MEASURES[code].name for code in codes)),
        rows=rows,
        foot=(Cell(_("Together")), *map(Cell, _shown(codes, totals))),
        empty=_("Nothing was recorded here yet."),
    )


def _part_row(place: Place, part: Area, values: list[int], codes: list[str]) -> tuple[Cell, ...]:
    if part.id == place.area.id:
        return (Cell(_("Recorded without a smaller area")), *map(Cell, _shown(codes, values)))
    cells = [
        Cell(value, place.asked.entries_url(part.id, code))
        for code, value in zip(codes, _shown(codes, values), strict=True)
    ]
    if len(codes) == 1:
        return (Cell(part.name, place.asked.entries_url(part.id, codes[0])), *cells)
    return (Cell(part.name, place.asked.area_url(part.id)), *cells)


def _shown(codes: list[str], values: list[int]) -> list[int]:
    """Money as rupees, each value by its measure."""
    return [MEASURES[code].shown(value) for code, value in zip(codes, values, strict=True)]


def slice_tables(place: Place, measure: str) -> list[Table]:
    """One measure by occupation, sex, category and month, as far as it is divided that way."""
    divisions: tuple[Slice | Literal["month"], ...] = ("occupation", "sex", "category", "month")
    tables = (slice_table(place, measure, by) for by in divisions)
    return [table for table in tables if table is not None]


def slice_table(place: Place, measure: str, by: Slice | Literal["month"]) -> Table | None:
    """One measure divided by one thing; None where it is not divided that way."""
    whole = place.all_by_month() if by == "month" else place.divided([measure], by)
    found = [figure for figure in whole if figure.value and figure.measure == measure]
    if not found or (by != "month" and {figure.group for figure in found} == {""}):
        return None
    headings = {"occupation": _("By occupation"), "sex": _("By sex"), "month": _("By month")}
    heading = headings.get(by) or labels.category_heading(measure)
    rows = tuple(
        (
            Cell(_label(measure, by, figure)),
            Cell(MEASURES[measure].shown(figure.value), _narrower(place, measure, by, figure)),
        )
        for figure in found
    )
    return Table(
        caption=heading,
        head=(heading, MEASURES[measure].name),
        rows=rows,
        foot=(Cell(_("Together")), Cell(MEASURES[measure].shown(sum(figure.value for figure in found)))),
    )


def _label(measure: str, by: str, figure: Figure) -> labels.Text:
    if isinstance(figure.group, date):
        return labels.month(figure.group)
    code = str(figure.group)
    if by == "occupation":
        return labels.occupation(code)
    return labels.sex(code) if by == "sex" else labels.category(measure, code)


def _narrower(place: Place, measure: str, by: Slice | Literal["month"], figure: Figure) -> str:
    if by == "month":
        assert isinstance(figure.group, date)
        return place.asked.in_month(figure.group).entries_url(place.area.id, measure)
    if not figure.group:
        return ""
    return place.asked.but(by, str(figure.group)).entries_url(place.area.id, measure)


def trail(place: Place, *more: Crumb) -> list[Crumb]:
    """From the widest area of the viewer down to this one."""
    own = {grant.area for grant in place.viewer.grants if grant.role in COUNTING}
    reach = max((n for n, area in enumerate(place.above) if area.id in own), default=0)
    above = place.above[: reach + 1]
    steps = [Crumb(area.name, place.asked.area_url(area.id)) for area in reversed(above)]
    if not more and steps:
        steps[-1] = Crumb(steps[-1].label)
    return [Crumb(_("Figures"), reverse("monitoring.start")), *steps, *more]


def month_options(place: Place, first: Option) -> list[Option]:
    """The months in which something was counted here, newest first, after another choice."""
    whole = place.anew(Asked(on=place.asked.on)).divided(MEASURES, "month")
    months = sorted({one.group for one in whole if isinstance(one.group, date)}, reverse=True)
    return [first, *((f"{one:%Y-%m}", labels.month(one)) for one in months)]


def month_choice(place: Place) -> list[Filter]:
    """As of the end of which month; today unless one is chosen."""
    chosen = place.asked.filters.month_to
    return [
        Filter(
            name="to",
            label=_("At the end of"),
            options=tuple(month_options(place, ("", _("Today")))),
            value=f"{chosen:%Y-%m}" if chosen else "",
        ),
        Filter(name="on", value=place.asked.on.isoformat() if place.asked.on else ""),
    ]


def filter_bar(place: Place) -> list[Filter]:
    """Occupation, sex and months to choose from; months are those in which something was counted here."""
    everything: Option = ("", _("All"))
    months = tuple(month_options(place, everything))
    occupation_options: list[Option] = [everything, *((one.code, one.name) for one in occupations().values())]
    chosen = place.asked.filters
    return [
        Filter(
            name="occupation",
            label=_("Occupation"),
            options=tuple(occupation_options),
            value=chosen.occupation,
        ),
        Filter(name="sex", label=_("Sex"), options=(everything, *labels.SEXES.items()), value=chosen.sex),
        Filter(
            name="from",
            label=_("From month"),
            options=months,
            value=f"{chosen.month_from:%Y-%m}" if chosen.month_from else "",
        ),
        Filter(
            name="to",
            label=_("To month"),
            options=months,
            value=f"{chosen.month_to:%Y-%m}" if chosen.month_to else "",
        ),
        Filter(name="category", value=chosen.category),
        Filter(name="on", value=place.asked.on.isoformat() if place.asked.on else ""),
    ]
