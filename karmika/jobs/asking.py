"""Asking for long work, cancelling and resuming it: what the pages do. The worker does the rest (jobs/work.py)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from karmika.jobs import store
from karmika.jobs.models import ACTIVE, Job
from karmika.kernel.dates import now
from karmika.kernel.gate import write_transaction
from karmika.kernel.ids import stable, uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

ACTIVE_MAXIMUM = 3
"""Jobs of one person that wait or are at work."""
KEPT_MAXIMUM = 10
"""Jobs of one person altogether; the oldest that ended makes room."""
KEPT_FOR = timedelta(hours=24)


def ask(
    viewer: Viewer,
    work: tuple[str, str],
    asked: Mapping[str, Any],
    *,
    language: str,
    step: str = "",
    job_id: UUID | None = None,
) -> Job:
    """A new job of this person. `work`: its kind, and of what. Raises Refused("jobs.too_many")."""
    at = now()
    with write_transaction((stable("jobs", "of", viewer.id),)):
        mine = Job.objects.of(viewer.id)
        if mine.active().count() >= ACTIVE_MAXIMUM:
            raise Refused("jobs.too_many", maximum=ACTIVE_MAXIMUM)
        ended = mine.exclude(state__in=ACTIVE).order_by("-asked_at", "id")
        room_for = KEPT_MAXIMUM - 1 - mine.active().count()
        for old in ended.values_list("id", flat=True)[room_for:]:
            forget(old)
        return Job.objects.create(
            id=job_id or uuid7(),
            kind=work[0],
            what=work[1],
            asked_by=viewer.id,
            asked_at=at,
            asked=dict(asked),
            language=language,
            step=step,
            worked_at=at,
            expires_at=at + KEPT_FOR,
        )


def forget(job: UUID) -> None:
    """Take a job away with its files."""
    Job.objects.filter(id=job).delete()
    store.forget(job)


def forget_files(job: Job) -> None:
    """Take away what a job has read so far."""
    for suffix in (".ids", ".rows"):
        store.path_of(job.id, suffix).unlink(missing_ok=True)


def cancel(job: Job) -> None:
    """It stops within its slice. Of a list nothing is kept; what was loaded of a file stays."""
    with write_transaction((job.id,)):
        stoppable = Job.objects.filter(id=job.id, state__in=(*ACTIVE, "checked", "failed"))
        stopped = stoppable.update(state="cancelled", expires_at=now() + KEPT_FOR)
    if stopped:
        forget_files(job)


def resume(viewer: Viewer, job: Job) -> None:
    """Let a job that stopped go on where it was. Raises Refused("jobs.too_many")."""
    with write_transaction((stable("jobs", "of", viewer.id), job.id)):
        if Job.objects.of(viewer.id).active().count() >= ACTIVE_MAXIMUM:
            raise Refused("jobs.too_many", maximum=ACTIVE_MAXIMUM)
        stopped = Job.objects.filter(id=job.id, state__in=("failed", "cancelled"))
        stopped.update(state="waiting", tries=0, reason="", facts={}, expires_at=now() + KEPT_FOR)


def confirm(viewer: Viewer, job: Job) -> None:
    """Load the file that was looked through. Raises Refused("jobs.too_many")."""
    with write_transaction((stable("jobs", "of", viewer.id), job.id)):
        if Job.objects.of(viewer.id).active().count() >= ACTIVE_MAXIMUM:
            raise Refused("jobs.too_many", maximum=ACTIVE_MAXIMUM)
        looked = Job.objects.filter(id=job.id, state="checked")
        looked.update(
            state="waiting", step="load", position=0, size=0, tries=0, found={}, expires_at=now() + KEPT_FOR
        )
