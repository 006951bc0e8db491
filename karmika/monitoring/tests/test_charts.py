"""Charts of figures: the finding is computed, the numbers are those of the tables, pictures have the page's rights."""

import re
import struct
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from karmika.access.viewer import Operator
from karmika.areas import grid
from karmika.areas.acts.boundaries import DrawBoundary
from karmika.areas.models import Area
from karmika.areas.queries import parts
from karmika.areas.tests import makers
from karmika.journal import follow
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.measures import tally
from karmika.measures.models import Tally
from karmika.measures.queries import crossed
from karmika.monitoring import charts
from karmika.monitoring.asked import Asked
from karmika.monitoring.divisions import Divisions
from karmika.monitoring.place import Place
from karmika.registry.tests.doorstep import survey, take_in
from karmika.ui.charts import AreaMap, Bars, Funnel, Lines, Pyramid, SmallMultiples, TileMap, svg


@pytest.fixture
def surveyed(cast):
    take_in(cast, survey())
    take_in(cast, survey(ward="251746-W08"), viewer=cast.ramesh)
    take_in(cast, survey(ward="251746-W08"), viewer=cast.ramesh)
    tally.fold(follow.horizon())
    return cast


def place(cast, code="251746", viewer="devi", **asked):
    return Place(getattr(cast, viewer), Area.objects.get(id=cast.area(code)), Asked.parse(asked))


def of_kind(cast, kind, **asked):
    found = [one for one in charts.charts_of_area(place(cast, **asked)) if isinstance(one, kind)]
    return found[0] if found else None


def counted(cast, area_code, *, month=date(2026, 1, 1), number=1, **more):
    """A row of the tally, as the fold would have written it."""
    row = {"measure": "workers", "month_happened": month, "month_recorded": month, "total": number, **more}
    Tally._base_manager.create(
        id=uuid7(),
        area_id=cast.area(area_code),
        organisation_id=cast.mepma,
        programme_id=cast.vog,
        **row,
    )


def test_the_title_names_the_part_with_most_and_the_whole(surveyed):
    chart = of_kind(surveyed, TileMap | Bars)
    numbers = {part.area.name: part.value for part in Divisions(place(surveyed), "workers").parts}
    most = max(numbers, key=numbers.get)
    assert chart.title == f"Workers: most in {most}, {numbers[most]} of {sum(numbers.values())}"
    assert "Ward 8" in most


def test_the_chart_and_its_table_and_the_page_hold_the_same_numbers(surveyed, client_for):
    chart = of_kind(surveyed, Bars)
    rows = {str(row[0].value): row[1].value for row in chart.table.rows}
    drawn = {str(bar.label): bar.value for bar in chart.bars}
    assert rows == drawn
    page = client_for("devi").get(f"/figures/{surveyed.area('251746')}/").content.decode()
    assert chart.table.foot[1].value == sum(drawn.values())
    assert unescape(str(chart.title)) in unescape(page)


def test_two_parts_with_the_same_number_are_not_said_to_have_most(cast):
    counted(cast, "251746-W07", number=5)
    counted(cast, "251746-W08", number=5)
    parts = Divisions(place(cast), "workers").parts
    assert of_kind(cast, TileMap | Bars).title == f"Workers: 10 in {len(parts)} areas"


def test_without_any_number_nothing_is_claimed(cast, client_for):
    for chart in charts.charts_of_area(place(cast)):
        assert "most" not in chart.title
    page = client_for("devi").get(f"/figures/{cast.area('251746')}/")
    assert page.status_code == 200


def test_what_was_recorded_without_a_smaller_area_is_said(cast):
    counted(cast, "251746-W07", number=5)
    counted(cast, "251746", number=1200)
    chart = of_kind(cast, Bars)
    assert (str(chart.bars[-1].label), chart.bars[-1].value) == ("Recorded without a smaller area", 1200)
    assert chart.title.endswith("5 of 1,205")
    for number in range(20):
        makers.define("ward", f"T-{number}", cast.area("251746"))
    assert "1,200 were recorded without a smaller area." in of_kind(cast, TileMap).note


