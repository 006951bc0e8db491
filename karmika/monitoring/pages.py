"""Pages of figures: an area, one figure with the entries behind it, one entry with its submissions, definitions."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.pages import PageRequest, page
from karmika.access.roles import PERSONAL
from karmika.chain.files import csv_response
from karmika.kernel.dates import today
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import holds
from karmika.measures.queries import COUNTING, Cell
from karmika.monitoring import beside, charts, files, labels, table_page
from karmika.monitoring import figures_page as shown
from karmika.monitoring.asked import Asked
from karmika.monitoring.marks import mark_of, seq_of
from karmika.monitoring.programme_table import programme_table, sources, tables_for
from karmika.monitoring.queries import MEASURES, entries, entry_view, own_areas
from karmika.monitoring.tables import table_named
from karmika.ui.charts import Chart
from karmika.ui.components import Crumb, Line, Pager, Table
from karmika.ui.pictures import png_response


@page(roles=COUNTING)
def start(request: PageRequest) -> HttpResponse:
    """The figures of the viewer's own area; a list where there are several."""
    areas = own_areas(request.viewer)
    if len(areas) == 1:
        return redirect("monitoring.area", area_id=areas[0].id)
    return render(request, "monitoring/start.html", {"areas": areas})


@page(roles=COUNTING)
def area_figures(request: PageRequest, area_id: UUID) -> HttpResponse:
    """All measures of one area, and of the areas it is made of."""
    place = _place(request, area_id)
    parts = shown.parts_table(place)
    drawn = charts.charts_of_area(place)
    return render(
        request,
        "monitoring/area.html",
        {
            "area": place.area,
            "charts": drawn,
            "trail": shown.trail(place),
            "filters": shown.filter_bar(place),
            "file_url": reverse("monitoring.area_file", args=[area_id]) + place.asked.query(),
            "tiles": shown.tiles(place),
            "beside": list(beside.tables(place)),
            "sliced": beside.is_sliced(place.asked),
            "parts": parts,
            "slices": _not_drawn(shown.slice_tables(place, charts.WORKERS), drawn),
            "tables": table_links(place),
        },
    )


@page(roles=COUNTING)
def area_file(request: PageRequest, area_id: UUID) -> HttpResponse:
    """The same as a CSV file, with the head of the chain in its last line."""
    place = _place(request, area_id)
    name = f"karmika-{place.area.level}-{place.area.code}-{today():%Y-%m-%d}"
    return csv_response(name, files.COLUMNS, files.rows(place))


@page(roles=COUNTING)
def area_entries(request: PageRequest, area_id: UUID, measure: str) -> HttpResponse:
    """One figure: what it means, divided by area, occupation, sex and month, and the entries that made it."""
    if measure not in MEASURES:
        raise Http404
    place = _place(request, area_id)
    definition = MEASURES[measure]
    may_open = holds(request.viewer, PERSONAL)
    # charts count people and things; money is told in tables
    drawn = () if definition.unit == "paise" else charts.charts_of_measure(place, measure)
    (tile,) = [tile for tile in shown.tiles(place) if tile.label == definition.name]
    behind = entries(
        request.viewer,
        Cell(measure=measure, area=area_id, filters=place.asked.filters, on=place.asked.on),
        before=seq_of(request.GET.get("before", "")) or None,
        known=(*place.above, *place.parts),
    )
    return render(
        request,
        "monitoring/entries.html",
        {
            "area": place.area,
            "measure": definition,
            "value": tile.value,
            "trail": shown.trail(place, Crumb(definition.name)),
            "filters": shown.filter_bar(place),
            "beside": list(beside.tables(place, measure)),
            "sliced": beside.is_sliced(place.asked),
            "charts": drawn,
            "slices": _not_drawn(shown.slice_tables(place, measure), drawn),
            "entries": behind.lines,
            "may_open": may_open,
            "pager": _pager(place.asked.entries_url(area_id, measure), behind.next_before),
        },
    )


