"""Files of figures from outside (CSV, UTF-8), for everyone: the file is one act, each row an act caused by it.

Bad rows are reported by their line and the rest is loaded. The id of a row's entry follows from its content, so loading
a file twice changes nothing. A source that says something new for the same day is not taken over: somebody replaces it.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from karmika.areas import queries as areas
from karmika.areas.acts.files import ImportFile, file_id
from karmika.areas.roles import MAP_MAKERS
from karmika.files import loading, reading
from karmika.files.kinds import FileKind, Handed
from karmika.files.loading import Importer, Loaded, Prepared, Row
from karmika.files.reading import Cells
from karmika.journal.act import Act, Header
from karmika.kernel.ids import derive, stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer
from karmika.programme.acts import Document, RecordOutsideFigure, WithdrawOutsideFigure
from karmika.programme.terms import RECORDERS

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
    return prepare_outside_figures(Handed(content=path.read_bytes(), name=path.name)).load(viewer)


def prepare_outside_figures(handed: Handed) -> Prepared:
    """A file that can be loaded: everyone's figures, or those that one organisation keeps in an area.

    Raises Refused only when the file as a whole cannot be read.
    """
    lines, bad = reading.read(handed.content, reading.Columns(COLUMNS))
    lines, twice = reading.keep_first(lines, COLUMNS)
    sha256 = hashlib.sha256(handed.content).hexdigest()
    whose = {"area": handed.area, "organisation": handed.organisation}
    act = ImportFile(
        what=KIND, file_name=handed.name, sha256=sha256, rows_count=len(lines), columns=COLUMNS, **whose
    )
    keeper = (str(handed.organisation), str(handed.area)) if handed.organisation else ()

    def row_id(cells: Cells) -> UUID:
        return stable("programme", "row", KIND, *(cells[column] for column in COLUMNS), *keeper)

    first = file_id(sha256, handed.area, handed.organisation)

    def entry(viewer: Viewer) -> UUID:
        return loading.file_entry(viewer, first, lambda _entry: act)

    importer = Importer(row_id=row_id, act_of=lambda row: _act(row, handed), adds=(RecordOutsideFigure,))
    return Prepared(importer, lines, [*bad, *twice], entry)


def _act(row: Row, handed: Handed) -> RecordOutsideFigure:
    cells = row.cells
    level, code = cells["about_level"], cells["about_code"]
    about = areas.area_by_code(level, code).id if level or code else None
    return RecordOutsideFigure(
        figure=derive(row.entry_id, "figure"),
        measure=cells["measure"],
        about=about,
        area=None if about else handed.area,
        organisation=handed.organisation,
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

FILES = (
    FileKind(
        name="outside-figures",
        title=_("Figures from outside"),
        about=_(
            "What others published, each with its source and document. They stand beside our figures, in none of our sums."
        ),
        roles=(RECORDERS & MAP_MAKERS) - {"operator"},
        columns=reading.Columns(COLUMNS),
        sample=(
            {
                "measure": "workers",
                "about_level": "ulb",
                "about_code": "251746",
                "as_of": "2026-03-31",
                "amount": "41000",
                "wording": "unorganised workers registered",
                "source": "e-Shram dashboard",
                "confidence": "medium",
                "document_title": "Monthly report, March 2026",
                "document_issuer": "Labour department",
                "document_dated_on": "2026-04-05",
                "document_reference": "page 3",
            },
        ),
        prepare=prepare_outside_figures,
        asks=("area", "organisation"),
        page="programme.outside_figures",
    ),
)