def test_months_between_are_zero_and_the_running_month_is_unfinished(cast, monkeypatch):
    monkeypatch.setattr("karmika.monitoring.charts.today", lambda: date(2026, 4, 10))
    monkeypatch.setattr("karmika.monitoring.divisions.today", lambda: date(2026, 4, 10))
    counted(cast, "251746-W07", month=date(2026, 1, 1), number=40)
    counted(cast, "251746-W07", month=date(2026, 3, 1), number=30)
    chart = of_kind(cast, Lines)
    assert chart.series[0].values == (40, 0, 30, 0)
    assert chart.labels == ("January 2026", "February 2026", "March 2026", "April 2026, so far")
    assert chart.title == "Workers: 30 in March 2026, more than in February 2026 (0)"
    counted(cast, "251746-W07", month=date(2026, 2, 1), number=90)
    assert of_kind(cast, Lines).title == "Workers: 30 in March 2026, fewer than in February 2026 (90)"


def test_the_funnel_counts_consents_for_groups_alone(surveyed):
    chart = of_kind(surveyed, Funnel)
    values = [step.value for step in chart.steps]
    tiles = {one.measure: one.value for one in place(surveyed).divided(("workers", "households_listed"), "")}
    assert values[0] == tiles["households_listed"]
    assert values[1] == tiles["workers"]
    consents = {one.group: one.value for one in place(surveyed).divided(("consents",), "category")}
    assert values[2] == consents.get("groups", 0)
    assert chart.steps[1].apart, "workers are no share of households"
    assert of_kind(surveyed, Funnel, category="obc") is None
    assert len(of_kind(surveyed, Funnel, sex="female").steps) == 3, "a household has no sex"


def test_the_pyramid_has_women_and_men_and_says_who_is_not_in_it(cast):
    counted(cast, "251746-W07", number=7, occupation="auto_driver", sex="male")
    counted(cast, "251746-W07", number=9, occupation="auto_driver", sex="female")
    counted(cast, "251746-W07", number=2, occupation="auto_driver", sex="transgender")
    counted(cast, "251746-W07", number=1, occupation="auto_driver")
    chart = of_kind(cast, Pyramid)
    (level,) = chart.levels
    assert (level.left, level.right) == (9, 7)
    assert chart.title == "Workers: 9 women and 7 men"
    assert "Transgender persons and those who did not say (3)" in chart.note
    assert [cell.value for cell in chart.table.rows[0][1:]] == [9, 7, 2, 1]


def test_the_crossed_numbers_are_those_of_the_plain_tables(surveyed):
    one = place(surveyed)
    both = crossed(one.viewer, ["workers"], ("occupation", "sex"), area=one.area.id)
    for n, by in ((0, "occupation"), (1, "sex")):
        plain = {figure.group: figure.value for figure in one.divided(("workers",), by)}
        sums: dict[str, int] = {}
        for cell in both:
            sums[cell.groups[n]] = sums.get(cell.groups[n], 0) + cell.value
        assert sums == plain


def test_small_multiples_add_up_to_the_line(cast, monkeypatch):
    monkeypatch.setattr("karmika.monitoring.charts.today", lambda: date(2026, 4, 10))
    monkeypatch.setattr("karmika.monitoring.divisions.today", lambda: date(2026, 4, 10))
    for ward, month, number in (("W07", 1, 4), ("W07", 3, 6), ("W08", 2, 5), ("W08", 3, 1)):
        counted(cast, f"251746-{ward}", month=date(2026, month, 1), number=number)
    chart = of_kind(cast, SmallMultiples)
    line = of_kind(cast, Lines).series[0].values
    assert (
        tuple(sum(values) for values in zip(*(panel.values for panel in chart.panels), strict=True)) == line
    )
    assert chart.title.startswith("Workers: most in March 2026 in Ward 7")
    assert chart.title.endswith(", 6")


