"""What a phone sends: HEAD to ask, POST to hand in. 201 is success; 4xx on readable forms still keeps what came."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _

from karmika.intake import senders
from karmika.intake.enclosures import File
from karmika.intake.gathering import Gathering
from karmika.intake.interpret import installed
from karmika.kernel.refused import Refused, sentence_of
from karmika.odk.door import Call, door
from karmika.odk.responses import ACCEPTS_BYTES, message

XML_PART = "xml_submission_file"
INCOMPLETE_PART = "*isIncomplete*"
"""More parts of the same submission follow; each part stands by itself, so nothing depends on it."""

GATHERING = Gathering()
"""Of this process: what its phones send at the same time is written together."""


@door("HEAD", "GET", "POST", late=True)
def submission(request: HttpRequest, call: Call) -> HttpResponse:
    """204 to HEAD (and GET, which must not differ); 201 to a submission that is kept for good."""
    if request.method != "POST":
        response = HttpResponse(status=204)
        response["Location"] = f"{call.base}/submission"
        return response
    return _post(request, call)


def _post(request: HttpRequest, call: Call) -> HttpResponse:
    if not request.META.get("CONTENT_LENGTH") and "Transfer-Encoding" in request.headers:
        return _refusal("intake.no_length", 411)
    if int(request.META.get("CONTENT_LENGTH") or 0) > ACCEPTS_BYTES:
        return _refusal("intake.too_large", 413, megabytes=ACCEPTS_BYTES // 1_000_000)
    try:
        xml, files = _parts(request)
    except (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent):
        return _refusal("intake.too_large", 413, megabytes=ACCEPTS_BYTES // 1_000_000)
    except (MultiPartParserError, UnreadablePostError, SuspiciousOperation):
        return _refusal("intake.no_xml_part", 400)
    if xml is None:
        return _refusal("intake.no_xml_part", 400)
    try:
        sender = replace(senders.phone(call.access, call.project), clock=_clock_of(request))
        answer = GATHERING.receive(sender, xml, interpreters=installed(), files=files)
    except Refused as refused:
        return message(refused.sentence(), 403 if refused.code.startswith("access.") else 400)
    if answer.accepted:
        return message(_("Received. Thank you."), answer.status)
    return message(sentence_of(answer.code, answer.facts), answer.status)


def _clock_of(request: HttpRequest) -> datetime | None:
    """What the phone's clock shows: OpenRosa asks for a Date header in every request. None for none, or nonsense."""
    seconds = parse_http_date_safe(request.headers.get("Date", ""))
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


class _Whole(FileUploadHandler):
    """Django leaves out the file in which a body breaks off; a phone that hears 201 deletes it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """For the handlers that keep it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Kept by the others."""

    def upload_interrupted(self) -> None:
        """The body ended before the file did. Raises MultiPartParserError."""
        raise MultiPartParserError("the body breaks off")


def _parts(request: HttpRequest) -> tuple[bytes | None, list[File]]:
    """The XML and the files. A file goes by the name of its part, as the apps send it.

    Two different XML parts are none: only one of them could be kept, and both would be acknowledged.
    """
    request.upload_handlers.insert(0, _Whole(request))
    forms: set[bytes] = set()
    files: list[File] = []
    for part, uploads in request.FILES.lists():
        for upload in uploads:
            if part == XML_PART:
                forms.add(upload.read())
            else:
                files.append(_file(part, upload))
    forms.update(text.encode() for text in request.POST.getlist(XML_PART))
    return (forms.pop() if len(forms) == 1 else None), files


def _file(part: str, upload: "UploadedFile[Any]") -> File:
    return File.arrived(part or upload.name or "", upload.read(), upload.content_type or "")


def _refusal(code: str, status: int, **facts: int) -> HttpResponse:
    return message(Refused(code, **facts).sentence(), status)
