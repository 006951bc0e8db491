"""The worker's part: one slice of one job at a time, so that figures and reactions have their turn in between.

A job is held by a lock on a file, which ends with its holder: after a kill the next slice goes on where the last that
came to its end had left off. Rights are looked at anew for each slice.
"""

import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.utils import translation

from karmika.access.models import User
from karmika.access.viewer import Person, viewer_for
from karmika.jobs import asking, store
from karmika.jobs.models import ACTIVE, Job
from karmika.kernel.dates import now
from karmika.kernel.gate import write_transaction
from karmika.kernel.lockfile import locked
from karmika.kernel.refused import Refused

_log = logging.getLogger(__name__)

SLICE_S = 0.5
"""How long a slice takes about."""
TRIES_MAXIMUM = 5
RIGHTS_ENDED = ("jobs.rights_ended", "jobs.rights_changed")
"""Refusals after which nothing that was read is kept."""
_LOOKED_AT = 20


class Busy(Exception):
    """Another worker has it."""


class Stopped(Exception):
    """Somebody cancelled it, or it is gone: what this slice did so far does not count."""


class Slice:
    """One slice of a job: the job as it is, for whom it is done, and how it is written down how far it came."""

    def __init__(self, job: Job, viewer: Person) -> None:
        self.job, self.viewer = job, viewer
        self._until = monotonic() + SLICE_S

    @property
    def over(self) -> bool:
        """Whether others shall have their turn."""
        return monotonic() >= self._until

    def note(self, **changes: Any) -> None:
        """Write down how far it came. Raises Stopped; then roll back what was done."""
        changes["tries"] = 0
        for name, value in changes.items():
            setattr(self.job, name, value)
        if not Job.objects.filter(id=self.job.id, state="running").update(**changes):
            raise Stopped

    def end(self, state: str, **changes: Any) -> None:
        """It is done, or stands at a point where somebody decides. Raises Stopped."""
        self.note(state=state, expires_at=now() + asking.KEPT_FOR, **changes)


Work = Callable[[Slice], None]
"""What one kind of job does in a slice. May raise Refused: the job breaks off and says so."""


def run_slice(works: Mapping[str, Work]) -> int:
    """One slice of the job that waited longest: 1; 0 when there is none, or others have them all."""
    waiting = Job.objects.active().order_by("worked_at", "id").values_list("id", flat=True)
    for job_id in list(waiting[:_LOOKED_AT]):
        try:
            with locked(store.path_of(job_id, ".lock"), otherwise=Busy()):
                return _slice(job_id, works)
        except Busy:
            continue
    return 0


def _slice(job_id: UUID, works: Mapping[str, Work]) -> int:
    job = _begun(job_id)
    if job is None:
        return 0
    user = User.objects.filter(id=job.asked_by).first()
    try:
        if user is None:
            raise Refused("jobs.rights_ended")
        if job.tries > TRIES_MAXIMUM:
            raise Refused("jobs.broke_off", times=TRIES_MAXIMUM)
        with translation.override(job.language):
            works[job.kind](Slice(job, viewer_for(user)))
    except Stopped:
        _after_stop(job)
    except Refused as refused:
        _break_off(job, refused)
    except (OSError, DatabaseError):
        _log.warning("a slice of job %s broke off; it is tried again", job.id, exc_info=True)
    return 1


def _begun(job_id: UUID) -> Job | None:
    """The job, now at work; None when it was cancelled or is gone."""
    with write_transaction((job_id,)):
        job = Job.objects.filter(id=job_id, state__in=ACTIVE).first()
        if job is None:
            return None
        job.state, job.worked_at, job.tries = "running", now(), job.tries + 1
        job.save(update_fields=["state", "worked_at", "tries"])
        return job


def _break_off(job: Job, refused: Refused) -> None:
    """It says why in words, and can be resumed. Where the role ended, what was read is gone at once."""
    with write_transaction((job.id,)):
        running = Job.objects.filter(id=job.id, state="running")
        running.update(
            state="failed",
            reason=refused.code,
            facts={name: str(value) for name, value in refused.facts.items()},
            expires_at=now() + asking.KEPT_FOR,
        )
    if refused.code in RIGHTS_ENDED:
        asking.forget_files(job)


def _after_stop(job: Job) -> None:
    if not Job.objects.filter(id=job.id).exists():
        store.forget(job.id)
    elif job.kind == "export":
        asking.forget_files(job)
