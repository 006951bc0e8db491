"""One sheet of a template, by bytes: its cells with marks, its formulas, and where a cell that is missing belongs.

Free of Django.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from karmika.kernel.refused import Refused
from karmika.monitoring.sheet_book import COLUMNS_MAXIMUM, ROWS_MAXIMUM, cell_name, column_number
from karmika.monitoring.sheet_marks import OPENS
from karmika.monitoring.sheet_xml import Run, Texts

MOST_CELLS = 10_000
"""Cells with marks in one template."""
_KIND = re.compile(rb"(?<=\s)t\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_HEADS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")

Edit = tuple[int, int, bytes]
"""From this byte to that one, these instead."""


@dataclass(slots=True)
class Cell:
    """A cell to be filled. `span` are its bytes; of a cell that is missing, where it belongs (and `missing` says how)."""

    row: int
    column: int
    runs: tuple[Run, ...]
    span: tuple[int, int]
    style: str = ""
    prefix: str = ""
    missing: str = ""
    """ "": it is there; "in": its row is; "closed": its row is there, but empty; "row": it is not; "body": no row is."""

    name: str = field(init=False)
    """As people say it: C7."""
    text: str = field(init=False)
    """What stands in it."""

    def __post_init__(self) -> None:
        self.name = cell_name(self.row, self.column)
        self.text = self.runs[0].text if len(self.runs) == 1 else "".join(run.text for run in self.runs)


@dataclass(slots=True)
class _Open:
    """The cell that is being read."""

    at: int
    row: int
    column: int
    kind: str
    style: str
    runs: tuple[Run, ...] = ()
    value: str = ""
    value_span: tuple[int, int] | None = None
    formula: str | None = None


@dataclass(slots=True)
class _Row:
    """A row in which a named cell is looked for: its bytes and those of its cells."""

    number: int
    at: int
    content_end: int = 0
    end: int = 0
    cells: list[tuple[int, int]] = field(default_factory=list)


class SheetCells(Texts):
    """Walks a sheet. `shared`: strings with marks by number; `named`: row and column of cells that have a name of ours."""

    def __init__(
        self,
        part: str,
        data: bytes,
        shared: Mapping[int, tuple[Run, ...]],
        named: Collection[tuple[int, int]],
    ) -> None:
        super().__init__(part, data)
        self._shared, self._named = shared, frozenset(named)
        self.cells: dict[tuple[int, int], Cell] = {}
        """Cells with marks in their text, and cells with names."""
        self.stale: list[Edit] = []
        """What takes the remembered values of formulas away."""
        self.has_formulas = False
        self.formulas: set[tuple[int, int]] = set()
        """Cells with names that hold a formula."""
        self.marked_formulas: list[str] = []
        self.marked_heads: list[str] = []
        self.merged: set[tuple[tuple[int, int], tuple[int, int]]] = set()
        self._rows: list[_Row] = []
        self._row, self._column = 0, 0
        self._open: _Open | None = None
        self._body_end = 0
        self._body_closed: tuple[int, int] | None = None
        self._inline = False
        self._value_at = 0
        self.prefix = ""

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        if self._inline:
            self.start_inside(name, at)
        elif name == "c":
            self._begin_cell(attributes, at)
        elif name == "v":
            self._value_at, self.text = at, []
        elif name == "f":
            self.text = []
        elif name == "is":
            self._inline = True
            self.begin_text()
        elif name == "row":
            self._row = _number(attributes.get("r"), self._row + 1, ROWS_MAXIMUM, self)
            self._column = 0
            if self._named:
                self._rows.append(_Row(self._row, at))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name in _HEADS:
            self.text = []
        elif name == "worksheet":
            named = self.data[at + 1 : self.after(at)].split(None, 1)[0].rstrip(b"/>").decode()
            self.prefix = f"{named.rpartition(':')[0]}:" if ":" in named else ""

    def end(self, name: str, at: int) -> None:
        if self._inline and name != "is":
            self.end_inside(name, at)
        elif name == "c":
            self._end_cell(at)
        elif name == "v":
            if self._open is not None:
                self._open.value, self._open.value_span = self._taken(), (self._value_at, self.after(at))
        elif name == "f":
            if self._open is not None:
                self._open.formula = self._taken()
        elif name == "is":
            self._inline = False
            if self._open is not None:
                self._open.runs = tuple(self.runs)
        elif name == "row":
            if self._rows:
                self._rows[-1].content_end, self._rows[-1].end = at, self.after(at)
        elif name == "sheetData":
            self._body_end = at
            if self.data[at + 1 : at + 2] != b"/":
                self._body_closed = (at, self.after(at))
        elif name in _HEADS and OPENS in self._taken():
            self.marked_heads.append(name)

    def _taken(self) -> str:
        text, self.text = "".join(self.text or ()), None
        return text

    def _begin_cell(self, attributes: Mapping[str, str], at: int) -> None:
        row, self._column = self._row, self._column + 1
        if "r" in attributes:
            found = _REFERENCE.fullmatch(attributes["r"])
            if found is None:
                raise self.damaged()
            row, self._column = int(found[2]), column_number(found[1])
        if not (1 <= row <= ROWS_MAXIMUM and self._column <= COLUMNS_MAXIMUM):
            raise self.damaged()
        kind, style = attributes.get("t", "n"), attributes.get("s", "")
        if style and not style.isdecimal():
            raise self.damaged()
        self._open = _Open(at, row, self._column, kind, style)
        if self._rows:
            self._rows[-1].cells.append((self._column, at))

    def _end_cell(self, at: int) -> None:
        cell, self._open = self._open, None
        if cell is None:
            raise self.damaged()
        place = (cell.row, cell.column)
        if cell.formula is not None:
            self._formula(cell, place)
            return
        runs = cell.runs
        if cell.kind == "s" and cell.value.strip().isdecimal():
            runs = self._shared.get(int(cell.value), ())
        elif cell.kind == "str":
            runs = (Run(cell.value),)
        marked = bool(runs) and OPENS in "".join([run.text for run in runs])
        if marked or place in self._named:
            kept = runs if marked else ()
            self.cells[place] = Cell(*place, kept, (cell.at, self.after(at)), cell.style, self.prefix)
            if len(self.cells) > MOST_CELLS:
                raise Refused("monitoring.sheet_marks", maximum=MOST_CELLS)

    def _formula(self, cell: _Open, place: tuple[int, int]) -> None:
        """The value that was remembered goes; so does its kind, which speaks of it."""
        self.has_formulas = True
        if OPENS in (cell.formula or ""):
            self.marked_formulas.append(cell_name(*place))
        if place in self._named:
            self.formulas.add(place)
        if cell.value_span is None:
            return
        tag_end = self.after(cell.at)
        tag = self.data[cell.at : tag_end]
        bare = _KIND.sub(b"", tag)
        if bare != tag:
            self.stale.append((cell.at, tag_end, bare))
        self.stale.append((*cell.value_span, b""))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        ends = [_REFERENCE.fullmatch(one) for one in (first, last or first)]
        if None not in ends:
            one, other = ((int(end[2]), column_number(end[1])) for end in ends if end is not None)
            self.merged.add((one, other))

    def place_missing(self) -> None:
        """Find where the cells belong that have a name and are not in the file: they never had a value or a format."""
        missing = sorted(self._named - self.cells.keys() - self.formulas)
        rows = {row.number: row for row in self._rows}
        for number, column in missing:
            self.cells[number, column] = self._missing(rows.get(number), number, column)

    def _missing(self, row: _Row | None, number: int, column: int) -> Cell:
        if row is None and self._body_closed:  # <sheetData/>
            return Cell(number, column, (), self._body_closed, prefix=self.prefix, missing="body")
        if row is None:
            behind = (one.at for one in self._rows if one.number > number)
            at = next(behind, self._body_end)
            return Cell(number, column, (), (at, at), prefix=self.prefix, missing="row")
        if row.at == row.content_end:  # <row r="7"/>
            return Cell(number, column, (), (row.at, row.end), prefix=self.prefix, missing="closed")
        at = next((start for other, start in row.cells if other > column), row.content_end)
        return Cell(number, column, (), (at, at), prefix=self.prefix, missing="in")


def _number(text: str | None, default: int, maximum: int, reader: Texts) -> int:
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= maximum:
        raise reader.damaged()
    return int(text)
