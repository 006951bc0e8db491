"""A template filled: marked cells get their values, every other part keeps its bytes, openpyxl reads what was written."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

from karmika.monitoring.sheet_file import Answer, read
from karmika.monitoring.tests import sheet_templates as made

ANSWERS = {
    "area": Answer("Vijayawada", "Vijayawada"),
    "as_of": Answer(date(2026, 11, 30), "30 November 2026"),
    "workers": Answer(4090, "4,090"),
    "households_listed": Answer(7, "7"),
    "members": Answer(12, "12"),
}


def answer(spot):
    return ANSWERS.get(spot.mark.code)


def opened(data, **how):
    return openpyxl.load_workbook(io.BytesIO(data), **how)


def filled(*cells, found=answer, names=None):
    """The cells of column A after filling a simple template."""
    template = read(made.simple(*cells, names=names), whole=True)
    sheet = opened(template.filled(found)).active
    return {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_every_part_that_is_not_filled_keeps_its_bytes_and_its_place():
    before = made.full()
    after = read(before, whole=True).filled(answer)
    old, new = made.parts_of(before), made.parts_of(after)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet1.xml", "xl/workbook.xml"]
    kept = {
        "xl/charts/chart1.xml",
        "xl/media/image1.png",
        "xl/drawings/drawing1.xml",
        "xl/comments/comment1.xml",
    }
    assert kept < old.keys() and b"txBox" in new["xl/drawings/drawing1.xml"]


def test_within_the_filled_sheet_only_the_cells_and_the_remembered_values_change():
    template = made.full()
    before, after = (
        made.parts_of(one)["xl/worksheets/sheet1.xml"] for one in (template, read(template).filled(answer))
    )
    head, tail = before.split(b"<sheetData>")[0], before.split(b"</sheetData>")[1]
    assert after.startswith(head) and after.endswith(tail)
    for word in (
        b"sparklineGroup",
        b"conditionalFormatting",
        b"dataValidation",
        b"sheetProtection",
        b"mergeCell",
        b"<pane",
    ):
        assert word in after
    assert b'<row r="7"' in after and b"<f>IF(B5=0,0,B6/B5)</f>" in after


def test_the_packed_bytes_of_untouched_parts_are_copied_not_packed_anew():
    before = made.full()
    after = read(before).filled(answer)
    start = before.index(b"xl/charts/chart1.xml")
    assert before[start : start + 600] in after


def test_figures_are_numbers_days_are_days_and_formats_stay():
    sheet = opened(read(made.full()).filled(answer))["Monthly"]
    assert (sheet["B5"].value, sheet["B6"].value, sheet["B7"].value) == (4090, 4090, 7)
    assert sheet["B2"].value.date() == date(2026, 11, 30) and sheet["B2"].number_format == "dd-mm-yyyy"
    assert sheet["A1"].value == "నెలవారీ పట్టిక: Vijayawada" and sheet["A1"].font.name == "Gautami"
    assert (
        sheet["B7"].fill.fgColor.rgb == "00FFF2CC" and sheet["B5"].comment.text == "From the doorstep survey"
    )


def test_formulas_stay_and_their_remembered_values_go():
    data = read(made.full()).filled(answer)
    assert opened(made.full(), data_only=True)["Monthly"]["B8"].value == 0.5
    assert opened(data, data_only=True)["Monthly"]["B8"].value is None
    assert opened(data, data_only=True)["Monthly"]["B9"].value is None
    assert opened(data)["Monthly"]["B8"].value == "=IF(B5=0,0,B6/B5)"
    assert opened(data).calculation.fullCalcOnLoad


def test_a_workbook_without_formulas_is_left_alone_but_for_its_sheet():
    before = made.simple("{{workers}}", "text")
    old, new = made.parts_of(before), made.parts_of(read(before).filled(answer))
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet1.xml"]


def test_a_mark_within_a_text_is_written_as_people_read_it():
    assert filled("In {{ Area }}: {{workers}} workers")["A1"].value == "In Vijayawada: 4,090 workers"


def test_formats_within_a_text_are_kept_though_a_mark_runs_across_them():
    rich = (
        b'<si><r><rPr><b/></rPr><t xml:space="preserve">Total {{wor</t></r><r><rPr><i/></rPr><t>kers}} people</t></r>'
        b'<rPh sb="0" eb="1"><t>x</t></rPh></si>'
    )
    plain = made.shared(made.simple("a"))
    data = made.changed(plain, "xl/sharedStrings.xml", lambda xml: xml.replace(b"<si><t>a</t></si>", rich))
    after = made.parts_of(read(data).filled(answer))["xl/worksheets/sheet1.xml"].decode()
    assert '<r><rPr><b/></rPr><t xml:space="preserve">Total 4,090</t></r>' in after
    assert '<r><rPr><i/></rPr><t xml:space="preserve"> people</t></r>' in after


def test_named_cells_are_filled_also_where_the_file_has_no_cell_yet():
    names = {
        "karmika.workers": "Sheet1!$C$1",
        "karmika.households_listed": "'Sheet1'!$B$9",
        "karmika.members": "Sheet1!$A$9",
        "other.name": "Sheet1!$D$1",
    }
    cells = filled("text", names=names)
    assert {name: cell.value for name, cell in cells.items()} == {"A1": "text", "C1": 4090, "A9": 12, "B9": 7}


def test_named_cells_of_an_empty_sheet_and_of_an_empty_row_are_filled():
    empty = made.simple(names={"karmika.workers": "Sheet1!$B$3", "karmika.members": "Sheet1!$A$1"})
    assert opened(read(empty).filled(answer)).active["B3"].value == 4090
    closed = made.changed(
        empty, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"></sheetData>", b" />")
    )
    assert opened(read(closed).filled(answer)).active["A1"].value == 12
    row = made.changed(
        empty,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"<sheetData></sheetData>", b'<sheetData><row r="3" ht="33" customHeight="1" /></sheetData>'
        ),
    )
    sheet = opened(read(row).filled(answer)).active
    assert (sheet["B3"].value, sheet["A1"].value, sheet.row_dimensions[3].height) == (4090, 12, 33)


def test_cells_without_content_are_filled_and_their_neighbours_stay():
    body = b'<row r="1"><c r="A1" s="0"/><c r="B1"><v>5</v></c><c r="C1"/></row><row r="2"><c r="A2"><f>B1</f><v/></c></row>'
    names = {"karmika.workers": "Sheet1!$A$1", "karmika.members": "Sheet1!$C$1"}
    data = made.changed(
        made.simple(names=names),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + body),
    )
    sheet = opened(read(data).filled(answer)).active
    assert [cell.value for cell in sheet[1]] == [4090, 5, 12] and sheet["A2"].value == "=B1"


@pytest.mark.parametrize(
    ("cells", "names", "code", "cell"),
    [
        (["{{workers|colour}}"], {}, "unreadable", "A1"),
        (["{{wor|kers"], {}, "open", "A1"),
        (['=LEN("{{workers}}")'], {}, "in_formula", "A1"),
        (["=1"], {"karmika.workers": "Sheet1!$A$1"}, "named_formula", "A1"),
        (["x"], {"karmika.workers": "Sheet1!$A$1:$B$2"}, "named_range", "A1"),
        (["x"], {"karmika.workers": "#REF!"}, "named_nothing", ""),
        (["x"], {"karmika.workers": "Other!$A$1"}, "named_nothing", ""),
        (["{{members}}"], {"karmika.workers": "Sheet1!$A$1"}, "named_and_marked", "A1"),
    ],
)
def test_what_cannot_be_filled_is_said_with_its_cell(cells, names, code, cell):
    problems = read(made.simple(*cells, names=names), whole=True).problems
    assert [(one.code, one.cell) for one in problems] == [(code, cell)]


def test_the_name_of_merged_cells_leads_to_the_first_of_them():
    book = opened(made.simple("x", names={"karmika.workers": "Sheet1!$B$2:$C$3"}))
    book.active.merge_cells("B2:C3")
    template = read(made.saved(book), whole=True)
    assert not template.problems and opened(template.filled(answer)).active["B2"].value == 4090


def test_a_mark_in_the_head_of_a_table_is_refused_for_the_table_would_be_damaged():
    book = opened(made.simple("{{month}}", "1"))
    table = openpyxl.worksheet.table.Table(displayName="T", ref="A1:A2")
    table._initialise_columns()
    table.tableColumns[0].name = "{{month}}"
    book.active.add_table(table)
    assert [(one.code, one.cell) for one in read(made.saved(book)).problems] == [("in_table_head", "A1")]


def test_marks_outside_cells_are_noticed():
    data = made.changed(
        made.full(), "xl/drawings/drawing1.xml", lambda xml: xml.replace("మిషన్".encode(), b"{{area}}")
    )
    assert [(one.code, one.sheet) for one in read(data, whole=True).problems] == [
        ("elsewhere", "xl/drawings/drawing1.xml")
    ]
    book = opened(made.simple("{{area}}"))
    book.active.oddFooter.left.text = "{{as_of}}"
    assert [one.code for one in read(made.saved(book)).problems] == ["in_heading"]


def test_a_mark_without_an_answer_stays_as_it_is():
    cells = filled("{{colours}}", "{{workers}} of {{colours}}", "{{workers}}")
    assert [cell.value for cell in cells.values()] == ["{{colours}}", "4,090 of {{colours}}", 4090]


def test_numbers_are_exact_shares_keep_their_digits_and_nothing_leaves_the_cell_empty():
    values = {"a": Decimal("42.50"), "b": 10**18, "c": None, "d": -3, "e": Decimal("0.425")}
    cells = filled(
        *[f"{{{{{name}}}}}" for name in values], found=lambda spot: Answer(values[spot.mark.code], "x")
    )
    assert {name: cell.value for name, cell in cells.items()} == {
        "A1": 42.5,
        "A2": str(10**18),
        "A4": -3,
        "A5": 0.425,
    }


def test_days_count_from_1904_where_the_workbook_does():
    data = made.changed(
        made.simple("{{as_of|date}}"),
        "xl/workbook.xml",
        lambda xml: xml.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>'),
    )
    number = to_excel(date(2026, 11, 30), CALENDAR_MAC_1904)
    assert number == 44894
    assert (
        f"<v>{number:.0f}</v>".encode()
        in made.parts_of(read(data).filled(answer))["xl/worksheets/sheet1.xml"]
    )


def test_prefixes_and_cells_without_references_are_understood():
    def change(xml: bytes) -> bytes:
        cells = (
            '<x:c t="inlineStr"><x:is><x:t>{{area}}</x:t></x:is></x:c>',
            "<x:c t='str'><x:v>{{workers}}</x:v></x:c>",
        )
        body = f"<x:sheetData><x:row>{''.join(cells)}</x:row></x:sheetData>"
        return (
            f'<?xml version="1.0"?><!-- > --><x:worksheet xmlns:x="{made.MAIN}">{body}</x:worksheet>'.encode()
        )

    data = made.changed(made.simple("a"), "xl/worksheets/sheet1.xml", change)
    sheet = opened(read(data).filled(answer)).active
    assert (sheet["A1"].value, sheet["B1"].value) == ("Vijayawada", 4090)


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=200,
)


@given(TEXTS)
def test_any_text_comes_out_as_it_was_put_in_and_is_never_a_formula(text):
    template = read(TEMPLATE)
    sheet = opened(template.filled(lambda spot: Answer(text, text))).active
    if "_x" not in text:  # openpyxl does not undo the escape that a spreadsheet undoes
        assert sheet["A1"].value == text and sheet["A2"].value == f"a {text} b"
    assert sheet["A1"].data_type == "s"


TEMPLATE = made.simple("{{area}}", "a {{area}} b")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "=cmd|' /C calc'!A0", "\t=1", "{=1}", "'=1"])
def test_a_text_that_looks_like_a_formula_is_a_text(text):
    cell = filled("{{area}}", found=lambda spot: Answer(text, text))["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_a_cell_cannot_hold_is_left_out_and_an_escape_stays_readable():
    cell = filled("{{area}}", found=lambda spot: Answer("a\x00b\x0bc\r\nd\re", ""))["A1"]
    assert cell.value == "abc\nd\ne"
    data = read(made.simple("{{area}}")).filled(lambda spot: Answer("_x0041_", ""))
    assert b"_x005F_x0041_" in made.parts_of(data)["xl/worksheets/sheet1.xml"]
    long = filled("{{area}}", found=lambda spot: Answer("x" * 40_000, ""))["A1"].value
    assert len(long) == 32_767


def test_filling_twice_gives_the_same_bytes():
    template = made.full()
    assert read(template).filled(answer) == read(template).filled(answer)
