"""The map of worksites: where they lie, near ones as one circle, zoom by plain links; who may see it."""

import re
import struct

import pytest

from karmika.access.viewer import Operator
from karmika.areas import maps, queries
from karmika.areas.acts import DefineWorksite
from karmika.areas.acts.boundaries import DrawBoundary
from karmika.areas.acts.naming import area_id
from karmika.areas.acts.worksites import Details, worksite_id
from karmika.areas.tests import makers
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.ui.charts import View
from karmika.ui.components import Table

pytestmark = [pytest.mark.django_db, pytest.mark.urls("karmika.areas.tests.addresses")]

WARD = area_id("ward", "251746-W99")
"""A ward of its own in Vijayawada, in which nothing stands but what a test puts there."""
PAGE = f"/worksites/in/{WARD}/"


@pytest.fixture(autouse=True)
def ward(cast):
    """The ward."""
    return makers.define("ward", "251746-W99", cast.area("251746"), name_en="Ward 99")


def define(code, lat_e6=None, lon_e6=None, organisation=None):
    details = Details(
        area=WARD, worksite_kind="auto_stand", name_en=f"Stand {code}", lat_e6=lat_e6, lon_e6=lon_e6
    )
    perform(DefineWorksite(code=code, details=details, organisation=organisation), Operator())
    return worksite_id(code)


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def two_far_three_near(cast):
    """Two stands far apart, two near the second, one without a point."""
    return [
        define("A", 16_500_000, 80_600_000),
        define("B", 16_530_000, 80_650_000),
        define("C", 16_530_300, 80_650_200),
        define("D", 16_530_100, 80_650_500),
        define("E"),
    ]


def drawing(page):
    figure = page[page.index('<figure class="chart') :]
    figure = figure[: figure.index("<details")]
    return figure[figure.index("<svg") : figure.rindex("</svg>")]


def test_each_worksite_is_a_link_or_in_a_circle_that_leads_nearer(two_far_three_near, client_for):
    page = text(client_for("ramesh").get(PAGE))
    drawn = drawing(page)
    assert f'href="/worksites/{two_far_three_near[0]}/"' in drawn
    assert f'href="/worksites/{two_far_three_near[1]}/"' not in drawn
    assert "3 places: Stand B, Stand C, Stand D" in drawn
    (nearer,) = set(re.findall(r'href="(/worksites/in/[^"]*\?zoom=[^"]*)"', drawn))
    drawn = drawing(text(client_for("ramesh").get(nearer.replace("&amp;", "&"))))
    for site in two_far_three_near[1:4]:
        assert f'href="/worksites/{site}/"' in drawn
    assert "1 of 4 " not in drawn
    assert "of 4 are in this part" in drawn


def test_the_title_counts_and_says_how_many_have_no_point(two_far_three_near, client_for):
    page = text(client_for("ramesh").get(PAGE))
    assert "5 worksites in Ward 99" in page
    assert "1 has no point yet" in page
    row = page[page.index("<caption>Worksites") :]
    assert re.search(r"Stand E.*?no point yet", row, re.DOTALL)


def test_without_any_point_there_is_the_list_alone(cast, client_for):
    define("A")
    page = text(client_for("ramesh").get(PAGE))
    assert 'class="chart"' not in page
    assert "Stand A" in page
    assert client_for("ramesh").get(f"{PAGE}map.png").status_code == 404


def test_a_worksite_of_another_organisation_is_not_on_the_map(cast, client_for):
    define("A", 16_500_000, 80_600_000)
    define("B", 16_510_000, 80_610_000, organisation=cast.other_org)
    assert "Stand B" not in text(client_for("ramesh").get(PAGE))
    assert "Stand B" in drawing(text(client_for("colleague").get(PAGE)))


def test_the_picture_is_for_those_who_may_see_the_page(
    two_far_three_near, client_for, client, settings, tmp_path
):
    settings.KARMIKA_DATA = tmp_path
    answer = client_for("ramesh").get(f"{PAGE}map.png?zoom=2&at=16.53,80.65")
    assert answer["Content-Type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", answer.content[16:20]) == (1408,)
    assert client_for("stranger").get(f"{PAGE}map.png").status_code == 404
    assert client.get(f"{PAGE}map.png").status_code == 302


@pytest.mark.parametrize(
    ("asked", "view"),
    [
        ({}, View()),
        ({"zoom": "0", "at": "16,80"}, View()),
        ({"zoom": "3", "at": "16.5,-80.000001"}, View(3, (-80_000_001, 16_500_000))),
        ({"zoom": "3"}, View(3)),
        ({"zoom": "99", "at": "91,80"}, View(99)),
        ({"zoom": "-1"}, View()),
        ({"zoom": "1e9"}, View()),
        ({"zoom": "٣"}, View()),
        ({"zoom": "2", "at": "nan,inf"}, View(2)),
        ({"zoom": "2", "at": "<script>"}, View(2)),
    ],
)
def test_whatever_an_address_asks_is_read_or_passed_over(asked, view):
    assert maps.view_of(asked) == view


def test_a_view_comes_back_from_its_own_address():
    for view in (View(), View(3, (80_648_000, 16_506_200)), View(14, (-1, -89_999_999))):
        asked = dict(part.split("=") for part in maps.query_of(view).lstrip("?").split("&") if part)
        assert maps.view_of(asked) == view


@pytest.mark.parametrize("zoom", ["", "?zoom=1", "?zoom=14&at=0,0", "?zoom=99&at=89,179", "?at=x&zoom=5"])
def test_every_view_can_be_opened(two_far_three_near, client_for, zoom):
    assert "<svg" in text(client_for("ramesh").get(PAGE + zoom))


def test_the_boundary_of_the_area_lies_beneath_with_its_licence(two_far_three_near, client_for):
    rings = ((80_590_000, 16_490_000, 80_660_000, 16_490_000, 80_660_000, 16_540_000),)
    perform(
        DrawBoundary(
            boundary=uuid7(),
            area=WARD,
            rings=rings,
            licence="CC-BY 4.0",
            source="Survey",
            valid_from=makers.START,
        ),
        Operator(),
    )
    page = text(client_for("ramesh").get(PAGE))
    assert "Boundaries: Survey (CC-BY 4.0)." in page
    assert "Z" in drawing(page)


def test_the_map_asks_one_question_more_than_the_list(two_far_three_near, django_assert_max_num_queries):
    area = queries.area(WARD)
    sites = list(queries.worksites_in(WARD))
    with django_assert_max_num_queries(1):
        chart = maps.worksite_map(area, sites, View(), Table(caption="", head=(), rows=()))
    assert len(chart.spots) == 4
