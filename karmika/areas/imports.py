"""Files of areas and worksites (CSV, UTF-8): the file is one act, each row an act caused by it.

Bad rows are reported by their line and the rest is loaded. The id of a row's entry follows from its content: a row
that was once loaded is never loaded again, so loading a file twice, or an older one, changes nothing.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from uuid import UUID

from karmika.areas import checks, queries
from karmika.areas.acts.files import ImportFile, file_id
from karmika.areas.acts.naming import CorrectArea, DefineArea, area_id
from karmika.areas.acts.worksites import ChangeWorksite, DefineWorksite, Details, details_of, worksite_id
from karmika.areas.levels import LEVELS
from karmika.areas.models import Area, ImportedFile, Parentage, Worksite
from karmika.journal.act import Act
from karmika.journal.models import Entry
from karmika.journal.perform import Request, perform, perform_many
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
_BATCH = 200

Cells = dict[str, str]


@dataclass(frozen=True)
class BadRow:
    """A line of the file (the heading is line 1) that was not loaded, and why."""

    line: int
    refused: Refused


@dataclass(frozen=True)
class Loaded:
    """What became of a file's rows. `unchanged`: loaded before, or the table says the same already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True)
class _Row:
    line: int
    cells: Cells
    entry_id: UUID


@dataclass
class _Loading:
    """One file on its way in: what it is, how a row becomes an act (None: nothing to do), and the count so far."""

    viewer: Viewer
    what: str
    columns: tuple[str, ...]
    act_of: Callable[[Cells], Act | None]
    done: dict[str, int] = field(default_factory=lambda: {"added": 0, "changed": 0, "unchanged": 0})
    bad: list[BadRow] = field(default_factory=list)
    cause: UUID | None = None


def load_areas(viewer: Viewer, path: Path) -> Loaded:
    """Load a file of areas in any order of levels. Raises Refused only when the file as a whole cannot be read.

    New areas are defined, changed names corrected. What the file says of parents and days is not taken over for an
    area that is there: that is a move, a split or a merge, which has a date.
    """
    loading = _Loading(viewer, "areas", AREA_COLUMNS, _area_act)
    content = path.read_bytes()
    rows = _rows(loading, content, key=("level", "code"))
    level_order = {level: number for number, level in enumerate(LEVELS)}
    rows.sort(key=lambda row: (level_order.get(row.cells["level"], -1), row.line))
    return _load(loading, rows, file_name=path.name, content=content)


def load_worksites(viewer: Viewer, path: Path) -> Loaded:
    """Load a file of worksites, everyone's. Raises Refused only when the file as a whole cannot be read."""
    loading = _Loading(viewer, "worksites", WORKSITE_COLUMNS, _worksite_act)
    content = path.read_bytes()
    rows = _rows(loading, content, key=("code",))
    return _load(loading, rows, file_name=path.name, content=content)


def _rows(loading: _Loading, content: bytes, *, key: tuple[str, ...]) -> list[_Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("areas.file_unreadable") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    if missing := [column for column in loading.columns if column not in (reader.fieldnames or ())]:
        raise Refused("areas.file_columns", missing=", ".join(missing))
    rows = []
    first_line: dict[tuple[str, ...], int] = {}
    for found in reader:
        cells = {column: (found[column] or "").strip() for column in loading.columns}
        natural = tuple(cells[column] for column in key)
        if (line := first_line.setdefault(natural, reader.line_num)) != reader.line_num:
            loading.bad.append(BadRow(reader.line_num, Refused("areas.line_twice", line=line)))
            continue
        entry_id = stable("areas", "row", loading.what, *cells.values())
        rows.append(_Row(reader.line_num, cells, entry_id))
    return rows


def _load(loading: _Loading, rows: Sequence[_Row], *, file_name: str, content: bytes) -> Loaded:
    sha256 = hashlib.sha256(content).hexdigest()
    for start in range(0, len(rows), _BATCH):
        planned = list(_planned(loading, rows[start : start + _BATCH]))
        if not planned:
            continue
        if loading.cause is None:
            loading.cause = _file_entry(loading, file_name, sha256=sha256, rows_count=len(rows))
        _perform(loading, planned)
    return Loaded(**loading.done, bad=tuple(sorted(loading.bad, key=lambda bad: bad.line)))


def _file_entry(loading: _Loading, file_name: str, *, sha256: str, rows_count: int) -> UUID:
    entry_id = file_id(sha256)
    if not ImportedFile.objects.filter(id=entry_id).exists():
        act = ImportFile(
            what=loading.what,
            file_name=file_name,
            sha256=sha256,
            rows_count=rows_count,
            columns=loading.columns,
        )
        perform(act, loading.viewer, entry_id=entry_id)
    return entry_id


def _planned(loading: _Loading, rows: Sequence[_Row]) -> Iterator[tuple[_Row, Act]]:
    """The rows that have something to do, with the act that does it."""
    known = set(Entry.objects.filter(id__in=[row.entry_id for row in rows]).values_list("id", flat=True))
    for row in rows:
        try:
            act = None if row.entry_id in known else loading.act_of(row.cells)
        except Refused as refused:
            loading.bad.append(BadRow(row.line, refused))
            continue
        if act is None:
            loading.done["unchanged"] += 1
        else:
            yield row, act


def _perform(loading: _Loading, planned: Sequence[tuple[_Row, Act]]) -> None:
    """All in one transaction; if one of them is refused, one by one, so that only the bad ones stay out."""
    requests = [
        Request(acts=[act], viewer=loading.viewer, entry_id=row.entry_id, cause=loading.cause)
        for row, act in planned
    ]
    try:
        perform_many(requests)
    except Refused:
        accepted = []
        for (row, act), request in zip(planned, requests, strict=True):
            try:
                perform_many([request])
                accepted.append(act)
            except Refused as refused:
                loading.bad.append(BadRow(row.line, refused))
    else:
        accepted = [act for _, act in planned]
    added = sum(isinstance(act, DefineArea | DefineWorksite) for act in accepted)
    loading.done["added"] += added
    loading.done["changed"] += len(accepted) - added


def _area_act(cells: Cells) -> Act | None:
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


def _worksite_act(cells: Cells) -> Act | None:
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
    if details == details_of(held):
        return None
    return ChangeWorksite(worksite=held.id, details=details, closed_on=held.closed_on)


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
