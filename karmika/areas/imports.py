"""Files of areas and worksites (CSV, UTF-8): the file is one act, each row an act caused by it.

Bad rows are reported by their line and the rest is loaded. The id of a row's entry follows from its content: a row
that was once loaded is never loaded again, so loading a file twice, or an older one, changes nothing.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from karmika.areas import checks, queries
from karmika.areas.acts.files import ImportFile, file_id
from karmika.areas.acts.naming import CorrectArea, DefineArea, area_id
from karmika.areas.acts.worksites import ChangeWorksite, DefineWorksite, Details, details_of, worksite_id
from karmika.areas.levels import LEVELS
from karmika.areas.models import Area, Parentage, Worksite
from karmika.areas.roles import MAP_MAKERS
from karmika.files import loading, reading, undoing
from karmika.files.kinds import FileKind, Handed
from karmika.files.loading import Importer, Loaded, Prepared, Row
from karmika.files.reading import BadRow, Cells, Line
from karmika.journal.act import Act, Header
from karmika.kernel.dates import today
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

ALWAYS = date(1900, 1, 1)
"""First day of an area whose file gives none: it is older than anything recorded here."""

AREA_COLUMNS = (
    "level",
    "code",
    "name_en",
    "name_te",
    "name_hi",
    "parent_level",
    "parent_code",
    "kind",
    "valid_from",
    "valid_to",
    "source",
)
WORKSITE_COLUMNS = (
    "code",
    "area_level",
    "area_code",
    "kind",
    "name_en",
    "name_te",
    "name_hi",
    "lat",
    "lon",
    "opens_at",
    "closes_at",
    "source",
)


def load_areas(viewer: Viewer, path: Path) -> Loaded:
    """Load a file of areas in any order of levels. Raises Refused only when the file as a whole cannot be read.

    New areas are defined, changed names corrected. What the file says of parents and days is not taken over for an
    area that is there: that is a move, a split or a merge, which has a date.
    """
    content = path.read_bytes()
    lines, bad = reading.read(content, reading.Columns(AREA_COLUMNS))
    lines, twice = reading.keep_first(lines, ("level", "code"))
    level_order = {level: number for number, level in enumerate(LEVELS)}
    lines.sort(key=lambda line: (level_order.get(line.cells["level"], -1), line.number))
    handed = Handed(content=content, name=path.name)
    return _prepared(_AREAS, handed, lines, [*bad, *twice]).load(viewer)


def load_worksites(viewer: Viewer, path: Path) -> Loaded:
    """Load a file of worksites, everyone's. Raises Refused only when the file as a whole cannot be read."""
    return prepare_worksites(Handed(content=path.read_bytes(), name=path.name)).load(viewer)


def prepare_worksites(handed: Handed) -> Prepared:
    """A file of worksites that can be loaded. Raises Refused only when the file as a whole cannot be read."""
    lines, bad = reading.read(handed.content, reading.Columns(WORKSITE_COLUMNS))
    lines, twice = reading.keep_first(lines, ("code",))
    return _prepared(_WORKSITES, handed, lines, [*bad, *twice])


class _Kind(NamedTuple):
    """A kind of file of this room."""

    what: str
    importer: Importer


def _prepared(kind: _Kind, handed: Handed, lines: Sequence[Line], bad: Sequence[BadRow]) -> Prepared:
    sha256 = hashlib.sha256(handed.content).hexdigest()
    act = ImportFile(
        what=kind.what,
        file_name=handed.name,
        sha256=sha256,
        rows_count=len(lines),
        columns=tuple(lines[0].cells) if lines else (),
        area=handed.area,
        organisation=handed.organisation,
    )

    first = file_id(sha256, handed.area, handed.organisation)

    def entry(viewer: Viewer) -> UUID:
        return loading.file_entry(viewer, first, lambda _entry: act)

    return Prepared(kind.importer, lines, bad, entry)


def _area_act(row: Row) -> Act | None:
    cells = row.cells
    checks.level(cells["level"])
    if cells["parent_level"]:
        checks.level(cells["parent_level"])
    parent = area_id(cells["parent_level"], cells["parent_code"]) if cells["parent_code"] else None
    valid_to = _day(cells["valid_to"]) if cells["valid_to"] else None
    held = Area.objects.filter(id=area_id(cells["level"], cells["code"])).first()
    if held is not None:
        _check_same_place(held, parent, valid_to=valid_to)
        return _correction(held, cells)
    return DefineArea(
        level=cells["level"],
        code=cells["code"],
        name_en=cells["name_en"],
        name_te=cells["name_te"],
        name_hi=cells["name_hi"],
        area_kind=cells["kind"],
        parent=parent,
        valid_from=_day(cells["valid_from"]) if cells["valid_from"] else ALWAYS,
        valid_to=valid_to,
        source=cells["source"],
    )


