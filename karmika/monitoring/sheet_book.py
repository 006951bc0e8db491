"""What a workbook is made of: its kind, its sheets, the names of cells, the shared strings' part. Free of Django."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from karmika.kernel.refused import Refused
from karmika.monitoring.sheet_marks import NAMED
from karmika.monitoring.sheet_xml import Reader
from karmika.monitoring.sheet_zip import Package

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_REFUSED = (
    ("vbaproject", "monitoring.sheet_macros"),
    ("macroenabled", "monitoring.sheet_macros"),
    ("macrosheet", "monitoring.sheet_macros"),
    ("activex", "monitoring.sheet_macros"),
    ("_xmlsignatures", "monitoring.sheet_signed"),
    ("externallink", "monitoring.sheet_reaches_out"),
    ("connections", "monitoring.sheet_reaches_out"),
    ("querytable", "monitoring.sheet_reaches_out"),
    ("embeddings/", "monitoring.sheet_reaches_out"),
    ("webextension", "monitoring.sheet_reaches_out"),
    ("customui", "monitoring.sheet_macros"),
)
"""Words in the names and kinds of parts that would run something, fetch something, or no longer hold once filled."""
_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")
_CELL = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?"
)
COLUMNS_MAXIMUM, ROWS_MAXIMUM = 16_384, 1_048_576


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a cell that is to be filled: where it leads (sheet, row, column; `last` of an area), if to a cell."""

    name: str
    sheet: str = ""
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Book:
    """The workbook's part, its sheets (name -> part), names, the part of shared strings, what calculation starts from."""

    part: str
    data: bytes
    sheets: dict[str, str] = field(default_factory=dict)
    strings: str = ""
    names: list[Named] = field(default_factory=list)
    days_from_1904: bool = False
    calculation: tuple[int, int] | None = None
    """The bytes of <calcPr>; where it is missing, `calculation_at` is where it belongs."""
    calculation_at: int = 0
    prefix: str = ""

    def recalculated(self) -> bytes:
        """The workbook's part with the order to work out every formula when it is opened."""
        order = b' fullCalcOnLoad="1"'
        if self.calculation is None:
            tag = f"<{self.prefix}calcPr".encode() + order + b"/>"
            return self.data[: self.calculation_at] + tag + self.data[self.calculation_at :]
        start, end = self.calculation
        tag = re.sub(rb"(?<=\s)fullCalcOnLoad\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", self.data[start:end])
        named = re.match(rb"<[^\s/>]+", tag)
        assert named is not None
        return self.data[:start] + named.group() + order + tag[named.end() :] + self.data[end:]


def read(package: Package) -> Book:
    """The workbook of a package. Raises Refused: monitoring.sheet_kind, _macros, _signed, _reaches_out, _damaged."""
    kinds = _kinds(package)
    for word, code in _REFUSED:
        for name in package.names:
            if word in f"{name} {kinds.get(name, '')}".lower():
                raise Refused(code, part=name)
    root = _targets(package, "")
    part = next((target for kind, target in root.values() if kind == "officeDocument"), "")
    if kinds.get(part) != _WORKBOOK:
        raise Refused("monitoring.sheet_kind")
    related = _targets(package, part)
    walked = _Workbook(part, package.read(part))
    walked.walk()
    book = walked.book
    for name, relation in walked.sheets:
        kind, target = related.get(relation, ("", ""))
        if kind == "worksheet":
            book.sheets[name] = target
    if not book.sheets:
        raise Refused("monitoring.sheet_damaged", part=part)
    book.strings = next((target for kind, target in related.values() if kind == "sharedStrings"), "")
    return book


def table_heads(package: Package, sheet_part: str) -> list[tuple[int, int, int]]:
    """Row, first and last column of the head of every table on a sheet: its cells must say what the table says."""
    heads = []
    for kind, target in _targets(package, sheet_part).values():
        if kind == "table":
            walked = _TableHead(target, package.read(target))
            walked.walk()
            heads += walked.heads
    return heads


def column_number(letters: str) -> int:
    """A -> 1, Z -> 26, AA -> 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """7, 3 -> C7."""
    return f"{column_letters(column)}{row}"


class _Workbook(Reader):
    def __init__(self, part: str, data: bytes) -> None:
        super().__init__(part, data)
        self.book = Book(part, data)
        self.sheets: list[tuple[str, str]] = []
        self._name = ""

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        if name == "workbook":
            named = self.data[at + 1 : self.after(at)].split(None, 1)[0].rstrip(b"/>")
            self.book.prefix = f"{named.decode().rpartition(':')[0]}:" if b":" in named else ""
        elif name == "workbookPr":
            self.book.days_from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            relation = next(
                (value for key, value in attributes.items() if key.endswith("/relationships id")), ""
            )
            self.sheets.append((attributes.get("name", ""), relation))
        elif name == "definedName":
            self._name, self.text = attributes.get("name", ""), []
        elif name == "calcPr":
            self.book.calculation = (at, self.after(at))

    def end(self, name: str, at: int) -> None:
        if name == "definedName":
            if self._name.lower().startswith(NAMED):
                self.book.names.append(_named(self._name, "".join(self.text or ())))
            self.text = None
        if name in _BEFORE_CALCULATION and self.level == 1:
            self.book.calculation_at = self.after(at)


class _TableHead(Reader):
    def __init__(self, part: str, data: bytes) -> None:
        super().__init__(part, data)
        self.heads: list[tuple[int, int, int]] = []

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        if name == "table" and attributes.get("headerRowCount", "1") != "0":
            found = _CELL.fullmatch(f"x!{attributes.get('ref', '')}")
            if found is not None and found[5]:
                self.heads.append((int(found[4]), column_number(found[3]), column_number(found[5])))


class _Pairs(Reader):
    """The attributes of every tag of a part whose namespaces do not matter here."""

    def __init__(self, part: str, data: bytes) -> None:
        super().__init__(part, data)
        self.found: list[tuple[str, Mapping[str, str]]] = []

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        self.found.append((name.rpartition(" ")[2], attributes))


def _kinds(package: Package) -> dict[str, str]:
    """The kind (content type) of every part."""
    if "[Content_Types].xml" not in package.names:
        raise Refused("monitoring.sheet_kind")
    walked = _Pairs("[Content_Types].xml", package.read("[Content_Types].xml"))
    walked.walk()
    endings = {
        one.get("Extension", "").lower(): one.get("ContentType", "")
        for tag, one in walked.found
        if tag == "Default"
    }
    named = {
        one.get("PartName", "").lstrip("/"): one.get("ContentType", "")
        for tag, one in walked.found
        if tag == "Override"
    }
    return {
        name: named.get(name) or endings.get(name.rpartition(".")[2].lower(), "") for name in package.names
    }


def _targets(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """What a part is related to, by the relation's id: the last word of its kind, and the part it leads to."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in package.names:
        return {}
    walked = _Pairs(relations, package.read(relations))
    walked.walk()
    return {
        one.get("Id", ""): (
            one.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for tag, one in walked.found
        if tag == "Relationship" and one.get("TargetMode") != "External"
    }


def _named(name: str, leads_to: str) -> Named:
    found = _CELL.fullmatch(leads_to.strip())
    if found is None:
        return Named(name)
    sheet = (found[1] or found[2]).replace("''", "'")
    first = (int(found[4]), column_number(found[3]))
    last = (int(found[6]), column_number(found[5])) if found[5] else first
    if not (1 <= first[0] <= ROWS_MAXIMUM and 1 <= first[1] <= COLUMNS_MAXIMUM):
        return Named(name)
    return Named(name, sheet, first, last)
