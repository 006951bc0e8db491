"""Tables of intake: forms and their versions, submissions with every version sent, attachments.

The bytes themselves stay with the journal's entries: the id of a form version, form file, submission version
or attachment is the id of the entry that brought it (`journal.queries.source_of`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access import visibility
from karmika.access.models import Project
from karmika.access.roles import PERSONAL, SEES_RESTRICTED
from karmika.areas.queries import within
from karmika.journal.models import Recorded
from karmika.kernel.newest import aside
from karmika.kernel.viewer import Viewer

FORM_STATES: dict[str, Promise] = {
    "open": _("Open: phones fetch it and send"),
    "closing": _("Closing: phones send what they have, nobody starts anew"),
    "closed": _("Closed: what still arrives waits in the queue"),
}

SUBMISSION_STATES: dict[str, Promise] = {
    "received": _("Received"),
    "applied": _("Taken in"),
    "waiting": _("Waiting for a person"),
    "held": _("Kept, not accepted"),
    "released": _("Accepted later"),
    "dismissed": _("Set aside for good"),
}
"""received exists only inside the transaction that receives; waiting and held make the queue."""

IN_QUEUE = ("waiting", "held")


class FormSet(models.QuerySet["Form"]):
    def visible_to(self, viewer: Viewer) -> FormSet:
        """Forms of the projects that the viewer sees."""
        return self.filter(project__in=Project.objects.visible_to(viewer))


class Form(Recorded):
    """A form of one project, known to phones by `form_id`."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    form_id = models.TextField()
    title = models.TextField()
    state = models.TextField(default="open")
    current_id = models.UUIDField()
    """The version that phones fetch."""

    objects = FormSet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "form_id"], name="intake_form_once_in_a_project"),
            models.CheckConstraint(condition=Q(state__in=list(FORM_STATES)), name="intake_form_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        """The state in the active language."""
        return str(FORM_STATES[self.state])


class FormVersion(Recorded):
    """What was published once and never changes: the XForm that phones get and its definition."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    version = models.TextField()
    title = models.TextField()
    hash_md5 = models.TextField()
    xml = models.TextField()
    definition = models.TextField()
    """JSON of `intake.definition.FormDefinition`."""
    languages = models.JSONField(default=list)
    attachments = models.JSONField(default=list)
    """Names of the files that the form asks for, sorted."""
    file_name = models.TextField()
    published_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "version"], name="intake_version_once_in_a_form")
        ]

    def __str__(self) -> str:
        return self.version


class FormFile(Recorded):
    """A picture, sound or list uploaded for a form; the latest of a name is the one that phones get."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="files")
    name = models.TextField()
    hash_md5 = models.TextField()
    size = models.BigIntegerField()


class SubmissionSet(models.QuerySet["Submission"]):
    def visible_to(
        self, viewer: Viewer, *, area: str = "area_id", organisation: str = "organisation_id"
    ) -> SubmissionSet:
        """Submissions from areas where the viewer may read personal data, of that organisation and programme.

        `area` and `organisation`: what stands for these columns (kernel/newest.py).
        """
        seen, all_of_them = (
            visibility.scope(
                viewer, roles=roles, area=area, organisation=organisation, programme="programme_id"
            )
            for roles in (PERSONAL, SEES_RESTRICTED)
        )
        return self.filter(seen & ~Q(secrecy="restricted") | all_of_them)

    def among(self, ids: Iterable[UUID], viewer: Viewer) -> SubmissionSet:
        """Those of a few that the viewer sees, found by their ids and by nothing else."""
        rows = self.alias(anywhere=aside("area_id"), whose=aside("organisation_id")).filter(id__in=ids)
        return rows.visible_to(viewer, area="anywhere", organisation="whose")

    def in_queue(self) -> SubmissionSet:
        """Those that wait for a person."""
        return self.filter(state__in=IN_QUEUE)

    def queued(self, viewer: Viewer, area: UUID | None = None) -> SubmissionSet:
        """Those of them that the viewer sees (in an area), found by the queue's own index and by nothing else.

        SQLite takes a partial index only for the very words that it was made with, and prefers indexes by place.
        """
        waits = RawSQL("\"intake_submission\".\"state\" IN ('waiting', 'held')", ())
        rows = self.alias(anywhere=aside("area_id"), whose=aside("organisation_id"))
        rows = rows.filter(ExpressionWrapper(waits, models.BooleanField()))
        if area is not None:
            rows = rows.filter(anywhere__in=within(area))
        return rows.visible_to(viewer, area="anywhere", organisation="whose")


class Submission(Recorded):
    """One filled-in form and all its versions; its id is the id of its first receipt."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    form_id = models.TextField()
    version = models.TextField()
    instance_id = models.TextField()
    device_id = models.UUIDField(null=True)
    user_id = models.UUIDField()
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    area_id = models.UUIDField()
    """The area of the phone that sent it."""
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.TextField()
    reason = models.TextField(default="")
    """Code of the refusal for which it waits."""
    reason_facts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    versions = models.IntegerField(default=1)
    current_id = models.UUIDField()
    applied_id = models.UUIDField(null=True)
    """The version whose answers were last taken in."""
    secrecy = models.TextField(default="")
    """"restricted": somebody in it is, and only the privacy officer sees it. "erased": nobody reads its answers."""
    related_id = models.UUIDField(null=True)
    """Of one held or released: the submission it disagrees with, or that it became."""
    pending = models.JSONField(default=list)
    """Names of the parts that wait for a person although the rest was taken in (interpret.Part)."""
    waited = models.BooleanField(default=False)
    """It waited for a person at some time, whatever became of it."""
    given_to = models.UUIDField(null=True)
    """The colleague who shall deal with it; everybody who may, where it is empty."""

    objects = SubmissionSet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(SUBMISSION_STATES)), name="intake_submission_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IN_QUEUE) | ~Q(reason=""), name="intake_waiting_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=["", "restricted", "erased"]), name="intake_submission_secrecy"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "area_id", "state"], name="intake_submission_place"),
            # the queue, oldest first; of what was taken in it holds nothing
            models.Index(
                fields=["received_at", "id"],
                name="intake_submission_queue",
                condition=Q(state__in=IN_QUEUE),
            ),
            # what one person sent over a time
            models.Index(fields=["user_id", "received_at"], name="intake_submission_sender"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def state_label(self) -> str:
        """The state in the active language."""
        return str(SUBMISSION_STATES[self.state])


class SubmissionVersion(Recorded):
    """One arrival of XML. Held ones were answered with 4xx, yet their bytes are kept."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="history")
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    instance_id = models.TextField()
    deprecated_id = models.TextField(default="")
    mac = models.TextField()
    """Keyed hash of the bytes as received, in hex."""
    number = models.IntegerField()
    held = models.BooleanField(default=False)
    device_id = models.UUIDField(null=True)
    user_id = models.UUIDField()
    received_at = models.DateTimeField()
    received_on = models.DateField()
    because = models.TextField(default="")
    """Of a correction by the office: why, one of `acts.receipts.CORRECTIONS`."""
    shredded = models.BooleanField(default=False)
    """Its bytes can be read by nobody any more: their key was destroyed."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instance_id"], condition=Q(held=False), name="intake_instance_accepted_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["instance_id"], name="intake_version_instance"),
            models.Index(fields=["device_id", "received_on"], name="intake_version_device_day"),
        ]


class Attachment(Recorded):
    """A photo or other file that came with a submission. Kept even when the XML does not name it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="attachments")
    name = models.TextField()
    mac = models.TextField()
    size = models.BigIntegerField()
    media_type = models.TextField(default="")
    expected = models.BooleanField(default=True)
    """Whether the XML names it."""
    received_at = models.DateTimeField()
    shredded = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "name", "mac"], name="intake_attachment_kept_once")
        ]


class Withheld(Recorded):
    """A person or household that is restricted or erased, by id: what arrives and names it is kept unread."""

    secrecy = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(secrecy__in=["restricted", "erased"]), name="intake_withheld_secrecy"
            ),
        ]
