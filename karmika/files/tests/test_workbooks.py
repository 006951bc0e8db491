"""Workbooks that are handed in: read as the CSV that they would be, and the hostile ones refused quickly."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from karmika import testing
from karmika.files.reading import Columns, read
from karmika.files.workbooks import LINES_MAXIMUM, as_csv
from karmika.kernel.refused import Refused
from karmika.kernel.workbook import xlsx


def saved(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(content):
    with testing.ends(), pytest.raises(Refused) as caught:
        as_csv(content)
    return caught.value.code


def parts_of(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_sheet(text):
    """A workbook whose sheet is this XML."""
    parts = parts_of(saved(["name"]))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{main}">{text}</worksheet>'.encode()
    return zipped(parts)


def test_cells_are_as_somebody_would_type_them():
    row = [
        "లక్ష్మి",
        9848012301,
        12.0,
        1.5,
        date(2026, 11, 28),
        datetime(2026, 11, 28, 6, 30),
        True,
        None,
        'a, "b"',
    ]
    lines, bad = read(
        as_csv(saved([f"c{n}" for n in range(9)], row)), Columns(tuple(f"c{n}" for n in range(9)))
    )
    assert bad == []
    assert list(lines[0].cells.values()) == [
        "లక్ష్మి", "9848012301", "12", "1.5", "2026-11-28", "2026-11-28 06:30", "yes", "", 'a, "b"',
    ]  # fmt: skip


def test_a_line_of_the_workbook_keeps_its_number():
    content = as_csv(saved(["name"], ["one\ntwo"], [], ["three"]))
    lines, _ = read(content, Columns(("name",)))
    assert [(line.number, line.cells["name"]) for line in lines] == [(2, "one two"), (4, "three")]


def test_what_was_taken_along_is_read_again():
    data = b"".join(xlsx("Workers", ("name", "code"), [("లక్ష్మి", "=1+1"), ("b", "+91")]))
    lines, _ = read(as_csv(data), Columns(("name", "code")))
    assert [line.cells["code"] for line in lines] == ["=1+1", "+91"]


def test_what_is_no_workbook_is_left_as_it_is():
    assert as_csv(b"name\nx\n") == b"name\nx\n"


def test_a_formula_gives_what_was_last_seen_and_is_not_calculated():
    assert as_csv(saved(["name"], ["=1+1"])).decode().splitlines() == ["name"]


def test_more_lines_than_allowed_are_refused():
    assert refusal(saved(*([n] for n in range(LINES_MAXIMUM + 2)))) == "files.workbook_too_large"


def test_bombs_and_endless_sheets_are_refused():
    bomb = with_sheet("<sheetData>" + " " * 80_000_000 + "</sheetData>")
    cells = with_sheet("<sheetData><row>" + '<c r="A1"/>' * 700_000 + "</row></sheetData>")
    assert refusal(bomb) == refusal(cells) == "files.workbook_too_large"


def test_a_dtd_is_refused():
    parts = parts_of(saved(["name"]))
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + sheet
    assert refusal(zipped(parts)) == "files.workbook_unreadable"


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="999999999999"><c><v>1</v></c></row>',
        '<row r="2"><c r="XFD2"><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>',
        '<row r="-5"><c><v>x</v></c></row>',
    ],
)
def test_rows_and_columns_that_are_said_to_be_far_away_cost_nothing(row):
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    content = with_sheet(f'<dimension ref="A1:XFD1048576"/><sheetData>{head}{row}</sheetData>')
    try:
        with testing.ends():
            assert len(as_csv(content)) < 100_000
    except Refused as refused:
        assert refused.code in ("files.workbook_unreadable", "files.workbook_too_large")


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 500, zipped({"a.txt": b"x"})])
def test_other_archives_are_refused(content):
    assert refusal(content) == "files.workbook_unreadable"


def test_a_workbook_without_a_sheet_of_cells_is_refused():
    parts = parts_of(saved(["name"]))
    del parts["xl/worksheets/sheet1.xml"]
    assert refusal(zipped(parts)) == "files.workbook_unreadable"
