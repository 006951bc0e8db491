"""The XML of a workbook's parts, read by bytes: where a tag begins and ends, texts with their formats. Free of Django.

No DTD and no entities of one's own are ever read; nesting, tags and attributes are bounded before anything is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape

from karmika.kernel.refused import Refused

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",
)
"""The namespaces of spreadsheets, as they stand before a name: what Excel writes, and the strict one."""
MOST_TAGS = 800_000
"""Of one part, opening and closing, and as many attributes: about 200,000 cells."""
MOST_LEVELS = 100
LETTERS_MAXIMUM = 32_767
"""Of one cell, as spreadsheets have it."""

_TAG = re.compile(rb"</?([^\s/>]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_EIGHT = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
Start = Callable[[str, Mapping[str, str], int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text in one format; `format_xml` is its <rPr> as it stands, empty for the cell's own."""

    text: str
    format_xml: bytes = b""


class Reader:
    """One walk through a part. Subclasses say what to do at each tag; `at` is the byte where it begins."""

    def __init__(self, part: str, data: bytes) -> None:
        self.part, self.data = part, data
        self.level = 0
        self.text: list[str] | None = None
        """Where letters are collected at the moment."""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._names: dict[str, str] = {}
        self._opened_at = 0
        self._is_fresh = False
        """Nothing came since a tag opened."""

    def walk(self) -> None:
        """Read it all. Raises Refused: monitoring.sheet_damaged, monitoring.sheet_too_many_cells."""
        if self.data[:2] in _NOT_EIGHT:
            raise self.damaged()
        if self.data.count(b"<") > MOST_TAGS or self.data.count(b"=") > MOST_TAGS:
            raise Refused("monitoring.sheet_too_many_cells")
        parser = self._parser
        parser.buffer_text = True
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._letters
        parser.StartDoctypeDeclHandler = self._refuse_dtd
        parser.XmlDeclHandler = self._declared
        try:
            parser.Parse(self.data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise self.damaged() from error

    def damaged(self) -> Refused:
        """The part is not what it should be."""
        return Refused("monitoring.sheet_damaged", part=self.part)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """A tag of the main namespace opens (or, with `name` whole, of another)."""

    def end(self, name: str, at: int) -> None:
        """A tag closes; `at` is where its closing tag begins, of one without content where it opened."""

    def after(self, at: int) -> int:
        """The byte behind the tag that begins at `at`."""
        found = _TAG.match(self.data, at)
        if found is None:
            raise self.damaged()
        return found.end()

    def _started(self, name: str, attributes: Mapping[str, str]) -> None:
        self.level += 1
        if self.level > MOST_LEVELS:
            raise self.damaged()
        self._opened_at, self._is_fresh = self._parser.CurrentByteIndex, True
        short = self._names.get(name)
        if short is None:
            short = self._names[name] = _short(name)
        self.start(short, attributes, self._opened_at)

    def _ended(self, name: str) -> None:
        self.level -= 1
        at = self._parser.CurrentByteIndex  # of <c/> it is the byte behind
        if self._is_fresh and self.data[at - 2 : at] == b"/>":
            at = self._opened_at
        self._is_fresh = False
        self.end(self._names[name], at)

    def _letters(self, text: str) -> None:
        self._is_fresh = False
        if self.text is not None:
            self.text.append(text)

    def _refuse_dtd(self, *_: object) -> None:
        raise self.damaged()

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "us-ascii", "ascii"):
            raise self.damaged()


class Texts(Reader):
    """A part with texts in it (`si` of the shared strings, `is` of a cell): collects the runs of each."""

    def __init__(self, part: str, data: bytes) -> None:
        super().__init__(part, data)
        self.runs: list[Run] = []
        self._format_at = -1
        self._format = b""
        self._aside = False

    def begin_text(self) -> None:
        """A text begins."""
        self.runs, self._format, self._aside = [], b"", False

    def start_inside(self, name: str, at: int) -> None:
        """A tag within a text."""
        if name == "rPh":  # how it is read aloud
            self._aside = True
        elif name == "r":
            self._format = b""
        elif name == "rPr" and not self._aside:
            self._format_at = at
        elif name == "t" and not self._aside:
            self.text = []

    def end_inside(self, name: str, at: int) -> None:
        """A tag within a text closes."""
        if name == "rPh":
            self._aside = False
        elif name == "rPr" and self._format_at >= 0:
            self._format, self._format_at = self.data[self._format_at : self.after(at)], -1
        elif name == "t" and self.text is not None:
            self.runs.append(Run("".join(self.text), self._format))
            self.text = None


class SharedStrings(Texts):
    """The shared strings: those that hold a mark, by number."""

    def __init__(self, part: str, data: bytes, sign: str) -> None:
        super().__init__(part, data)
        self.sign = sign
        self.found: dict[int, tuple[Run, ...]] = {}
        self._number = -1

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        if name == "si":
            self._number += 1
            self.begin_text()
        else:
            self.start_inside(name, at)

    def end(self, name: str, at: int) -> None:
        self.end_inside(name, at)
        if name == "si" and self.sign in "".join(run.text for run in self.runs):
            self.found[self._number] = tuple(self.runs)


def _short(name: str) -> str:
    """The name of a tag of the main namespace alone; others keep theirs before it."""
    for space in MAIN:
        if name.startswith(space):
            return name[len(space) :]
    return name


def fit(text: str) -> str:
    """The text as a cell can hold it: without what XML cannot say, lines ended one way, not longer than a cell."""
    kept = _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return kept if len(kept) <= LETTERS_MAXIMUM else kept[: LETTERS_MAXIMUM - 1] + "…"


def text_xml(prefix: str, runs: tuple[Run, ...]) -> bytes:
    """<is> with these runs. What looks like an escape of a spreadsheet (_x0041_) is escaped, so that it stays as it is."""

    def t(text: str) -> bytes:
        safe = escape(_ESCAPE.sub("_x005F_", fit(text)))
        return f'<{prefix}t xml:space="preserve">{safe}</{prefix}t>'.encode()

    own = f"<{prefix}rPr".encode()
    formats = [run.format_xml if run.format_xml.startswith(own) else b"" for run in runs]
    if not any(formats):
        inside = t("".join(run.text for run in runs))
    else:
        opened, closed = f"<{prefix}r>".encode(), f"</{prefix}r>".encode()
        pieces = (form + t(run.text) for run, form in zip(runs, formats, strict=True) if run.text)
        inside = b"".join(opened + piece + closed for piece in pieces)
    return f"<{prefix}is>".encode() + inside + f"</{prefix}is>".encode()
