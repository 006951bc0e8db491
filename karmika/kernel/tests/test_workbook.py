"""Workbooks as other programs read them: every text comes back, no cell is a formula, days are days."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from karmika.kernel.tests.test_sheets import FORMULAS
from karmika.kernel.workbook import LETTERS_MAXIMUM, Value, xlsx

TELUGU = "లక్ష్మీ దేవి · శ్రీ‌మతి"


def book_of(*rows: tuple[Value, ...], columns: tuple[str, ...] = ("A",), **more: Any) -> Any:
    return load_workbook(io.BytesIO(b"".join(xlsx("Workers", columns, rows, **more))))


def cells_of(*rows: tuple[Value, ...], **more: Any) -> list[tuple[Any, ...]]:
    return list(book_of(*rows, **more).worksheets[0].iter_rows(min_row=2, values_only=True))


def as_kept(text: str) -> str | None:
    """What may be left of a text: one kind of line end, and nothing that XML has no place for."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    held = "".join(
        "\ufffd"
        if (ord(one) < 32 and one not in "\t\n")
        or 0xD800 <= ord(one) <= 0xDFFF
        or ord(one) in (0xFFFE, 0xFFFF)
        else one
        for one in text
    )
    return held or None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(codec=None), max_size=40), min_size=1, max_size=20))
def test_any_text_comes_back_and_is_a_text(texts):
    rows = list(
        book_of(*((text,) for text in texts)).worksheets[0].iter_rows(min_row=2, max_row=len(texts) + 1)
    )
    assert [unescape(row[0].value) if row[0].value else None for row in rows] == [
        as_kept(text) for text in texts
    ]
    assert {row[0].data_type for row in rows} <= {"s", "n"}
    assert all(row[0].value is None for row in rows if row[0].data_type == "n")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_and_none_is_altered(text):
    (cell,) = next(book_of((text,)).worksheets[0].iter_rows(min_row=2))
    assert (cell.data_type, cell.value) == ("s", as_kept(text))
    assert cell.quotePrefix, "it stays a text also when somebody edits the cell"


def test_numbers_days_and_moments_are_what_they_are():
    at = datetime(2026, 11, 28, 20, 15, tzinfo=UTC)
    row: tuple[Value, ...] = (7, -5, Decimal("1234.50"), date(2026, 11, 28), at, None, True)
    ((seven, minus, money, day, moment, nothing, yes),) = cells_of(row, columns=tuple("ABCDEFG"))
    assert (seven, minus, money, nothing, yes) == (7, -5, 1234.5, None, True)
    assert day == datetime(2026, 11, 28)
    assert moment == datetime(2026, 11, 29, 1, 45), "India's time"


@pytest.mark.parametrize(
    "value", [10**15, -(10**18), Decimal("1234567890123.4567"), Decimal("NaN"), date(1899, 5, 1)]
)
def test_what_a_spreadsheet_would_round_or_not_know_stands_as_text(value):
    ((said,),) = cells_of((value,))
    assert said == (value.isoformat() if isinstance(value, date) else str(value))


def test_telugu_stays_as_it_was_typed():
    assert cells_of((TELUGU,)) == [(TELUGU,)]


@pytest.mark.parametrize("text", ["ab" * LETTERS_MAXIMUM, "😀" * LETTERS_MAXIMUM])
def test_a_cell_that_is_too_long_is_cut_and_says_so(text):
    ((said,),) = cells_of((text,))
    assert said.endswith("…")
    assert LETTERS_MAXIMUM - 1 <= len(said.encode("utf-16-le")) // 2 <= LETTERS_MAXIMUM


def test_the_heading_is_bold_and_stays_in_sight():
    sheet = book_of(("x",), columns=("=Name",)).worksheets[0]
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet["A1"].data_type) == ("A2", True, "s")
    assert not sheet["A2"].font.bold


def test_more_rows_than_a_sheet_holds_follow_on_the_next():
    book = book_of(*((n,) for n in range(7)), rows_maximum=4)
    assert book.sheetnames == ["Workers", "Workers 2", "Workers 3"]
    found = [[cell for (cell,) in sheet.iter_rows(values_only=True)] for sheet in book]
    assert found == [["A", 0, 1, 2], ["A", 3, 4, 5], ["A", 6]]


def test_exactly_full_sheets_are_followed_by_none():
    assert book_of(*((n,) for n in range(6)), rows_maximum=4).sheetnames == ["Workers", "Workers 2"]


def test_an_empty_list_is_a_sheet_with_its_heading():
    assert [list(row) for row in book_of().worksheets[0].iter_rows(values_only=True)] == [["A"]]


def test_the_last_sheet_says_what_it_is():
    book = book_of(("x",), about=[("Workers",), ("as of", date(2026, 11, 28))])
    assert book["Karmika"]["A1"].value == "Workers"
    assert book["Karmika"]["B2"].value == datetime(2026, 11, 28)


@pytest.mark.parametrize("name", ["[a]:*?/\\b", "", "x" * 90, "'", "వర్కర్లు" * 9, "a&b\x00"])
def test_any_title_is_a_name_of_a_sheet(name):
    parts = b"".join(xlsx(name, ("A",), [(n,) for n in range(5)], rows_maximum=3))
    for said in load_workbook(io.BytesIO(parts)).sheetnames:
        assert 1 <= len(said) <= 31
        assert not set(said) & set("[]:*?/\\")


def test_the_file_comes_in_parts_and_does_not_wait_for_the_last_row():
    def endless() -> Any:
        for n in range(10**9):
            yield (f"row {n} of a list without end",)

    parts = xlsx("Workers", ("A",), endless())
    some = [next(parts) for _ in range(20)]
    assert sum(map(len, some)) < 500_000


def test_every_part_of_the_package_is_named():
    data = b"".join(xlsx("Workers", ("A",), [("x",)], about=[("y",)]))
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    assert {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/styles.xml"} <= set(
        archive.namelist()
    )
