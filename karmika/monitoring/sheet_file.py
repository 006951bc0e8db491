"""A mission's own workbook, filled: marked cells get figures, every other part of the file keeps its bytes. Free of Django.

What is changed: the marked cells; the remembered values of formulas, which would be stale; the order to calculate anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple, TypeAlias

from karmika.kernel.refused import Refused
from karmika.monitoring import sheet_book, sheet_marks
from karmika.monitoring.sheet_book import Book, Named, cell_name
from karmika.monitoring.sheet_cells import MOST_CELLS, Cell, Edit, SheetCells
from karmika.monitoring.sheet_marks import Mark, MarkError
from karmika.monitoring.sheet_xml import Run, SharedStrings, text_xml
from karmika.monitoring.sheet_zip import Package

Value: TypeAlias = int | Decimal | date | str | None
"""What a cell can hold; None leaves it empty, with its format."""
_SAFE_DIGITS = 15
"""A spreadsheet keeps no more digits of a number: a longer one is written as text."""
_SAID_MAXIMUM = 200
_DRAWN = ("xl/drawings/", "xl/charts/", "xl/comments", "xl/threadedcomments/")


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands for a mark: the value for a cell of its own, and the same in words, for a mark within a text."""

    value: Value
    text: str


class Spot(NamedTuple):
    """A cell with a mark (`said`: as it is written there). `row` is its row in the sheet."""

    sheet: str
    cell: str
    row: int
    said: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be filled, where, and why.

    Codes: unreadable (`said` is the word), open, in_formula, in_table_head, named_formula, named_range, named_nothing,
    named_and_marked, in_heading, elsewhere (`sheet` is the part).
    """

    code: str
    sheet: str
    cell: str = ""
    said: str = ""


@dataclass(slots=True)
class _Filled:
    """A cell on its way: its marks by their place in its text; for a named cell the one mark."""

    cell: Cell
    marks: tuple[tuple[int, int, Mark], ...] = ()
    named: Mark | None = None

    @property
    def is_alone(self) -> bool:
        """Whether there is one mark and nothing beside it."""
        if len(self.marks) != 1:
            return False
        start, end, _ = self.marks[0]
        return not self.cell.text[:start].strip() and not self.cell.text[end:].strip()


@dataclass(slots=True)
class _Sheet:
    """What is known of one sheet."""

    name: str
    part: str
    data: bytes
    stale: list[Edit]
    filled: list[_Filled]


@dataclass(slots=True)
class Template:
    """A workbook that was read: its marks in the order of the sheets, and what is wrong with it."""

    package: Package
    book: Book
    spots: list[Spot] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    has_formulas: bool = False
    _sheets: list[_Sheet] = field(default_factory=list)

    def filled(self, answer: Callable[[Spot], Answer | None]) -> bytes:
        """The file with an answer for every mark; a mark without an answer stays as it is, to be seen."""
        parts: dict[str, bytes] = {}
        spots = iter(self.spots)
        for sheet in self._sheets:
            edits = list(sheet.stale)
            missing: list[tuple[Cell, bytes]] = []
            for one in sheet.filled:
                answers = [answer(next(spots)) for _ in range(len(one.marks) + (one.named is not None))]
                written = self._written(one, answers)
                if written is not None and one.cell.missing:
                    missing.append((one.cell, written))
                elif written is not None:
                    edits.append((*one.cell.span, written))
            edits += _put_in(missing, sheet.data)
            if edits:
                parts[sheet.part] = _edited(sheet.data, edits)
        if self.has_formulas:
            parts[self.book.part] = self.book.recalculated()
        return self.package.exchanged(parts)

    def _written(self, one: _Filled, answers: list[Answer | None]) -> bytes | None:
        cell = one.cell
        if all(found is None for found in answers):
            return None
        if one.named is not None or one.is_alone:
            (found,) = answers
            assert found is not None
            return _cell_xml(cell, found.value, self.book.days_from_1904)
        runs = _within(
            cell.runs, [(*mark[:2], found) for mark, found in zip(one.marks, answers, strict=True)]
        )
        return _head(cell, "inlineStr") + text_xml(cell.prefix, runs) + _tail(cell)


def read(data: bytes, *, whole: bool = False) -> Template:
    """Read a template; `whole`: unpack every part once, as is done when it is first taken in.

    Raises Refused (monitoring.sheet_...): too large, no .xlsx, with macros, with a password, damaged.
    """
    package = Package(data)
    book = sheet_book.read(package)
    if whole:
        package.verify()
    template = Template(package, book)
    shared: Mapping[int, tuple[Run, ...]] = {}
    if book.strings and b"{" in (content := package.read(book.strings)):
        strings = SharedStrings(book.strings, content, sheet_marks.OPENS)
        strings.walk()
        shared = strings.found
    names: dict[str, list[Named]] = {}
    for named in book.names:
        names.setdefault(named.sheet.casefold(), []).append(named)
    known = {name.casefold() for name in book.sheets}
    for named in book.names:
        if named.sheet.casefold() not in known:
            template.problems.append(Problem("named_nothing", "", said=named.name))
    for name, part in book.sheets.items():
        _read_sheet(template, (name, part), shared, names.get(name.casefold(), []))
    if whole:
        template.problems += _drawn(package)
    return template


def _read_sheet(
    template: Template,
    where: tuple[str, str],
    shared: Mapping[int, tuple[Run, ...]],
    names: list[Named],
) -> None:
    name, part = where
    data = template.package.read(part)
    walked = SheetCells(part, data, shared, {named.first for named in names})
    walked.walk()
    walked.place_missing()
    template.has_formulas |= walked.has_formulas
    by_place: dict[tuple[int, int], Named] = {}
    for named in names:
        at = cell_name(*named.first)
        if named.first in walked.formulas:
            template.problems.append(Problem("named_formula", name, at, named.name))
        elif named.last != named.first and (named.first, named.last) not in walked.merged:
            template.problems.append(Problem("named_range", name, at, named.name))
        else:
            by_place[named.first] = named
    heads = sheet_book.table_heads(template.package, part) if walked.cells else []
    sheet = _Sheet(name, part, data, walked.stale, [])
    for place in sorted(walked.cells):
        cell = walked.cells[place]
        if any(cell.row == row and first <= cell.column <= last for row, first, last in heads):
            template.problems.append(Problem("in_table_head", name, cell.name))
            continue
        one = _Filled(cell)
        template.spots += _spots(template, name, one, by_place.get(place))
        if one.marks or one.named:
            sheet.filled.append(one)
    template.problems += [Problem("in_formula", name, at) for at in walked.marked_formulas]
    template.problems += [Problem("in_heading", name) for _ in walked.marked_heads[:1]]
    template._sheets.append(sheet)


def _spots(template: Template, sheet: str, one: _Filled, named: Named | None) -> Iterator[Spot]:
    """The marks of a cell, each noted on the cell, in the order of its text."""
    cell = one.cell
    if cell.text and named is not None:
        template.problems.append(Problem("named_and_marked", sheet, cell.name, named.name))
    elif named is not None:
        try:
            one.named = sheet_marks.read_name(named.name)
        except MarkError as error:
            template.problems.append(Problem("unreadable", sheet, cell.name, error.word))
            return
        yield Spot(sheet, cell.name, cell.row, named.name, one.named)
    if not cell.text:
        return
    found = sheet_marks.found_in(cell.text)
    if len(template.spots) + len(found.marks) > MOST_CELLS:
        raise Refused("monitoring.sheet_marks", maximum=MOST_CELLS)
    for word in found.unreadable:
        template.problems.append(Problem("unreadable", sheet, cell.name, word))
    if found.is_open:
        template.problems.append(Problem("open", sheet, cell.name))
    one.marks = found.marks
    for start, end, mark in found.marks:
        yield Spot(sheet, cell.name, cell.row, cell.text[start:end][:_SAID_MAXIMUM], mark)


def _drawn(package: Package) -> Iterator[Problem]:
    """Marks in pictures, charts and comments: only cells are filled."""
    sign = sheet_marks.OPENS.encode()
    for part in package.names:
        if part.lower().startswith(_DRAWN) and part.endswith(".xml") and sign in package.read(part):
            yield Problem("elsewhere", part)


def _within(runs: tuple[Run, ...], marks: list[tuple[int, int, Answer | None]]) -> tuple[Run, ...]:
    """The runs with the answers in their text; an answer takes the format in which its mark begins."""
    written: list[Run] = []
    at = 0
    for run in runs:
        begins, ends = at, at + len(run.text)
        text, position = "", begins
        for start, end, found in marks:
            if found is None or end <= begins or start >= ends:
                continue
            if start >= begins:
                text += run.text[position - begins : start - begins] + found.text
            position = min(end, ends)
        written.append(Run(text + run.text[position - begins :], run.format_xml))
        at = ends
    return tuple(written)


def _head(cell: Cell, kind: str = "") -> bytes:
    style = f' s="{cell.style}"' if cell.style else ""
    given = f' t="{kind}"' if kind else ""
    return f'<{cell.prefix}c r="{cell.name}"{style}{given}>'.encode()


def _tail(cell: Cell) -> bytes:
    return f"</{cell.prefix}c>".encode()


def _cell_xml(cell: Cell, value: Value, days_from_1904: bool) -> bytes:
    """The cell with a value: a number as a number, everything else as text, which no program takes for a formula."""
    if isinstance(value, date):
        base = date(1904, 1, 1) if days_from_1904 else date(1899, 12, 30)
        value = (value - base).days
    if isinstance(value, int | Decimal) and sum(map(str.isdigit, _digits(value))) > _SAFE_DIGITS:
        value = _digits(value)
    if value is None:
        return _head(cell) + _tail(cell)
    if isinstance(value, str):
        return _head(cell, "inlineStr") + text_xml(cell.prefix, (Run(value),)) + _tail(cell)
    return _head(cell) + f"<{cell.prefix}v>{_digits(value)}</{cell.prefix}v>".encode() + _tail(cell)


def _digits(number: int | Decimal) -> str:
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def _put_in(missing: list[tuple[Cell, bytes]], data: bytes) -> Iterator[Edit]:
    """The edits that put cells where there was none, row by row."""
    for (span, kind), cells in groupby(missing, key=lambda one: (one[0].span, one[0].missing)):
        found = list(cells)
        cells_xml = b"".join(written for _, written in found)
        prefix = found[0][0].prefix
        if kind == "in":
            yield (*span, cells_xml)
            continue
        if kind == "closed":  # <row r="7" ht="20"/>
            opened = data[slice(*span)].removesuffix(b">").rstrip().removesuffix(b"/") + b">"
            yield (*span, opened + cells_xml + f"</{prefix}row>".encode())
            continue
        rows = b""
        for number, inside in groupby(found, key=lambda one: one[0].row):
            content = b"".join(written for _, written in inside)
            rows += f'<{prefix}row r="{number}">'.encode() + content + f"</{prefix}row>".encode()
        if kind == "body":
            rows = f"<{prefix}sheetData>".encode() + rows + f"</{prefix}sheetData>".encode()
        yield (*span, rows)


def _edited(data: bytes, edits: list[Edit]) -> bytes:
    pieces: list[bytes] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda one: one[:2]):
        assert start >= at, "two changes of the same bytes"
        pieces += (data[at:start], new)
        at = end
    return b"".join((*pieces, data[at:]))
