"""What stands beneath a map: which shade is which number, and the areas with the greatest numbers by their rank."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from karmika.ui.charts.bars import BASE, said
from karmika.ui.charts.ink import INK, LINE, SMALL, SOFT, TEXT, WIDTH, fitted, rect, words
from karmika.ui.charts.scale import Shade, brief
from karmika.ui.charts.values import Chart
from karmika.ui.charts.words import width
from karmika.ui.components import Text

Ranked: TypeAlias = tuple[int | None, Text, int | None]
TOP = 5


def shade_key(shades: Iterable[Shade], y: float, *, unknown: str = "") -> tuple[str, float]:
    """Samples with their numbers, from few to many, on as many lines as they need; `unknown`: how no number looks."""
    samples = [(shade.fill, _range(shade)) for shade in shades]
    samples += [(f"url(#{unknown})", "–")] if unknown else []
    parts, x = [], 0.0
    for fill, text in samples:
        wide = 20 + width(text, SMALL) + 14
        if x and x + wide - 14 > WIDTH:
            x, y = 0.0, y + LINE
        parts.append(rect(x + 0.5, y + 4, 13, 12, fill=fill, stroke=SOFT))
        parts.append(words(text, y + BASE, x=x + 20, font_size=SMALL, fill=INK))
        x += wide
    return "".join(parts), y + (LINE if samples else 0)


def _range(shade: Shade) -> str:
    low, high = brief(shade.low), brief(shade.high)
    return low if low == high else f"{low}–{high}"


def top_list(chart: Chart, areas: Sequence[Ranked], y: float) -> tuple[str, float]:
    """The areas of the first ranks, each with rank, name and number."""
    ranked = sorted((rank, n) for n, (rank, _, value) in enumerate(areas) if rank is not None and value)
    parts = []
    for rank, n in ranked[:TOP]:
        _, label, value = areas[n]
        text = said(chart, value)
        parts.append(
            words(f"{rank}", y + BASE, x=20, text_anchor="end", fill=SOFT)
            + fitted(label, y + BASE, WIDTH - 40 - width(text, TEXT), x=30)
            + words(text, y + BASE, x=WIDTH, text_anchor="end")
        )
        y += LINE
    return "".join(parts), y
