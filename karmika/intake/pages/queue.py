"""The queue: what waits, and what a person does about it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.access.queries import names_of
from karmika.access.roles import PERSONAL
from karmika.areas.models import Area
from karmika.intake import queries
from karmika.intake import queue as work
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.interpret import installed
from karmika.intake.models import Submission
from karmika.intake.pages.correction import CorrectionForm
from karmika.intake.pages.submissions import submission_or_404
from karmika.intake.reasons import short_reason
from karmika.kernel.refused import Refused
from karmika.ui import asked
from karmika.ui.components import Cell, Filter, Table
from karmika.ui.templatetags.ui import india_time

PAGE = 50


@page(roles=PERSONAL)
def waiting(request: PageRequest) -> HttpResponse:
    """What waits where the viewer may read, oldest first."""
    reason = request.GET.get("reason", "")
    counted = queries.reasons(request.viewer)
    reason = reason if reason in dict(counted) else ""
    total = sum(number for _code, number in counted)
    every = _("All reasons")
    options = [("", f"{every} ({total})")]
    options += [(code, f"{short_reason(code)} ({number})") for code, number in counted]
    number = asked.page_of(request.GET.get("page", ""))
    found = list(queries.queue(request.viewer, reason)[number * PAGE : (number + 1) * PAGE + 1])
    context = {
        "filters": [Filter(name="reason", label=_("Reason"), options=tuple(options), value=reason)],
        "table": _table(found[:PAGE]),
        "pager": asked.pager(request, number, more=len(found) > PAGE),
        "summary": ngettext("%(number)s form waits.", "%(number)s forms wait.", total) % {"number": total},
    }
    return render(request, "intake/queue.html", context)


def _table(found: list[Submission]) -> Table:
    names = names_of({submission.user_id for submission in found})
    areas = Area.objects.in_bulk({submission.area_id for submission in found})
    titles = queries.titles({submission.form_id for submission in found})
    rows = []
    for submission in found:
        area = areas.get(submission.area_id)
        rows.append(
            (
                Cell(india_time(submission.received_at), reverse("intake.submission", args=[submission.id])),
                Cell(titles.get((submission.project_id, submission.form_id), submission.form_id)),
                Cell(area.name if area else ""),
                Cell(names.get(submission.user_id, "")),
                Cell(short_reason(submission.reason, submission.reason_facts)),
            )
        )
    return Table(
        caption=_("Forms that wait for a person"),
        head=(_("Received"), _("Form"), _("Area"), _("Sent by"), _("Reason")),
        rows=tuple(rows),
        stacked=True,
        empty=_("Nothing waits. What cannot be taken in comes here, with its reason."),
    )


def _then_back(request: PageRequest, submission_id: UUID, do: Callable[[], work.Tried]) -> HttpResponse:
    """Do it, say how it ended, and show the submission again."""
    try:
        refused = do().refused
    except Refused as error:
        refused = error
    if refused is None:
        messages.success(request, _("The answers were taken in."))
    else:
        messages.error(request, refused.sentence())
    return HttpResponseRedirect(reverse("intake.submission", args=[submission_id]))


@page(roles=WORKS_QUEUE)
@require_POST
def again(request: PageRequest, submission_id: UUID) -> HttpResponse:
    """Try to take in once more, perhaps with a decision."""
    found = submission_or_404(request, submission_id)
    decision = request.POST.get("decision", "")
    return _then_back(
        request,
        submission_id,
        lambda: work.try_again(request.viewer, found, interpreters=installed(), decision=decision),
    )


@page(roles=WORKS_QUEUE)
@require_POST
def adopt(request: PageRequest, submission_id: UUID) -> HttpResponse:
    """Take a held form as the newest version of the one it disagrees with."""
    found = submission_or_404(request, submission_id)
    target = found.related_id or submission_id
    return _then_back(request, target, lambda: work.adopt(request.viewer, found, interpreters=installed()))


@page(roles=WORKS_QUEUE)
def correct(request: PageRequest, submission_id: UUID) -> HttpResponse:
    """Correct answers; they become a new version in the name of the viewer."""
    found = submission_or_404(request, submission_id)
    opened = queries.opened(found, get_language() or "en")
    if not opened.readable or found.state == "held":
        messages.error(request, Refused("intake.not_correctable").sentence())
        return HttpResponseRedirect(reverse("intake.submission", args=[submission_id]))
    form = CorrectionForm(opened.answers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _then_back(
            request,
            submission_id,
            lambda: work.correct(request.viewer, found, form.changes(), interpreters=installed()),
        )
    return render(request, "intake/correct.html", {"submission": found, "form": form})


@page(roles=WORKS_QUEUE)
@require_POST
def dismiss(request: PageRequest, submission_id: UUID) -> HttpResponse:
    """Decide that it is not taken in."""
    found = submission_or_404(request, submission_id)
    try:
        work.dismiss(request.viewer, found, request.POST.get("reason", ""), request.POST.get("note", ""))
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("The form was set aside for good. What was sent stays kept."))
    return HttpResponseRedirect(reverse("intake.submission", args=[submission_id]))
