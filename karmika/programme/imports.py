"""Files of figures from outside (CSV, UTF-8), for everyone: the file is one act, each row an act caused by it.

Bad rows are reported by their line and the rest is loaded. The id of a row's entry follows from its content, so loading
a file twice changes nothing. A source that says something new for the same day is not taken over: somebody replaces it.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from karmika.areas import queries as areas
from karmika.areas.acts.files import ImportFile, file_id
from karmika.files import loading, reading
from karmika.files.loading import Importer, Loaded, Row
from karmika.files.reading import Cells
from karmika.journal.act import Act, Header
from karmika.kernel.ids import derive, stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer
from karmika.programme.acts import Document, RecordOutsideFigure, WithdrawOutsideFigure

KIND = "outside figures"
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


def load_outside_figures(viewer: Viewer, path: Path) -> Loaded:
    """Load a file of outside figures. Raises Refused only when the file as a whole cannot be read."""
    content = path.read_bytes()
    lines, bad = reading.read(content, reading.Columns(COLUMNS))
    lines, twice = reading.keep_first(lines, COLUMNS)
    sha256 = hashlib.sha256(content).hexdigest()
    act = ImportFile(what=KIND, file_name=path.name, sha256=sha256, rows_count=len(lines), columns=COLUMNS)
    importer = Importer(row_id=_row_id, act_of=_act, adds=(RecordOutsideFigure,))

    def entry() -> UUID:
        return loading.file_entry(viewer, file_id(sha256), lambda _: act)

    return loading.load(viewer, importer, lines, [*bad, *twice], entry)


def _row_id(cells: Cells) -> UUID:
    return stable("programme", "row", KIND, *(cells[column] for column in COLUMNS))


def _act(row: Row) -> RecordOutsideFigure:
    cells = row.cells
    level, code = cells["about_level"], cells["about_code"]
    return RecordOutsideFigure(
        figure=derive(row.entry_id, "figure"),
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
        raise Refused("files.bad_day", value=value[:20]) from error


def _number(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 20):
        raise Refused("programme.amount")
    return int(value)


def take_outside_figure_back(head: Header, acts: Sequence[Act]) -> Sequence[Act]:
    """For files.undo: the figure is withdrawn."""
    (act,) = acts
    assert isinstance(act, RecordOutsideFigure)
    return [WithdrawOutsideFigure(figure=act.figure, reason="entered_by_mistake")]


REVERSALS = {KIND: take_outside_figure_back}
