"""Pages of one job: how far it has come, cancelled, resumed, confirmed; what came of it. Each is its asker's alone."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karmika.access.pages import PageRequest
from karmika.chain.files import KINDS, streamed
from karmika.files.kinds import FileKind
from karmika.jobs import asking, exporting, importing, store
from karmika.jobs.models import Job
from karmika.jobs.pages.lists import file_name
from karmika.kernel.dates import today
from karmika.kernel.listing import Listing
from karmika.kernel.refused import Refused, sentence_of
from karmika.kernel.workbook import Value

SHOWN_MAXIMUM = 50
"""Lines with a reason on the page; the report has all."""


class JobPages:
    """The pages of a job, whatever it is."""

    def __init__(self, lists: Sequence[Listing], kinds: Sequence[FileKind]) -> None:
        self._exporting = exporting.Exporting(lists)
        self._kinds = {kind.name: kind for kind in kinds}

    def title_of(self, job: Job) -> str:
        """What it is, in words."""
        if job.kind == "export":
            listing = self._exporting.lists.get(job.what)
            return str(listing.title) if listing else job.what
        kind = importing.kind_of_file(self._kinds, job.what)
        title = str(kind.title) if kind else job.what
        return _("%(title)s: taken back") % {"title": title} if job.kind == "undo" else title

    def job(self, request: PageRequest, job_id: UUID) -> HttpResponseBase:
        """How far it has come. The page asks again every two seconds while it is at work."""
        job = _own(request, job_id)
        if job is None:
            return _gone(request)
        loads = job.kind != "export"
        shown = [] if not loads or job.active else _first(importing.not_taken(job))
        kind = importing.kind_of_file(self._kinds, job.what) if loads else None
        context = {
            "job": job,
            "title": self.title_of(job),
            "reason": sentence_of(job.reason, job.facts) if job.reason else "",
            "found": job.found,
            "lines": shown,
            "more": job.found.get("bad", 0) > len(shown),
            "page_url": reverse(kind.page) if kind and kind.page else "",
            "kinds": [(code, one.label) for code, one in KINDS.items()],
            "kept_hours": int(asking.KEPT_FOR.total_seconds() // 3600),
        }
        return render(request, "jobs/job.html", context)

    @method_decorator(require_safe)
    def file(self, request: PageRequest, job_id: UUID) -> HttpResponseBase:
        """The finished list, after the rights were looked at once more."""
        job, kind = _own(request, job_id), request.GET.get("kind", "csv")
        if job is None or job.kind != "export" or job.state != "done" or kind not in KINDS:
            return _gone(request)
        if job.size and not store.holds(job.id, ".rows", job.size):
            return _gone(request)
        try:
            listing = self._exporting.listing_of(job.what, request.viewer)
            rows = exporting.hand_out(job, listing, request.viewer) if job.size else iter(())
        except Refused as refused:
            asking.forget(job.id)
            messages.error(request, refused.sentence())
            return redirect("jobs.lists")
        columns = exporting.headings(listing, request.viewer)
        return streamed(kind, file_name(listing), str(listing.title), columns, rows)

    @method_decorator(require_safe)
    def report(self, request: PageRequest, job_id: UUID) -> HttpResponseBase:
        """What was not taken of a file, line by line."""
        job, kind = _own(request, job_id), request.GET.get("kind", "csv")
        if job is None or job.kind == "export" or job.active or kind not in KINDS:
            return _gone(request)
        columns = [_("Entry") if job.kind == "undo" else _("Line"), _("Why it was not taken")]
        rows: list[tuple[Value, ...]] = list(importing.not_taken(job))
        return streamed(
            kind, f"{job.what}-{job.kind}-{today().isoformat()}", self.title_of(job), columns, rows
        )

    @method_decorator(require_POST)
    def cancel(self, request: PageRequest, job_id: UUID) -> HttpResponseBase:
        """Stop it."""
        job = _own(request, job_id)
        if job is None:
            return _gone(request)
        asking.cancel(job)
        return redirect("jobs.job", job_id=job_id)

    @method_decorator(require_POST)
    def resume(self, request: PageRequest, job_id: UUID) -> HttpResponseBase:
        """Let it go on."""
        return self._go_on(request, job_id, "resume")

    @method_decorator(require_POST)
    def confirm(self, request: PageRequest, job_id: UUID) -> HttpResponseBase:
        """Load what was looked through."""
        return self._go_on(request, job_id, "confirm")

    def _go_on(self, request: PageRequest, job_id: UUID, how: str) -> HttpResponseBase:
        job = _own(request, job_id)
        if job is None:
            return _gone(request)
        try:
            if how == "resume":
                asking.resume(request.viewer, job)
            else:
                asking.confirm(request.viewer, job)
        except Refused as refused:
            messages.error(request, refused.sentence())
        return redirect("jobs.job", job_id=job_id)


def _own(request: PageRequest, job_id: UUID) -> Job | None:
    return Job.objects.of(request.viewer.id).filter(id=job_id).first()


def _gone(request: PageRequest) -> HttpResponseBase:
    """Another's, or none: back to one's own, with the same words for both."""
    messages.info(request, _("There is no such file of yours, or it is no longer kept."))
    return redirect("jobs.lists")


def _first(lines: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    return [line for line, _number in zip(lines, range(SHOWN_MAXIMUM), strict=False)]