def _check_same_place(held: Area, parent: UUID | None, *, valid_to: date | None) -> None:
    """The file may be older than the map, and speak of an earlier parent or of no end, but not contradict it."""
    parents: set[UUID | None] = set()
    parents.update(Parentage.objects.filter(area_id=held.id).values_list("parent_id", flat=True))
    if parent not in (parents or {None}):
        raise Refused("areas.parent_differs", area_code=held.code)
    if valid_to not in (None, held.valid_to):
        raise Refused("areas.dates_differ", area_code=held.code)


def _correction(held: Area, cells: Cells) -> Act | None:
    names = ("name_en", "name_te", "name_hi", "kind", "source")
    if all(getattr(held, name) == cells[name] for name in names):
        return None
    return CorrectArea(
        area=held.id,
        name_en=cells["name_en"],
        name_te=cells["name_te"],
        name_hi=cells["name_hi"],
        area_kind=cells["kind"],
        source=cells["source"],
    )


def _worksite_act(row: Row) -> Act | None:
    cells = row.cells
    checks.level(cells["area_level"])
    details = Details(
        area=queries.area_by_code(cells["area_level"], cells["area_code"]).id,
        worksite_kind=cells["kind"],
        name_en=cells["name_en"],
        name_te=cells["name_te"],
        name_hi=cells["name_hi"],
        lat_e6=_millionths(cells["lat"]),
        lon_e6=_millionths(cells["lon"]),
        opens_at=cells["opens_at"],
        closes_at=cells["closes_at"],
        source=cells["source"],
    )
    held = Worksite.objects.filter(id=worksite_id(cells["code"])).first()
    if held is None:
        return DefineWorksite(code=cells["code"], details=details)
    closed_on = (
        None if row.again else held.closed_on
    )  # closed when the file was undone: the row opens it again
    if details == details_of(held) and closed_on == held.closed_on:
        return None
    return ChangeWorksite(worksite=held.id, details=details, closed_on=closed_on)


def _row_id(what: str, columns: Sequence[str]) -> Callable[[Cells], UUID]:
    return lambda cells: stable("areas", "row", what, *(cells[column] for column in columns))


_AREAS = _Kind("areas", Importer(row_id=_row_id("areas", AREA_COLUMNS), act_of=_area_act, adds=(DefineArea,)))
_WORKSITES = _Kind(
    "worksites",
    Importer(row_id=_row_id("worksites", WORKSITE_COLUMNS), act_of=_worksite_act, adds=(DefineWorksite,)),
)


def take_worksite_back(head: Header, acts: Sequence[Act]) -> Sequence[Act]:
    """For files.undo: a new worksite is closed from today on unless it is in use; a changed one is as it was before."""
    (act,) = acts
    if isinstance(act, DefineWorksite):
        held = queries.worksite(worksite_id(act.code))
        if undoing.in_use(held):
            raise Refused("files.in_use")
        return [ChangeWorksite(worksite=held.id, details=details_of(held), closed_on=today())]
    assert isinstance(act, ChangeWorksite)
    before = undoing.earlier(act.worksite, head.seq, (DefineWorksite, ChangeWorksite))
    assert isinstance(before, DefineWorksite | ChangeWorksite), "somebody defined what this row changed"
    closed_on = before.closed_on if isinstance(before, ChangeWorksite) else None
    return [ChangeWorksite(worksite=act.worksite, details=before.details, closed_on=closed_on)]


REVERSALS = {"worksites": take_worksite_back}
"""A file of areas is not undone as one: what others built upon an area would hang in the air."""

FILES = (
    FileKind(
        name="worksites",
        title=_("Worksites"),
        about=_("A list of auto stands, labour chowks, markets and other places where workers are found."),
        roles=MAP_MAKERS - {"operator"},
        columns=reading.Columns(WORKSITE_COLUMNS),
        sample=(
            {
                "code": "VJA-AS-012",
                "area_level": "ward",
                "area_code": "251746-W07",
                "kind": "auto_stand",
                "name_en": "Benz Circle auto stand",
                "name_te": "బెంజ్ సర్కిల్ ఆటో స్టాండ్",
                "lat": "16.4997",
                "lon": "80.6566",
                "opens_at": "06:00",
                "closes_at": "22:00",
                "source": "Seen by the city office",
            },
        ),
        prepare=prepare_worksites,
        asks=("area", "organisation"),
        page="areas.worksites",
    ),
)
"""The map itself is loaded by the operator alone: it is the same for every office."""


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Refused("areas.bad_date", value=value[:20]) from error


def _millionths(value: str) -> int | None:
    if not value:
        return None
    try:
        return int((Decimal(value) * 1_000_000).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Refused("areas.bad_number", value=value[:20]) from error
