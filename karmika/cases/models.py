"""Tables of cases: facts alone. Names and what happened stand sealed in the journal (words.py).

What may happen is in acts/.
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from karmika.access.models import RoleAssignment
from karmika.access.roles import Role
from karmika.access.visibility import scope
from karmika.areas.models import Ancestor
from karmika.cases.terms import (
    CASE_WORKERS,
    LEVELS,
    MONEY,
    PAPERS,
    READERS,
    RESTRICTED,
    STATES,
    TASKS,
    TOLD,
    WAGE,
)
from karmika.journal.models import Recorded
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer, holds

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


def seen_by(viewer: Viewer, path: str = "") -> Q:
    """Cases that the viewer may see; `path`: how a row reaches its case ("case__").

    Level 0: the readers of its area. Level 2: its team alone, and the legal advisors there, unless they stepped out.
    A member who lost the role, or whose role is elsewhere now, sees it no longer. Where that leaves nobody, the
    paralegals there see it, but for those who stepped out: a report that nobody reads is worse than none.
    """

    def within_reach(roles: frozenset[str]) -> Q:
        return scope(
            viewer,
            roles=roles,
            area=f"{path}area_id",
            organisation=f"{path}organisation_id",
            programme=f"{path}programme_id",
        )

    mine = CaseMember.objects.filter(user_id=viewer.id).order_by()
    joined = Q(**{f"{path}id__in": mine.filter(left_on__isnull=True).values("case_id")})
    stepped_out = Q(**{f"{path}id__in": mine.filter(left_on__isnull=False).values("case_id")})
    team = within_reach(CASE_WORKERS) & joined
    above = within_reach(frozenset({Role.LEGAL_ADVISOR})) & ~stepped_out
    ordinary = within_reach(READERS) & Q(**{f"{path}level": WAGE})
    if not holds(viewer, CASE_WORKERS):
        return ordinary
    left_alone = within_reach(CASE_WORKERS) & Q(**{f"{path}id__in": _left_alone()}) & ~stepped_out
    return ordinary | (Q(**{f"{path}level": RESTRICTED}) & (team | above | left_alone))


def _left_alone() -> models.QuerySet[Case, UUID]:
    """Ids of the cases of level 2, not closed, that nobody of their team and no legal advisor of their place sees today."""
    day = today()
    around = Ancestor.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        area_id=OuterRef(OuterRef("area_id")),
        ancestor_id=OuterRef("area_id"),
        valid_from__lte=day,
    )
    in_team = CaseMember.objects.filter(case_id=OuterRef(OuterRef("pk")), user_id=OuterRef("user_id"))
    joined, left = in_team.filter(left_on__isnull=True), in_team.filter(left_on__isnull=False)
    reads = Q(Exists(joined)) | Q(role=Role.LEGAL_ADVISOR) & ~Q(Exists(left))
    minders = RoleAssignment.objects.valid_on(day).filter(
        reads,
        Exists(around),
        Q(programme_id__isnull=True) | Q(programme_id=OuterRef("programme_id")),
        role__in=CASE_WORKERS,
        organisation_id=OuterRef("organisation_id"),
        user__active=True,
    )
    grave = Case.objects.filter(level=RESTRICTED).exclude(state="closed")
    return grave.filter(~Exists(minders)).order_by().values_list("id", flat=True)


class CaseSet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer) -> CaseSet:
        """Cases whose existence the viewer may know."""
        return self.filter(seen_by(viewer))


class OfCase(models.QuerySet[_Row]):
    """Rows of cases."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of the cases that the viewer may see."""
        return self.filter(seen_by(viewer, "case__"))


