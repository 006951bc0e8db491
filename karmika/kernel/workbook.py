"""Tables that leave as XLSX, written as a stream: memory does not grow with the rows, and no cell is ever a formula.

Own code because it takes a third of the CPU of the quickest library that streams (docs/decisions/0018-exports.md).
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeAlias
from xml.sax.saxutils import escape

from karmika.kernel.dates import INDIA
from karmika.kernel.sheets import looks_calculated

if TYPE_CHECKING:
    from typing_extensions import Buffer

Value: TypeAlias = str | int | Decimal | date | None

ROWS_MAXIMUM = 1_048_576
"""Of one sheet, the heading among them."""
LETTERS_MAXIMUM = 32_767
"""Of one cell, in UTF-16 units: a spreadsheet calls a file with longer ones damaged."""
EXACT_MAXIMUM = 999_999_999_999_999
"""Spreadsheets keep fifteen digits of a number; longer ones stand as text."""

_PLAIN, _HEADING, _DAY, _MOMENT, _QUOTED = range(5)
"""Places in the list of formats in `_STYLES`."""
_ROWS_AT_ONCE = 500
_LEVEL = 4
_FIRST_DAY, _ZERO_DAY = date(1900, 3, 1), date(1899, 12, 30).toordinal()
"""Before March 1900 spreadsheets disagree about the days: they count a 29 February that was none."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_NAME_LETTERS = 28

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf xfId="0"/>'
    '<xf fontId="1" applyFont="1" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1" xfId="0"/><xf numFmtId="165" applyNumberFormat="1" xfId="0"/>'
    '<xf xfId="0" quotePrefix="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def xlsx(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    about: Iterable[Sequence[Value]] = (),
    *,
    rows_maximum: int = ROWS_MAXIMUM,
) -> Iterator[bytes]:
    """The bytes of a workbook: the rows under a bold heading that stays in sight, and a last sheet with `about`.

    What is more than one sheet can hold follows on further sheets with the same heading.
    """
    sink = _Sink()
    names: list[str] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        source = iter(rows)
        ahead = list(islice(source, 1))
        while ahead or not names:
            names.append(_sheet_name(name, len(names) + 1))
            with archive.open(f"xl/worksheets/sheet{len(names)}.xml", "w", force_zip64=True) as part:
                part.write(_opening(columns).encode())
                for text in _rows_of(islice(chain(ahead, source), rows_maximum - 1)):
                    part.write(text.encode())
                    yield from sink.taken()
                part.write(b"</sheetData></worksheet>")
            ahead = list(islice(source, 1))
        said = list(about)
        if said:
            names.append("Karmika")
            text = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(_rows_of(said, 1))}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/sheet{len(names)}.xml", text)
        for path, text in _rest(names):
            archive.writestr(path, text)
    yield from sink.taken()


class _Sink:
    """Where the archive is written to: what came since one last looked."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: "Buffer", /) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> Iterator[bytes]:
        """What was written, once."""
        if self._parts:
            yield b"".join(self._parts)
            self._parts.clear()


def _sheet_name(name: str, number: int) -> str:
    tidy = " ".join(_NOT_IN_A_NAME.sub(" ", _in_xml(name)).split())[:_NAME_LETTERS].strip() or "Sheet"
    return tidy if number == 1 else f"{tidy[: _NAME_LETTERS - len(str(number))]} {number}"


def _opening(columns: Sequence[str]) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{max(12, min(40, len(column) + 4))}" customWidth="1"/>'
        for n, column in enumerate(columns, 1)
    )
    heading = "".join(_text(f"{_letters(n)}1", _in_xml(column), _HEADING) for n, column in enumerate(columns))
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'{f"<cols>{widths}</cols>" if widths else ""}<sheetData><row r="1">{heading}</row>'
    )


def _rows_of(rows: Iterable[Sequence[Value]], first: int = 2) -> Iterator[str]:
    """The rows as text, some hundred at once."""
    parts: list[str] = []
    letters: list[str] = []
    for number, row in enumerate(rows, first):
        if len(letters) < len(row):
            letters = [_letters(n) for n in range(len(row))]
        cells = [_cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=False)]
        parts.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(parts) == _ROWS_AT_ONCE:
            yield "".join(parts)
            parts.clear()
    yield "".join(parts)


def _letters(column: int) -> str:
    """The name of a column, counted from 0: A, B, ... Z, AA."""
    above, last = divmod(column, 26)
    return (_letters(above - 1) if above else "") + chr(65 + last)


def _cell(at: str, value: Value) -> str:
    """One cell. Days and moments are numbers with a format; text is text, whatever it begins with."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return _text(at, _in_xml(value), _QUOTED if looks_calculated(value) else _PLAIN)
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | Decimal):
        return f'<c r="{at}"><v>{value}</v></c>' if _is_exact(value) else _text(at, str(value), _QUOTED)
    if isinstance(value, datetime):
        local = value.astimezone(INDIA)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        day = local.date().toordinal() - _ZERO_DAY
        return f'<c r="{at}" s="{_MOMENT}"><v>{day + seconds / 86400!r}</v></c>'
    if value < _FIRST_DAY:
        return _text(at, value.isoformat(), _PLAIN)
    return f'<c r="{at}" s="{_DAY}"><v>{value.toordinal() - _ZERO_DAY}</v></c>'


def _is_exact(value: int | Decimal) -> bool:
    if isinstance(value, int):
        return abs(value) <= EXACT_MAXIMUM
    return value.is_finite() and len(value.as_tuple().digits) <= 15


def _text(at: str, text: str, style: int) -> str:
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    look = f' s="{style}"' if style else ""
    return f'<c r="{at}" t="inlineStr"{look}><is><t{space}>{escape(text)}</t></is></c>'


def _in_xml(text: str) -> str:
    """The text as XML can hold it: line ends are one character, what has no place there is a mark of replacement."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = _NOT_IN_XML.sub("\ufffd", text)
    if "_x" in text:  # spreadsheets read _x0041_ as "A"
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if len(text) > LETTERS_MAXIMUM // 2 and len(text.encode("utf-16-le")) // 2 > LETTERS_MAXIMUM:
        cut = text.encode("utf-16-le")[: 2 * (LETTERS_MAXIMUM - 1)]
        text = cut.decode("utf-16-le", errors="ignore") + "…"
    return text


def _rest(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of the package that say what the others are."""
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}styles+xml"/>{overrides}</Types>',
    )
    yield (
        "_rels/.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{sheets}</sheets></workbook>',
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{related}<Relationship Id="rId{len(names) + 1}" '
        f'Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>',
    )
    yield "xl/styles.xml", _STYLES
