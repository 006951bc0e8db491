"""What is due for groups: sessions, meetings, elections, gradings, and which groups seem to sleep.

Each answer is a queryset of groups, so that a page can list it and the first page can count it in one question.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan, LessThanOrEqual

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
    day = today()
    wanted: Combinable = Value(0)
    held, alike = Q(pk__in=[]), defaultdict(list)
    for one in interventions():
        alike[one.occupations, one.within_days, one.every_days].append(one.code)
    for (works, within_days, every_days), topics in alike.items():
        # A group is due when fewer different topics were talked through in time than are wanted of it by now; topics of
        # the same groups and days are asked for together.
        old_enough = day - timedelta(days=within_days)
        concerned = _concerned(works)
        wanted += Case(When(concerned(""), formed_on__lte=old_enough, then=len(topics)), default=0)
        talked = concerned("group__") & Q(group__formed_on__lte=old_enough, topic__in=topics)
        if every_days is not None:
            talked &= Q(held_on__gt=day - timedelta(days=every_days))
        held |= talked
    found = GroupSession.objects.filter(held, group_id=OuterRef("pk"), withdrawn_on__isnull=True)
    counted = found.order_by().values("group_id").annotate(topics=Count("topic", distinct=True))
    number = Coalesce(Subquery(counted.values("topics"), output_field=IntegerField()), 0)
    return _standing(viewer).filter(LessThan(number, wanted))


def _concerned(works: Collection[str]) -> Callable[[str], Q]:
    """Of these occupations or categories of occupations, or all: of groups, or of what belongs to a group."""
    if ALL in works:
        return lambda where: Q()
    codes = [code for code, work in occupations().items() if {code, work.category} & set(works)]
    return lambda where: Q(**{f"{where}occupation__in": codes})


def _last_meeting() -> Subquery:
    held = Meeting.objects.filter(group_id=OuterRef("pk"), withdrawn_on__isnull=True)
    return Subquery(held.order_by("-held_on").values("held_on")[:1])


def meetings_overdue(viewer: Viewer) -> QuerySet[Group]:
    """Groups that by their charter, or the custom of their type, should have met by now."""
    day = today()

    def before(custom: by_laws.Customs, days: int) -> date:
        return day - timedelta(days=days + custom.grace_days)

    by_charter = _own("meets_every_days", by_laws.days_possible(), before)
    by_custom = _by_type({code: before(one, one.meets_every_days) for code, one in _customs()})
    last_on = Coalesce(_last_meeting(), F("formed_on"))
    return _standing(viewer).filter(LessThan(last_on, Coalesce(by_charter, by_custom)))


def _customs() -> Iterable[tuple[str, by_laws.Customs]]:
    return by_laws.by_laws().customs.items()


def _by_type(days: Mapping[str, date], where: str = "") -> Case:
    """The day of each group's type; NULL for a type that has none."""
    kind = DateField()
    whens = [When(**{f"{where}group_type": code}, then=Value(one, kind)) for code, one in days.items()]
    return Case(*whens, output_field=kind)


def _own(
    field: str, possible: Iterable[int], day_of: Callable[[by_laws.Customs, int], date], group: str = "pk"
) -> Subquery:
    """The day that follows from a number in the charter of the outer group; NULL where it has none, or one of a number that
    data/charters.yaml no longer offers (its head forbids to take one out).
    """
    kind = DateField()
    whens = [
        When(**{"group__group_type": code, field: number}, then=Value(day_of(custom, number), kind))
        for code, custom in _customs()
        for number in possible
    ]
    day = Case(*whens, output_field=kind)
    return Subquery(_charter_of(group).values(day=day)[:1], output_field=kind)


def _charter_of(group: str) -> QuerySet[CharterAdoption]:
    """The charter in force of the group whose id is in this column of the outer row."""
    return CharterAdoption.objects.filter(group_id=OuterRef(group), replaced_on__isnull=True)


def offices_ending(viewer: Viewer) -> QuerySet[OfficeBearer]:
    """Offices whose time is over, or will be within the days that the customs of the type name."""

    def before(custom: by_laws.Customs, months: int) -> date:
        return months_before(today() + timedelta(days=custom.soon_days), months)

    by_charter = _own("term_months", by_laws.months_possible(), before, "group_id")
    by_custom = _by_type({code: before(one, one.term_months) for code, one in _customs()}, "group__")
    found = OfficeBearer.objects.filter(group__in=_standing(viewer), to_on__isnull=True)
    return found.filter(LessThanOrEqual(F("from_on"), Coalesce(by_charter, by_custom)))


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
    since = _by_type({code: today() - timedelta(days=one.dormant_after_days) for code, one in _customs()})
    lately = {"group_id": OuterRef("pk"), "withdrawn_on__isnull": True, "held_on__gte": OuterRef("since")}
    met, talked = Meeting.objects.filter(**lately), GroupSession.objects.filter(**lately)
    found = _standing(viewer).alias(since=since).filter(formed_on__lt=F("since"))
    return found.filter(~Exists(met), ~Exists(talked))


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
        .annotate(own_months=Subquery(_charter_of("group_id").values("term_months")[:1]))
        .select_related("group__area")
        .order_by("from_on", "id")[start : start + PAGE + 1]
    )
    return [ending(row) for row in rows[:PAGE]], len(rows) > PAGE


def ending(row: Any) -> EndingOffice:
    """When an office of `ending_lines` ends."""
    months = row.own_months or by_laws.customs(row.group.group_type).term_months
    ends_on = months_after(row.from_on, months)
    return EndingOffice(row, ends_on, ends_on <= today())
