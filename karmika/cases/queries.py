"""Questions about cases. Every one takes the viewer; what he may not see is as if it did not exist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from karmika.access.queries import names_of
from karmika.access.roles import LABELS
from karmika.areas.queries import within
from karmika.cases.acts.checking import holders
from karmika.cases.acts.recordings import AddRecording
from karmika.cases.models import (
    Case,
    CaseMember,
    CaseMoney,
    CasePaper,
    CaseTask,
    ClaimLine,
    Reading,
)
from karmika.cases.terms import CASE_WORKERS, FIRST_RESPONSE, RESTRICTED, STATES, WAGE, matters
from karmika.cases.words import CaseFile, Words, file_of, reports_of
from karmika.journal.queries import HistoryLine, sentence
from karmika.kernel.counting import Asked, either
from karmika.kernel.dates import now, today
from karmika.kernel.viewer import Place, Viewer
from karmika.registry.models import Person

PAGE = 50
READINGS = 20


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What narrows the list of cases; empty means all."""

    area: UUID | None = None
    state: str = "open"
    matter: str = ""
    mine: bool = False
    page: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case of the list. Of a restricted one nothing is told that can be read over a shoulder."""

    case: Case
    who: str
    assigned: str
    tasks_due: int
    late: bool

    @property
    def restricted(self) -> bool:
        """Whether it is seen by its team alone."""
        return self.case.level == RESTRICTED


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Rupees of a case, in paise; None where nobody said."""

    disputed: int | None
    offered: int | None
    received: int
    due: int
    """The sum of the lines of its claim."""


@dataclass(frozen=True, kw_only=True)
class VoiceNote:
    """That there is a voice note: the id under which it is heard, its kind, the day on which it reached us."""

    id: UUID
    media_type: str
    said_on: date


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """One case with all that its page shows."""

    case: Case
    file: CaseFile
    members: Sequence[tuple[CaseMember, str]]
    tasks: Sequence[CaseTask]
    money: Sequence[CaseMoney]
    papers: Sequence[CasePaper]
    lines: Sequence[ClaimLine]
    recordings: Sequence[VoiceNote]
    """Voice notes; none once the case was forgotten."""
    people: Mapping[UUID, Person]
    """Persons of the registry whom the case names and the viewer may see."""
    history: Sequence[HistoryLine]
    names: Mapping[UUID, str]
    readings: Sequence[tuple[datetime, str]]
    candidates: Sequence[tuple[UUID, str]]
    """Who works on cases here, to be given it or to come to the team."""
    sums: Sums

    @property
    def words(self) -> Words:
        """What was said when it was reported."""
        return self.file.report


def late_since(at: datetime) -> datetime:
    """What reached us before this instant and is not answered is late."""
    return at - FIRST_RESPONSE


def unanswered() -> Q:
    """Open cases that nobody has answered."""
    return Q(answered_at__isnull=True, state="open")


def found(viewer: Viewer, sought: Sought) -> QuerySet[Case]:
    """The cases that are asked for."""
    rows = Case.objects.visible_to(viewer)
    if sought.area is not None:
        rows = rows.filter(area_id__in=within(sought.area))
    if sought.state in STATES:
        rows = rows.filter(state=sought.state)
    if sought.matter in matters(WAGE):
        rows = rows.filter(matter=sought.matter)
    return rows.filter(assigned_to=viewer.id) if sought.mine else rows


def cases(viewer: Viewer, sought: Sought) -> tuple[list[CaseLine], bool]:
    """A page of cases, those that wait for an answer first, and whether there are more."""
    rows = found(viewer, sought).annotate(
        waits=ExpressionWrapper(unanswered(), output_field=BooleanField()),
        tasks_due=Count("tasks", filter=Q(tasks__done_on__isnull=True, tasks__due_on__lte=today())),
    )
    start = sought.page * PAGE
    some = list(
        rows.select_related("area").order_by("-waits", "-received_at", "id")[start : start + PAGE + 1]
    )
    shown = some[:PAGE]
    open_ones = [(one.id, one.entry_seq) for one in shown if one.level == WAGE]
    words = reports_of(open_ones) if open_ones else {}
    names = names_of({one.assigned_to for one in shown if one.assigned_to})
    people = _people(viewer, {one.person_id for one in shown if one.person_id})
    limit = late_since(now())
    lines = [
        CaseLine(
            case=one,
            who=_who(one, words.get(one.id), people),
            assigned=names.get(one.assigned_to, "") if one.assigned_to else "",
            tasks_due=one.tasks_due,
            late=one.waits and one.received_at < limit,
        )
        for one in shown
    ]
    return lines, len(some) > PAGE


