"""The point map: places on plain paper, without tiles. What lies too near together is one circle with a number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, floor, hypot, log2, pi, sin

from django.utils.translation import gettext

from karmika.kernel.numbers import indian
from karmika.ui.charts.areas import Ground
from karmika.ui.charts.bars import BASE
from karmika.ui.charts.ink import (
    INK,
    LINE,
    MARK,
    RULE,
    SMALL,
    SOFT,
    WHITE,
    WIDTH,
    Drawing,
    element,
    escaped,
    group,
    number,
    rect,
    words,
)
from karmika.ui.charts.values import Point, PointMap, Ring, Spot, View
from karmika.ui.charts.words import plain, shorten, width

HEIGHT = 300
ZOOM_MOST = 14
_MARGIN, _CELL, _TARGET, _DOT = 24, 44, 12, 6
_LEAST_E6 = 10_000
"""A hundredth of a degree, about a kilometre: so much is shown at least."""
_SAME_E6 = 30
"""Three metres: what is nearer is not drawn apart at any zoom."""
_FANNED = 8
_METRES_OF_E6 = 0.1112
_NAMES = 20

Box = tuple[float, float, float, float]


@dataclass
class _Cluster:
    """Places drawn as one, with the middle of them on the paper."""

    spots: list[Spot]
    x: float
    y: float

    @property
    def is_one_place(self) -> bool:
        """Whether no zoom tells them apart."""
        lats, lons = [one.lat_e6 for one in self.spots], [one.lon_e6 for one in self.spots]
        return max(max(lats) - min(lats), max(lons) - min(lons)) <= _SAME_E6

    @property
    def is_fan(self) -> bool:
        """Few places at one point: drawn around it."""
        return 1 < len(self.spots) <= _FANNED and self.is_one_place

    @property
    def radius(self) -> float:
        """How much room it takes on the paper."""
        count = len(self.spots)
        if count == 1:
            return _TARGET
        if self.is_fan:
            return _fan_radius(count) + _TARGET
        return max(13.0, width(indian(count), SMALL) / 2 + 5)

    def add(self, other: "_Cluster") -> None:
        """Both as one."""
        here, there = len(self.spots), len(other.spots)
        self.x = (self.x * here + other.x * there) / (here + there)
        self.y = (self.y * here + other.y * there) / (here + there)
        self.spots += other.spots

    def near(self, other: "_Cluster") -> bool:
        """Whether they would touch."""
        return hypot(self.x - other.x, self.y - other.y) < self.radius + other.radius + 1


class _Sheet:
    """The part of the ground that a view shows."""

    def __init__(self, chart: PointMap) -> None:
        points = [point for ring in chart.outlines for point in ring]
        points += [(one.lon_e6, one.lat_e6) for one in chart.spots]
        room = (WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN)
        self.ground = Ground(points, room, least_e6=_LEAST_E6)
        self.zoom = min(max(chart.view.zoom, 0), ZOOM_MOST)
        self.times = 2**self.zoom
        at = chart.view.at if self.zoom else None
        self.middle = self.ground.at(at) if at is not None else (0.0, 0.0)

    def at(self, point: Point) -> tuple[float, float]:
        """The place of a point on the paper."""
        x, y = self.ground.at(point)
        return (x - self.middle[0]) * self.times + WIDTH / 2, (y - self.middle[1]) * self.times + HEIGHT / 2


def moves(chart: PointMap) -> dict[str, View]:
    """The views around this one: all, nearer, farther, and half a width to each side. What leads nowhere is left out."""
    zoom = min(max(chart.view.zoom, 0), ZOOM_MOST)
    if not chart.spots:
        return {}
    sheet = _Sheet(chart)
    at = chart.view.at if zoom and chart.view.at else _point(sheet.ground.middle)
    found = {"nearer": View(zoom + 1, at)} if zoom < ZOOM_MOST else {}
    if not zoom:
        return found
    found |= {"farther": View(zoom - 1, at if zoom > 1 else None), "all": View()}
    unit = sheet.ground.unit * sheet.times
    north, east = HEIGHT / 2 / unit, WIDTH / 2 / unit / sheet.ground.squeeze
    for name, lon, lat in (("north", 0, north), ("west", -east, 0), ("east", east, 0), ("south", 0, -north)):
        found[name] = View(zoom, _point((at[0] + lon, at[1] + lat)))
    return found


def _point(at: tuple[float, float]) -> Point:
    """Kept on the earth."""
    lon, lat = round(at[0]), round(at[1])
    return min(max(lon, -180_000_000), 180_000_000), min(max(lat, -90_000_000), 90_000_000)


def draw_points(chart: PointMap) -> Drawing:
    """The frame, outlines beneath, circles and dots, the names that have room, a bar of length."""
    sheet = _Sheet(chart)
    clusters = _clusters(chart.spots, sheet)
    dots, labels = [], _names(clusters)
    for one in clusters:
        dots += _drawn(chart, sheet, one)
    shown = sum(len(one.spots) for one in clusters)
    body = (
        rect(0.5, 0.5, WIDTH - 1, HEIGHT - 1, fill="#fbfaf7", stroke=RULE)
        + _outlines(chart.outlines, sheet)
        + group(labels, font_size=SMALL)
        + group(dots, fill=MARK)
        + _length(sheet)
    )
    if shown < len(chart.spots):
        counted = gettext("%(shown)s of %(all)s are in this part") % {
            "shown": indian(shown),
            "all": indian(len(chart.spots)),
        }
        body += words(plain(counted), HEIGHT + BASE + 3, fill=SOFT)
    return Drawing(HEIGHT + LINE + 6, body, "<a " in body)


def _clusters(spots: Iterable[Spot], sheet: _Sheet) -> list[_Cluster]:
    """First by cells of the ground, so that moving the view changes no cluster; then those that would touch."""
    cells: dict[tuple[int, int], _Cluster] = {}
    for spot in spots:
        x, y = sheet.at((spot.lon_e6, spot.lat_e6))
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
            continue
        world = (x + sheet.middle[0] * sheet.times, y + sheet.middle[1] * sheet.times)
        cell = (floor(world[0] / _CELL), floor(world[1] / _CELL))
        one = _Cluster([spot], x, y)
        if cell in cells:
            cells[cell].add(one)
        else:
            cells[cell] = one
    found = [cells[cell] for cell in sorted(cells)]
    while (pair := _touching(found)) is not None:
        first, second = pair
        first.add(second)
        found.remove(second)
    for one in found:  # a circle at the edge stays in the frame
        one.x = min(max(one.x, one.radius + 1), WIDTH - one.radius - 1)
        one.y = min(max(one.y, one.radius + 1), HEIGHT - one.radius - 1)
    return found


def _touching(found: Sequence[_Cluster]) -> tuple[_Cluster, _Cluster] | None:
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            if one.near(other):
                return one, other
    return None


def _fan_radius(count: int) -> float:
    return max(14.0, 2 * (_TARGET + 1) * count / (2 * pi))


def _drawn(chart: PointMap, sheet: _Sheet, one: _Cluster) -> list[str]:
    if len(one.spots) == 1:
        return [_dot(one.spots[0], one.x, one.y)]
    if one.is_fan:
        far, count = _fan_radius(len(one.spots)), len(one.spots)
        angles = [2 * pi * n / count for n in range(count)]
        return [
            _dot(spot, one.x + far * sin(angle), one.y - far * cos(angle))
            for spot, angle in zip(one.spots, angles, strict=True)
        ]
    return [_circle(chart, sheet, one)]


def _dot(spot: Spot, x: float, y: float) -> str:
    """A place: a dot with a ring as large as a thumb needs."""
    name = plain(spot.label)
    inside = (
        element("title", escaped(name))
        + element("circle", cx=x, cy=y, r=_TARGET, fill_opacity=0)
        + element("circle", cx=x, cy=y, r=_DOT, stroke=WHITE)
    )
    return element("a", inside, href=spot.url, aria_label=name) if spot.url else group([inside])


def _circle(chart: PointMap, sheet: _Sheet, one: _Cluster) -> str:
    count = indian(len(one.spots))
    names = ", ".join(plain(spot.label) for spot in one.spots[:_NAMES])
    name = gettext("%(number)s places: %(names)s") % {"number": count, "names": names}
    name += "…" if len(one.spots) > _NAMES else ""
    inside = (
        element("title", escaped(name))
        + element("circle", cx=one.x, cy=one.y, r=one.radius, stroke=WHITE)
        + words(count, one.y + 4.5, x=one.x, text_anchor="middle", font_size=SMALL, fill=WHITE)
    )
    if chart.cluster_url is None or one.is_one_place or sheet.zoom >= ZOOM_MOST:
        return group([inside])
    return element("a", inside, href=chart.cluster_url(_nearer(sheet, one)), aria_label=plain(name))


def _nearer(sheet: _Sheet, one: _Cluster) -> View:
    """The view in which a cluster is told apart: as near as brings its places over a third of the paper."""
    places = [sheet.at((spot.lon_e6, spot.lat_e6)) for spot in one.spots]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    wide = max(max(xs) - min(xs), max(ys) - min(ys), 0.001)
    steps = max(floor(log2(HEIGHT / 3 / wide)), 1)
    lons, lats = [spot.lon_e6 for spot in one.spots], [spot.lat_e6 for spot in one.spots]
    middle = ((min(lons) + max(lons)) // 2, (min(lats) + max(lats)) // 2)
    return View(min(sheet.zoom + steps, ZOOM_MOST), middle)


def _names(clusters: Sequence[_Cluster]) -> list[str]:
    """Names beside single dots, where they touch neither a dot nor another name."""
    taken: list[Box] = []
    for one in clusters:
        reach = one.radius if len(one.spots) > 1 else _DOT
        taken.append((one.x - reach, one.y - reach, one.x + reach, one.y + reach))
    drawn = []
    for one in clusters:
        if len(one.spots) > 1:
            continue
        whole = plain(one.spots[0].label)
        text = shorten(whole, 130, SMALL)
        wide = width(text, SMALL)
        for begin in (one.x + _DOT + 4, one.x - _DOT - 4 - wide):
            box = (begin, one.y - 9, begin + wide, one.y + 9)
            if begin >= 2 and begin + wide <= WIDTH - 2 and not any(_meet(box, other) for other in taken):
                taken.append(box)
                drawn.append(words(text, one.y + 4.5, x=begin, fill=INK, whole=whole))
                break
    return drawn


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _outlines(rings: Sequence[Ring], sheet: _Sheet) -> str:
    """Boundaries of the parts, cut off at the frame."""
    if not rings:
        return ""
    lines = "".join(
        f"M{'L'.join(f'{number(x)} {number(y)}' for x, y in map(sheet.at, ring))}Z" for ring in rings
    )
    path = element("path", d=lines, fill="none", stroke=RULE)
    return element("svg", path, width=WIDTH, height=HEIGHT)


def _length(sheet: _Sheet) -> str:
    """A bar that is so many metres long, below the frame."""
    unit_px = sheet.ground.unit * sheet.times / _METRES_OF_E6
    metres = _round_below(60 / unit_px)
    long = metres * unit_px
    if metres < 1000:
        said = gettext("%(number)s m") % {"number": indian(metres)}
    else:
        said = gettext("%(number)s km") % {"number": indian(metres // 1000)}
    begin = WIDTH - 1 - long
    bar = element(
        "path",
        d=f"M{number(begin)} {HEIGHT + 9}v4h{number(long)}v-4",
        fill="none",
        stroke=INK,
        stroke_width=1.5,
    )
    return bar + words(plain(said), HEIGHT + BASE + 3, x=begin - 6, text_anchor="end", font_size=SMALL)


def _round_below(most: float) -> int:
    """The greatest of 1, 2, 5, 10, 20 ... that is not above; at least 1."""
    power = 1
    while power * 10 <= most:
        power *= 10
    return max((power * n for n in (1, 2, 5) if power * n <= most), default=1)