class Case(Recorded):
    """One rights case. At level 2 it holds no more than that there is one, where, whose, and how far it has come."""

    number = models.TextField(unique=True)
    level = models.SmallIntegerField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    told = models.TextField()
    channel = models.TextField(default="")
    matter = models.TextField(default="")
    person_id = models.UUIDField(null=True)
    """The worker of our registry whom it is about, who agreed to it."""
    occupation = models.TextField(default="")
    sex = models.TextField(default="")
    happened_from = models.DateField(null=True)
    happened_to = models.DateField(null=True)
    opened_by = models.UUIDField()
    opened_act = models.IntegerField(default=0)
    """Which act of the entry opened it, counted from 0."""
    reported_at = models.DateTimeField()
    """When it was told."""
    received_at = models.DateTimeField()
    """When it reached us; the clock of the first response runs from here."""
    reported_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_how = models.TextField(default="")
    in_time = models.BooleanField(null=True)
    assigned_to = models.UUIDField(null=True)
    state = models.TextField(default="open")
    result = models.TextField(default="")
    closing_by = models.UUIDField(null=True)
    """Who asked for closure; somebody else confirms it."""
    closing_on = models.DateField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_on = models.DateField(null=True)
    reopened_count = models.IntegerField(default=0)
    forgotten_on = models.DateField(null=True)
    """From that day the words of the case cannot be opened by anybody."""

    objects = CaseSet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__in=list(LEVELS)), name="cases_case_level"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="cases_case_state"),
            models.CheckConstraint(condition=Q(told__in=list(TOLD)), name="cases_case_told"),
            models.CheckConstraint(
                condition=Q(level=WAGE)
                | Q(
                    matter="",
                    person_id__isnull=True,
                    occupation="",
                    sex="",
                    happened_from__isnull=True,
                    happened_to__isnull=True,
                ),
                name="cases_restricted_tells_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False, closed_by__isnull=False)
                | ~Q(state="closed") & Q(closed_on__isnull=True, closed_by__isnull=True),
                name="cases_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("closing_by")),
                name="cases_closed_by_two",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "state", "entry_seq"], name="cases_case_by_area"),
            models.Index(
                fields=["person_id"], name="cases_case_person", condition=Q(person_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseMember(Recorded):
    """Somebody of the team of a case, from a day on. Who has left, or stepped out, does not see it any more."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    user_id = models.UUIDField()
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    left_reason = models.TextField(default="")

    objects = OfCase["CaseMember"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "user_id"], name="cases_member_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["user_id"], name="cases_member_user")]


class CaseTask(Recorded):
    """Something to do by a day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    what = models.TextField()
    due_on = models.DateField()
    user_id = models.UUIDField(null=True)
    done_on = models.DateField(null=True)

    objects = OfCase["CaseTask"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(what__in=list(TASKS)), name="cases_task_known")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="cases_task_due", condition=Q(done_on__isnull=True))
        ]


class CaseMoney(Recorded):
    """Rupees claimed, offered or received, on a day. Claimed and offered: a later row says it anew."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="money")
    what = models.TextField()
    amount_paise = models.BigIntegerField()
    on_day = models.DateField()
    holds = models.BooleanField(default=True)
    """False: a later row says otherwise."""

    objects = OfCase["CaseMoney"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(what__in=list(MONEY)), name="cases_money_known"),
            models.CheckConstraint(condition=Q(amount_paise__gte=0), name="cases_money_amount"),
        ]


class CasePaper(Recorded):
    """An FIR, an order, a diary number: its day here, its number with the words."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    what = models.TextField()
    on_day = models.DateField()

    objects = OfCase["CasePaper"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(what__in=list(PAPERS)), name="cases_paper_known")
        ]


class ClaimLine(Recorded):
    """What one worker of a gang is owed: days at a rate, what was paid, what is due. In paise, exact."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    person_id = models.UUIDField(null=True)
    position = models.IntegerField()
    half_days = models.IntegerField()
    """Days worked, in halves: 25 is twelve and a half days."""
    rate_paise = models.BigIntegerField()
    """Agreed for a day."""
    paid_paise = models.BigIntegerField()
    due_paise = models.BigIntegerField()
    removed = models.BooleanField(default=False)

    objects = OfCase["ClaimLine"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(half_days__range=(1, 2000)), name="cases_line_days"),
            models.CheckConstraint(
                condition=Q(rate_paise__gte=0, paid_paise__gte=0, due_paise__gte=0), name="cases_line_money"
            ),
        ]


class CaseRecording(Recorded):
    """A voice note: that there is one. Its id is the id of the entry that keeps its bytes, sealed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recordings")
    media_type = models.TextField(default="")
    size = models.BigIntegerField()
    """Bytes."""
    said_on = models.DateField()
    """The day on which it reached us."""

    objects = OfCase["CaseRecording"].as_manager()


class Reading(models.Model):
    """Who opened a case of level 2, and when. Written where somebody only looks, so not journalled."""

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField()
    user_id = models.UUIDField()
    organisation_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case_id", "at"], name="cases_reading_case"),
            models.Index(fields=["organisation_id", "at"], name="cases_reading_at"),
        ]
