"""What the worker does against loss: a backup each day, in a process of its own, and the erasure list every ten minutes."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from karmika.backup import sets
from karmika.backup.erasures import extend_if_new
from karmika.kernel.dates import INDIA
from karmika.kernel.room import Duty

DAY = timedelta(hours=23)
EARLY, NIGHT = timedelta(hours=18), range(1, 5)
"""Between one and five at night, when nobody sends, a backup that is 18 hours old is followed by the next."""

_running: "subprocess.Popen[bytes] | None" = None


def folder() -> Path | None:
    """Where this house keeps its backups; None when nobody said."""
    return Path(settings.KARMIKA_BACKUP_DIR) if settings.KARMIKA_BACKUP_DIR else None


def is_due(at: datetime, last: datetime | None) -> bool:
    """Whether it is time for the next backup. A clock that was set back does not put it off for ever."""
    if last is None or last > at + sets.AHEAD:
        return True
    night = at.astimezone(INDIA).hour in NIGHT
    return at - last >= (EARLY if night else DAY)


def back_up_daily(at: datetime) -> None:
    """Start `karmika backup` when it is due: figures must not wait for it. A second one beside it ends at once."""
    global _running
    where = folder()
    if where is None or (_running is not None and _running.poll() is None):
        return
    # a set that a wrong clock dated into the future would make a backup due every ten minutes, for years
    made = [one for one in sets.sets_in(where) if not sets.is_ahead(one, at)]
    if is_due(at, made[-1].made_at if made else None):
        command = [sys.executable, "-m", "karmika.cli", "backup", "--data", str(settings.KARMIKA_DATA)]
        _running = subprocess.Popen(command)  # noqa: S603
        with suppress(OSError):  # a service may be forbidden to
            os.setpriority(os.PRIO_PROCESS, _running.pid, 10)


def list_erased(at: datetime) -> None:
    """Whoever is erased now stays erased after a restore from yesterday."""
    where = folder()
    if where is not None and where.is_dir():
        extend_if_new(where, at)


def prune_keys(at: datetime) -> None:
    """Second files go after 30 days, also where no backup is made any more. By their age: not while the clock leaps."""
    where = folder()
    if where is None or not where.is_dir():
        return
    for path in sets.old_keys(where, at):
        path.unlink(missing_ok=True)


DUTIES: tuple[Duty, ...] = (
    Duty(name="backup.daily", function=back_up_daily, every_s=600),
    Duty(name="backup.erasures", function=list_erased, every_s=600),
    Duty(name="backup.prune", function=prune_keys, every_s=3600, destroys=True),
)
