"""Maps of areas and worksites: shapes from boundaries where all have one, else squares; worksites where they lie."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karmika.areas import grid, queries
from karmika.areas.models import Area, Boundary, Worksite
from karmika.kernel.numbers import indian
from karmika.ui.charts import AreaMap, Chart, PointMap, Shape, Spot, Tile, TileMap, View, moves
from karmika.ui.charts.values import Point, Ring
from karmika.ui.components import Table

MILLION = 1_000_000
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
SPOTS_MOST = 3000
"""Worksites on one map; where there are more, a smaller area is chosen first."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a map of areas says: the finding, the description, what is counted, where and when, the numbers behind it."""

    title: str
    description: str
    unit: str | Promise
    note: str
    table: Table
    png_url: str = ""


def area_map(
    areas: Sequence[Area],
    values: Mapping[UUID, int | None],
    shown: Shown,
    url_for: Callable[[Area], str],
    held: Mapping[UUID, Boundary],
) -> Chart:
    """Areas shaded by a number: in their boundaries, if all of them have one in `held`; else as squares."""
    if areas and all(one.id in held for one in areas):
        shapes = tuple(
            Shape(label=one.name, rings=rings_of(held[one.id]), value=values.get(one.id), url=url_for(one))
            for one in areas
        )
        return AreaMap(
            title=shown.title,
            description=shown.description,
            unit=shown.unit,
            note=_joined(shown.note, boundary_note(held.values())),
            table=shown.table,
            png_url=shown.png_url,
            shapes=shapes,
        )
    places = grid.placed(areas)
    tiles = tuple(
        Tile(
            label=one.name,
            short=_short(one),
            row=places[one.id][0],
            column=places[one.id][1],
            value=values.get(one.id),
            url=url_for(one),
        )
        for one in areas
    )
    scheme = (
        _("Each area is one square, near its neighbours. A scheme made by us; it shows no boundary.")
        if grid.has_scheme(areas)
        else _("Each area is one square, in the order of the codes. It is no map.")
    )
    return TileMap(
        title=shown.title,
        description=shown.description,
        unit=shown.unit,
        note=_joined(shown.note, scheme),
        table=shown.table,
        png_url=shown.png_url,
        tiles=tiles,
    )


def _short(area: Area) -> str:
    """What fits into a square: the number of a ward, else the name."""
    number = area.code.rpartition("-W")[2] if area.level == "ward" and "-W" in area.code else ""
    return str(int(number)) if number.isascii() and number.isdecimal() else area.name


def _joined(*notes: str) -> str:
    return " ".join(note for note in notes if note)


def rings_of(boundary: Boundary) -> tuple[Ring, ...]:
    """The rings as points."""
    return tuple(tuple(zip(ring[::2], ring[1::2], strict=True)) for ring in boundary.rings)


def boundary_note(held: Collection[Boundary]) -> str:
    """Whose the boundaries are, each source once."""
    said = dict.fromkeys(f"{one.source} ({one.licence})" for one in held)
    return _("Boundaries: %(sources)s.") % {"sources": "; ".join(said)} if said else ""


def worksite_map(area: Area, sites: Sequence[Worksite], view: View, table: Table) -> PointMap | None:
    """The worksites of an area where they lie; None where none of them has a point."""
    spots = tuple(
        Spot(
            label=one.name,
            lat_e6=one.lat_e6,
            lon_e6=one.lon_e6,
            url=reverse("areas.worksite", args=[one.id]),
        )
        for one in sites
        if one.lat_e6 is not None and one.lon_e6 is not None
    )
    if not spots:
        return None
    here = reverse("areas.worksites_in", args=[area.id])
    held = queries.boundaries([area.id])
    chart = PointMap(
        title=_title(area, sites, len(spots)),
        description=_("A dot for each worksite where it lies, north at the top. Near ones are one circle."),
        note=boundary_note(held.values()),
        spots=spots,
        view=view,
        cluster_url=lambda one: here + query_of(one),
        outlines=tuple(ring for one in held.values() for ring in rings_of(one)),
        png_url=reverse("areas.worksites_map", args=[area.id]) + query_of(view),
        table=table,
        table_name=_("The worksites as a list"),
    )
    return replace(chart, links=_links(chart, here))


def _title(area: Area, sites: Sequence[Worksite], with_point: int) -> str:
    number = len(sites)
    title = ngettext("%(number)s worksite in %(area)s", "%(number)s worksites in %(area)s", number) % {
        "number": indian(number),
        "area": area.name,
    }
    without = number - with_point
    if not without:
        return title
    lacking = ngettext("%(number)s has no point yet", "%(number)s have no point yet", without) % {
        "number": indian(without)
    }
    return f"{title}; {lacking}"


def _links(chart: PointMap, here: str) -> tuple[tuple[str, str], ...]:
    """Other views of the map, as links that need no script."""
    names = {
        "nearer": _("Nearer"),
        "farther": _("Farther"),
        "all": _("All"),
        "north": _("North"),
        "west": _("West"),
        "east": _("East"),
        "south": _("South"),
    }
    views = moves(chart)
    return tuple((names[name], here + query_of(views[name])) for name in names if name in views)


def query_of(view: View) -> str:
    """A view as the end of an address: "?zoom=3&at=16.5062,80.648"; empty for the whole."""
    if not view.zoom:
        return ""
    asked = {"zoom": str(view.zoom)}
    if view.at is not None:
        lon, lat = view.at
        asked["at"] = f"{_degrees(lat)},{_degrees(lon)}"
    return f"?{urlencode(asked, safe=',')}"


def _degrees(millionths: int) -> str:
    sign = "-" if millionths < 0 else ""
    whole, part = divmod(abs(millionths), MILLION)
    return f"{sign}{whole}.{part:06d}".rstrip("0").rstrip(".")


def view_of(given: Mapping[str, str]) -> View:
    """The view that an address asks for; the whole for anything that cannot be read."""
    zoom = given.get("zoom", "")
    if not (zoom.isascii() and zoom.isdecimal() and len(zoom) < 3) or not int(zoom):
        return View()
    lat, _comma, lon = given.get("at", "").partition(",")
    return View(int(zoom), _point(lon, lat))


def _point(lon: str, lat: str) -> Point | None:
    if not (_DEGREES.fullmatch(lon) and _DEGREES.fullmatch(lat)):
        return None
    east, north = int(Decimal(lon) * MILLION), int(Decimal(lat) * MILLION)
    return (east, north) if abs(east) <= 180 * MILLION and abs(north) <= 90 * MILLION else None
