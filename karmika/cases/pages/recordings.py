"""Voice notes on pages: uploaded with a report or in a case, heard by whoever may see the case."""

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.cases import readlog, terms
from karmika.cases.acts.recordings import RECORDING_BYTES
from karmika.cases.pages.cases import may_see
from karmika.cases.recordings import PLAYED, recording, recording_of
from karmika.journal.perform import Request, perform_many
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer


def uploaded(request: HttpRequest, viewer: Viewer, case: UUID) -> list[Request]:
    """What to perform for the voice note that came with a form of a page; nothing where none came.

    Raises Refused: cases.recording_too_large, cases.recording_kind.
    """
    file = request.FILES.get("recording")
    if not isinstance(file, UploadedFile):
        return []
    if (file.size or 0) > RECORDING_BYTES:
        raise Refused("cases.recording_too_large", megabytes=RECORDING_BYTES // 1_000_000)
    media_type = (file.content_type or "").partition(";")[0].strip().lower()
    if media_type not in PLAYED:
        raise Refused("cases.recording_kind")
    return [recording(viewer, case, file.read(), media_type)]


@page(roles=terms.READERS)
@require_POST
def add(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Add a voice note to a case that the viewer may see. Who may is for the act to say."""
    may_see(request, case_id)
    try:
        kept = uploaded(request, request.viewer, case_id)
        if not kept:
            raise Refused("cases.recording_empty")
        perform_many(kept)
        messages.success(request, _("Noted."))
    except Refused as refused:
        messages.error(request, refused.sentence())
    return redirect("cases.case", case_id=case_id)


@page(roles=terms.READERS)
def listen(request: PageRequest, case_id: UUID, recording_id: UUID) -> HttpResponse:
    """The sound itself. That somebody heard one of a restricted case is noted, as if she had opened the case."""
    found = recording_of(request.viewer, case_id, recording_id)
    if found is None:
        raise Http404
    readlog.note(request.viewer, may_see(request, case_id))
    plays = found.row.media_type in PLAYED
    response = HttpResponse(
        found.content, content_type=found.row.media_type if plays else "application/octet-stream"
    )
    response["Content-Disposition"] = "inline" if plays else "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
