"""Questions of the figures' pages: whose areas, what an entry behind a figure says, which submission made it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from karmika.access.queries import name_beside, names_of
from karmika.access.seclusion import is_secluded
from karmika.access.visibility import scope
from karmika.areas.models import Area
from karmika.areas.queries import is_within
from karmika.intake.models import Submission
from karmika.journal import encoding
from karmika.journal.act import Act
from karmika.journal.models import Entry
from karmika.journal.queries import sentence
from karmika.kernel.viewer import Viewer
from karmika.measures.definitions import Measure
from karmika.measures.models import Contribution
from karmika.measures.queries import COUNTING, Cell, contributions_in, entries_behind
from karmika.programme import terms
from karmika.registry.models import Person

MEASURES: Mapping[str, Measure] = terms.MEASURES
"""Everything that is counted, in the order in which it is shown."""

A_PAGE = 20
"""On a phone fifty are a long way to what comes after them."""
SUBJECTS_OF_ONE = 300
"""A proposal may speak of every worker of a city; the forms of this many say enough, and fit one query."""


@dataclass(frozen=True)
class EntryLine:
    """One entry behind a figure: what it says, what it added, and the submission that made it, if one did."""

    seq: int
    entry_id: UUID
    occurred_at: datetime
    sentence: str
    amount: int
    area_name: str
    submission_id: UUID | None


@dataclass(frozen=True)
class EntryPage:
    """The newest entries behind a figure; `next_before` continues the list, None at its end."""

    lines: tuple[EntryLine, ...]
    next_before: int | None


@dataclass(frozen=True)
class EntryView:
    """One entry in full: every act in a sentence, and all submissions behind it that the viewer may open."""

    occurred_at: datetime
    recorded_at: datetime
    sentences: tuple[str, ...]
    submissions: tuple[Submission, ...]


def own_areas(viewer: Viewer) -> list[Area]:
    """The areas of the viewer's counting roles, each once, without those that lie in another of them."""
    ids = {grant.area for grant in viewer.grants if grant.role in COUNTING and grant.area is not None}
    widest = [one for one in ids if not any(other != one and is_within(one, other) for other in ids)]
    return sorted(Area.objects.filter(id__in=widest), key=lambda area: (area.level, area.code))


def may_count(viewer: Viewer, area: UUID) -> bool:
    """Whether the area lies in one where the viewer may see figures."""
    own = {grant.area for grant in viewer.grants if grant.role in COUNTING and grant.area is not None}
    return any(is_within(area, one) for one in own)


def entries(
    viewer: Viewer, cell: Cell, *, before: int | None = None, known: Iterable[Area] = ()
) -> EntryPage:
    """The entries behind a figure that the viewer may open, newest first, a page at a time; `known`: areas read already."""
    behind = entries_behind(viewer, cell, before=before, limit=A_PAGE + 1)
    shown = behind[:A_PAGE]
    seqs = [one.entry_seq for one in shown]
    contributed = _contributed(seqs, contributions_in(viewer, cell, seqs))
    wrote = {row.entry_seq: row for row in contributed if row.counts}
    areas = {area.id: area.name for area in known}
    if others := {row.area_id for row in wrote.values()} - areas.keys():
        areas |= {area.id: area.name for area in Area.objects.filter(id__in=others)}
    rows = _rows(seqs)
    said = _said(rows, {seq: row.act_number for seq, row in wrote.items()})
    made = _submissions_behind(viewer, rows, contributed)
    lines = []
    for one in shown:
        entry_id, occurred_at, text = said[one.entry_seq]
        place = areas.get(wrote[one.entry_seq].area_id, "")
        amount = MEASURES[cell.measure].shown(one.amount)
        first = next(iter(sorted(made.get(one.entry_seq, ()))), None)
        lines.append(EntryLine(one.entry_seq, entry_id, occurred_at, text, amount, place, first))
    return EntryPage(tuple(lines), seqs[-1] if len(behind) > A_PAGE else None)


