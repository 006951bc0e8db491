"""The table of jobs. Not journalled: what a job loads is acts, what it takes along is noted when it leaves."""

from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise] = {
    "waiting": _("Waits for its turn"),
    "running": _("At work"),
    "checked": _("Looked through: nothing is loaded yet"),
    "done": _("Done"),
    "failed": _("Broke off"),
    "cancelled": _("Cancelled"),
}
ACTIVE = ("waiting", "running")
KINDS = ("export", "load", "undo")


class JobSet(models.QuerySet["Job"]):
    """Jobs, each its asker's own."""

    def of(self, user: UUID) -> Self:
        """Those that this person asked for; nobody else sees them."""
        return self.filter(asked_by=user)

    def active(self) -> Self:
        """Those that the worker has to do."""
        return self.filter(state__in=ACTIVE)


class Job(models.Model):
    """Something long that one person asked for, with how far it has come. Its files are in KARMIKA_DATA/jobs."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    what = models.TextField()
    """Name of the list or of the kind of file; of an undoing, that of the kind of the file that is taken back."""
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    asked = models.JSONField(default=dict)
    """What was asked for, by name; nobody's personal data."""
    language = models.TextField()
    state = models.TextField(default="waiting")
    step = models.TextField(default="")
    """Where it is within its work: of a load "check", then "load"."""
    total = models.IntegerField(null=True)
    position = models.IntegerField(default=0)
    """Where it goes on, in rows or lines."""
    size = models.BigIntegerField(default=0)
    """How many bytes of its file count; what comes after them was written by a slice that was broken off."""
    tries = models.IntegerField(default=0)
    """Slices begun since one was last finished."""
    reason = models.TextField(default="")
    """Code of the refusal for which it broke off."""
    facts = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    """What came of it, in numbers."""
    worked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = JobSet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="jobs_known_state"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="jobs_known_kind"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "worked_at"], name="jobs_next"),
            models.Index(fields=["asked_by", "asked_at"], name="jobs_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"

    @property
    def state_label(self) -> Promise:
        """The state in words."""
        return STATES[self.state]

    @property
    def active(self) -> bool:
        """Whether the worker still has to do something."""
        return self.state in ACTIVE

    @property
    def may_be_resumed(self) -> bool:
        """Whether it stopped on the way and can go on."""
        return self.state in ("failed", "cancelled")
