"""What every console page is wrapped in: somebody signed in, with one of the page's roles, or no such page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from karmika.access import sessions
from karmika.access.roles import Role
from karmika.access.viewer import Person
from karmika.kernel.viewer import holds

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request of a signed-in person."""

    viewer: Person


View = Callable[..., HttpResponseBase]


def page(
    *, roles: Iterable[str], confirmed: bool = False
) -> Callable[[Callable[Concatenate[PageRequest, P], HttpResponseBase]], View]:
    """Wrap a function view: nobody signed in -> sign-in; none of `roles` -> 404, as if there were no such page.

    `confirmed`: the gravest acts; who has not typed his password for a quarter of an hour types it again, so that
    nobody does them at a desk that somebody else has left.

    Which rows the page shows is for the queries, by the viewer. The roles stand on the view as `.roles`, where
    the rights matrix reads them.
    """
    allowed = frozenset(roles) - {Role.OPERATOR}  # the operator has a shell and never a session

    def decorate(view: Callable[Concatenate[PageRequest, P], HttpResponseBase]) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = getattr(request, "viewer", None)
            if viewer is None:
                return redirect_to_login(request.get_full_path())
            if not holds(viewer, allowed):
                raise Http404
            if confirmed and not sessions.is_confirmed(request):
                return _to_confirm(request)
            response = view(cast(PageRequest, request), *args, **kwargs)
            if isinstance(response, HttpResponse):
                response.headers.setdefault("Cache-Control", "no-store")
            return response

        wrapped.roles = allowed  # type: ignore[attr-defined]
        wrapped.confirmed = confirmed  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _to_confirm(request: HttpRequest) -> HttpResponse:
    """To the password, then back: to the page that was asked for, or to the one from which it was posted."""
    way_back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        here = f"{request.scheme}://{request.get_host()}/"
        came_from = request.headers.get("Referer", "")
        way_back = "/" + came_from.removeprefix(here) if came_from.startswith(here) else "/"
    return redirect_to_login(way_back, reverse("access.confirm"))


def open_to(who: str) -> Callable[[View], View]:
    """Mark a page that asks for no role: "anyone", or "signed in" (nobody signed in -> sign-in)."""
    assert who in ("anyone", "signed in")

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if who == "signed in" and getattr(request, "viewer", None) is None:
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **kwargs)

        wrapped.open_to = who  # type: ignore[attr-defined]
        return wrapped

    return decorate