def test_where_all_parts_have_a_boundary_the_map_has_them_and_their_licence(cast):
    divisions = Divisions(place(cast), "workers")
    for n, part in enumerate(divisions.parts):
        assert isinstance(of_kind(cast, TileMap | Bars | AreaMap), TileMap | Bars)
        ring = (80_000_000 + n * 1000, 16_000_000, 80_001_000 + n * 1000, 16_000_000, 80_000_500, 16_001_000)
        perform(
            DrawBoundary(
                boundary=uuid7(),
                area=part.area.id,
                rings=(ring,),
                licence="CC-BY",
                source="Survey",
                valid_from=date(2020, 1, 1),
            ),
            Operator(),
        )
    chart = of_kind(cast, AreaMap)
    assert len(chart.shapes) == len(divisions.parts)
    assert "Boundaries: Survey (CC-BY)." in chart.note


def test_districts_stand_on_the_grid_and_each_leads_to_its_page(surveyed):
    chart = next(one for one in charts.charts_of_area(place(surveyed, "28")) if isinstance(one, TileMap))
    codes = {tile.url.split("/")[2]: (tile.row, tile.column) for tile in chart.tiles}
    assert codes[str(surveyed.area("749"))] == grid.places()["district", "749"]
    assert len(set(codes.values())) == len(chart.tiles) == len(list(parts(surveyed.area("28"))))
    assert all(tile.url.startswith("/figures/") for tile in chart.tiles)
    assert "shows no boundary" in chart.note


@pytest.mark.parametrize("slug", ["parts", "months", "funnel", "pyramid", "multiples"])
def test_every_chart_has_its_picture(surveyed, client_for, slug, settings, tmp_path):
    settings.KARMIKA_DATA = tmp_path
    answer = client_for("ramesh").get(f"/figures/{surveyed.area('251746')}/charts/{slug}.png?sex=female")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", answer.content[16:20]) == (1408,)


def test_a_picture_has_the_filters_and_the_measure_of_its_page(surveyed):
    chart = of_kind(surveyed, Pyramid, sex="female")
    assert chart.png_url.endswith("/charts/pyramid.png?sex=female")
    (parts, *_rest) = charts.charts_of_measure(place(surveyed, sex="female"), "members")
    assert parts.png_url.endswith("/charts/parts.png?sex=female&measure=members")
    assert "Women" in parts.note


def test_a_picture_is_there_for_nobody_else(surveyed, client_for, client):
    address = f"/figures/{surveyed.area('251746')}/charts/parts.png"
    assert client_for("stranger").get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert client_for("ramesh").get(address.replace("parts", "pie")).status_code == 404
    assert client_for("ramesh").get(f"{address}?measure=happiness").status_code == 404


def test_another_organisation_sees_its_own_numbers(surveyed):
    ours = Divisions(place(surveyed), "workers")
    theirs = Divisions(place(surveyed, viewer="colleague"), "workers")
    assert sum(part.value for part in ours.parts) > 0
    assert sum(part.value for part in theirs.parts) == 0
    assert theirs.months == []
    assert theirs.occupations_by_sex == {}


@pytest.mark.parametrize("code", ["28", "251746", "251746-W07"])
@pytest.mark.parametrize("query", ["", "?sex=female&from=2020-01", "?on=2026-01-01&category=obc"])
def test_charts_ask_at_most_eight_questions_however_many_areas_there_are(
    surveyed, django_assert_max_num_queries, code, query
):
    asked = dict(part.split("=") for part in query.lstrip("?").split("&") if part)
    drawn = place(surveyed, code, **asked)
    with django_assert_max_num_queries(8):
        charts.charts_of_area(drawn)
    other = place(surveyed, code, **asked)
    with django_assert_max_num_queries(5):
        charts.charts_of_measure(other, "members")


def test_the_page_of_an_area_asks_at_most_fifteen_questions_beside_the_sign_in(surveyed, client_for):
    client = client_for("devi")
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/figures/{surveyed.area('251746')}/").status_code == 200
    signed_in = ("django_session", "access_", "mfa_", "SAVEPOINT")
    own = [one["sql"] for one in found if not any(name in one["sql"].split("WHERE")[0] for name in signed_in)]
    assert len(own) <= 15, own


@pytest.mark.parametrize("language", ["te", "hi"])
def test_charts_are_drawn_in_every_language(surveyed, language):
    with translation.override(language):
        for chart in charts.charts_of_area(place(surveyed)):
            assert re.match(r"<svg .*</svg>$", svg(chart), re.DOTALL)
