"""Maps of areas: squares of equal size, or shapes in their own boundaries. Shaded from few to many, ranked in numbers."""

from collections.abc import Sequence
from math import cos, radians

from django.utils.translation import gettext

from karmika.ui.charts.bars import BASE, said
from karmika.ui.charts.ink import (
    LINE,
    SMALL,
    SOFT,
    WIDTH,
    Drawing,
    element,
    escaped,
    fitted,
    group,
    hatch,
    number,
    on_shade,
    rect,
)
from karmika.ui.charts.legend import shade_key, top_list
from karmika.ui.charts.scale import Shade, brief, fill_of, ranks, shades
from karmika.ui.charts.values import AreaMap, Chart, Point, Shape, Tile, TileMap
from karmika.ui.charts.words import plain, shorten, width

BIGGEST, SMALLEST_TARGET = 56, 24
"""A square is at most so wide; a link is made only of what a thumb can hit."""
TALLEST = 420
MILLION = 1_000_000


def draw_tiles(chart: TileMap, key: str) -> Drawing:
    """Each square with its number, where all numbers have room; else with its rank, and the first ranks below."""
    left = min(tile.column for tile in chart.tiles)
    top = min(tile.row for tile in chart.tiles)
    columns = max(tile.column for tile in chart.tiles) - left + 1
    rows = max(tile.row for tile in chart.tiles) - top + 1
    side = min(BIGGEST, WIDTH / columns)
    values = [tile.value for tile in chart.tiles]
    found, placed = shades(values), ranks(values)
    numbers = [brief(value) if value is not None else "–" for value in values]
    both = side >= 40 and all(width(text, SMALL) <= side - 4 for text in numbers)
    margin = (WIDTH - columns * side) / 2
    squares = []
    for n, tile in enumerate(chart.tiles):
        x, y = margin + (tile.column - left) * side, (tile.row - top) * side
        fill = f"url(#{key}h)" if tile.value is None else fill_of(tile.value, found)
        short = shorten(plain(tile.short or tile.label), side - 5, SMALL) if both else ""
        middle = numbers[n] if both else _rank(tile, placed[n])
        square = _square(chart, tile, (x, y, side), fill, (short, middle))
        url = tile.url if side >= SMALLEST_TARGET else ""
        squares.append(_link(chart, tile, square, url))
    body = group(squares, text_anchor="middle", font_size=SMALL)
    y = rows * side + 6
    if not both:
        body, y = _ranks_said(body, y)
    return _beneath(chart, body, y, (found, placed), key)


def _rank(area: Tile | Shape, rank: int | None) -> str:
    """What stands in an area where only ranks have room; nothing for those with nothing."""
    return "–" if rank is None else str(rank) if area.value else ""


def _ranks_said(body: str, y: float) -> tuple[str, float]:
    said = fitted(gettext("The number in an area is its rank."), y + BASE, WIDTH, font_size=SMALL, fill=SOFT)
    return body + said, y + LINE


def _square(
    chart: Chart, tile: Tile, box: tuple[float, float, float], fill: str, texts: tuple[str, str]
) -> str:
    x, y, side = box
    short, middle = texts
    parts = [rect(x + 1, y + 1, side - 2, side - 2, fill=fill, stroke=SOFT)]
    if short:
        parts.append(on_shade(fill, short, x + side / 2, y + side / 2 - 3))
        parts.append(on_shade(fill, middle, x + side / 2, y + side / 2 + 14))
    elif middle and width(middle, SMALL) <= side - 2:
        parts.append(on_shade(fill, middle, x + side / 2, y + side / 2 + 4.5))
    return "".join(parts)


def _link(chart: Chart, area: Tile | Shape, drawn: str, url: str) -> str:
    name = f"{plain(area.label)}: {said(chart, area.value)}"
    inside = element("title", escaped(name)) + drawn
    return element("a", inside, href=url) if url else group([inside])


