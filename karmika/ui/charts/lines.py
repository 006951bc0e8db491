"""Lines over months, alone or as small multiples on one scale. An unknown number breaks the line; nothing is guessed."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import gettext

from karmika.kernel.numbers import indian
from karmika.ui.charts.bars import BASE, said
from karmika.ui.charts.ink import (
    LINE,
    LINES,
    PALE,
    RULE,
    SMALL,
    SOFT,
    TEXT,
    WHITE,
    WIDTH,
    Drawing,
    element,
    fitted,
    group,
    number,
    words,
)
from karmika.ui.charts.scale import Scale, brief, ticks
from karmika.ui.charts.values import Lines, Panel, Series, SmallMultiples
from karmika.ui.charts.words import plain, shorten, width

HEIGHT, PANEL = 150, 48
_DOTS = 13
"""So many numbers or fewer are marked on a line one by one."""


class _Plot:
    """Where numbers and labels lie in a box."""

    def __init__(self, left: float, right: float, top: float, scale: Scale, count: int) -> None:
        self.left, self.right, self.top, self.scale, self.count = left, right, top, scale, count

    def x(self, place: int) -> float:
        """The place of a label; a single one stands in the middle."""
        if self.count < 2:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * place / (self.count - 1)

    def y(self, value: int) -> float:
        """The height of a number, downwards."""
        return self.top + self.scale.length - self.scale.at(value)

    def runs(self, values: Sequence[int | None]) -> Iterator[list[tuple[float, float]]]:
        """Points that belong together: between two unknown numbers."""
        run: list[tuple[float, float]] = []
        for place, value in enumerate(values[: self.count]):
            if value is not None:
                run.append((self.x(place), self.y(value)))
            elif run:
                yield run
                run = []
        if run:
            yield run


def draw_lines(chart: Lines) -> Drawing:
    """The lines with their names and last numbers above, round ticks at the left, as many labels as there is room for."""
    known = [value for one in chart.series for row in (one.values, one.low, one.high) for value in row]
    whole = Scale.over(known, HEIGHT)
    marks = ticks(whole.low, whole.high)
    said_ticks = [brief(mark) for mark in marks]
    gutter = max(width(text, SMALL) for text in said_ticks) + 8
    head, top = _names(chart)
    top += 10
    plot = _Plot(gutter, WIDTH - 6, top, Scale(marks[0], marks[-1], HEIGHT), len(chart.labels))
    body = [
        head,
        _grid(plot, marks, said_ticks),
        *(_band(plot, one) for one in chart.series if one.low and one.high),
        *(_line(plot, one.values, n) for n, one in enumerate(chart.series)),
        _labels(plot, chart, top + HEIGHT + 18),
    ]
    return Drawing(top + HEIGHT + 26, "".join(body))


def _names(chart: Lines) -> tuple[str, float]:
    """A row for each line: how it is drawn, what it is, its last known number."""
    parts = []
    for n, one in enumerate(chart.series):
        y = n * LINE
        value = said(chart, next((value for value in reversed(one.values) if value is not None), None))
        colour, dashes = LINES[n % len(LINES)]
        parts.append(
            element(
                "path", d=f"M0 {y + 10}h26", stroke=colour, stroke_width=2.5, stroke_dasharray=dashes or None
            )
            + fitted(one.label, y + BASE, WIDTH - 44 - width(value, TEXT, bold=True), x=34)
            + words(value, y + BASE, x=WIDTH, text_anchor="end", font_weight="bold")
        )
    return "".join(parts), LINE * len(chart.series)


def _grid(plot: _Plot, marks: Sequence[int], texts: Sequence[str]) -> str:
    right = number(plot.right)
    lines = "".join(f"M{number(plot.left)} {number(plot.y(mark))}H{right}" for mark in marks)
    rows = [words(text, plot.y(mark) + 4, x=plot.left - 6) for mark, text in zip(marks, texts, strict=True)]
    zero = f"M{number(plot.left)} {number(plot.y(0))}H{right}"
    return (
        element("path", d=lines, stroke=RULE)
        + element("path", d=zero, stroke=SOFT)
        + group(rows, text_anchor="end", font_size=SMALL, fill=SOFT)
    )


def _band(plot: _Plot, one: Series) -> str:
    """The interval; where one of its ends is unknown there is none."""
    both = [low is not None and high is not None for low, high in zip(one.low, one.high, strict=False)]
    lows = [low if known else None for low, known in zip(one.low, both, strict=False)]
    highs = [high if known else None for high, known in zip(one.high, both, strict=False)]
    return "".join(
        element(
            "path", d=f"M{_path([*upper, *reversed(lower)])}Z", fill=PALE, stroke=SOFT, stroke_dasharray="1 3"
        )
        for lower, upper in zip(plot.runs(lows), plot.runs(highs), strict=True)
    )


def _line(plot: _Plot, values: Sequence[int | None], style: int) -> str:
    colour, dashes = LINES[style % len(LINES)]
    runs = list(plot.runs(values))
    paths = "".join(f"M{_path(run)}" for run in runs if len(run) > 1)
    every = [point for run in runs for point in run]
    if not every:
        return ""
    dotted = every if len(every) <= _DOTS else [*(run[0] for run in runs if len(run) == 1), every[-1]]
    dots = [element("circle", cx=x, cy=y, r=3.5) for x, y in dotted]
    path = element("path", d=paths, fill="none", stroke_width=2.5, stroke_dasharray=dashes or None)
    return group([path if paths else "", *dots], stroke=colour, fill=WHITE if style % 2 else colour)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _labels(plot: _Plot, chart: Lines, y: float) -> str:
    """The first and the last label, and those between at even steps, as many as do not touch."""
    texts = [shorten(plain(one), (WIDTH - plot.left) / 2 - 6, SMALL) for one in chart.labels]
    last = len(texts) - 1
    for step in range(1, max(last, 1) + 1):
        chosen = [n for n in range(0, len(texts), step) if n == last or last - n >= step]
        chosen += [last] if chosen and chosen[-1] != last else []
        boxes = [_box(plot, n, texts[n]) for n in chosen]
        if all(one[1] + 6 <= other[0] for one, other in pairwise(boxes)):
            break
    drawn = (
        [words(texts[n], y, x=(box[0] + box[1]) / 2) for n, box in zip(chosen, boxes, strict=True)]
        if texts
        else []
    )
    return group(drawn, text_anchor="middle", font_size=SMALL, fill=SOFT)


def _box(plot: _Plot, place: int, text: str) -> tuple[float, float]:
    """From where to where a label reaches, kept on the paper."""
    half = width(text, SMALL) / 2
    middle = min(max(plot.x(place), half), WIDTH - half)
    return middle - half, middle + half


def draw_multiples(chart: SmallMultiples) -> Drawing:
    """Two small charts beside each other, all on one scale, each with its name and its last number."""
    shown = chart.panels[: chart.most]
    scale = Scale.over([value for panel in shown for value in panel.values], PANEL)
    columns = 1 if len(shown) == 1 else 2
    wide = (WIDTH - 20 * (columns - 1)) / columns
    parts = []
    high = LINE + PANEL + 14
    for n, panel in enumerate(shown):
        plot = _Plot(4, wide - 4, LINE + 4, scale, len(chart.labels))
        place = f"translate({number(n % columns * (wide + 20))} {number(n // columns * high)})"
        parts.append(group(_panel(panel, plot, wide), transform=place))
    y = -(-len(shown) // columns) * high
    feet = _feet(chart, scale, len(chart.panels) - len(shown))
    for foot in feet:
        parts.append(fitted(foot, y + BASE, WIDTH, fill=SOFT))
        y += LINE
    return Drawing(y + 4, "".join(parts))


def _panel(panel: Panel, plot: _Plot, wide: float) -> list[str]:
    last = next((value for value in reversed(panel.values) if value is not None), None)
    value = "–" if last is None else shorten(brief(last), wide * 0.6, TEXT, bold=True)
    zero = plot.y(0)
    return [
        fitted(panel.label, BASE, wide - width(value, TEXT, bold=True) - 8),
        words(value, BASE, x=wide, text_anchor="end", font_weight="bold"),
        element("path", d=f"M0 {number(zero)}H{number(wide)}", stroke=RULE),
        _line(plot, panel.values, 0),
    ]


def _feet(chart: SmallMultiples, scale: Scale, left: int) -> list[str]:
    feet = []
    if chart.labels:
        first, last = plain(chart.labels[0]), plain(chart.labels[-1])
        feet.append(first if first == last else f"{first} – {last}")
    feet.append(
        gettext("All on one scale, from %(low)s to %(high)s")
        % {"low": brief(scale.low), "high": brief(scale.high)}
    )
    if left > 0:
        feet.append(gettext("and %(number)s more in the table") % {"number": indian(left)})
    return feet
