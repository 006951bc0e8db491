"""Questions about campaigns, camps, tokens and follow-ups. All take the viewer; names come from the registry's own rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from karmika.access.queries import names_of
from karmika.access.visibility import scope
from karmika.areas.models import Area
from karmika.entitlements.models import Application
from karmika.journal.follow import opened
from karmika.journal.models import Entry
from karmika.journal.queries import sentence
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.measures.models import Contribution
from karmika.outreach.models import Attendance, Camp, Campaign, FollowUp
from karmika.outreach.terms import CALLED, FOLLOWERS, LEFT, SEEN, WAITING
from karmika.registry.models import Person

A_PAGE = 50


@dataclass(frozen=True)
class Tokens:
    """The tokens of a camp by what became of them."""

    waiting: int = 0
    called: int = 0
    seen: int = 0
    left: int = 0

    @property
    def given(self) -> int:
        """All of them."""
        return self.waiting + self.called + self.seen + self.left


@dataclass(frozen=True)
class Behind:
    """An act behind a figure: when, where, in a sentence, how much it adds."""

    entry: UUID
    at: datetime
    area: str
    sentence: str
    amount: int


@dataclass(frozen=True)
class Due:
    """A follow-up with the person, as far as the viewer may know her. `phone` is empty where it may not be called."""

    row: FollowUp
    person: Person | None
    phone: str

    @property
    def pk(self) -> UUID:
        """The follow-up's id."""
        return self.row.id

    @property
    def name(self) -> str:
        """The name; empty where the viewer may not see the person."""
        return (self.person.name or "") if self.person else ""

    @property
    def overdue(self) -> bool:
        """Whether its day is past."""
        return self.row.state == "open" and self.row.due_on < today()


def campaigns(viewer: Viewer) -> QuerySet[Campaign]:
    """The campaigns that the viewer may know of, the newest first."""
    return Campaign.objects.visible_to(viewer).select_related("area").order_by("-starts_on", "-number")


def campaign(viewer: Viewer, campaign_id: UUID) -> Campaign | None:
    """One of them."""
    return campaigns(viewer).filter(id=campaign_id).first()


def camps(viewer: Viewer, *, campaign_id: UUID | None = None, state: str = "") -> QuerySet[Camp]:
    """Camps, the next and latest first."""
    found = Camp.objects.visible_to(viewer).select_related("area", "campaign")
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    if state:
        found = found.filter(state=state)
    return found.order_by("-held_on", "code")


def camp(viewer: Viewer, camp_id: UUID) -> Camp | None:
    """One of them."""
    return camps(viewer).filter(id=camp_id).first()


def tokens_of(camps: Iterable[UUID]) -> Mapping[UUID, Tokens]:
    """How many tokens of each camp wait, are at a desk, are done, have left."""
    found: dict[UUID, dict[str, int]] = {}
    rows = Attendance.objects.filter(camp_id__in=list(camps)).values_list("camp_id", "state")
    for camp_id, state, number in rows.annotate(number=Count("id")).order_by():
        found.setdefault(camp_id, {})[state] = number
    return {
        camp_id: Tokens(by.get(WAITING, 0), by.get(CALLED, 0), by.get(SEEN, 0), by.get(LEFT, 0))
        for camp_id, by in found.items()
    }


def queue(viewer: Viewer, camp_id: UUID) -> tuple[list[Attendance], list[Attendance]]:
    """Who waits, longest first; and who has been called and whose form is not handed in yet."""
    open_ones = Attendance.objects.visible_to(viewer).filter(camp_id=camp_id, state__in=[WAITING, CALLED])
    rows = list(open_ones.order_by("came_at", "desk", "number")[:500])
    return [one for one in rows if one.state == WAITING], [one for one in rows if one.state == CALLED]


def done_tokens(viewer: Viewer, camp_id: UUID) -> QuerySet[Attendance]:
    """Tokens of which it is known what came of them, the last one first."""
    found = Attendance.objects.visible_to(viewer).filter(camp_id=camp_id, state__in=[SEEN, LEFT])
    return found.order_by("-changed_seq", "id")


def attendance(viewer: Viewer, attendance_id: UUID) -> Attendance | None:
    """A token that the viewer may see."""
    found = Attendance.objects.visible_to(viewer).select_related("camp", "camp__area", "camp__campaign")
    return found.filter(id=attendance_id).first()


def applications_of(viewer: Viewer, held: Attendance) -> QuerySet[Application]:
    """What was prepared or filed for this person at this desk."""
    if held.person_id is None:
        return Application.objects.none()
    mine = Application.objects.visible_to(viewer).filter(person_id=held.person_id, person__hidden=False)
    schemes = [*held.prepared, *held.filed]
    return mine.select_related("person").filter(scheme__in=schemes).order_by("scheme", "-prepared_on", "id")


def open_follow_ups(viewer: Viewer, until: date | None = None) -> QuerySet[FollowUp]:
    """What is to be asked, of nobody who is restricted or erased; `until` a day."""
    found = follow_ups(viewer).filter(state="open")
    return found if until is None else found.filter(due_on__lte=until)


def follow_ups(viewer: Viewer) -> QuerySet[FollowUp]:
    """All follow-ups of the viewer's areas, of nobody who is restricted or erased."""
    rows = FollowUp.objects.visible_to(viewer).filter(person__hidden=False, person__state="active")
    return rows.select_related("attendance", "attendance__camp", "area")


def due(viewer: Viewer, rows: Sequence[FollowUp]) -> list[Due]:
    """These with the person. The number to call is for those who look after people, where the person agreed to calls."""
    persons = Person.objects.visible_to(viewer).in_bulk([row.person_id for row in rows])
    mine = set(
        FollowUp.objects.filter(scope(viewer, roles=FOLLOWERS, programme="programme_id"))
        .filter(id__in=[row.id for row in rows])
        .values_list("id", flat=True)
    )
    found = []
    for row in rows:
        person = persons.get(row.person_id)
        callable_ = person is not None and row.id in mine and row.attendance.may_call
        found.append(Due(row, person, (person.phone or "") if person and callable_ else ""))
    return found


def follow_up(viewer: Viewer, follow_up_id: UUID) -> Due | None:
    """One follow-up with its person."""
    row = follow_ups(viewer).filter(id=follow_up_id).first()
    return due(viewer, [row])[0] if row else None


def areas_named(ids: Iterable[str]) -> list[Area]:
    """The areas of a campaign, by name."""
    return sorted(Area.objects.filter(id__in=[UUID(one) for one in ids]), key=lambda area: area.name)


def my_camps(viewer: Viewer, day: date) -> QuerySet[Camp]:
    """Camps that are open, or planned for this day, in the viewer's own areas."""
    mine = scope(viewer, programme="programme_id")
    return Camp.objects.filter(mine).filter(Q(state="open") | Q(state="planned", held_on=day))


def acts_behind(rows: Sequence[Contribution]) -> list[Behind]:
    """The acts that made these contributions, in the same order. The caller has checked that they may be seen."""
    entries = {
        head.seq: (head, acts)
        for head, acts in opened(Entry.objects.filter(seq__in={one.entry_seq for one in rows}))
    }
    names = names_of({head.actor for head, _acts in entries.values()})
    areas = {one.id: one.name for one in Area.objects.filter(id__in={row.area_id for row in rows})}
    found = []
    for row in rows:
        head, acts = entries[row.entry_seq]
        said = sentence(acts[row.act_number], names.get(head.actor, ""))
        found.append(Behind(head.id, head.occurred_at, areas.get(row.area_id, ""), said, row.amount))
    return found
