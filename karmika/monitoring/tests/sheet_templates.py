"""Templates for the tests, made by openpyxl; what it cannot write (text box, picture, sparkline) is put in by hand."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, DataBarRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_TEXT_BOX = (
    '<absoluteAnchor><pos x="0" y="0"/><ext cx="900000" cy="300000"/><sp><nvSpPr><cNvPr id="9" name="Box"/>'
    f'<cNvSpPr txBox="1"/></nvSpPr><spPr/><txBody><a:bodyPr xmlns:a="{_DRAWING}"/><a:p xmlns:a="{_DRAWING}"><a:r>'
    "<a:t>మిషన్ పట్టిక</a:t></a:r></a:p></txBody></sp><clientData/></absoluteAnchor>"
)
_PICTURE = (
    '<absoluteAnchor><pos x="0" y="0"/><ext cx="9525" cy="9525"/><pic><nvPicPr><cNvPr id="10" name="Emblem"/><cNvPicPr/>'
    f'</nvPicPr><blipFill><a:blip xmlns:a="{_DRAWING}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships" r:embed="rIdP"/></blipFill><spPr/></pic><clientData/></absoluteAnchor>'
)
_SPARKLINE = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/'
    'excel/2006/main"><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Monthly!B5:B8</xm:f><xm:sqref>F5</xm:sqref>'
    "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook as openpyxl writes it."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def simple(*cells: str, names: Mapping[str, str] | None = None) -> bytes:
    """One sheet with these texts from A1 down, and names of cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for row, text in enumerate(cells, 1):
        sheet.cell(row, 1, text)
    for name, leads_to in (names or {}).items():
        book.defined_names[name] = DefinedName(name, attr_text=leads_to)
    return saved(book)


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a file by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part changed."""
    parts = parts_of(data)
    parts[part] = change(parts[part])
    return packed(parts)


def full(extra: int = 0) -> bytes:
    """A mission's sheet: merged heads, formats, validation, chart, picture, text box, sparkline, comment, protection.

    `extra`: so many more marked cells.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Monthly"
    sheet["A1"] = "నెలవారీ పట్టిక: {{area}}"
    sheet["A1"].font = Font(name="Gautami", bold=True, size=14)
    sheet.merge_cells("A1:D1")
    sheet["A2"], sheet["B2"] = "As of", "{{as_of|date}}"
    sheet["B2"].number_format = "dd-mm-yyyy"
    sheet["A5"], sheet["B5"] = "Workers", "{{workers}}"
    sheet["A6"], sheet["B6"] = "Women", "{{workers|sex:female}}"
    sheet["A7"] = "Households"
    sheet["B7"].fill = PatternFill("solid", fgColor="FFF2CC")
    sheet["A8"], sheet["B8"] = "Share", "=IF(B5=0,0,B6/B5)"
    sheet["B8"].number_format = "0.0%"
    sheet["A9"], sheet["B9"] = "Note", '=B5&" workers"'
    for number in range(extra):
        sheet.cell(20 + number // 10, 1 + number % 10, "{{workers|month}}" if number % 2 else "{{members}}")
    book.defined_names["karmika.households_listed"] = DefinedName(
        "karmika.households_listed", attr_text="Monthly!$B$7"
    )
    book.defined_names["print_rows"] = DefinedName("print_rows", attr_text="Monthly!$A$5:$B$8")
    sheet.freeze_panes = "B3"
    sheet.protection.sheet = True
    sheet.protection.password = "karmika"
    red = PatternFill(bgColor="F8CBAD")
    sheet.conditional_formatting.add("B5:B7", CellIsRule(operator="lessThan", formula=["3"], fill=red))
    sheet.conditional_formatting.add("B5:B7", DataBarRule("min", None, "max", None, "638EC6"))
    validation = DataValidation(type="list", formula1='"Vijayawada,Guntur"')
    validation.add("D2")
    sheet.add_data_validation(validation)
    sheet["B5"].comment = Comment("From the doorstep survey", "Office")
    sheet.oddHeader.center.text = "Mission"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=5, max_row=7))
    chart.set_categories(Reference(sheet, min_col=1, min_row=5, max_row=7))
    sheet.add_chart(chart, "H2")
    book.create_sheet("About")["A1"] = "Nothing is filled here"
    return _with_what_openpyxl_cannot_write(saved(book))


def _with_what_openpyxl_cannot_write(data: bytes) -> bytes:
    parts = parts_of(data)
    drawing = parts["xl/drawings/drawing1.xml"].decode()
    parts["xl/drawings/drawing1.xml"] = drawing.replace("</wsDr>", f"{_TEXT_BOX}{_PICTURE}</wsDr>").encode()
    relations = parts["xl/drawings/_rels/drawing1.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    picture = f'<Relationship Id="rIdP" Type="{kind}" Target="/xl/media/image1.png"/>'
    parts["xl/drawings/_rels/drawing1.xml.rels"] = relations.replace(
        "</Relationships>", f"{picture}</Relationships>"
    ).encode()
    parts["xl/media/image1.png"] = _png()
    kinds = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = kinds.replace(
        "<Default ", '<Default Extension="png" ContentType="image/png"/><Default ', 1
    ).encode()
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("</worksheet>", f"{_SPARKLINE}</worksheet>")
    # as Excel leaves it: with the values that the formulas had when it was saved
    sheet = re.sub(r"(<f>IF.*?</f>)<v></v>", r"\1<v>0.5</v>", sheet)
    sheet = re.sub(r'<c r="B9">(<f>.*?</f>)<v></v>', r'<c r="B9" t="str">\1<v>7 workers</v>', sheet)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    return shared(packed(parts))


def shared(data: bytes) -> bytes:
    """The file with the texts of its first sheet among the shared strings, each once, where Excel puts them."""
    parts = parts_of(data)
    texts: dict[str, int] = {}

    def moved(found: re.Match[str]) -> str:
        number = texts.setdefault(found[2], len(texts))
        return f'{found[1]} t="s"><v>{number}</v></c>'

    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = re.sub(r'(<c r="\w+"(?: s="\d+")?) t="inlineStr"><is>(.*?)</is></c>', moved, sheet)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    return packed(_with_strings(parts, [f"<si>{text}</si>" for text in texts]))


def _with_strings(parts: dict[str, bytes], strings: list[str]) -> dict[str, bytes]:
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{"".join(strings)}</sst>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    parts["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", relation).encode()
    named = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{named}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    return parts


def _png() -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )
