"""Tables of formation meetings: where and when a group came into being, and each person's own word there."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from karmika.groups.models.groups import Group
from karmika.journal.models import Recorded


class FormationMeeting(Recorded):
    """The meeting at which a group came into being, and where, when and how often it decided to meet."""

    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="formation_meeting")
    held_on = models.DateField()
    place = models.TextField()
    meets_at = models.TextField()
    meets_hour = models.TextField()
    meets_every = models.TextField()
    votes_place = models.IntegerField()
    votes_hour = models.IntegerField()
    women_only = models.BooleanField()
    submission_id = models.UUIDField(null=True)
    """The form with the photos, where it came from a phone."""


class FormationConsent(Recorded):
    """One person's own word at the meeting: yes or no, how it was given, and who bore witness of a spoken yes."""

    meeting = models.ForeignKey(FormationMeeting, on_delete=models.PROTECT, related_name="consents")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField()
    how = models.TextField()
    witness = models.ForeignKey("registry.Worker", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "worker"], name="groups_formation_consent_once"),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(witness=F("worker")), name="groups_formation_witness"
            ),
        ]
