"""What a person does about one submission that waits: try again, correct, adopt, dismiss."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.intake import queries
from karmika.intake import queue as work
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.interpret import installed
from karmika.intake.models import Submission
from karmika.intake.pages.answers import answer_lines, why_it_waits
from karmika.intake.pages.correction import CorrectionForm
from karmika.intake.pages.submissions import submission_or_404
from karmika.kernel.refused import Refused


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
    opened = queries.opened(found, get_language() or "en", to_correct=True)
    if not opened.readable or found.state == "held":
        messages.error(request, Refused("intake.not_correctable").sentence())
        return HttpResponseRedirect(reverse("intake.submission", args=[submission_id]))
    lines = answer_lines(opened.answers, found).lines
    form = CorrectionForm(lines, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _then_back(request, submission_id, lambda: _corrected(request, found, form))
    context = {
        "submission": found,
        "form": form,
        "reason": why_it_waits(found, opened.answers) if found.reason else "",
    }
    return render(request, "intake/correct.html", context)


def _corrected(request: PageRequest, found: Submission, form: CorrectionForm) -> work.Tried:
    return work.correct(
        request.viewer,
        found,
        form.changes(),
        because=form.cleaned_data["because"],
        interpreters=installed(),
    )


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
