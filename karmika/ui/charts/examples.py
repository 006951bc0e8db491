"""Charts to look at: one of each kind, and the hard cases. Numbers and places are invented; names are long on purpose."""

from django.utils.translation import gettext_lazy as _

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
    Ring,
    Series,
    Shape,
    SmallMultiples,
    Spot,
    Step,
    Tile,
    TileMap,
)
from karmika.ui.components import Cell, Table, Text

WARDS = ("Ward 7", "Ward 8", "వార్డు 9 సత్యనారాయణపురం", "वार्ड 10 गोविंद नगर", "Ward 11", "Ward 12")
MONTHS = ("July", "August", "September", "October", "November", "December")


def table(head: tuple[Text, ...], rows: tuple[tuple[Text | int | None, ...], ...]) -> Table:
    """The numbers behind an example."""
    return Table(
        caption=_("The numbers behind the chart"),
        head=head,
        rows=tuple(tuple(Cell(value) for value in row) for row in rows),
        empty=_("There is nothing to draw yet."),
    )


def bars() -> Bars:
    """Six bars, one of them the finding."""
    values = (212, 187, 164, 96, 40, 3)
    return Bars(
        title=_("Ward 7 has the most workers: 212 of 702"),
        description=_("A bar for each of six wards, the longest first."),
        unit=_("Workers"),
        note=_("Invented numbers"),
        bars=tuple(
            Bar(label=label, value=value, strong=value == 212)
            for label, value in zip(WARDS, values, strict=True)
        ),
        table=table((_("Ward"), _("Workers")), tuple(zip(WARDS, values, strict=True))),
    )


def below_zero() -> Bars:
    """Names that do not fit, numbers below zero, one that is not known."""
    labels = ("డాక్టర్ బి.ఆర్. అంబేద్కర్ కోనసీమ జిల్లా అసంఘటిత కార్మికుల సంక్షేమ సంఘం కార్యాలయం", "Ward 2", "Ward 3")
    values = (12_34_56_789, -4_56_78_901, None)
    return Bars(
        title=_("One area gained, one lost, one is not known"),
        description=_("Bars on both sides of an axis."),
        bars=tuple(Bar(label=label, value=value) for label, value in zip(labels, values, strict=True)),
        table=table((_("Area"), _("Change")), tuple(zip(labels, values, strict=True))),
    )


def lines() -> Lines:
    """Two lines, one with an interval, one with a month missing."""
    registered, consented = (120, 340, 610, 790, 980, 1034), (90, 250, None, 610, 800, 842)
    low, high = (80, 230, None, 570, 750, 790), (100, 270, None, 650, 850, 894)
    return Lines(
        title=_("842 of 1,034 registered workers have consented"),
        description=_("Two lines over six months, both rising; September is missing from one."),
        unit=_("Workers, since the beginning"),
        labels=MONTHS,
        series=(
            Series(label=_("Registered"), values=registered),
            Series(label=_("Consented, with the interval"), values=consented, low=low, high=high),
        ),
        table=table(
            (_("Month"), _("Registered"), _("Consented")),
            tuple(zip(MONTHS, registered, consented, strict=True)),
        ),
    )


def funnel() -> Funnel:
    """From the door to the group."""
    steps: tuple[tuple[Text, int], ...] = (
        (_("Households listed"), 1820),
        (_("Workers"), 1034),
        (_("Consents"), 842),
        (_("Members of groups"), 260),
    )
    return Funnel(
        title=_("Of 1,034 workers, 260 are in a group"),
        description=_("Four bars, each narrower than the one above."),
        steps=tuple(Step(label=label, value=value) for label, value in steps),
        table=table((_("Step"), _("Number")), steps),
    )


def pyramid() -> Pyramid:
    """Women and men by occupation."""
    rows = ((_("Domestic work"), 310, 12), (_("Auto drivers"), 2, 240), (_("Waste picking"), 88, 102))
    return Pyramid(
        title=_("Domestic work is women's work: 310 of 322"),
        description=_("Women to the left, men to the right, a line for each occupation."),
        unit=_("Workers"),
        left=_("Women"),
        right=_("Men"),
        levels=tuple(Level(label=label, left=left, right=right) for label, left, right in rows),
        table=table((_("Occupation"), _("Women"), _("Men")), rows),
    )