def _people(viewer: Viewer, ids: set[UUID]) -> dict[UUID, Person]:
    if not ids:
        return {}
    rows = Person.objects.visible_to(viewer).filter(id__in=ids).select_related("area")
    return {one.id: one for one in rows}


def _who(case: Case, words: Words | None, people: Mapping[UUID, Person]) -> str:
    if case.person_id is not None and case.person_id in people:
        return people[case.person_id].name or ""
    return words.name if words is not None else ""


def case_of(viewer: Viewer, case_id: UUID) -> Case | None:
    """One case; None where there is none for this viewer."""
    return Case.objects.visible_to(viewer).select_related("area").filter(id=case_id).first()


def case_view(viewer: Viewer, case_id: UUID) -> CaseView | None:
    """One case with everything; None where there is none for this viewer."""
    case = case_of(viewer, case_id)
    if case is None:
        return None
    told = file_of(case.id)
    members = list(case.members.order_by("left_on", "joined_on", "id"))
    lines = list(case.lines.filter(removed=False).order_by("position", "id"))
    money = list(case.money.order_by("on_day", "entry_seq", "id"))
    held = holders(CASE_WORKERS, Place(case.area_id, case.organisation_id, case.programme_id), today())
    readings = (
        list(Reading.objects.filter(case_id=case.id).order_by("-at", "id")[:READINGS])
        if case.level == RESTRICTED
        else []
    )
    actors = {head.actor for head, _ in told.entries}
    known = {*actors, *held, *(one.user_id for one in members), *(one.user_id for one in readings)}
    names = names_of(known)
    named = {case.person_id, told.report.person, *(one.person_id for one in lines)}
    named |= {words.person for words in told.by_id.values()}
    return CaseView(
        case=case,
        file=told,
        members=[(one, names.get(one.user_id, "")) for one in members],
        tasks=list(case.tasks.order_by("done_on", "due_on", "id")),
        money=money,
        papers=list(case.papers.order_by("on_day", "id")),
        lines=lines,
        recordings=[] if case.forgotten_on else _voice_notes(told),
        people=_people(viewer, {one for one in named if one is not None}),
        history=_history(told, names),
        names=names,
        readings=[(one.at, names.get(one.user_id, "")) for one in readings],
        candidates=[(user, _labelled(names.get(user, ""), roles)) for user, roles in held.items()],
        sums=_sums(money, lines),
    )


def _voice_notes(told: CaseFile) -> list[VoiceNote]:
    """From the entries that are open already, which spares a question to the tables."""
    return [
        VoiceNote(id=head.id, media_type=act.media_type, said_on=head.recorded_on)
        for head, act in told.entries
        if isinstance(act, AddRecording)
    ]


def _labelled(name: str, roles: set[str]) -> str:
    return f"{name} ({', '.join(str(LABELS.get(role, role)) for role in sorted(roles))})"


def _history(told: CaseFile, names: Mapping[UUID, str]) -> list[HistoryLine]:
    lines = [
        HistoryLine(
            *(head.seq, head.id, head.occurred_at, head.recorded_at, act.kind),
            *(sentence(act, names.get(head.actor, "")), head.actor),
        )
        for head, act in told.entries
    ]
    return lines[::-1]


def _sums(money: Sequence[CaseMoney], lines: Sequence[ClaimLine]) -> Sums:
    holds = {one.what: one.amount_paise for one in money if one.holds and one.what != "received"}
    return Sums(
        disputed=holds.get("disputed"),
        offered=holds.get("offered"),
        received=sum(one.amount_paise for one in money if one.what == "received"),
        due=sum(one.due_paise for one in lines),
    )


def day(viewer: Viewer) -> list[Asked]:
    """What waits: reports without an answer, late ones, tasks due by today, cases that somebody else asked to close."""
    seen = Case.objects.visible_to(viewer)
    late = Q(received_at__lt=late_since(now()))
    tasks = CaseTask.objects.filter(done_on__isnull=True, due_on__lte=today())
    return [
        Asked(seen.filter(unanswered()), either(late, "late", "unanswered")),
        Asked(seen.filter(Q(state="closing") & ~Q(closing_by=viewer.id)), "closing"),
        Asked(tasks.filter(case__in=seen.exclude(state="closed")), "tasks due"),
    ]
