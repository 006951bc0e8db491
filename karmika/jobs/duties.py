"""What the worker does for this room again and again."""

from datetime import datetime, timedelta

from karmika.jobs import asking, store
from karmika.jobs.models import Job
from karmika.kernel.room import Duty

_STRAY_FOR = timedelta(hours=1)


def forget_old(at: datetime) -> None:
    """Jobs whose time is over, with their files; and files to which no job belongs."""
    for job in Job.objects.filter(expires_at__lt=at).values_list("id", flat=True):
        asking.forget(job)
    if not store.root().exists():
        return
    known = {str(job) for job in Job.objects.values_list("id", flat=True)}
    for path in store.root().iterdir():
        if (
            path.name.split(".")[0] not in known
            and at.timestamp() - path.stat().st_mtime > _STRAY_FOR.total_seconds()
        ):
            path.unlink(missing_ok=True)


DUTIES: tuple[Duty, ...] = (Duty(name="jobs.forget_old", function=forget_old, every_s=600),)
