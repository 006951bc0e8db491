"""What the worker does for this room again and again: it destroys what was sent when its time is over."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from karmika.access.models import Organisation
from karmika.access.retention import days_kept
from karmika.access.viewer import Operator
from karmika.intake.acts.outcomes import Shred
from karmika.intake.acts.receipts import OVERTAKEN
from karmika.intake.models import IN_QUEUE, Attachment, Submission, SubmissionVersion
from karmika.journal.models import Key
from karmika.journal.perform import perform
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.room import Duty
from karmika.measures import scrubbing

A_ROUND = 200
"""Submissions at one time: a phone must not wait long for the one writer of SQLite. The rest is for the next round."""
SCRUBBING = scrubbing.Scrubbing(
    name="intake.scrub", kinds=(Shred.kind,), tables=(Key._meta.db_table,), daily=True
)
"""The sent bytes themselves stay, sealed: only their keys leave the files."""


def shred_old(at: datetime) -> None:
    """Destroy the keys of late forms about somebody who was erased, and of forms and files whose retention has ended."""
    for organisation in Organisation.objects.order_by("id").values_list("id", flat=True):
        ours = Submission.objects.filter(organisation_id=organisation)
        late = at - timedelta(days=days_kept(organisation, "late_submissions"))
        _shred(ours.filter(secrecy="erased"), late, "late")
        old = at - timedelta(days=days_kept(organisation, "raw_sources"))
        _shred(ours.exclude(state__in=IN_QUEUE), old, "retention")


def _shred(submissions: "Iterable[Submission]", before: datetime, reason: str) -> None:
    wanted = {"submission__in": submissions, "shredded": False, "received_at__lt": before}
    ids: dict[UUID, None] = {}
    for model in (SubmissionVersion, Attachment):
        ids |= dict.fromkeys(
            model._base_manager.filter(**wanted).values_list("submission_id", flat=True)[:A_ROUND]
        )
    for submission in Submission.objects.filter(id__in=list(ids)[:A_ROUND]):
        mine = {"submission": submission, "shredded": False, "received_at__lt": before}
        act = Shred(
            submission=submission.id,
            organisation=submission.organisation_id,
            programme=submission.programme_id,
            area=submission.area_id,
            reason=reason,
            versions=_ids(SubmissionVersion, mine),
            attachments=_ids(Attachment, mine),
        )
        try:
            perform(act, Operator(), entry_id=derive(submission.id, "shred", *act.versions, *act.attachments))
        except Refused as refused:
            if refused.code != OVERTAKEN:  # another worker was first
                raise


def _ids(model: "type[SubmissionVersion] | type[Attachment]", wanted: dict[str, object]) -> tuple[UUID, ...]:
    return tuple(sorted(model._base_manager.filter(**wanted).values_list("id", flat=True)))


def scrub_after(at: datetime) -> None:
    """Rid the files of the database of keys that were destroyed since the last time (measures/scrubbing.py)."""
    scrubbing.scrub_after(SCRUBBING, at)


DUTIES: tuple[Duty, ...] = (
    Duty(name="intake.shred_old", function=shred_old, every_s=3600, destroys=True),
    Duty(name="intake.scrub_after", function=scrub_after, every_s=3600),
)
