"""Bars, funnels and pyramids: the name and the number stand above each bar, so that long names have the whole width."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext

from karmika.kernel.numbers import indian, percent
from karmika.ui.charts.ink import (
    INK,
    LINE,
    MARK,
    PALE,
    REST,
    SMALL,
    SOFT,
    TEXT,
    WIDTH,
    Drawing,
    element,
    fitted,
    group,
    hatch,
    number,
    rect,
    words,
    wrapped,
)
from karmika.ui.charts.scale import Scale, brief
from karmika.ui.charts.values import Bars, Chart, Funnel, Level, Pyramid, Step
from karmika.ui.charts.words import plain, shorten, width

THICK, GAP, BASE = 10, 8, 15
"""A bar, what is free below it, and where the text of a line stands in its height."""
UNKNOWN = "–"


def said(chart: Chart, value: int | None, room: float = WIDTH * 0.55) -> str:
    """A number as it is read, in lakh and crore where it would leave no room for a name."""
    if value is None:
        return UNKNOWN
    text = plain(chart.written(value))
    return text if width(text, TEXT) <= room else shorten(brief(value), room, TEXT)


def draw_bars(chart: Bars) -> Drawing:
    """One line of text and a bar each; below zero the bars go to the other side of an axis."""
    shown = chart.bars[: chart.most]
    scale = Scale.over([bar.value for bar in shown], WIDTH)
    any_strong = any(bar.strong for bar in shown)
    labels, values, marks, feet = [], [], [], []
    y = 0.0
    for bar in shown:
        value = said(chart, bar.value)
        room = WIDTH - width(value, TEXT, bold=bar.strong) - 10
        lines, cut = wrapped(bar.label, room, bold=bar.strong)
        weight = "bold" if bar.strong else None
        labels.append(_label(lines, y, cut=plain(bar.label) if cut else "", weight=weight))
        values.append(words(value, y + BASE, x=WIDTH, font_weight=weight))
        y += LINE * len(lines)
        feet.append(y)
        if bar.value is not None:
            begin, long = scale.bar(bar.value)
            fill = REST if any_strong and not bar.strong else None
            marks.append(rect(begin, y, long, THICK, fill=fill))
        y += THICK + GAP
    axis = _axis(scale, feet) if scale.low < 0 else ""
    body = "".join(labels) + group(values, text_anchor="end") + group(marks, fill=MARK) + axis
    return _with_rest(body, y, len(chart.bars) - len(shown))


def _label(lines: Sequence[str], y: float, *, cut: str, weight: str | None) -> str:
    return "".join(
        words(line, y + BASE + n * LINE, whole=cut, font_weight=weight) for n, line in enumerate(lines)
    )


def _axis(scale: Scale, feet: Sequence[float]) -> str:
    """Where zero is, beside each bar: through the words between them it would be in the way."""
    x = number(scale.at(0))
    return element("path", d="".join(f"M{x} {number(y - 2)}v{THICK + 4}" for y in feet), stroke=INK)


def _with_rest(body: str, y: float, left: int) -> Drawing:
    if left <= 0:
        return Drawing(y, body)
    sentence = gettext("and %(number)s more in the table") % {"number": indian(left)}
    rest = fitted(sentence, y + BASE, WIDTH, fill=SOFT)
    return Drawing(y + LINE + GAP, body + rest)


def draw_funnel(chart: Funnel) -> Drawing:
    """Bars about the middle, each narrowing to the next; between them the share of the step before."""
    values = [max(step.value or 0, 0) for step in chart.steps]
    scale = Scale.over(values, WIDTH)
    labels, numbers, marks, shares = [], [], [], []
    y = 0.0
    for n, step in enumerate(chart.steps):
        if n and step.apart:
            y += GAP
        elif n:
            marks.append(_narrowing(scale.at(values[n - 1]), scale.at(values[n]), y))
            shares.append(words(_share(chart.steps[n - 1], step), y + BASE, x=WIDTH / 2))
            y += LINE + 2
        value = said(chart, step.value)
        lines, cut = wrapped(step.label, WIDTH - width(value, TEXT) - 10)
        labels.append(_label(lines, y, cut=plain(step.label) if cut else "", weight=None))
        numbers.append(words(value, y + BASE, x=WIDTH))
        y += LINE * len(lines)
        long = scale.at(values[n])
        if values[n]:
            long = max(long, 1)
            marks.append(rect((WIDTH - long) / 2, y, long, THICK, fill=MARK))
        y += THICK + 2
    body = (
        group(marks, fill=PALE)
        + "".join(labels)
        + group(numbers, text_anchor="end")
        + group(shares, text_anchor="middle", font_size=SMALL, fill=SOFT)
    )
    return Drawing(y + GAP, body)


def _narrowing(above: float, below: float, y: float) -> str:
    left, right = (WIDTH - above) / 2, (WIDTH + above) / 2
    points = [(left, y - 2), (right, y - 2), ((WIDTH + below) / 2, y + LINE), ((WIDTH - below) / 2, y + LINE)]
    return element("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in points))


def _share(before: Step, step: Step) -> str:
    if step.value is None or not before.value or before.value < 0 or step.value < 0:
        return UNKNOWN
    return plain(gettext("%(percent)s of these") % {"percent": percent(step.value, before.value)})


def draw_pyramid(chart: Pyramid, key: str) -> Drawing:
    """The names in the middle above their bars; the left side is solid, the right side hatched."""
    half = WIDTH / 2
    shown = chart.levels[: chart.most]
    scale = Scale.over([side for level in shown for side in (level.left, level.right)], half - 1)
    pattern = f"{key}h"
    lefts, names, rights = [], [], []
    solid: list[str] = []
    hatched: list[str] = []
    y = LINE + 6.0
    for level in shown:
        left, right, name = _line(chart, level)
        lefts.append(words(left, y + BASE))
        names.append(words(name, y + BASE, x=half, whole=plain(level.label)))
        rights.append(words(right, y + BASE, x=WIDTH))
        y += LINE
        for side, marks in ((level.left, solid), (level.right, hatched)):
            if side > 0:
                long = max(scale.at(side), 1)
                marks.append(rect(half - 1 - long if marks is solid else half + 1, y, long, THICK))
        y += THICK + GAP
    body = (
        _sides(chart, pattern)
        + "".join(lefts)
        + group(names, text_anchor="middle")
        + group(rights, text_anchor="end")
        + group(solid, fill=MARK)
        + group(hatched, fill=f"url(#{pattern})", stroke=MARK)
    )
    drawn = _with_rest(body, y, len(chart.levels) - len(shown))
    return replace(drawn, defs=hatch(pattern))


def _line(chart: Pyramid, level: Level) -> tuple[str, str, str]:
    left, right = said(chart, level.left, WIDTH * 0.3), said(chart, level.right, WIDTH * 0.3)
    room = WIDTH - 2 * max(width(left, TEXT), width(right, TEXT)) - 16
    return left, right, shorten(plain(level.label), room, TEXT)


def _sides(chart: Pyramid, pattern: str) -> str:
    """The heads: what each side is, with a sample of how it is drawn."""
    room = WIDTH / 2 - 26
    return (
        rect(0, 4, 14, THICK, fill=MARK)
        + fitted(chart.left, BASE, room, x=20, font_weight="bold")
        + rect(WIDTH - 14.5, 4, 14, THICK, fill=f"url(#{pattern})", stroke=MARK)
        + fitted(chart.right, BASE, room, x=WIDTH - 20, text_anchor="end", font_weight="bold")
    )
