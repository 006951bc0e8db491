"""One submission: what was answered, what is odd about it, its versions, files and history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from karmika.access import exports
from karmika.access.pages import PageRequest, page
from karmika.access.queries import names_of
from karmika.access.roles import PERSONAL
from karmika.areas.models import Area
from karmika.intake import queries
from karmika.intake.acts.outcomes import DISMISSALS
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.editing import Shown
from karmika.intake.models import Submission
from karmika.intake.pages.labels import DECISIONS, FINDINGS, reason_sentence
from karmika.intake.queue import DECISIONS as DECISIONS_FOR
from karmika.journal.queries import history, source_of
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.ui.components import Line
from karmika.ui.templatetags.ui import india_date

SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/mp4", "video/mp4"})
"""Kinds of files that a browser may open; everything else is only downloaded."""


@dataclass(frozen=True)
class AnswerLine:
    """A line of the answers with what is odd about it."""

    shown: Shown
    oddities: Sequence[str]
    other: str | None = None
    """The answer of the submission that it disagrees with, where it is another."""

    @property
    def text(self) -> str:
        """The answer as people read it: days by their month, a place without height and accuracy."""
        return _readable(self.shown)


def _readable(line: Shown) -> str:
    if line.kind == "date":
        try:
            return india_date(date.fromisoformat(line.text))
        except ValueError:
            return line.text
    return ", ".join(line.text.split()[:2]) if line.kind == "geopoint" else line.text


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
    lines, unplaced = _with_oddities(opened.answers, found.findings)
    other = _disagrees_with(request, found)
    lines = _worth_showing(lines if other is None else _compared(lines, other))
    names = names_of({found.user_id, *(version.user_id for version in opened.versions)})
    context = {
        "submission": found,
        "opened": opened,
        "lines": lines,
        "unplaced": unplaced,
        "compared": other is not None,
        "sender": names.get(found.user_id, ""),
        "versions": [(version, names.get(version.user_id, "")) for version in opened.versions],
        "area": Area.objects.filter(id=found.area_id).first(),
        "reason": reason_sentence(found.reason, found.reason_facts) if found.reason else "",
        "may_retry": found.state == "waiting" or found.related_id is None,
        "may_work": works_on(request, found),
        "decisions": [(code, DECISIONS[code]) for code in DECISIONS_FOR.get(found.reason, ())],
        "dismissals": list(DISMISSALS.items()),
        "history": [Line(at=line.recorded_at, sentence=line.sentence) for line in history(found.id)],
    }
    return render(request, "intake/submission.html", context)


def _disagrees_with(request: PageRequest, found: Submission) -> dict[str, Shown] | None:
    """The answers by key of the submission that a held one disagrees with, if the viewer may read it."""
    if found.state != "held" or found.related_id is None:
        return None
    other = queries.submission(request.viewer, found.related_id)
    if other is None:
        return None
    return {line.key: line for line in queries.opened(other, get_language() or "en").answers}


def _compared(lines: Sequence[AnswerLine], other: dict[str, Shown]) -> list[AnswerLine]:
    compared = []
    for line in lines:
        theirs = other.get(line.shown.key)
        differs = theirs is None or theirs.value != line.shown.value
        compared.append(replace(line, other=(_readable(theirs) if theirs else "") if differs else None))
    return compared


def _version(request: PageRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("version", ""))
    except ValueError:
        return None


def _with_oddities(
    answers: Sequence[Shown], findings: Sequence[dict[str, str]]
) -> tuple[list[AnswerLine], list[str]]:
    """Findings beside the answers they speak of; the rest apart."""
    by_key: dict[str, list[str]] = {}
    for finding in findings:
        words = str(FINDINGS.get(finding["code"], finding["code"]))
        by_key.setdefault(finding["path"], []).append(words)
    lines = [AnswerLine(shown, by_key.pop(shown.key, [])) for shown in answers]
    return lines, [f"{key}: {words}".removeprefix(": ") for key, many in by_key.items() for words in many]


def _worth_showing(lines: list[AnswerLine]) -> list[AnswerLine]:
    """Without what was neither answered nor odd, and without headings that then stand over nothing."""
    kept = [one.shown.key for one in lines if one.shown.text or one.oddities or one.other]
    return [
        line
        for line in lines
        if line.shown.key in kept
        or (line.shown.heading and any(key.startswith(f"{line.shown.key}/") for key in kept))
    ]


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
