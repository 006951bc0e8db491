"""One submission: what was answered, what is odd about it, its versions, files and history."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from karmika.access import exports
from karmika.access.pages import PageRequest, page
from karmika.access.roles import PERSONAL
from karmika.intake import queries
from karmika.intake.acts.outcomes import DISMISSALS
from karmika.intake.acts.receipts import CORRECTIONS
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.editing import Shown
from karmika.intake.models import Submission
from karmika.intake.pages.answers import answer_lines, compared, why_it_waits, worth_showing
from karmika.intake.pages.labels import DECISIONS
from karmika.intake.queue import DECISIONS as DECISIONS_FOR
from karmika.journal.queries import history, source_of
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.ui.components import Line

SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/mp4", "video/mp4"})
"""Kinds of files that a browser may open; everything else is only downloaded."""


def submission_or_404(request: PageRequest, submission_id: UUID) -> Submission:
    """The submission, if the viewer may read it."""
    found = queries.submission(request.viewer, submission_id)
    if found is None:
        raise Http404
    return found


def works_on(request: PageRequest, found: Submission) -> bool:
    """Whether the viewer may do something about it."""
    try:
        request.viewer.authorise(WORKS_QUEUE, Place(found.area_id, found.organisation_id, found.programme_id))
    except Refused:
        return False
    return True


@page(roles=PERSONAL)
def submission(request: PageRequest, submission_id: UUID) -> HttpResponse:
    """The answers beside the form's labels, and what may be done; `?version=` shows an earlier version."""
    found = submission_or_404(request, submission_id)
    opened = queries.opened(found, get_language() or "en", _version(request))
    if opened.readable:
        _note_seen(request, "intake.submission", found)
    other, other_is = _beside(request, found, opened)
    placed = answer_lines(opened.answers, found, current=opened.shown_id == found.current_id)
    lines = worth_showing(placed.lines if other is None else compared(placed.lines, other))
    names = opened.senders
    context = {
        "submission": found,
        "opened": opened,
        "lines": lines,
        "unplaced": placed.unplaced,
        "other_is": other_is,
        "sender": names.get(found.user_id, ""),
        "given": (getattr(found, "given_name", "") or "–") if found.given_to else "",
        "versions": [
            (version, names.get(version.user_id, ""), CORRECTIONS.get(version.because, ""))
            for version in opened.versions
        ],
        "reason": why_it_waits(found, opened.answers) if found.reason else "",
        "may_retry": found.state == "waiting" or found.related_id is None,
        "may_work": works_on(request, found),
        "decisions": [(code, DECISIONS[code]) for code in DECISIONS_FOR.get(found.reason, ())],
        "dismissals": list(DISMISSALS.items()),
        "history": [Line(at=line.recorded_at, sentence=line.sentence) for line in history(found.id)],
    }
    return render(request, "intake/submission.html", context)


def _beside(
    request: PageRequest, found: Submission, opened: queries.Opened
) -> tuple[Mapping[str, Shown] | None, str]:
    """The answers by key to compare with, and what they are: the form it disagrees with, or the version before."""
    disagrees = _disagrees_with(request, found)
    if disagrees is not None:
        return disagrees, _("In the other form")
    if not opened.before:
        return None, ""
    return {line.key: line for line in opened.before}, _("In the version before")


def _disagrees_with(request: PageRequest, found: Submission) -> dict[str, Shown] | None:
    """The answers by key of the submission that a held one disagrees with, if the viewer may read it."""
    if found.state != "held" or found.related_id is None:
        return None
    other = queries.submission(request.viewer, found.related_id)
    if other is None:
        return None
    return {line.key: line for line in queries.answers_of(other, get_language() or "en")}


def _version(request: PageRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("version", ""))
    except ValueError:
        return None


@page(roles=PERSONAL)
def attachment(request: PageRequest, submission_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file of a submission. Only pictures, sounds and films open in the browser."""
    found = queries.attachment(request.viewer, submission_id, attachment_id)
    body = None if found is None else source_of(found.id)
    if found is None or body is None:
        raise Http404
    _note_seen(request, "intake.attachment", submission_or_404(request, submission_id))
    safe = found.media_type in SHOWN_IN_PLACE
    response = HttpResponse(body, content_type=found.media_type if safe else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not safe, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _note_seen(request: PageRequest, what: str, found: Submission) -> None:
    place = Place(found.area_id, found.organisation_id, found.programme_id)
    exports.note(request.viewer, what, place, subjects=[found.id])