def multiples() -> SmallMultiples:
    """Six wards on one scale."""
    panels = tuple(
        Panel(label=label, values=tuple((n + 2) * month * 9 // (n + 1) for month in range(6)))
        for n, label in enumerate(WARDS)
    )
    return SmallMultiples(
        title=_("Ward 7 grew fastest"),
        description=_("A small line for each of six wards, all on one scale."),
        unit=_("Workers registered in the month"),
        labels=MONTHS,
        panels=panels,
        table=table((_("Ward"), *MONTHS), tuple((one.label, *one.values) for one in panels)),
    )


def tile_map() -> TileMap:
    """Wards in a square."""
    tiles = tuple(
        Tile(
            label=f"Ward {n + 1}",
            short=str(n + 1),
            row=n // 6,
            column=n % 6,
            value=None if n == 9 else n * 13 % 57,
            url=f"#ward-{n + 1}",
        )
        for n in range(22)
    )
    return _tiled(tiles)


def many_tiles() -> TileMap:
    """75 areas: the squares have room for their ranks alone."""
    tiles = tuple(
        Tile(label=f"District {n + 1}", row=n // 15, column=n % 15, value=n * n % 1301) for n in range(75)
    )
    return _tiled(tiles)


def _tiled(tiles: tuple[Tile, ...]) -> TileMap:
    return TileMap(
        title=_("Workers are spread over %(number)s areas") % {"number": len(tiles)},
        description=_("A square for each area, darker where there are more workers."),
        unit=_("Workers"),
        note=_("A scheme made by us: neighbours stand beside each other. It shows no boundary."),
        tiles=tiles,
        table=table((_("Area"), _("Workers")), tuple((tile.label, tile.value) for tile in tiles)),
    )


def point_map() -> PointMap:
    """Worksites, some of them near together, three at one place."""
    places = [(16_506_000 + n * 1700 % 9000, 80_640_000 + n * n * 730 % 11_000) for n in range(18)]
    places += [(16_520_000, 80_655_000)] * 3 + [(16_499_000, 80_629_000)]
    spots = tuple(
        Spot(label=f"Auto stand {n + 1}", lat_e6=lat, lon_e6=lon, url=f"#worksite-{n + 1}")
        for n, (lat, lon) in enumerate(places)
    )
    return PointMap(
        title=_("22 worksites, most of them near the market"),
        description=_("A dot for each worksite; a circle with a number where they are near together."),
        spots=spots,
        cluster_url=lambda view: f"#zoom-{view.zoom}",
        links=((_("All"), "#zoom-0"), (_("Nearer"), "#zoom-1")),
        table=table((_("Worksite"),), tuple((spot.label,) for spot in spots)),
    )


def area_map() -> AreaMap:
    """Three areas with boundaries, one of them in two pieces, one not known."""

    def square(lon: int, lat: int, wide: int, high: int) -> Ring:
        return ((lon, lat), (lon + wide, lat), (lon + wide, lat + high), (lon, lat + high))

    shapes = (
        Shape(label="Ward 7", rings=(square(80_600_000, 16_500_000, 20_000, 15_000),), value=212),
        Shape(
            label="Ward 8",
            rings=(
                square(80_620_000, 16_500_000, 15_000, 15_000),
                square(80_630_000, 16_490_000, 4000, 4000),
            ),
            value=187,
            url="#ward-8",
        ),
        Shape(label="Ward 9", rings=(square(80_600_000, 16_515_000, 35_000, 10_000),), value=None),
    )
    return AreaMap(
        title=_("Ward 7 has the most workers: 212 of 399"),
        description=_("Three wards in their boundaries, darker where there are more workers."),
        unit=_("Workers"),
        note=_("Boundaries: invented"),
        shapes=shapes,
        table=table((_("Ward"), _("Workers")), tuple((shape.label, shape.value) for shape in shapes)),
    )


def nothing() -> Lines:
    """No numbers at all."""
    return Lines(
        title=_("Nothing was recorded here yet"),
        description=_("There is nothing to draw yet."),
        labels=(),
        series=(),
        table=table((_("Month"), _("Workers")), ()),
    )


def examples() -> tuple[Chart, ...]:
    """All of them, in the order in which they are shown."""
    made = (
        bars,
        below_zero,
        lines,
        funnel,
        pyramid,
        multiples,
        tile_map,
        many_tiles,
        point_map,
        area_map,
        nothing,
    )
    return tuple(make() for make in made)
