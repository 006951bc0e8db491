"""Charts and maps as SVG, drawn on the server: what is shown (`values`), and one function that draws it."""

from karmika.ui.charts.drawing import size, svg
from karmika.ui.charts.points import moves
from karmika.ui.charts.values import (
    AreaMap,
    Bar,
    Bars,
    Chart,
    Funnel,
    Level,
    Lines,
    Panel,
    PointMap,
    Pyramid,
    Series,
    Shape,
    SmallMultiples,
    Spot,
    Step,
    Tile,
    TileMap,
    View,
)

__all__ = [
    "AreaMap",
    "Bar",
    "Bars",
    "Chart",
    "Funnel",
    "Level",
    "Lines",
    "Panel",
    "PointMap",
    "Pyramid",
    "Series",
    "Shape",
    "SmallMultiples",
    "Spot",
    "Step",
    "Tile",
    "TileMap",
    "View",
    "moves",
    "size",
    "svg",
]
