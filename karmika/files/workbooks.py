"""A list that comes as a workbook, as the CSV that it would be: its first sheet, what is calculated as it was last seen."""

import io
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from karmika.kernel.archives import Bounds, Damaged, TooLarge, look_through
from karmika.kernel.refused import Refused

LINES_MAXIMUM = 20_000
"""Reading them takes some seconds, and the page is waited for. A CSV may be longer."""
COLUMNS_MAXIMUM = 60
_BOUNDS = Bounds(unzipped=60_000_000, cells=600_000, rows=LINES_MAXIMUM + 1)
_MARK = b"PK\x03\x04"
# What openpyxl is known to raise on damaged files, besides its own.
_BROKEN = (
    InvalidFileException,
    BadZipFile,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    SyntaxError,
    RecursionError,
    NotImplementedError,
    EOFError,
)


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are those of an XLSX (or of another archive)."""
    return content.startswith(_MARK)


def as_csv(content: bytes) -> bytes:
    """A workbook as CSV in UTF-8; anything else as it is. The same workbook gives the same bytes.

    Raises Refused: files.workbook_too_large, files.workbook_unreadable.
    """
    if not is_workbook(content):
        return content
    try:
        look_through(content, _BOUNDS)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is not believed
        rows = sheet.iter_rows(
            max_row=LINES_MAXIMUM + 1, min_col=1, max_col=COLUMNS_MAXIMUM, values_only=True
        )
        return _written(rows)
    except TooLarge as error:
        raise Refused("files.workbook_too_large", lines=LINES_MAXIMUM) from error
    except (Damaged, *_BROKEN) as error:
        raise Refused("files.workbook_unreadable") from error


def _written(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """What is said is kept as it is: this file is read again by us and by no spreadsheet."""
    text = io.StringIO()
    empty, width = 0, 0
    for row in rows:
        said = [_said(value) for value in row]
        while said and not said[-1]:
            said.pop()
        if not said:
            empty += 1
            continue
        width = width or len(said)
        text.write("\n" * empty)
        text.write(",".join(map(_quoted, (*said, *[""] * (width - len(said))))) + "\n")
        empty = 0
    return text.getvalue().encode()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if "," in cell or '"' in cell else cell


def _said(value: Any) -> str:
    """A cell as somebody would type it into a CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(
        str(value).split()
    )  # a row of the workbook is a line of ours, so that its number is right
