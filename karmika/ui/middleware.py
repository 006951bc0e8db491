"""Around every answer: its line in the log, its security headers (nothing inline), and a bound on what a page takes."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.translation import gettext as _

from karmika.kernel.logs import request_id, route_of

_requests = logging.getLogger("karmika.requests")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_REQUEST_ID = re.compile(r"[0-9a-fA-F-]{16,36}")
# data: images are QR codes drawn by the server.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)
# A file that somebody sent in never runs on our origin, whatever it claims to be.
SENT_IN_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'; sandbox"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), display-capture=()",
}


class SecurityHeadersMiddleware:
    """Sets the headers above; a view that sets one itself keeps its own. Caches keep no answer.

    It stands before all others that answer, so that files of our own and what other middleware answers have them too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Disposition" in response.headers:
            response.headers.setdefault("Content-Security-Policy", SENT_IN_POLICY)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # its length stays said; the web server warns of bytes that it must drop
        return response


_PACKED = ("font/", "image/png", "image/jpeg", "application/zip", "application/vnd.openxmlformats")


class PackMiddleware(GZipMiddleware):
    """Packs what is sent, for slow networks; not what is packed already.

    Django's own adds bytes of a random length, so that the size of a page tells nothing of a token in it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where the browser takes it so."""
        if response.headers.get("Content-Type", "").startswith(_PACKED):
            return response
        return super().process_response(request, response)


class RequestLogMiddleware:
    """Gives each request an id, in the log and in `X-Request-Id`, and one line: what was asked, by whom, how it went.

    The route's name, never the address; the person's or phone's id, never the name; no form, no query, no client.
    A proxy's id is taken over where it looks like one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        token = request_id.set(given if _REQUEST_ID.fullmatch(given) else uuid4().hex)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id.get()
            _requests.info("request", extra={"facts": _facts(request, response, began)})
            return response
        finally:
            request_id.reset(token)


def _facts(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, str | int]:
    viewer, phone = getattr(request, "viewer", None), getattr(request, "device_id", None)
    known = {"user": viewer and viewer.id, "phone": phone}
    return {
        "method": request.method if request.method in _METHODS else "other",
        "route": route_of(request),
        "status": response.status_code,
        "ms": round((time.perf_counter() - began) * 1000),
        **{key: str(value) for key, value in known.items() if value},
    }


PAGES_ACCEPT_BYTES = 40_000_000
"""A form's largest file with room to spare. Phones send more, at a door with a bound of its own."""
_PHONES = "/v1/"


class BodySizeMiddleware:
    """Refuses a body that no page takes before anything reads it: it would be spooled to the disk for nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        known = length.isascii() and length.isdigit() and not request.path.startswith(_PHONES)
        if known and int(length) > PAGES_ACCEPT_BYTES:
            text = _("This is larger than anything that is taken here. Send it in parts.")
            return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
