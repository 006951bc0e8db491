"""`svg(chart)`: any chart as one SVG element with title, description and real text, and nothing that a CSP forbids."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext

from karmika.ui.charts.areas import draw_areas, draw_tiles
from karmika.ui.charts.bars import BASE, draw_bars, draw_funnel, draw_pyramid
from karmika.ui.charts.ink import (
    FONTS,
    INK,
    LINE,
    SOFT,
    TEXT,
    WIDTH,
    Drawing,
    element,
    escaped,
    group,
    number,
    words,
)
from karmika.ui.charts.lines import draw_lines, draw_multiples
from karmika.ui.charts.points import draw_points
from karmika.ui.charts.values import (
    AreaMap,
    Bars,
    Chart,
    Funnel,
    Lines,
    PointMap,
    Pyramid,
    SmallMultiples,
    TileMap,
)
from karmika.ui.charts.words import plain, wrap

_DRAWERS: dict[type[Chart], tuple[str, Callable[[Any, str], Drawing]]] = {
    Bars: ("bars", lambda chart, key: draw_bars(chart)),
    Lines: ("series", lambda chart, key: draw_lines(chart)),
    Funnel: ("steps", lambda chart, key: draw_funnel(chart)),
    Pyramid: ("levels", draw_pyramid),
    SmallMultiples: ("panels", lambda chart, key: draw_multiples(chart)),
    TileMap: ("tiles", draw_tiles),
    PointMap: ("spots", lambda chart, key: draw_points(chart)),
    AreaMap: ("shapes", draw_areas),
}
"""How each kind is drawn, and which of its fields is empty when there is nothing to draw."""


def svg(chart: Chart, *, alone: bool = False) -> str:
    """The chart as an SVG element; `alone`: with its title and note in the picture, for where no page says them.

    A picture with links in it is a group to a screen reader, else an image.
    """
    key = _key(chart)
    field, draw = _DRAWERS[type(chart)]
    drawing = draw(chart, key) if getattr(chart, field) else _nothing()
    above, top = _above(chart, alone=alone)
    body = above + (group([drawing.body], transform=f"translate(0 {number(top)})") if top else drawing.body)
    height = top + drawing.height
    if alone and chart.note:
        note, height = _block(chart.note, height, bold=False)
        body += note
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {WIDTH} {number(height)}",
        "role": "group" if drawing.linked else "img",
        "aria-labelledby": f"{key}t",
        "aria-describedby": f"{key}d",
    }
    return element(
        "svg",
        element("title", escaped(chart.title), id=f"{key}t"),
        element("desc", escaped(chart.description), id=f"{key}d"),
        element("defs", drawing.defs) if drawing.defs else "",
        body,
        **attributes,
        font_family=FONTS,
        font_size=TEXT,
        fill=INK,
    )


def size(drawn: str) -> tuple[float, float]:
    """Width and height of an SVG that `svg` made, in its own units."""
    box = drawn.split('viewBox="', 1)[1].split('"', 1)[0].split(" ")
    return float(box[2]), float(box[3])


def _key(chart: Chart) -> str:
    """Ids begin with it: the same chart has the same ones, two charts of a page have different ones."""
    said = f"{type(chart).__name__}|{chart.title}|{chart.unit}|{chart.png_url}|{chart.note}"
    return "c" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:6]


def _nothing() -> Drawing:
    return Drawing(LINE + 6, words(plain(gettext("There is nothing to draw yet.")), BASE, fill=SOFT))


def _above(chart: Chart, *, alone: bool) -> tuple[str, float]:
    """The title, where the picture stands alone, and what is counted."""
    parts, y = "", 0.0
    if alone:
        parts, y = _block(chart.title, y, bold=True)
    if chart.unit:
        unit, y = _block(chart.unit, y, bold=False)
        parts += unit
    return parts, y + (4 if parts else 0)


def _block(text: object, y: float, *, bold: bool) -> tuple[str, float]:
    lines = wrap(plain(text), WIDTH, TEXT, most=4, bold=bold)
    drawn = [words(line, y + BASE + n * LINE) for n, line in enumerate(lines)]
    return group(drawn, font_weight="bold" if bold else None, fill=None if bold else SOFT), y + LINE * len(
        lines
    )
