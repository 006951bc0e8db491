"""The monitoring sheet of the demo: an invented mission's workbook, made here, with what such workbooks have in them."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule, DataBarRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from karmika.areas.queries import area_by_code
from karmika.cli.demo.offices import STATE, Office
from karmika.monitoring.asked import Asked
from karmika.monitoring.figures_page import Place
from karmika.monitoring.models import MonitoringSheet
from karmika.monitoring.sheet_keeping import keep
from karmika.monitoring.sheet_opening import opened

NAME = "Monthly progress of the mission"
LINES = (
    ("కుటుంబాలు / Households listed", "households_listed"),
    ("కార్మికులు / Workers", "workers"),
    ("మహిళా కార్మికులు / Women workers", "workers|sex:female"),
    ("సమ్మతులు / Consents", "consents"),
    ("సంఘాలు / Groups formed", "groups_formed"),
    ("సభ్యులు / Members of groups", "members"),
)
FIRST, PARTS_FIRST, PARTS = 6, 17, 30
_HEAD = PatternFill("solid", fgColor="1F4E5F")
_THIN = Border(*[Side(style="thin", color="BFBFBF")] * 4)


def keep_sheet(office: Office) -> None:
    """The state's programme manager uploads it, where it is not there yet."""
    if MonitoringSheet.objects.filter(name=NAME).exists():
        return
    place = Place(office.viewer("state"), area_by_code("state", STATE), Asked())
    data = workbook()
    keep(place, opened(place, data, whole=True), data, name=NAME, organisation=office.organisation)


def workbook() -> bytes:
    """The template: the same each time but for the moment that its properties name."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Progress"
    _fill_head(sheet)
    for number, (label, mark) in enumerate(LINES):
        row = FIRST + number
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, f"{{{{{mark}|month}}}}")
        sheet.cell(row, 3, f"{{{{{mark}|year}}}}")
        sheet.cell(row, 4, f"{{{{{mark}}}}}")
    sheet.cell(FIRST + 6, 1, "సంఘాల్లో మహిళలు / Women in groups")
    share = sheet.cell(FIRST + 6, 4, "{{table:mepma:women_share|fraction}}")
    share.number_format = "0.0%"
    sheet.cell(FIRST + 7, 1, "సంఘానికి సభ్యులు / Members per group")
    sheet.cell(FIRST + 7, 4, f"=IF(D{FIRST + 4}=0,0,D{FIRST + 5}/D{FIRST + 4})").number_format = "0.00"
    _fill_parts(sheet)
    _format(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill_head(sheet: Worksheet) -> None:
    sheet["A1"] = "నెలవారీ ప్రగతి నివేదిక: {{area}}"
    sheet["A2"] = "Monthly progress, {{month}}"
    sheet["A3"], sheet["B3"] = "నాటికి / As of", "{{as_of|date}}"
    sheet["B3"].number_format = "dd-mm-yyyy"
    for column, text in enumerate(("", "ఈ నెల / Month", "ఏప్రిల్ నుండి / Since April", "మొత్తం / In all"), 1):
        sheet.cell(FIRST - 1, column, text)
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)


def _fill_parts(sheet: Worksheet) -> None:
    """A table with a row for each part, its sum, and the line that says where the figures come from."""
    for column, text in enumerate(("ప్రాంతం / Area", "Workers", "Groups", "Members"), 1):
        sheet.cell(PARTS_FIRST - 1, column, text)
    last = PARTS_FIRST + PARTS - 1
    for row in range(PARTS_FIRST, last + 1):
        for column, mark in enumerate(("area", "workers", "groups_formed", "members"), 1):
            sheet.cell(row, column, f"{{{{{mark}|each}}}}")
    sheet.cell(last + 1, 1, "మొత్తం / Together")
    for letter in "BCD":
        sheet[f"{letter}{last + 1}"] = f"=SUM({letter}{PARTS_FIRST}:{letter}{last})"
    sheet.cell(
        last + 3, 1, "Made {{printed_at}}. {{definitions_version}}. Head of the journal: {{chain_head}}"
    )
    sheet.cell(last + 4, 1, "Checked by")
    checked = DataValidation(type="list", formula1='"District office,State office"', allow_blank=True)
    checked.add(f"B{last + 4}")
    sheet.add_data_validation(checked)


def _format(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 44
    for letter in "BCD":
        sheet.column_dimensions[letter].width = 22
    sheet["A1"].font = Font(name="Gautami", size=16, bold=True, color="1F4E5F")
    sheet["A1"].alignment = sheet["A2"].alignment = Alignment(horizontal="center")
    for row in (FIRST - 1, PARTS_FIRST - 1):
        for cell in sheet[row][:4]:
            cell.fill, cell.font = _HEAD, Font(bold=True, color="FFFFFF")
    ranges = (sheet[f"A{FIRST}:D{FIRST + 7}"], sheet[f"A{PARTS_FIRST}:D{PARTS_FIRST + PARTS}"])
    for row in (one for found in ranges for one in found):
        for cell in row:
            cell.border = _THIN
    bars = DataBarRule("min", None, "max", None, "5B9BD5")
    sheet.conditional_formatting.add(f"B{PARTS_FIRST}:B{PARTS_FIRST + PARTS - 1}", bars)
    none = CellIsRule(operator="equal", formula=["0"], fill=PatternFill(bgColor="F8CBAD"))
    sheet.conditional_formatting.add(f"D{FIRST}:D{FIRST + 5}", none)
    sheet.freeze_panes = f"B{FIRST}"
    chart = BarChart()
    chart.title = "Workers, groups, members"
    chart.add_data(Reference(sheet, min_col=4, min_row=FIRST, max_row=FIRST + 5))
    chart.set_categories(Reference(sheet, min_col=1, min_row=FIRST, max_row=FIRST + 5))
    sheet.add_chart(chart, "F5")
