"""What a chart shows: frozen values that a page builds and `svg` draws. No queries, no rights, no sizes.

Numbers are whole: people, paise. None is a number that is not known, and is never drawn as zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from karmika.kernel.numbers import indian
from karmika.ui.components import Table, Text

Point: TypeAlias = tuple[int, int]
"""Longitude and latitude in millionths of a degree."""
Ring: TypeAlias = Sequence[Point]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What all charts have. `title` says the finding; `description` says to who does not see it what is drawn.

    `unit`: what is counted. `note`: where and when. `written`: how a number is read. `links`: other views of the same.
    `table_name`: what the table is called where it is more than the numbers; then it is open from the beginning.
    """

    title: Text
    description: Text
    table: Table
    unit: Text = ""
    note: Text = ""
    written: Callable[[int], str] = indian
    png_url: str = ""
    links: tuple[tuple[Text, str], ...] = ()
    table_name: Text = ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar; `strong` for the one that the title speaks of."""

    label: Text
    value: int | None
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """A bar for each thing, in the order given; those after the first `most` are in the table alone."""

    bars: tuple[Bar, ...]
    most: int = 20


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line: a number for each label of the chart. `low` and `high` draw the interval that the number lies in."""

    label: Text
    values: tuple[int | None, ...]
    low: tuple[int | None, ...] = ()
    high: tuple[int | None, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lines(Chart):
    """One to four lines over the same labels, months as a rule."""

    labels: tuple[Text, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a funnel. `apart`: it counts other things than the step before, so it is no share of it."""

    label: Text
    value: int | None
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Funnel(Chart):
    """How many are left from step to step, with the share of the step before."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a pyramid."""

    label: Text
    left: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Pyramid(Chart):
    """Two sides, level by level: women and men by age, or by occupation; those after `most` are in the table alone."""

    left: Text
    right: Text
    levels: tuple[Level, ...]
    most: int = 24


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One of the small charts."""

    label: Text
    values: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class SmallMultiples(Chart):
    """The same line for many things, side by side on one scale."""

    labels: tuple[Text, ...]
    panels: tuple[Panel, ...]
    most: int = 24


@dataclass(frozen=True, kw_only=True)
class Tile:
    """An area as one square. `short` stands in the square, `label` is its whole name; rows run from the north."""

    label: Text
    short: Text = ""
    row: int
    column: int
    value: int | None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class TileMap(Chart):
    """Areas of equal size, neighbours beside each other: a scheme, no map of boundaries."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """An area with its boundary; a second ring may be an island or a hole."""

    label: Text
    rings: tuple[Ring, ...]
    value: int | None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class AreaMap(Chart):
    """Areas in their boundaries, shaded by a number; who drew the boundaries belongs in `note`."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place on the point map, in millionths of a degree."""

    label: Text
    lat_e6: int
    lon_e6: int
    url: str = ""


@dataclass(frozen=True)
class View:
    """What part of the point map is seen: `zoom` 0 shows all; each step halves the width. `at`: the middle."""

    zoom: int = 0
    at: Point | None = None


@dataclass(frozen=True, kw_only=True)
class PointMap(Chart):
    """Places where they lie; those too near to be told apart are one circle with their number.

    `cluster_url`: the address of a nearer view, from a zoom and a middle. `outlines` are drawn beneath, unnamed.
    """

    spots: tuple[Spot, ...]
    view: View = View()
    cluster_url: Callable[[View], str] | None = None
    outlines: tuple[Ring, ...] = ()