@page(roles=COUNTING)
def area_chart(request: PageRequest, area_id: UUID, chart: str) -> HttpResponse:
    """One chart of an area as a picture, with the filters of its page; of workers, if no other measure is asked for."""
    measure = request.GET.get("measure", charts.WORKERS)
    if measure not in MEASURES:
        raise Http404
    place = _place(request, area_id)
    found = charts.chart(place, chart, measure)
    if found is None:
        raise Http404
    return png_response(found, f"karmika-{measure}-{chart}-{place.area.level}-{place.area.code}")


def _not_drawn(tables: list[Table], drawn: tuple[Chart, ...]) -> list[Table]:
    """The tables that stand behind no chart of the page."""
    behind = [chart.table for chart in drawn]
    return [one for one in tables if one not in behind]


@page(roles=COUNTING)
def table(request: PageRequest, area_id: UUID, table: str) -> HttpResponse:
    """A programme's own table in one area, from its written definitions."""
    definition = table_named(table)
    place = _place(request, area_id)
    if definition is None or definition not in tables_for(area_id, place.above_today):
        raise Http404
    found = programme_table(request.viewer, place.area, definition, place.asked)
    name = labels.translated(definition.name)
    context = {
        "area": place.area,
        "name": name,
        "about": labels.translated(definition.about),
        "definition": definition,
        "group_type": next((row.counts.category for row in definition.rows if row.counts), ""),
        "as_of": found.as_of,
        "trail": shown.trail(place, Crumb(name)),
        "lines": table_page.lines_table(place, found),
        "sources": sources(found),
        "divided": table_page.divided_tables(place, found),
        "meanings": [
            (row, labels.translated(row.name), labels.translated(row.definition)) for row in definition.rows
        ],
        "may_open": holds(request.viewer, PERSONAL),
        "last_months": shown.month_choice(place),
    }
    return render(request, "monitoring/table.html", context)


def table_links(place: shown.Place) -> list[tuple[str, str]]:
    """Name and address of every table that holds in this area."""
    return [
        (labels.translated(one.name), table_page.table_url(place.area.id, one, place.asked))
        for one in tables_for(place.area.id, place.above_today)
    ]


@page(roles=PERSONAL)
def entry(request: PageRequest, entry_id: UUID) -> HttpResponse:
    """One entry of the journal in sentences, and the submissions behind it."""
    view = entry_view(request.viewer, entry_id)
    if view is None:
        raise Http404
    lines = [Line(at=view.occurred_at, sentence=sentence) for sentence in view.sentences]
    return render(request, "monitoring/entry.html", {"entry": view, "lines": lines})


@page(roles=COUNTING)
def definitions(request: PageRequest) -> HttpResponse:
    """What every measure counts."""
    return render(request, "monitoring/definitions.html", {"measures": MEASURES.values()})


def _place(request: PageRequest, area_id: UUID) -> shown.Place:
    found = shown.Place.of(request.viewer, area_id, Asked.parse(request.GET))
    if found is None:
        raise Http404
    return found


def _pager(url: str, next_before: int | None) -> Pager:
    if next_before is None:
        return Pager()
    return Pager(next_url=f"{url}{'&' if '?' in url else '?'}before={mark_of(next_before)}#entries")


urlpatterns = [
    path("figures/", start, name="monitoring.start"),
    path("figures/definitions/", definitions, name="monitoring.definitions"),
    path("figures/entry/<uuid:entry_id>/", entry, name="monitoring.entry"),
    path("figures/<uuid:area_id>/tables/<slug:table>/", table, name="monitoring.table"),
    path("figures/<uuid:area_id>/", area_figures, name="monitoring.area"),
    path("figures/<uuid:area_id>/charts/<slug:chart>.png", area_chart, name="monitoring.chart"),
    path("figures/<uuid:area_id>/figures.csv", area_file, name="monitoring.area_file"),
    path("figures/<uuid:area_id>/<slug:measure>/", area_entries, name="monitoring.entries"),
]
NAV = (
    NavItem(
        label=_("Figures"), url_name="monitoring.start", roles=COUNTING, section="figures", takes_area=True
    ),
)
