"""Ink and paper: sizes, colours, and the elements that charts are made of, every text escaped.

A chart is 328 units wide, as a phone of 360 px shows it between its margins: there a unit is a pixel, so text is never
smaller than 12 px. On a wide screen the chart is shown larger. Colours are attributes, for pictures know no stylesheet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from karmika.ui.charts.words import plain, shorten, wrap

WIDTH = 328
TEXT, SMALL, LINE = 14, 13, 23
INK, SOFT, RULE, WHITE = "#1d2527", "#4b5a5d", "#cfd6d3", "#ffffff"
MARK, REST, PALE = "#17575a", "#6fa5a4", "#e3efed"
FONTS = "Noto Sans, Noto Sans Telugu, Noto Sans Devanagari, sans-serif"
SHADES = ("#e3efed", "#bcd9d6", "#8bbdbb", "#2f7b7e", "#0f4446")
"""From few to many; the first three carry dark text, the others white."""
LINES = (("#17575a", ""), ("#a04500", "7 4"), ("#5b3a8c", "2 3"), ("#4b5a5d", "10 3 2 3"))
"""Colour and dashes of the lines of one chart: told apart without the colour too."""

Attribute: TypeAlias = str | float | None


@dataclass(frozen=True)
class Drawing:
    """What was drawn: its height, its elements, whether one of them is a link, definitions that it uses."""

    height: float
    body: str
    linked: bool = False
    defs: str = ""


def number(value: float) -> str:
    """A length or place with one decimal at most; never in powers of ten, never "-0"."""
    rounded = round(value, 1)
    return f"{rounded:.1f}".removesuffix(".0") if rounded else "0"


def element(name: str, *inside: str, **attributes: Attribute) -> str:
    """An element; `text_anchor` is written text-anchor, None is left out, what is inside was escaped before."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(inside)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _attribute(value: str | float) -> str:
    return escape(plain(value)) if isinstance(value, str) else number(value)


def escaped(text: object) -> str:
    """A text as the content of an element."""
    return escape(plain(text), quote=False)


def group(parts: Iterable[str], **attributes: Attribute) -> str:
    """Elements with attributes in common; nothing where there are none."""
    inside = "".join(parts)
    return element("g", inside, **attributes) if inside else ""


def words(text: str, y: float, *, whole: str = "", **attributes: Attribute) -> str:
    """A line of text on its baseline. `whole`: the full text, told where the line had to be shortened."""
    title = element("title", escaped(whole)) if whole and whole != text else ""
    x = attributes.pop("x", None)
    return element("text", title + escaped(text), x=x or None, y=y, **attributes)


def fitted(text: object, y: float, room: float, **attributes: Attribute) -> str:
    """A line of text cut to its room; the whole text is told to who points at it."""
    whole = plain(text)
    return words(shorten(whole, room, TEXT), y, whole=whole, **attributes)


def wrapped(text: object, room: float, *, most: int = 2, bold: bool = False) -> tuple[list[str], bool]:
    """The lines of a text, and whether it had to be cut."""
    whole = plain(text)
    lines = wrap(whole, room, TEXT, most=most, bold=bold)
    return lines, " ".join(lines) != whole


def rect(x: float, y: float, wide: float, high: float, **attributes: Attribute) -> str:
    """A box; x is left out at the edge."""
    return element("rect", x=x if number(x) != "0" else None, y=y, width=wide, height=high, **attributes)


def hatch(key: str) -> str:
    """A pattern of slanted lines, to be filled in with url(#key)."""
    line = element("path", d="M0 5L5 0", stroke=MARK, stroke_width=1.2)
    paper = element("rect", width=5, height=5, fill=WHITE)
    return element("pattern", paper, line, id=key, width=5, height=5, patternUnits="userSpaceOnUse")


def on_shade(fill: str, text: str, x: float, y: float) -> str:
    """A word in the middle of something filled: white on what is dark, with a halo on a hatch."""
    if fill.startswith("url("):
        halo: dict[str, Attribute] = {"stroke": WHITE, "stroke_width": 5, "stroke_linejoin": "round"}
        return element("text", escaped(text), x=x, y=y, paint_order="stroke", **halo)
    return words(text, y, x=x, fill=WHITE if fill in SHADES[3:] else None)
