"""Tables of what people told, their papers, what is missing of these, and their applications. Acts are in acts/.

Numbers of cards, notes, what an office wrote and sensitive answers stand in none of these tables: they are only in the
journal, sealed under the person's key (sealed.py), so that they end with the key.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from karmika.access.roles import PERSONAL, SEES_RESTRICTED
from karmika.access.visibility import scope, states_of
from karmika.entitlements.terms import OPEN_STATES, STATES
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Viewer
from karmika.referrals.roles import OFFICE_KEEPERS

_Row = TypeVar("_Row", bound=models.Model)


class OfPeople(models.QuerySet[_Row]):
    """Rows about a person: nobody who is restricted or erased is among them, but for the privacy officer."""

    def visible_to(self, viewer: Viewer, *, roles: frozenset[str] = PERSONAL) -> Self:
        """Rows of the area, organisation and programme of any one of the viewer's assignments."""
        seen = scope(viewer, roles=roles, programme="programme_id")
        hidden_too = scope(viewer, roles=roles & SEES_RESTRICTED, programme="programme_id")
        return self.filter(seen & Q(person__hidden=False) | hidden_too)


class AboutPerson(Recorded):
    """Base of rows about one person, where and whose they are. `submission_id`: the form that made the row."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    submission_id = models.UUIDField(null=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")

    objects = OfPeople.as_manager()

    class Meta:
        abstract = True


class ToldFact(AboutPerson):
    """An answer to one question of schemes/facts.yaml on one day. The latest holds; those before stay.

    `value`: true, false, a whole number, a code, or [lowest, highest]; null where the answer is taken back.
    """

    household_id = models.UUIDField()
    fact = models.TextField()
    of_household = models.BooleanField(default=False)
    """The answer holds for everybody of the household."""
    value = models.JSONField(null=True)
    told_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["household_id", "fact"], name="entitlements_fact_household")
        ]


class SealedTelling(AboutPerson):
    """Something sensitive was told on a day; what, and the answer, are in the entry alone."""

    told_on = models.DateField()


class Screening(AboutPerson):
    """A person was told what she is owed, on the facts and by the rules of that day. Codes of schemes only."""

    shown_on = models.DateField()
    rules_version = models.TextField()
    owed = models.JSONField(default=list)
    open_questions = models.JSONField(default=list)
    """Schemes that hang on something nobody has asked."""


class PersonDocument(AboutPerson):
    """A paper or card that the person has. One of each kind at a time; older ones have ended."""

    document_kind = models.TextField()
    seen_on = models.DateField()
    expires_on = models.DateField(null=True)
    has_digits = models.BooleanField(default=False)
    """The last digits of its number are in the entry."""
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "document_kind"],
                condition=Q(ended_on__isnull=True),
                name="entitlements_one_document_of_a_kind",
            ),
        ]


def papers_on(person: UUID, day: date) -> models.QuerySet[PersonDocument]:
    """A person's papers that were seen by a day, had not ended by then, and were valid: one that ran out proves nothing."""
    there = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    valid = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
    return PersonDocument.objects.filter(there, valid, person_id=person, seen_on__lte=day)


class DocumentPhoto(AboutPerson):
    """A photo of a paper. Its bytes are with the entry `source_id`, or came with `submission_id` as a file."""

    document = models.ForeignKey(PersonDocument, on_delete=models.PROTECT, related_name="photos")
    source_id = models.UUIDField(null=True)
    file = models.TextField(default="")
    """Keyed hash of the name of the file in the form."""
    media_type = models.TextField(default="")
    size = models.BigIntegerField(default=0)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(source_id__isnull=False, file="") | Q(source_id__isnull=True) & ~Q(file=""),
                name="entitlements_photo_from_one_place",
            ),
        ]


class DocumentGap(AboutPerson):
    """Something is in the way of an application: a task with a day and somebody who does it, until it is closed."""

    document_kind = models.TextField(default="")
    reason = models.TextField()
    scheme = models.TextField(default="")
    """For which application; empty for all."""
    noted_on = models.DateField()
    due_on = models.DateField()
    assignee_id = models.UUIDField(null=True)
    closed_on = models.DateField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
                name="entitlements_gap_closed_how",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(closed_on__isnull=True), name="entitlements_gap_due"),
        ]


class Application(AboutPerson):
    """An application of one person for one scheme, from the day it was prepared to the day money or goods arrived.

    Sex, occupation and category are those of the day it was prepared, so that every step counts in the same cell.
    """

    number = models.TextField(unique=True)
    """Ours, on the receipt: ten digits."""
    scheme = models.TextField()
    rule_version = models.TextField()
    """Content hash of the scheme's rule by which it was prepared."""
    verdict = models.TextField(default="")
    """What the rule said on that day: yes, no, unknown."""
    state = models.TextField()
    occupation = models.TextField(default="")
    sex = models.TextField(default="")
    category = models.TextField(default="")
    prepared_on = models.DateField()
    filed_on = models.DateField(null=True)
    office_id = models.UUIDField(null=True)
    queried_on = models.DateField(null=True)
    answer_due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    reason = models.TextField(default="")
    """Why it was rejected or withdrawn."""
    received_on = models.DateField(null=True)
    received_paise = models.BigIntegerField(null=True)
    renew_on = models.DateField(null=True)
    """The day by which it has to be renewed."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "scheme"],
                condition=Q(state__in=OPEN_STATES),
                name="entitlements_one_open_application",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(STATES)), name="entitlements_application_state"
            ),
            models.CheckConstraint(
                condition=Q(received_paise__isnull=True) | Q(received_paise__gte=0),
                name="entitlements_application_amount",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "state"], name="entitlements_app_place"),
            models.Index(
                fields=["renew_on"], condition=Q(renew_on__isnull=False), name="entitlements_app_renew"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether the office has still something to do."""
        return self.state in OPEN_STATES


class ClipSet(models.QuerySet["VoiceClip"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Recordings of the viewer's organisation for an area of the viewer, or for one around it. Nobody stands in them."""
        roles = PERSONAL | OFFICE_KEEPERS
        return self.filter(scope(viewer, roles=roles) | states_of(viewer, roles=roles, programme=None))


class VoiceClip(Recorded):
    """A text of the sheets that an office read out, for the workers of an area. The sound is with `source_id`."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    language = models.TextField()
    text = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    source_id = models.UUIDField()
    removed = models.BooleanField(default=False)

    objects = ClipSet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation_id", "area", "language", "text"], name="entitlements_one_clip_of_a_text"
            ),
        ]
