"""A CSV file as lines with numbers. Nothing of what is in it reaches a message: a line is told by its number."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from karmika.kernel.refused import Refused

MOST_BYTES = 200_000_000
CELL_MAXIMUM = 500

Cells = dict[str, str]


@dataclass(frozen=True)
class Columns:
    """What a file must have and may have. `mapping`: our column -> the file's heading, where they differ."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (*self.needed, *self.optional)

    def heading(self, column: str) -> str:
        """What the file calls a column."""
        return _folded(self.mapping.get(column, column))


@dataclass(frozen=True)
class Line:
    """A line of the file (the heading is line 1) and its cells by our names; a column that is not there is ""."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class BadRow:
    """A line that was not loaded, and why."""

    line: int
    refused: Refused


def read(content: bytes, columns: Columns) -> tuple[list[Line], list[BadRow]]:
    """The lines that can be read, and those that cannot. Empty lines are passed over.

    Raises Refused for the file as a whole: files.too_large, files.unreadable, files.columns, files.no_such_mapping.
    """
    if len(content) > MOST_BYTES:
        raise Refused("files.too_large", maximum=MOST_BYTES)
    if unknown := [column for column in columns.mapping if column not in columns.all]:
        raise Refused("files.no_such_mapping", column=unknown[0])
    try:
        text = content.decode("utf-8-sig")
        if "\x00" in text:
            raise Refused("files.unreadable")
        reader = csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True)
        reader.fieldnames = [_folded(name or "") for name in reader.fieldnames or ()]
        missing = [column for column in columns.needed if columns.heading(column) not in reader.fieldnames]
        if missing:
            raise Refused("files.columns", missing=", ".join(missing))
        return _lines(reader, columns)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused("files.unreadable") from error


def _lines(reader: "csv.DictReader[str]", columns: Columns) -> tuple[list[Line], list[BadRow]]:
    lines: list[Line] = []
    bad: list[BadRow] = []
    for found in reader:
        cells = {column: (found.get(columns.heading(column)) or "").strip() for column in columns.all}
        if None in found:
            bad.append(BadRow(reader.line_num, Refused("files.cells")))
        elif max(map(len, cells.values())) > CELL_MAXIMUM:
            bad.append(BadRow(reader.line_num, Refused("files.text_too_long", maximum=CELL_MAXIMUM)))
        elif any(cells.values()):
            lines.append(Line(reader.line_num, cells))
    return lines, bad


def strange(content: bytes, columns: Columns) -> list[str]:
    """Headings of a file that can be read which are none of ours: what stands below them is passed over."""
    first = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), [])
    known = {columns.heading(column) for column in columns.all}
    return [name.strip()[:40] for name in first if name.strip() and _folded(name) not in known][:50]


def keep_first(lines: Sequence[Line], key: tuple[str, ...]) -> tuple[list[Line], list[BadRow]]:
    """The lines of which none before has the same key (letters in any case), and the others."""
    first: dict[tuple[str, ...], int] = {}
    kept: list[Line] = []
    bad: list[BadRow] = []
    for line in lines:
        natural = tuple(line.cells[column].casefold() for column in key)
        if (known := first.setdefault(natural, line.number)) != line.number:
            bad.append(BadRow(line.number, Refused("files.line_twice", line=known)))
        else:
            kept.append(line)
    return kept, bad


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
