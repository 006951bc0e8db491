"""Security headers on every answer. Scripts and styles come from our own files only, none inline."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# data: images are QR codes drawn by the server.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'"
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

    It stands first of all, so that files of our own and what other middleware answers have them too.
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
        return response
