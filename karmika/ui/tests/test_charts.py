"""Charts of any numbers and any names are well-formed, stay on their paper, and say in words what they show."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.ui.charts import (
    AreaMap,
    Bar,
    Bars,
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
    size,
    svg,
)
from karmika.ui.charts import examples as shown
from karmika.ui.charts.ink import INK, SHADES, SMALL, TEXT, WHITE, WIDTH
from karmika.ui.charts.scale import brief, ranks, shades, ticks
from karmika.ui.charts.words import clusters, shorten, width, wrap
from karmika.ui.components import Cell, Table

GEOMETRY = frozenset({"x", "y", "width", "height", "cx", "cy", "r", "d", "points", "viewBox"})
SVG = "{http://www.w3.org/2000/svg}"
TABLE = Table(caption="c", head=("a", "b"), rows=((Cell("x"), Cell(1)),))
SAID = {"title": "Ward 7 has most", "description": "Bars.", "table": TABLE}
names = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="కఖగత్రయమరల్స ాిుూెోం", max_size=60),
    st.text(alphabet="कखगत्रयमरल्स ािुूेों", max_size=60),
    st.sampled_from(["", " ", "<script>alert(1)</script>", "&amp;\"'", "W" * 90, "\x00\x1b\ud800", "a\nb"]),
)
known = st.integers(-(10**15), 10**15)
values = st.one_of(st.none(), known, st.sampled_from([0, 1, -1, 10**30]))


def parsed(drawn: str) -> ElementTree.Element:
    assert " style=" not in drawn
    assert "<script" not in drawn
    root = ElementTree.fromstring(drawn)
    for one in root.iter():
        for name in GEOMETRY.intersection(one.keys()):
            assert re.fullmatch(r"[-0-9.,MLHVZvh ]*", one.get(name)), "no NaN, no infinity, no power of ten"
    wide, high = size(drawn)
    assert wide == WIDTH
    assert 0 < high < 10_000
    return root


def inside(root: ElementTree.Element) -> None:
    """No box leaves the paper; a half is allowed for rounding and outlines."""
    high = float(root.get("viewBox").split()[3])
    for box in root.iter(f"{SVG}rect"):
        if box.get("x") in (None, "") and box.get("width") == "5":
            continue
        x, y = float(box.get("x") or 0), float(box.get("y") or 0)
        w, h = float(box.get("width")), float(box.get("height"))
        assert w >= 0 and h >= 0
        assert x >= -0.6 and x + w <= WIDTH + 0.6, ElementTree.tostring(box)
        assert y >= -0.6 and y + h <= high + 0.6


@given(st.lists(st.tuples(names, values, st.booleans()), max_size=80), st.integers(1, 80))
@settings(max_examples=40, deadline=None)
def test_any_bars_stay_on_their_paper(rows, most):
    bars = tuple(Bar(label=label, value=value, strong=strong) for label, value, strong in rows)
    inside(parsed(svg(Bars(bars=bars, most=most, **SAID), alone=True)))


@given(st.lists(st.tuples(names, values), max_size=8))
@settings(max_examples=40, deadline=None)
def test_any_funnel_stays_on_its_paper(rows):
    steps = tuple(Step(label=label, value=value) for label, value in rows)
    root = parsed(svg(Funnel(steps=steps, **SAID)))
    inside(root)
    for one in root.iter(f"{SVG}polygon"):
        assert all(-0.1 <= float(point.split(",")[0]) <= WIDTH + 0.1 for point in one.get("points").split())


@given(st.lists(st.tuples(names, known, known), max_size=20))
@settings(max_examples=40, deadline=None)
def test_any_pyramid_stays_on_its_paper(rows):
    levels = tuple(Level(label=label, left=left, right=right) for label, left, right in rows)
    inside(parsed(svg(Pyramid(left="Women", right="Men", levels=levels, **SAID))))


@given(st.lists(names, max_size=40), st.lists(st.lists(values, max_size=40), max_size=5), st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_lines_are_well_formed_and_their_points_lie_in_the_box(labels, rows, with_band):
    series = tuple(
        Series(label="s", values=tuple(row), low=tuple(row) if with_band else (), high=tuple(row))
        for row in rows
    )
    root = parsed(svg(Lines(labels=tuple(labels), series=series, **SAID)))
    high = float(root.get("viewBox").split()[3])
    for dot in root.iter(f"{SVG}circle"):
        assert 0 <= float(dot.get("cx") or 0) <= WIDTH
        assert 0 <= float(dot.get("cy") or 0) <= high


@given(st.lists(st.tuples(names, st.lists(values, max_size=13)), max_size=30))
@settings(max_examples=40, deadline=None)
def test_any_small_multiples_are_well_formed(rows):
    panels = tuple(Panel(label=label, values=tuple(row)) for label, row in rows)
    parsed(svg(SmallMultiples(labels=tuple("abc"), panels=panels, **SAID)))


@given(st.lists(st.tuples(names, values, st.integers(0, 20), st.integers(0, 16)), max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_tile_map_stays_on_its_paper(rows):
    tiles = tuple(
        Tile(label=label, value=value, row=row, column=column) for label, value, row, column in rows
    )
    inside(parsed(svg(TileMap(tiles=tiles, **SAID))))


degrees = st.tuples(st.integers(-180_000_000, 180_000_000), st.integers(-90_000_000, 90_000_000))


@given(
    st.lists(st.tuples(names, degrees), max_size=60),
    st.integers(-5, 40),
    st.one_of(st.none(), degrees),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_any_points_at_any_zoom_stay_in_the_frame(rows, zoom, at, near):
    spots = tuple(
        Spot(
            label=label,
            lon_e6=lon // (10**5 if near else 1),
            lat_e6=lat // (10**5 if near else 1),
            url="/w/",
        )
        for label, (lon, lat) in rows
    )
    chart = PointMap(spots=spots, view=View(zoom, at), cluster_url=lambda view: f"?z={view.zoom}", **SAID)
    root = parsed(svg(chart))
    for dot in root.iter(f"{SVG}circle"):
        r = float(dot.get("r"))
        assert r - 0.2 <= float(dot.get("cx") or 0) <= WIDTH - r + 0.2
        assert r - 0.2 <= float(dot.get("cy") or 0) <= 300 - r + 0.2


@given(
    st.lists(
        st.tuples(names, st.lists(st.lists(degrees, min_size=3, max_size=8), min_size=1, max_size=3), values),
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None)
def test_any_shapes_are_well_formed(rows):
    shapes = tuple(Shape(label=label, rings=rings, value=value) for label, rings, value in rows)
    parsed(svg(AreaMap(shapes=shapes, **SAID)))


@pytest.mark.parametrize("language", ["en", "te", "hi"])
@pytest.mark.parametrize("chart", shown.examples(), ids=lambda chart: type(chart).__name__)
def test_an_example_has_a_title_a_description_and_a_role(chart, language):
    with translation.override(language):
        root = parsed(svg(chart))
        inside(root)
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title.text == str(chart.title)
        assert description.text == str(chart.description)
    assert root.get("aria-labelledby") == title.get("id")
    linked = root.find(f".//{SVG}a") is not None
    assert root.get("role") == ("group" if linked else "img")


def test_six_bars_take_less_than_two_kilobytes():
    assert len(svg(shown.bars()).encode()) < 2048
    telugu = tuple(Bar(label="వార్డు 9 సత్యనారాయణపురం", value=n * 1000) for n in range(6))
    assert len(svg(Bars(bars=telugu, **SAID)).encode()) < 2048


def test_no_text_is_smaller_than_twelve_pixels_on_a_phone():
    phone_px = 360 - 2 * 16
    assert phone_px >= WIDTH
    for chart in shown.examples():
        for one in parsed(svg(chart)).iter():
            assert float(one.get("font-size") or TEXT) >= 12
    assert min(TEXT, SMALL) >= 12


def test_numbers_read_as_in_india_and_shorten_to_lakh_and_crore():
    assert "12,34,56,789" in svg(shown.below_zero())
    assert [brief(n) for n in (99_999, 1_00_000, 12_34_567, 3_00_00_000, -2_50_000)] == [
        "99,999",
        "1 lakh",
        "12.3 lakh",
        "3 crore",
        "−2.5 lakh",
    ]


def test_an_unknown_number_is_a_dash_and_no_bar():
    drawn = svg(Bars(bars=(Bar(label="Ward 1", value=None), Bar(label="Ward 2", value=0)), **SAID))
    root = parsed(drawn)
    assert "–" in drawn
    assert [box.get("width") for box in root.iter(f"{SVG}rect")] == ["0"]


def test_what_is_beyond_the_most_is_said_to_be_in_the_table():
    bars = tuple(Bar(label=f"District {n}", value=n) for n in range(75))
    assert "and 55 more in the table" in svg(Bars(bars=bars, **SAID))
    assert len(list(parsed(svg(Bars(bars=bars, most=75, **SAID))).iter(f"{SVG}rect"))) == 75


def test_a_long_name_is_cut_between_letters_and_told_whole():
    whole = "డాక్టర్ బి.ఆర్. అంబేద్కర్ కోనసీమ జిల్లా అసంఘటిత కార్మికుల సంక్షేమ సంఘం కార్యాలయం"
    assert f"<title>{whole}</title>" in svg(shown.below_zero())
    short = shorten(whole, 100, TEXT)
    assert short.endswith("…")
    assert whole.startswith("".join(clusters(whole)[: len(clusters(short)) - 1]))
    assert width(short, TEXT) <= 100


@given(names.filter(lambda name: name.strip()), st.floats(20, 400), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_wrapped_lines_are_never_wider_than_their_room(text, room, most):
    lines = wrap(text, room, TEXT, most=most)
    assert len(lines) <= most
    assert all(width(line, TEXT) <= room for line in lines)


def test_conjuncts_are_one_letter():
    assert clusters("స్త్రీ") == ["స్త్రీ"]
    assert clusters("कार्यक्षेत्र") == ["का", "र्य", "क्षे", "त्र"]


def test_ticks_are_round_and_hold_all_numbers():
    assert ticks(0, 1034) == [0, 500, 1000, 1500]
    assert ticks(-3, 4)[0] <= -3
    assert ticks(0, 0) == [0, 1]


@given(st.lists(values, max_size=60))
def test_every_number_has_one_shade_and_greater_ones_are_never_lighter(numbers):
    found = shades(numbers)
    assert len(found) <= len(SHADES) + 1
    for one, other in pairwise(found):
        assert one.high < other.low
    for number in numbers:
        if number is not None:
            assert sum(shade.low <= number <= shade.high for shade in found) == 1


def test_equal_numbers_share_a_rank():
    assert ranks([5, 9, None, 9, 1]) == [3, 1, None, 1, 4]


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_words_on_every_shade_can_be_read():
    for n, shade in enumerate(SHADES):
        assert contrast(shade, WHITE if n >= 3 else INK) >= 4.5


def test_a_cluster_leads_nearer_and_a_place_to_its_page():
    root = parsed(svg(shown.point_map()))
    links = [one.get("href") for one in root.iter(f"{SVG}a")]
    assert any(link.startswith("#zoom-") for link in links)
    assert "#worksite-22" in links
    assert {"#worksite-19", "#worksite-20", "#worksite-21"} <= set(links), "three at one place are fanned out"


def test_zooming_in_on_a_cluster_ends_with_every_place_for_itself():
    spots = tuple(
        Spot(label=str(n), lat_e6=16_500_000 + n * 400, lon_e6=80_600_000 + n % 3 * 900, url=f"/{n}/")
        for n in range(30)
    )
    seen: set[str] = set()
    views = [View()]
    for _round in range(200):
        if not views:
            break
        asked: list[View] = []
        chart = PointMap(
            spots=spots,
            view=views.pop(),
            cluster_url=lambda view, asked=asked: asked.append(view) or "#",
            **SAID,
        )
        seen |= {one.get("href") for one in parsed(svg(chart)).iter(f"{SVG}a")}
        views += asked
    assert {f"/{n}/" for n in range(30)} <= seen


def test_a_chart_on_a_page_has_its_finding_its_table_and_its_picture():
    chart = Bars(bars=(Bar(label="<b>", value=3),), png_url="/x.png?sex=female", note="Ward 7", **SAID)
    html = Template("{% load charts %}{% chart one %}").render(Context({"one": chart}))
    assert "<figcaption>Ward 7 has most</figcaption>" in html
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert '<a href="/x.png?sex=female">Picture (PNG)</a>' in html
    assert "<caption>c</caption>" in html
    assert html.count("<svg") == 1


def test_two_charts_of_a_page_share_no_id():
    drawn = [svg(chart) for chart in shown.examples()]
    ids = [one.get("id") for text in drawn for one in parsed(text).iter() if one.get("id")]
    assert len(ids) == len(set(ids))
