"""What is due for groups: sessions, meetings, elections, gradings, and which groups seem to sleep.

Each answer is a queryset of groups, so that a page can list it and the first page can count it in one question.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from karmika.groups import by_laws, grading_sheets
from karmika.groups.interventions import ALL, interventions
from karmika.groups.models import (
    CharterAdoption,
    Dormancy,
    Grading,
    Group,
    GroupSession,
    Meeting,
    OfficeBearer,
)
from karmika.groups.queries import meetings
from karmika.groups.queries.life import TopicLine, topic_lines
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.registry.occupations import occupations

PAGE = 20


def _standing(viewer: Viewer) -> QuerySet[Group]:
    asleep = Dormancy.objects.filter(group_id=OuterRef("pk"), to_on__isnull=True)
    return Group.objects.visible_to(viewer).filter(~Exists(asleep), dissolved_on__isnull=True)


def sessions_due(viewer: Viewer) -> QuerySet[Group]:
    """Groups with which a topic of their work should have been talked through by today."""
    day, due = today(), Q(pk__in=[])
    codes = occupations()
    for one in interventions():
        held = GroupSession.objects.filter(group_id=OuterRef("pk"), topic=one.code, withdrawn_on__isnull=True)
        if one.every_days is not None:
            held = held.filter(held_on__gt=day - timedelta(days=one.every_days))
        works = [code for code, work in codes.items() if {code, work.category} & set(one.occupations)]
        concerned = Q() if ALL in one.occupations else Q(occupation__in=works)
        due |= concerned & Q(formed_on__lte=day - timedelta(days=one.within_days)) & Q(~Exists(held))
    return _standing(viewer).filter(due)


def _last_meeting() -> Subquery:
    held = Meeting.objects.filter(group_id=OuterRef("pk"), withdrawn_on__isnull=True)
    return Subquery(held.order_by("-held_on").values("held_on")[:1])


def meetings_overdue(viewer: Viewer) -> QuerySet[Group]:
    """Groups that by their charter, or the custom of their type, should have met by now."""
    day, late = today(), Q(pk__in=[])
    found = _standing(viewer).annotate(last_on=Coalesce(_last_meeting(), F("formed_on")))
    found = found.annotate(own_days=_own("meets_every_days"))
    for code, custom in by_laws.by_laws().customs.items():
        of_type = Q(group_type=code)
        usual = day - timedelta(days=custom.meets_every_days + custom.grace_days)
        late |= of_type & Q(own_days__isnull=True, last_on__lt=usual)
        for days in by_laws.days_possible():
            late |= of_type & Q(own_days=days, last_on__lt=day - timedelta(days=days + custom.grace_days))
    return found.filter(late)


def _own(field: str, group: str = "pk") -> Subquery:
    held = CharterAdoption.objects.filter(group_id=OuterRef(group), replaced_on__isnull=True)
    return Subquery(held.values(field)[:1])


def offices_ending(viewer: Viewer) -> QuerySet[OfficeBearer]:
    """Offices whose time is over, or will be within the days that the customs of the type name."""
    found = OfficeBearer.objects.filter(group__in=_standing(viewer), to_on__isnull=True)
    found = found.annotate(own_months=_own("term_months", "group_id"))
    ends = Q(pk__in=[])
    for code, custom in by_laws.by_laws().customs.items():
        of_type = Q(group__group_type=code)
        horizon = today() + timedelta(days=custom.soon_days)
        ends |= of_type & Q(own_months__isnull=True, from_on__lte=months_before(horizon, custom.term_months))
        for months in by_laws.months_possible():
            ends |= of_type & Q(own_months=months, from_on__lte=months_before(horizon, months))
    return found.filter(ends)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of the month where there is none."""
    return months_after(day, -months)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where there is none."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = first_of_next - timedelta(days=1)
    return min(last, date(year, month + 1, min(day.day, last.day)))


def seeming_asleep(viewer: Viewer) -> QuerySet[Group]:
    """Groups without meeting and session for so long that they seem to sleep, and nobody noted it."""
    day, silent = today(), Q(pk__in=[])
    for code, custom in by_laws.by_laws().customs.items():
        since = day - timedelta(days=custom.dormant_after_days)
        met = Meeting.objects.filter(group_id=OuterRef("pk"), withdrawn_on__isnull=True, held_on__gte=since)
        talked = GroupSession.objects.filter(
            group_id=OuterRef("pk"), withdrawn_on__isnull=True, held_on__gte=since
        )
        silent |= Q(group_type=code, formed_on__lt=since) & Q(~Exists(met)) & Q(~Exists(talked))
    return _standing(viewer).filter(silent)


def gradings_due(viewer: Viewer) -> QuerySet[Group]:
    """Groups that should be graded by the sheet of their type, first or again."""
    day, due = today(), Q(pk__in=[])
    for sheet in grading_sheets.sheets_on(day):
        since = day - timedelta(days=sheet.every_days)
        graded = Grading.objects.filter(group_id=OuterRef("pk"), sheet=sheet.code, graded_on__gt=since)
        old_enough = Q(formed_on__lte=day - timedelta(days=sheet.first_after_days))
        due |= Q(group_type__in=sheet.for_types) & old_enough & Q(~Exists(graded))
    return _standing(viewer).filter(due)


KINDS = {
    "sessions": sessions_due,
    "meetings": meetings_overdue,
    "asleep": seeming_asleep,
    "gradings": gradings_due,
}
"""Kind of what is due -> the groups; offices are rows of their own."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """A group in the list of what is due."""

    group: Group
    last_met: date | None
    topics: tuple[TopicLine, ...]


def due_lines(viewer: Viewer, kind: str, *, page: int = 0) -> tuple[list[DueLine], bool]:
    """A page of the groups for which something is due, the oldest first, and whether there are more."""
    start = page * PAGE
    found = KINDS[kind](viewer).select_related("area", "worksite").annotate(met_on=_last_meeting())
    rows = list(found.order_by("formed_on", "id")[start : start + PAGE + 1])
    topics = meetings.topics_of([row.id for row in rows[:PAGE]]) if kind == "sessions" else {}
    lines = []
    for row in rows[:PAGE]:
        due = topic_lines(row, topics.get(row.id, {})) if kind == "sessions" else ()
        lines.append(DueLine(row, row.met_on, tuple(line for line in due if line.overdue)))
    return lines, len(rows) > PAGE


@dataclass(frozen=True, slots=True)
class EndingOffice:
    """An office whose time ends: in which group, since when, until when."""

    held: OfficeBearer
    ends_on: date
    over: bool


def ending_lines(viewer: Viewer, *, page: int = 0) -> tuple[list[EndingOffice], bool]:
    """A page of offices whose time is over or about to end, the longest held first, and whether there are more."""
    start = page * PAGE
    rows = list(
        offices_ending(viewer)
        .select_related("group__area")
        .order_by("from_on", "id")[start : start + PAGE + 1]
    )
    return [ending(row) for row in rows[:PAGE]], len(rows) > PAGE


def ending(row: OfficeBearer) -> EndingOffice:
    """When an office of `offices_ending` ends."""
    months = getattr(row, "own_months", None) or by_laws.customs(row.group.group_type).term_months
    ends_on = months_after(row.from_on, months)
    return EndingOffice(row, ends_on, ends_on <= today())
