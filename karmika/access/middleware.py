"""Each request learns who asks: the viewer, his language, and whether he must change his password first."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from karmika.access.models import Account
from karmika.access.viewer import viewer_for

_WITHOUT_VIEWER = ("/v1/", "/static/")
"""Phones bring a token instead of a session."""


class ViewerMiddleware:
    """Sets `request.viewer` (None for nobody) and the language that the person chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        if request.path.startswith(_WITHOUT_VIEWER) or not isinstance(request.user, Account):
            return self.get_response(request)
        viewer = viewer_for(request.user)
        request.viewer = viewer  # type: ignore[attr-defined]
        if request.user.must_change_password and request.path not in _open_before_change():
            return HttpResponseRedirect(reverse("account_change_password"))
        with translation.override(viewer.language):
            request.LANGUAGE_CODE = viewer.language
            response = self.get_response(request)
            response.headers["Content-Language"] = viewer.language
            return response


def _open_before_change() -> tuple[str, ...]:
    names = ("account_change_password", "account_logout", "access.language")
    return tuple(reverse(name) for name in names)