def _beneath(
    chart: TileMap | AreaMap, body: str, y: float, found: tuple[tuple[Shade, ...], list[int | None]], key: str
) -> Drawing:
    areas: Sequence[Tile | Shape] = chart.tiles if isinstance(chart, TileMap) else chart.shapes
    shade_classes, placed = found
    unknown = f"{key}h" if any(area.value is None for area in areas) else ""
    shades_drawn, y = shade_key(shade_classes, y, unknown=unknown)
    ranked = [(rank, area.label, area.value) for rank, area in zip(placed, areas, strict=True)]
    top, y = top_list(chart, ranked, y + 4) if len(areas) > 1 else ("", y)
    linked = "<a " in body
    return Drawing(y + 4, body + shades_drawn + top, linked, hatch(unknown) if unknown else "")


class Ground:
    """A plain projection of a part of the earth onto paper: degrees of longitude shrink as they do in its middle."""

    def __init__(self, points: Sequence[Point], room: tuple[float, float], *, least_e6: int = 1) -> None:
        """`least_e6`: so many millionths of a degree at least are shown, so that one point is not the whole paper."""
        lons, lats = [point[0] for point in points], [point[1] for point in points]
        self.middle = ((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)
        self.squeeze = max(cos(radians(self.middle[1] / MILLION)), 0.05)
        wide = max((max(lons) - min(lons)) * self.squeeze, least_e6)
        high = max(max(lats) - min(lats), least_e6)
        self.unit = min(room[0] / wide, room[1] / high)
        self.size = (wide * self.unit, high * self.unit)

    def at(self, point: Point) -> tuple[float, float]:
        """The place of a point, from the middle of the paper, rightwards and downwards."""
        east, north = point[0] - self.middle[0], point[1] - self.middle[1]
        return east * self.squeeze * self.unit, -north * self.unit


def draw_areas(chart: AreaMap, key: str) -> Drawing:
    """The shapes in their shades, with their ranks where they are large enough to hold them."""
    points = [point for shape in chart.shapes for ring in shape.rings for point in ring]
    ground = Ground(points, (WIDTH - 4, TALLEST))
    middle = (WIDTH / 2, ground.size[1] / 2 + 2)
    values = [shape.value for shape in chart.shapes]
    found, placed = shades(values), ranks(values)
    paths, ranked = [], []
    for shape, rank in zip(chart.shapes, placed, strict=True):
        rings = [[(x + middle[0], y + middle[1]) for x, y in map(ground.at, ring)] for ring in shape.rings]
        fill = f"url(#{key}h)" if shape.value is None else fill_of(shape.value, found)
        outline = "".join(f"M{'L'.join(f'{number(x)} {number(y)}' for x, y in ring)}Z" for ring in rings)
        drawn = element("path", d=outline, fill=fill, stroke=SOFT, fill_rule="evenodd")
        biggest = max(rings, key=_area)
        wide, high = _extent(biggest)
        url = shape.url if min(wide, high) >= SMALLEST_TARGET else ""
        paths.append(_link(chart, shape, drawn, url))
        text = _rank(shape, rank)
        if text and wide >= width(text, SMALL) + 6 and high >= 16:
            x, y = _inside(biggest)
            ranked.append(on_shade(fill, text, x, y + 4.5))
    body = "".join(paths) + group(ranked, text_anchor="middle", font_size=SMALL, pointer_events="none")
    body, y = _ranks_said(body, ground.size[1] + 6)
    return _beneath(chart, body, y, (found, placed), key)


def _extent(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(xs) - min(xs), max(ys) - min(ys)


def _area(ring: Sequence[tuple[float, float]]) -> float:
    turned = [*ring[1:], ring[0]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(ring, turned, strict=True))) / 2


def _inside(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """A place in a shape: the middle of its widest part on the line half way down."""
    ys = [y for _, y in ring]
    level = (min(ys) + max(ys)) / 2 + 1e-6
    turned = [*ring[1:], ring[0]]
    crossings = sorted(
        x + (level - y) / (v - y) * (u - x)
        for (x, y), (u, v) in zip(ring, turned, strict=True)
        if (y <= level) != (v <= level)
    )
    spans = list(zip(crossings[::2], crossings[1::2], strict=False))
    begin, end = max(spans, key=lambda span: span[1] - span[0]) if spans else (ring[0][0], ring[0][0])
    return (begin + end) / 2, level
