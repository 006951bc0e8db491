"""Cells that a spreadsheet would calculate."""

import csv
import io

import pytest

from karmika.kernel.sheets import as_csv, neutral

FORMULAS = (
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\xa0=1", "\u200b=1", "\u202e=1",
    "＝1+1", "＋1", "－1", "＠SUM", "|calc", "\x00=1", "\u0301=1", "﹣1", "−1", '=HYPERLINK("http://x","y")',
    "+919848012301", "\ufeff=1", "  \t @x", "%0A=1",
)  # fmt: skip
PLAIN = ("Lakshmi", "లక్ష్మి", "लक्ष्मी = सीता", "a=b", "12", "W07-1", "", " ", "श्री-", "'=1", "(=1)")


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_a_text(cell):
    ((said,),) = list(csv.reader(io.StringIO(as_csv(("name",), [(cell,)]).decode(), newline="")))[1:]
    assert said == "'" + cell.replace("\r", "\n")


def test_a_line_that_begins_inside_a_cell_stays_inside_it():
    for cell in ("x\r=1+1", "x\n=1+1", "x\r\n=1+1", 'x"\r=1+1'):
        lines = as_csv(("name", "note"), [("W07", cell)]).decode()
        assert "\r" not in lines
        assert list(csv.reader(io.StringIO(lines, newline="")))[1:] == [
            ["W07", cell.replace("\r\n", "\n").replace("\r", "\n")]
        ]


@pytest.mark.parametrize("cell", PLAIN)
def test_other_texts_are_untouched(cell):
    assert neutral(cell) == cell


@pytest.mark.parametrize("cell", [-5, 0, None, True])
def test_numbers_stay_numbers(cell):
    assert neutral(cell) is cell


def test_the_same_rows_give_the_same_bytes():
    rows = [("W07", "Ward 7 · వార్డు 7"), ("W08", 'a "b", c')]
    said = 'name,label\nW07,Ward 7 · వార్డు 7\nW08,"a ""b"", c"\n'
    assert as_csv(("name", "label"), rows) == as_csv(("name", "label"), iter(rows)) == said.encode()
