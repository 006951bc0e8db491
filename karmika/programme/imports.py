"""Files of figures from outside (CSV, UTF-8), for everyone: the file is one act, each row an act caused by it.

Bad rows are reported by their line and the rest is loaded. The id of a row's entry follows from its content, so loading
a file twice changes nothing. A source that says something new for the same day is not taken over: somebody replaces it.
"""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from karmika.areas import queries as areas
from karmika.areas.acts.files import ImportFile, file_id
from karmika.areas.models import ImportedFile
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.ids import derive, stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer
from karmika.programme.acts import Document, RecordOutsideFigure

COLUMNS = (
    "measure",
    "about_level",
    "about_code",
    "as_of",
    "amount",
    "wording",
    "source",
    "confidence",
    "document_title",
    "document_issuer",
    "document_dated_on",
    "document_reference",
)

Cells = dict[str, str]


@dataclass(frozen=True)
class BadRow:
    """A line of the file (the heading is line 1) that was not loaded, and why."""

    line: int
    refused: Refused


@dataclass(frozen=True)
class Loaded:
    """What became of a file's rows. `unchanged`: loaded before."""

    added: int
    unchanged: int
    bad: tuple[BadRow, ...]


def load_outside_figures(viewer: Viewer, path: Path) -> Loaded:
    """Load a file of outside figures. Raises Refused only when the file as a whole cannot be read."""
    content = path.read_bytes()
    rows = _rows(content)
    known = set(Entry.objects.filter(id__in=[row for _, _, row in rows]).values_list("id", flat=True))
    fresh = [row for row in rows if row[2] not in known]
    bad: list[BadRow] = []
    cause: UUID | None = None
    for line, cells, entry_id in fresh:
        try:
            act = _act(cells, derive(entry_id, "figure"))
            cause = cause or _file_entry(viewer, path.name, content, len(rows))
            perform(act, viewer, entry_id=entry_id, cause=cause)
        except Refused as refused:
            bad.append(BadRow(line, refused))
    return Loaded(len(fresh) - len(bad), len(rows) - len(fresh), tuple(bad))


def _rows(content: bytes) -> list[tuple[int, Cells, UUID]]:
    """Line, cells and the id of the row's entry; a row that stands twice is one row."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), restval="", strict=True)
        if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
            raise Refused("programme.file_columns", missing=", ".join(missing))
        found: dict[UUID, tuple[int, Cells, UUID]] = {}
        for row in reader:
            cells = {column: (row[column] or "").strip() for column in COLUMNS}
            entry_id = stable("programme", "row", "outside figures", *cells.values())
            found.setdefault(entry_id, (reader.line_num, cells, entry_id))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused("programme.file_unreadable") from error
    return list(found.values())


def _file_entry(viewer: Viewer, file_name: str, content: bytes, rows_count: int) -> UUID:
    sha256 = hashlib.sha256(content).hexdigest()
    entry_id = file_id(sha256)
    if not ImportedFile.objects.filter(id=entry_id).exists():
        act = ImportFile(
            what="outside figures",
            file_name=file_name,
            sha256=sha256,
            rows_count=rows_count,
            columns=COLUMNS,
        )
        perform(act, viewer, entry_id=entry_id)
    return entry_id


def _act(cells: Cells, figure: UUID) -> RecordOutsideFigure:
    level, code = cells["about_level"], cells["about_code"]
    return RecordOutsideFigure(
        figure=figure,
        measure=cells["measure"],
        about=areas.area_by_code(level, code).id if level or code else None,
        as_of=_day(cells["as_of"]),
        amount=_number(cells["amount"]),
        wording=cells["wording"],
        source=cells["source"],
        confidence=cells["confidence"],
        document=Document(
            title=cells["document_title"],
            issuer=cells["document_issuer"],
            dated_on=_day(cells["document_dated_on"]) if cells["document_dated_on"] else None,
            reference=cells["document_reference"],
        ),
    )


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Refused("programme.file_date", value=value[:20]) from error


def _number(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 20):
        raise Refused("programme.amount")
    return int(value)
