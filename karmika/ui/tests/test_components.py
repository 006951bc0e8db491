"""Components show what they are given: numbers the Indian way, everything escaped."""

from datetime import UTC, datetime

from django.template import Context, Template

from karmika.ui.components import Cell, Line, Table, Tile


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
