"""/healthz: does the house take in what phones send, and does its worker follow? For machines; nothing personal.

Open to anyone, so it costs little: at most one look a second in each process, whoever asks how often.
"""

import threading
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from karmika.access.pages.decorator import open_to
from karmika.chain.sealing import LATE_S, last_link
from karmika.journal.models import Entry
from karmika.kernel.dates import now
from karmika.measures.models import DutyDone

WRITE_MS = 3000
REMEMBERED_S = 1.0
_WRITTEN = "health"


@dataclass(frozen=True)
class Health:
    """What was found. `worker_s`: since its last sign of life; `unsealed_s`: age of the oldest entry without a link."""

    reasons: tuple[str, ...]
    worker_s: int | None = None
    unsealed_s: int = 0

    def as_json(self) -> dict[str, Any]:
        """For the answer."""
        return {
            "status": "failing" if self.reasons else "ok",
            "reasons": list(self.reasons),
            "worker_age_s": self.worker_s,
            "unsealed_age_s": self.unsealed_s,
        }


def look(at: datetime) -> Health:
    """Write one row and read how old the worker's and the chain's last work is."""
    try:
        _write(at)
        beat = DutyDone.last(DutyDone.WORKER)
        worker_s = None if beat is None else max(int((at - beat).total_seconds()), 0)
        unsealed_s = _unsealed_s(at)
    except DatabaseError as fault:
        return Health((f"the database takes no writes ({type(fault).__name__})",))
    reasons = []
    if worker_s is None:
        reasons.append("the worker has never run")
    elif worker_s > DutyDone.SILENT_S:
        reasons.append(f"the worker has been silent for {worker_s} s")
    if unsealed_s > LATE_S:
        reasons.append(f"an entry has waited {unsealed_s} s for the chain")
    return Health(tuple(reasons), worker_s, unsealed_s)


def _write(at: datetime) -> None:
    """A row that nobody needs, committed like a submission: a full or read-only disk shows. It does not wait long."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            for limit in ("lock_timeout", "statement_timeout"):
                cursor.execute(f"SET LOCAL {limit} = {WRITE_MS}")
            DutyDone.note(_WRITTEN, at)
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {WRITE_MS}")
    try:
        DutyDone.note(_WRITTEN, at)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {before}")


def _unsealed_s(at: datetime) -> int:
    link = last_link()
    waiting = Entry.objects.filter(seq__gt=link.last_seq if link else 0).order_by("seq")
    oldest = waiting.values_list("recorded_at", flat=True).first()
    return 0 if oldest is None else max(int((at - oldest).total_seconds()), 0)


_looking = threading.Lock()
_remembered: tuple[float, Health] | None = None


@open_to("anyone")
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the house is well, 503 with the reasons when it is not."""
    global _remembered
    known = _remembered
    # whoever comes while somebody looks is told what was found before
    if _looking.acquire(blocking=known is None):
        try:
            known = _remembered
            if known is None or monotonic() - known[0] >= REMEMBERED_S:
                known = _remembered = (monotonic(), look(now()))
        finally:
            _looking.release()
    assert known is not None
    return JsonResponse(known[1].as_json(), status=503 if known[1].reasons else 200)
