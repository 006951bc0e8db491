"""Components show what they are given: numbers the Indian way, everything escaped."""

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.template import Context, Template

from karmika.ui.components import Cell, Line, Ratio, Stamp, Table, Tile


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_tile_shows_its_figure_the_indian_way_and_links_to_what_is_behind_it():
    html = drawn("{% tile one %}", one=Tile(label="Workers", value=1234567, url="/figures/x/?sex=female"))
    assert '<a href="/figures/x/?sex=female">12,34,567</a>' in html


def test_a_table_names_its_columns_and_rows_and_aligns_numbers():
    table = Table(caption="By area", head=("Area", "Workers"), rows=((Cell("Ward 7"), Cell(5)),))
    html = drawn("{% table t %}", t=table)
    assert "<caption>By area</caption>" in html
    assert '<th scope="row">Ward 7</th><td class="number">5</td>' in html


def test_an_empty_table_says_why():
    table = Table(caption="By area", head=("Area",), rows=(), empty="Nobody was listed here yet.")
    html = drawn("{% table t %}", t=table)
    assert "Nobody was listed here yet." in html
    assert "<table" not in html


def test_names_from_the_field_are_escaped():
    table = Table(caption="c", head=("a",), rows=((Cell("<script>alert(1)</script>"),),))
    html = drawn("{% table t %}", t=table)
    assert "<script>" not in html


def test_a_history_shows_times_in_india():
    lines = [Line(at=datetime(2026, 11, 21, 20, 0, tzinfo=UTC), sentence="Listed.")]
    html = drawn("{% timeline lines %}", lines=lines)
    assert "22 November 2026, 01:30" in html


def test_money_and_days_read_as_in_india():
    assert drawn("{{ paise|rupees }}", paise=123450) == "₹1,234.50"
    assert drawn("{{ at|india_date }}", at=datetime(2026, 11, 21, 20, 0, tzinfo=UTC)) == "22 November 2026"
    assert drawn("{{ nothing|indian }}", nothing=None) == "–"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (409, 900, "45.4\u00a0% 409 of 900"),
        (3, 12, "3 of 12 25.0\u00a0%"),
        (19, 19, "19 of 19 100.0\u00a0%"),
        (10, 20, "50.0\u00a0% 10 of 20"),
        (0, 0, "no data"),
        (5, 0, "no data"),
        (-2, 1000, "−0.2\u00a0% −2 of 1,000"),
        (123456, 100000, "123.5\u00a0% 1,23,456 of 1,00,000"),
    ],
)
def test_a_share_has_both_numbers_beside_it_and_of_few_the_numbers_first(part, whole, text):
    html = drawn("{% ratio one %}", one=Ratio(part, whole))
    assert re.sub("<[^>]+>", "", html).strip() == text


def test_a_table_aligns_shares_and_numbers_that_are_missing_in_its_first_row():
    rows = ((Cell("Ward 7"), Cell(None), Cell(Ratio(1, 2))), (Cell("Ward 8"), Cell(4), Cell(Ratio(0, 0))))
    html = drawn("{% table t %}", t=Table(caption="c", head=("Area", "Given", "Share"), rows=rows))
    assert '<th scope="col" class="number">Given</th><th scope="col" class="number">Share</th>' in html
    assert html.count('<span class="ratio">') == 2


def test_the_foot_of_a_page_says_when_and_from_which_head():
    at = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    html = drawn("{% stamp one %}", one=Stamp(printed_at=at, head="12-0123456789abcdef", sealed_at=at))
    assert "Printed 22 November 2026, 01:30. Head of the journal: 12-0123456789abcdef" in html
    assert drawn("{% stamp one %}", one=None).strip() == ""


def test_a_missing_number_stands_where_the_numbers_stand_and_is_left_out_of_a_card():
    rows = ((Cell("Ward 7"), Cell(5)), (Cell("Ward 8"), Cell(None)))
    html = drawn("{% table t %}", t=Table(caption="c", head=("Area", "Workers"), rows=rows, stacked=True))
    assert '<td data-label="Workers" class="number">5</td>' in html
    assert '<td data-label="Workers" class="number none">–</td>' in html


def test_a_box_to_tick_stands_inside_its_words():
    class Sure(forms.Form):
        sure = forms.BooleanField(label="I am sure")

    html = drawn("{% field form.sure %}", form=Sure(auto_id="id_%s"))
    assert re.search(
        r'<label class="tick" for="id_sure"><input type="checkbox"[^>]*> I am sure</label>', html
    )
    assert html.count("<input") == 1