def entry_view(viewer: Viewer, entry_id: UUID) -> EntryView | None:
    """One entry, when the viewer may open a contribution that it wrote; else None."""
    row = Entry.objects.filter(id=entry_id).values("seq", "occurred_at", "recorded_at").first()
    if row is None or not _may_open(viewer, row["seq"]):
        return None
    seq = row["seq"]
    ids = submissions_behind(viewer, [seq]).get(seq, set())
    found = Submission.objects.among(ids, viewer).order_by("received_at", "id")
    return EntryView(row["occurred_at"], row["recorded_at"], _sentences(entry_id), tuple(found))


def submissions_behind(viewer: Viewer, seqs: Iterable[int]) -> dict[int, set[UUID]]:
    """The submissions that made these entries; where there is none, those in which their persons were first named."""
    wanted = list(seqs)
    contributed = _contributed(wanted, Contribution._base_manager.none())
    return _submissions_behind(viewer, _rows(wanted), contributed)


def _submissions_behind(
    viewer: Viewer, rows: "list[_Row]", contributed: "list[_Contributed]"
) -> dict[int, set[UUID]]:
    named = {
        row.seq: {subject for act in _acts(row.acts, row.id) for subject in act.subjects()} for row in rows
    }
    for one in contributed:
        named[one.entry_seq].add(one.subject)
    named = {seq: set(islice(sorted(ids), SUBJECTS_OF_ONE)) for seq, ids in named.items()}
    subjects = set().union(*named.values())
    told_by = _told_by(subjects)
    visible = Submission.objects.among(subjects | set(told_by.values()), viewer)
    mine = set(visible.values_list("id", flat=True))
    return {
        seq: (ids & mine) or {told_by[one] for one in ids & told_by.keys() if told_by[one] in mine}
        for seq, ids in named.items()
    }


def _told_by(subjects: set[UUID]) -> dict[UUID, UUID]:
    """The submissions in which persons were first named, whoever may open them."""
    rows = Person.objects.filter(id__in=subjects, submission_id__isnull=False)
    return {person: form for person, form in rows.values_list("id", "submission_id") if form is not None}


def _may_open(viewer: Viewer, seq: int) -> bool:
    mine = scope(viewer, programme="programme_id")
    return Contribution._base_manager.filter(mine, entry_seq=seq).exists()


class _Contributed(NamedTuple):
    """What an entry contributed to anything. `counts`: to the figure that is asked about, for this viewer."""

    entry_seq: int
    subject: UUID
    area_id: UUID
    act_number: int
    counts: bool


def _contributed(seqs: list[int], counting: QuerySet[Contribution]) -> list[_Contributed]:
    """Everything that these entries contributed, with what counts for a figure marked."""
    rows = Contribution._base_manager.filter(entry_seq__in=seqs)
    rows = rows.annotate(counts=Exists(counting.filter(pk=OuterRef("pk")))).order_by("entry_seq", "pk")
    return [_Contributed(*row) for row in rows.values_list(*_Contributed._fields)]


class _Row(NamedTuple):
    """What a page of entries needs of one."""

    seq: int
    id: UUID
    occurred_at: datetime
    acts: "bytes | memoryview[int]"
    who: str


def _rows(seqs: Iterable[int]) -> list[_Row]:
    rows = Entry.objects.filter(seq__in=list(seqs)).annotate(who=name_beside("actor"))
    return [_Row(*row) for row in rows.values_list(*_Row._fields)]


def _said(rows: list[_Row], act_numbers: Mapping[int, int]) -> dict[int, tuple[UUID, datetime, str]]:
    said = {}
    for row in rows:
        act = _acts(row.acts, row.id)[act_numbers[row.seq]]
        said[row.seq] = (row.id, row.occurred_at, sentence(act, row.who))
    return said


def _sentences(entry_id: UUID) -> tuple[str, ...]:
    actor, stored = Entry.objects.values_list("actor", "acts").get(id=entry_id)
    name = names_of({actor}).get(actor, "")
    return tuple(sentence(act, name) for act in _acts(stored, entry_id) if not is_secluded(act))


def _acts(stored: "bytes | memoryview[int]", entry_id: UUID) -> list[Act]:
    """Without anybody's key: sentences are made of facts, never of what is sealed."""
    return encoding.decode(bytes(stored), entry_id, {})
