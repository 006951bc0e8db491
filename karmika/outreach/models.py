"""Tables of campaigns, camps, what happened at their desks, and whom to look after. What may happen is in acts/.

No name, number or address of anybody stands here: a person is an id of the registry. `Forwarded` is not journalled.
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from karmika.access.visibility import scope, states_of
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import COUNTING
from karmika.outreach.terms import CAMP_STATES, OUTCOMES, PLANNED, TOKEN_STATES, WAITING

_Row = TypeVar("_Row", bound=models.Model)


class Scoped(models.QuerySet[_Row]):
    """Rows that carry area, organisation and programme themselves."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of the area, organisation and programme of any one of the viewer's assignments."""
        return self.filter(scope(viewer, programme="programme_id"))


class Announced(models.QuerySet[_Row]):
    """What everybody who works there or below may know of: campaigns and camps say nothing of anybody."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the viewer's areas and of the areas above them, of one and the same assignment."""
        near = scope(viewer, roles=COUNTING, programme="programme_id")
        return self.filter(near | states_of(viewer, roles=COUNTING))


class Placed(Recorded):
    """Base of rows that say where and whose they are."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()

    class Meta:
        abstract = True


class Campaign(Placed):
    """An abhiyan: camps in some areas, from a day to a day, with an aim."""

    number = models.IntegerField(unique=True)
    """For people and for commands; counts up and never changes."""
    name = models.TextField()
    aims = models.TextField(default="")
    areas = models.JSONField(default=list)
    """Ids of the areas in which it holds its camps; empty: anywhere in its own area."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    target_camps = models.IntegerField(null=True)
    target_people = models.IntegerField(null=True)

    objects = Announced["Campaign"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="outreach_campaign_days"),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "starts_on"], name="outreach_campaign_place")]

    def __str__(self) -> str:
        return self.name


class Camp(Placed):
    """One day in one village or ward. `code` is short: it begins every token."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="camps")
    code = models.TextField()
    venue = models.TextField()
    held_on = models.DateField()
    opens_at = models.TextField()
    closes_at = models.TextField()
    """Hours of India, as 09:30."""
    agenda = models.JSONField(default=list)
    departments = models.JSONField(default=list)
    resource_persons = models.JSONField(default=list)
    team = models.JSONField(default=list)
    """Ids of the staff who come."""
    desks = models.IntegerField()
    target = models.IntegerField(null=True)
    """People who are expected."""
    state = models.TextField(default=PLANNED)
    cancelled_for = models.TextField(default="")
    tokens_given = models.IntegerField(null=True)
    """As counted in the evening."""
    difference = models.TextField(default="")
    """Why that is not what became of them, where it is not."""

    objects = Announced["Camp"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation_id", "programme_id", "code"], name="outreach_camp_code"
            ),
            models.CheckConstraint(condition=Q(state__in=list(CAMP_STATES)), name="outreach_camp_state"),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "held_on"], name="outreach_camp_place")]

    def __str__(self) -> str:
        return self.code


class Attendance(Placed):
    """A token and what came of it. Without consent there is nothing here but the token."""

    camp = models.ForeignKey(Camp, on_delete=models.PROTECT, related_name="attendances")
    token = models.TextField()
    desk = models.IntegerField()
    number = models.IntegerField()
    state = models.TextField(default=WAITING)
    came_at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    submission_id = models.UUIDField(null=True)
    outcome = models.TextField(default="")
    told = models.JSONField(default=list)
    gaps = models.JSONField(default=list)
    prepared = models.JSONField(default=list)
    filed = models.JSONField(default=list)
    """Codes of schemes; of gaps, the reasons."""
    applications = models.JSONField(default=list)
    """Ids of the applications that were prepared or filed here, also of those that had been begun before."""
    served_by = models.UUIDField(null=True)
    """Who sat at the desk, where that is not who sent the form: a laptop sends for all its desks."""
    receipt = models.TextField(default="")
    may_call = models.BooleanField(default=False)
    sex = models.TextField(default="")
    occupation = models.TextField(default="")
    category = models.TextField(default="")
    """As they were counted."""
    closed_on = models.DateField(null=True)

    objects = Scoped["Attendance"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["camp", "token"], name="outreach_token_once_a_camp"),
            models.CheckConstraint(condition=Q(state__in=list(TOKEN_STATES)), name="outreach_token_state"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *OUTCOMES]), name="outreach_attendance_outcome"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["camp", "state", "came_at"], name="outreach_attendance_queue"),
            models.Index(fields=["person_id"], name="outreach_attendance_person"),
        ]

    def __str__(self) -> str:
        return self.token


class FollowUp(Placed):
    """Somebody asks how it stands, on or after `due_on`: 7, 30 or 90 days after the camp."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="follow_ups")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    after_days = models.IntegerField()
    due_on = models.DateField()
    why = models.TextField()
    state = models.TextField(default="open")
    tries = models.IntegerField(default=0)
    outcome = models.TextField(default="")
    done_on = models.DateField(null=True)
    done_by = models.UUIDField(null=True)

    objects = Scoped["FollowUp"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attendance", "after_days"], name="outreach_follow_up_once"),
            models.CheckConstraint(condition=Q(state__in=["open", "done"]), name="outreach_follow_up_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="outreach_follow_up_due", condition=Q(state="open"))
        ]


class Forwarded(models.Model):
    """What another house has said it keeps: a version of a form, or a file that came with one. Not journalled."""

    target = models.TextField()
    """Which house and project: a hash of the address without the key."""
    what = models.UUIDField()
    status = models.IntegerField()
    """201: kept and accepted. 404, 409: kept there for a person to look at; it is sent again another day."""
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "what"], name="outreach_forwarded_once")
        ]


class Loan(models.Model):
    """Of a laptop: a camp that was lent to it, from where, until when. Not journalled."""

    id = models.UUIDField(primary_key=True)
    """Of the entry by which it was lent."""
    camp_id = models.UUIDField()
    until = models.DateField()
    made_at = models.DateTimeField()
    house = models.TextField(default="")
    project_number = models.IntegerField()


class LentPerson(models.Model):
    """Of a laptop: somebody of the camp's ground, as the lender knows her. Thrown away with the loan; not journalled."""

    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="people")
    person_id = models.UUIDField()
    household_id = models.UUIDField()
    number = models.TextField()
    name = models.TextField()
    sex = models.TextField(default="")
    age_years = models.IntegerField(null=True)
    phone_end = models.TextField(default="")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    agreed = models.JSONField(default=list)
    words = models.TextField(default="")
    """Search words of the name, each between blanks."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["loan", "person_id"], name="outreach_lent_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_id"], name="outreach_lent_person"),
            models.Index(fields=["number"], name="outreach_lent_household"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
