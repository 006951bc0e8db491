"""Workbooks from outside, looked through before anything parses them: bombs, DTDs, sheets of a million empty cells.

Sizes are counted while unpacking, in pieces: what an archive states about itself is not believed.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

_READ_AT_ONCE = 1 << 20
_DTD_MARKS = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)
_RATIO = 100
_PARTS = 1_000


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a workbook may have: bytes unpacked, cells and rows of all sheets, letters of one cell."""

    unzipped: int
    cells: int
    rows: int
    letters: int = 32_767


class TooLarge(ValueError):
    """More than the bounds allow; says what, in English, with nothing of the content."""


class Damaged(ValueError):
    """Not a workbook, or one that nobody should open; says why, in English, with nothing of the content."""


def look_through(data: bytes, bounds: Bounds) -> None:
    """Raises TooLarge or Damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _look_through(archive, bounds)
    except (TooLarge, Damaged):
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as error:
        raise Damaged("the workbook is damaged") from error


def _look_through(archive: zipfile.ZipFile, bounds: Bounds) -> None:
    entries = archive.infolist()
    if len(entries) > _PARTS:
        raise TooLarge(f"{len(entries)} parts")
    if "xl/workbook.xml" not in archive.namelist():
        raise Damaged("this is not a workbook")
    total = cells = rows = 0
    for entry in entries:
        size, found, lines = _measured(archive, entry, bounds, bounds.unzipped - total)
        total, cells, rows = total + size, cells + found, rows + lines
        if cells > bounds.cells or rows > bounds.rows:
            raise TooLarge(f"more than {bounds.cells} cells or {bounds.rows} rows")


def _measured(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: Bounds, allowed: int
) -> tuple[int, int, int]:
    """Unzipped bytes, cells and rows of one part. Raises when it is more than `allowed`, too dense, or has a DTD."""
    most = min(allowed, max(_RATIO * max(entry.compress_size, 1), 100_000))
    endless = re.compile(rb">[^<>]{%d}" % (4 * bounds.letters + 1))
    size = cells = rows = 0
    tail = b""
    with archive.open(entry) as part:
        while piece := part.read(_READ_AT_ONCE):
            size += len(piece)
            if size > most:
                raise TooLarge(f"{entry.filename[:60]} unpacks to more than {most} bytes")
            window = tail + piece
            if any(mark in window for mark in _DTD_MARKS):
                raise Damaged("the workbook has a DTD")
            if endless.search(window):
                raise TooLarge(f"a cell of more than {bounds.letters} letters")
            cells += piece.count(b"<c ") + piece.count(b"<c>")
            rows += piece.count(b"<row")
            tail = piece[-20:]
    return size, cells, rows
