"""Questions of the figures' pages: whose areas, what an entry behind a figure says, which submission made it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from karmika.access.queries import names_of
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


def entries(viewer: Viewer, cell: Cell, *, before: int | None = None) -> EntryPage:
    """The entries behind a figure that the viewer may open, newest first, a page at a time."""
    behind = entries_behind(viewer, cell, before=before, limit=A_PAGE + 1)
    shown = behind[:A_PAGE]
    seqs = [one.entry_seq for one in shown]
    wrote = {row.entry_seq: row for row in contributions_in(viewer, cell, seqs)}
    areas = {
        area.id: area.name for area in Area.objects.filter(id__in={row.area_id for row in wrote.values()})
    }
    said = _said(seqs, {seq: row.act_number for seq, row in wrote.items()})
    made = submissions_behind(viewer, seqs)
    lines = []
    for one in shown:
        entry_id, occurred_at, text = said[one.entry_seq]
        place = areas.get(wrote[one.entry_seq].area_id, "")
        first = next(iter(sorted(made.get(one.entry_seq, ()))), None)
        lines.append(EntryLine(one.entry_seq, entry_id, occurred_at, text, one.amount, place, first))
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
    named: dict[int, set[UUID]] = {}
    for seq, entry_id, stored in Entry.objects.filter(seq__in=wanted).values_list("seq", "id", "acts"):
        named[seq] = {subject for act in _acts(stored, entry_id) for subject in act.subjects()}
    for seq, subject in Contribution._base_manager.filter(entry_seq__in=wanted).values_list(
        "entry_seq", "subject"
    ):
        named[seq].add(subject)
    named = {seq: set(islice(sorted(ids), SUBJECTS_OF_ONE)) for seq, ids in named.items()}
    subjects = set().union(*named.values())
    direct = set(Submission.objects.among(subjects, viewer).values_list("id", flat=True))
    told_by = _told_by(viewer, subjects)
    made = {}
    for seq, ids in named.items():
        made[seq] = (ids & direct) or {told_by[one] for one in ids & told_by.keys()}
    return made


def _told_by(viewer: Viewer, subjects: set[UUID]) -> dict[UUID, UUID]:
    rows = Person.objects.filter(id__in=subjects, submission_id__isnull=False)
    found = {person: form for person, form in rows.values_list("id", "submission_id") if form is not None}
    visible = Submission.objects.among(set(found.values()), viewer)
    mine = set(visible.values_list("id", flat=True))
    return {person: submission for person, submission in found.items() if submission in mine}


def _may_open(viewer: Viewer, seq: int) -> bool:
    mine = scope(viewer, programme="programme_id")
    return Contribution._base_manager.filter(mine, entry_seq=seq).exists()


def _said(seqs: list[int], act_numbers: Mapping[int, int]) -> dict[int, tuple[UUID, datetime, str]]:
    rows = list(Entry.objects.filter(seq__in=seqs).values_list("seq", "id", "occurred_at", "actor", "acts"))
    names = names_of({actor for _, _, _, actor, _ in rows})
    said = {}
    for seq, entry_id, occurred_at, actor, stored in rows:
        act = _acts(stored, entry_id)[act_numbers[seq]]
        said[seq] = (entry_id, occurred_at, sentence(act, names.get(actor, "")))
    return said


def _sentences(entry_id: UUID) -> tuple[str, ...]:
    actor, stored = Entry.objects.values_list("actor", "acts").get(id=entry_id)
    name = names_of({actor}).get(actor, "")
    return tuple(sentence(act, name) for act in _acts(stored, entry_id))


def _acts(stored: "bytes | memoryview[int]", entry_id: UUID) -> list[Act]:
    """Without anybody's key: sentences are made of facts, never of what is sealed."""
    return encoding.decode(bytes(stored), entry_id, {})
