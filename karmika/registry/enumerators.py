"""Questions about the work at the doors, person by person over a time: what to ask somebody about, never a verdict.

Only what the stored data hold. Every number is a number of forms, doors or workers, and opens to the forms behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractHour

from karmika.access import visibility
from karmika.access.models import RoleAssignment, User
from karmika.access.roles import FIELD, OFFICE, Role
from karmika.areas.queries import within
from karmika.intake.models import IN_QUEUE, Submission
from karmika.kernel.dates import INDIA, today
from karmika.kernel.newest import aside
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Visit

PAGE = 25
PERIODS = (7, 30, 90)
"""Days, today among them."""
SEES_ENUMERATORS: frozenset[str] = OFFICE | {Role.COMMUNITY_ORGANISER, Role.AUDITOR}
"""The office and the auditor; organisers for their own areas."""
SHORT_MINUTES = 5
"""An interview of the whole household in less is worth a question."""
DAY_BEGINS, DAY_ENDS = 7, 20
"""Hours in India; a visit outside them is worth a question."""
INTERVIEWED = ("interviewed", "partly")
NOBODY_THERE = ("absent", "locked")
_SKILLS = ("can_read", "can_count", "can_bank", "can_pay", "can_compare", "can_apply")


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Whose work over how long: all who hold or held a field role in an area in that time."""

    area: UUID | None = None
    days: int = 30
    page: int = 0

    @property
    def since(self) -> date:
        """The first day."""
        return today() - timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Enumerator:
    """One person with the numbers of `MEASURES`, by code; what did not occur is 0."""

    user: User
    numbers: Mapping[str, int]


def enumerators(viewer: Viewer, sought: Sought) -> tuple[list[Enumerator], bool]:
    """A page of people by name, and whether there are more."""
    start = sought.page * PAGE
    users = list(people(viewer, sought).order_by("name", "id")[start : start + PAGE + 1])
    ids = [user.id for user in users[:PAGE]]
    numbers: dict[UUID, dict[str, int]] = {one: {} for one in ids}
    for rows in (
        _forms(viewer, ids, sought).values("user_id").annotate(**_counts(_OF_FORMS)),
        _doors(viewer, ids, sought).values("user_id").annotate(**_counts(_OF_DOORS)),
        _workers(viewer, ids, sought)
        .values("user_id")
        .annotate(**_counts(_OF_WORKERS, "household__persons__worker")),
    ):
        for row in rows.order_by():
            known: dict[str, Any] = dict(row)
            numbers[known.pop("user_id")].update(known)
    return [Enumerator(user, numbers[user.id]) for user in users[:PAGE]], len(users) > PAGE


def people(viewer: Viewer, sought: Sought) -> QuerySet[User]:
    """Who held a field role in that time, where the viewer may look at the work."""
    held = RoleAssignment.objects.filter(visibility.scope(viewer, roles=SEES_ENUMERATORS), role__in=FIELD)
    held = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=sought.since), valid_from__lte=today())
    if sought.area is not None:
        held = held.filter(area_id__in=within(sought.area))
    return User.objects.filter(id__in=held.values("user_id"))


def behind(viewer: Viewer, user_id: UUID, code: str, sought: Sought) -> QuerySet[Submission]:
    """The forms behind one number of one person, newest first. The caller has looked for the person in `people`."""
    ids = [user_id]
    if code in _OF_FORMS:
        found = _forms(viewer, ids, sought).filter(_OF_FORMS[code])
    elif code in _OF_DOORS:
        doors = _doors(viewer, ids, sought).filter(_OF_DOORS[code])
        found = _all_of(viewer).filter(id__in=doors.values("submission_id"))
    else:
        workers = _workers(viewer, ids, sought).filter(_OF_WORKERS[code])
        found = _all_of(viewer).filter(id__in=workers.values("submission_id"))
    return found.order_by("-received_at", "id")


