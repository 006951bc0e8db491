"""Each request learns who asks: the viewer, his language, whether his session still holds and what he must do first."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import auth, messages
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from karmika.access import second_factor, sessions
from karmika.access.backends import asking
from karmika.access.models import Account
from karmika.access.viewer import Person, viewer_of

_WITHOUT_VIEWER = ("/v1/", "/static/", "/healthz")
"""Phones bring a token instead of a session; a machine that asks after our health brings nothing."""


class AccountMiddleware(AuthenticationMiddleware):
    """Django's, which reads the account together with the row of the session that asks."""

    def process_request(self, request: HttpRequest) -> None:
        """Set `request.user`, read when somebody asks for it."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _account_of(request))  # type: ignore[assignment]


def _account_of(request: HttpRequest) -> object:
    with asking(sessions.id_of(request)):
        return get_user(request)


class ViewerMiddleware:
    """Sets `request.viewer` (None for nobody) and the language that the person chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        if request.path.startswith(_WITHOUT_VIEWER) or not isinstance(request.user, Account):
            return self.get_response(request)
        user = request.user.person
        assert user is not None, "an account without a user is not active"
        viewer = viewer_of(request.user)
        with translation.override(viewer.language):
            request.LANGUAGE_CODE = viewer.language
            if sessions.current(request, user, request.user.sign_in_read) is None:
                return _signed_out(request)
            request.viewer = viewer  # type: ignore[attr-defined]
            response = _first(request, request.user, viewer) or self.get_response(request)
            response.headers["Content-Language"] = viewer.language
            return response


def _first(request: HttpRequest, account: Account, viewer: Person) -> HttpResponse | None:
    """What must be done before anything else: a password of one's own, a second factor where the role asks for one."""
    always = ("account_logout", "access.language")
    if account.must_change_password:
        return _unless_at(request, "account_change_password", *always)
    if not second_factor.is_required(viewer):
        return None
    if not second_factor.is_asked_of(account):
        confirm = ("access.confirm", "account_change_password")
        return _unless_at(request, "access.second_factor", *confirm, *always)
    # a session without it began before it was set up elsewhere
    return None if second_factor.was_used(request) else _signed_out(request)


def _unless_at(request: HttpRequest, wanted: str, *others: str) -> HttpResponse | None:
    if request.path in {reverse(name) for name in (wanted, *others)}:
        return None
    return HttpResponseRedirect(reverse(wanted))


def _signed_out(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, with the way back; what was typed is not kept."""
    sessions.end(request)
    auth.logout(request)
    messages.info(request, _("You were signed out. Sign in again to go on."))
    way_back = f"?{urlencode({'next': request.path})}" if request.method in ("GET", "HEAD") else ""
    response = HttpResponseRedirect(reverse("account_login") + way_back)
    if request.headers.get("HX-Request"):
        response = HttpResponse(headers={"HX-Redirect": reverse("account_login")})  # type: ignore[assignment]
    response.headers["Clear-Site-Data"] = sessions.CLEAR_SITE_DATA
    return response
