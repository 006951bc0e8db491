"""A file on its way in: its act, then a row at a time, so that bad rows stay out alone and a second load changes nothing.

The id of a row's entry follows from what the row says: what was once loaded is never loaded again, unless the
file that brought it was undone; then the next load of the row is a new entry.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from karmika.files.reading import BadRow, Cells, Line
from karmika.journal.act import Act
from karmika.journal.models import Entry
from karmika.journal.perform import Request, perform, perform_many
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

_BATCH = 200


@dataclass(frozen=True)
class Loaded:
    """What became of a file's rows. `unchanged`: loaded before, or the table says the same already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row with the id of its entry. `again`: how often it was loaded and undone before."""

    line: int
    cells: Cells
    entry_id: UUID
    again: int = 0


@dataclass(frozen=True, kw_only=True)
class Importer:
    """How a kind of file is loaded: the id of a row's first entry, what a row becomes, which acts add something new.

    `act_of` returns None where nothing is to be done and raises Refused for a bad row.
    """

    row_id: Callable[[Cells], UUID]
    act_of: Callable[[Row], Act | None]
    adds: tuple[type[Act], ...]


@dataclass(frozen=True)
class Prepared:
    """A file that was read and can be loaded. `file_act` performs the file's act as this viewer, or finds it done."""

    importer: Importer
    lines: Sequence[Line]
    bad: Sequence[BadRow]
    file_act: Callable[[Viewer], UUID]

    def load(self, viewer: Viewer) -> Loaded:
        """Load all of it. Raises Refused only when the file's own act is refused."""
        return load(viewer, self.importer, self.lines, self.bad, lambda: self.file_act(viewer))

    def load_some(
        self, viewer: Viewer, start: int, number: int, noted: Callable[[UUID], None] = lambda file: None
    ) -> Loaded:
        """Load some of the lines. `noted` is told the file's entry when a line needs it."""

        def cause() -> UUID:
            file = self.file_act(viewer)
            noted(file)
            return file

        return load(viewer, self.importer, self.lines[start : start + number], (), cause)


def undone_id(entry_id: UUID) -> UUID:
    """The id of the entry that takes another one back."""
    return derive(entry_id, "undone")


def entry_again(first: UUID) -> tuple[UUID, int]:
    """The entry by which something loaded under `first` stands or would stand now; how often it was undone before."""
    return _standing([first])[first]


def _standing(firsts: Sequence[UUID]) -> dict[UUID, tuple[UUID, int]]:
    """First id -> the newest id that was not undone, and its number. Asks once per round of undoing."""
    found: dict[UUID, tuple[UUID, int]] = {}
    asked = {first: (first, 0) for first in firsts}
    while asked:
        ids = {undone_id(entry_id): first for first, (entry_id, _) in asked.items()}
        undone = {ids[known] for known in _known(ids)}
        found |= {first: state for first, state in asked.items() if first not in undone}
        asked = {
            first: (derive(first, "again", asked[first][1] + 1), asked[first][1] + 1) for first in undone
        }
    return found


def _known(ids: Iterable[UUID]) -> set[UUID]:
    return set(Entry.objects.filter(id__in=list(ids)).values_list("id", flat=True))


@dataclass
class _Loading:
    viewer: Viewer
    importer: Importer
    cause: Callable[[], UUID]
    done: dict[str, int] = field(default_factory=lambda: {"added": 0, "changed": 0, "unchanged": 0})
    bad: list[BadRow] = field(default_factory=list)


def load(
    viewer: Viewer,
    importer: Importer,
    lines: Sequence[Line],
    bad: Sequence[BadRow],
    file_act: Callable[[], UUID],
) -> Loaded:
    """Load the lines. `bad`: lines that were unreadable already. `file_act` performs the file's act, when there is need.

    Raises Refused only when the file's own act is refused.
    """
    loading = _Loading(viewer, importer, _once(file_act), bad=list(bad))
    for start in range(0, len(lines), _BATCH):
        _perform(loading, list(_planned(loading, lines[start : start + _BATCH])))
    return Loaded(**loading.done, bad=tuple(sorted(loading.bad, key=lambda row: row.line)))


def file_entry(viewer: Viewer, first: UUID, act_of: Callable[[UUID], Act]) -> UUID:
    """The entry of a file that is loaded: as it stands, or performed now. `act_of` gets the entry's id."""
    entry_id, _ = entry_again(first)
    if not Entry.objects.filter(id=entry_id).exists():
        perform(act_of(entry_id), viewer, entry_id=entry_id)
    return entry_id


def _once(function: Callable[[], UUID]) -> Callable[[], UUID]:
    known: list[UUID] = []

    def remembered() -> UUID:
        if not known:
            known.append(function())
        return known[0]

    return remembered


def _planned(loading: _Loading, lines: Sequence[Line]) -> Iterator[tuple[Row, Act]]:
    """The rows that have something to do, with the act that does it."""
    firsts = {line.number: loading.importer.row_id(line.cells) for line in lines}
    standing = _standing(list(set(firsts.values())))
    known = _known(entry_id for entry_id, _ in standing.values())
    for line in lines:
        row = Row(line.number, line.cells, *standing[firsts[line.number]])
        try:
            act = None if row.entry_id in known else loading.importer.act_of(row)
        except Refused as refused:
            loading.bad.append(BadRow(line.number, refused))
            continue
        if act is None:
            loading.done["unchanged"] += 1
        else:
            yield row, act


def _perform(loading: _Loading, planned: Sequence[tuple[Row, Act]]) -> None:
    """All in one transaction; if one of them is refused, one by one, so that only the bad ones stay out."""
    if not planned:
        return
    cause = loading.cause()
    requests = [
        Request(acts=[act], viewer=loading.viewer, entry_id=row.entry_id, cause=cause) for row, act in planned
    ]
    accepted = [act for _, act in planned]
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
    added = sum(isinstance(act, loading.importer.adds) for act in accepted)
    loading.done["added"] += added
    loading.done["changed"] += len(accepted) - added