def _all_of(viewer: Viewer) -> QuerySet[Submission]:
    """Forms that the viewer may read, found by who sent them or by their ids and by nothing else."""
    rows = Submission.objects.alias(anywhere=aside("area_id"), whose=aside("organisation_id"))
    return rows.visible_to(viewer, area="anywhere", organisation="whose")


def _forms(viewer: Viewer, ids: Collection[UUID], sought: Sought) -> QuerySet[Submission]:
    """What they sent, by the day it arrived; what was kept and accepted later counts as what it became."""
    began = datetime.combine(sought.since, time.min, INDIA)
    rows = _all_of(viewer).filter(user_id__in=ids, received_at__gte=began).exclude(state="released")
    return rows if sought.area is None else rows.filter(area_id__in=within(sought.area))


def _doors(viewer: Viewer, ids: Collection[UUID], sought: Sought) -> QuerySet[Visit]:
    """Doors at which they knocked, by the day of the visit."""
    rows = Visit.objects.alias(hour=ExtractHour("visited_at", tzinfo=INDIA)).visible_to(viewer)
    rows = rows.filter(user_id__in=ids, visited_on__gte=sought.since)
    return rows if sought.area is None else rows.filter(area_id__in=within(sought.area))


def _workers(viewer: Viewer, ids: Collection[UUID], sought: Sought) -> QuerySet[Visit]:
    """Workers whom they recorded at those doors, each with the door."""
    return _doors(viewer, ids, sought).filter(
        outcome__in=INTERVIEWED,
        household__persons__submission_id=F("submission_id"),
        household__persons__state="active",
        household__persons__hidden=False,
        household__persons__worker__state="active",
    )


def _alike() -> Q:
    """All six skills were answered, and all alike."""
    path = "household__persons__worker__"
    first, *others = (path + skill for skill in _SKILLS)
    same = Q(**{f"{first}__isnull": False})
    for other in others:
        same &= Q(**{other: F(first)})
    return same


def _answered() -> Q:
    """All six skills were answered."""
    return Q(**{f"household__persons__worker__{skill}__isnull": False for skill in _SKILLS})


_WAS_INTERVIEW = Q(outcome__in=INTERVIEWED)
_OF_FORMS: Mapping[str, Q] = {
    "sent": Q(),
    "at_once": Q(state="applied", waited=False),
    "waiting": Q(state__in=IN_QUEUE),
    "corrected": Q(versions__gt=1),
    "dismissed": Q(state="dismissed"),
    "odd": ~Q(findings=[]),
}
_OF_DOORS: Mapping[str, Q] = {
    "doors": Q(),
    "interviews": _WAS_INTERVIEW,
    "refused": Q(outcome="refused"),
    "nobody_there": Q(outcome__in=NOBODY_THERE),
    "timed": _WAS_INTERVIEW & Q(minutes__isnull=False),
    "short": _WAS_INTERVIEW & Q(minutes__lt=SHORT_MINUTES),
    "odd_hours": Q(hour__lt=DAY_BEGINS) | Q(hour__gte=DAY_ENDS),
    # a refusal at a later visit blanks the point, and so does erasure
    "placed": _WAS_INTERVIEW & Q(household__erased_on__isnull=True) & ~Q(household__last_outcome="refused"),
    "no_point": _WAS_INTERVIEW
    & Q(household__erased_on__isnull=True, household__lat_e6__isnull=True)
    & ~Q(household__last_outcome="refused"),
}
_OF_WORKERS: Mapping[str, Q] = {
    "workers": Q(),
    "no_phone": Q(household__persons__phone__isnull=True),
    "skilled": _answered(),
    "alike": _alike(),
}
CODES = frozenset({*_OF_FORMS, *_OF_DOORS, *_OF_WORKERS})
"""Of every number."""


def _counts(of: Mapping[str, Q], what: str = "id") -> dict[str, Any]:
    return {
        code: Count(what, filter=condition) if condition else Count(what) for code, condition in of.items()
    }
