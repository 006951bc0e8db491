"""The door of the phones: who calls is found by the key in the address; every answer carries OpenRosa's headers."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from karmika.access import throttle
from karmika.access.device_keys import seen
from karmika.access.models import Project
from karmika.access.viewer import LATE_DAYS, DeviceAccess, device_access
from karmika.kernel.address import client_address
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.odk.responses import message, with_headers

_log = logging.getLogger(__name__)

P = ParamSpec("P")


@dataclass(frozen=True)
class Call:
    """A call of a phone that may call: its access, and the project in the address."""

    access: DeviceAccess
    project: Project
    base: str
    """The address of the project for this phone, absolute."""


View = Callable[Concatenate[HttpRequest, Call, P], HttpResponse]


def door(
    *methods: str, needs_version: bool = True, late: bool = False
) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Find the phone and its project, else answer 403 or 404. `late`: also for a phone that was withdrawn lately."""

    def wrap(view: View[P]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @cache_control(private=True, no_cache=True)
        @wraps(view)
        def answer(
            request: HttpRequest, token: str, number: int, *args: P.args, **given: P.kwargs
        ) -> HttpResponse:
            def go(access: DeviceAccess) -> HttpResponse:
                if needs_version and request.headers.get("X-OpenRosa-Version") != "1.0":
                    return message(_("This address is for survey apps that speak OpenRosa 1.0."), 400)
                return _in_project(request, access, number, lambda call: view(request, call, *args, **given))

            if request.method not in methods:
                response = message(_("This address does not do that."), 405)
                response["Allow"] = ", ".join(methods)
            else:
                response = _guarded(lambda: _as_phone(request, token, go, late=late))
            return _quiet(with_headers(response))

        answer.open_to = "phone"  # type: ignore[attr-defined]
        return cast(Callable[..., HttpResponse], answer)

    return wrap


def _quiet(response: HttpResponse) -> HttpResponse:
    """Keep Django from logging the address of a 4xx: it holds the phone's key."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@csrf_exempt
def unknown(request: HttpRequest, token: str, rest: str) -> HttpResponse:
    """Every other address below a key, so that none of them reaches a log."""
    return _quiet(
        with_headers(message(_("There is nothing at this address. Ask your office for a new QR code."), 404))
    )


unknown.open_to = "phone"  # type: ignore[attr-defined]


def _guarded(go: Callable[[], HttpResponse]) -> HttpResponse:
    """The boundary: a fault of ours is logged by its place (never with data) and told in words that an app shows."""
    try:
        return go()
    except Exception:  # noqa: BLE001  the last line before the phone
        _log.error("a phone's call failed", exc_info=True)
        return message(_("Something failed on our side. Keep the form and send it again later."), 500)


def _as_phone(
    request: HttpRequest, token: str, go: Callable[[DeviceAccess], HttpResponse], *, late: bool
) -> HttpResponse:
    """In the holder's language; 403 for an unknown key and for a phone that was withdrawn."""
    try:
        access = device_access(token)
    except Refused as refused:
        return _counted(request) or message(refused.sentence(), 403)
    with translation.override(access.viewer.language):
        late = late and access.closed_at is not None and now() - access.closed_at <= timedelta(days=LATE_DAYS)
        if access.closed_at is not None and not late:
            return message(_("This phone has been withdrawn. Ask your office for a new QR code."), 403)
        return go(access)


def _counted(request: HttpRequest) -> HttpResponse | None:
    """429 for an address from which many unknown keys came. A good key is found before anything is counted."""
    try:
        throttle.attempt_from("phone", client_address(request))
    except throttle.TooMany as too_many:
        minutes = -(-too_many.seconds // 60)
        said = _(
            "Too many calls with unknown keys. Try again in {minutes} min, or ask your office for a new QR code."
        )
        response = message(said.format(minutes=minutes), 429)
        response["Retry-After"] = str(too_many.seconds)
        return response
    return None


def _in_project(
    request: HttpRequest, access: DeviceAccess, number: int, go: Callable[[Call], HttpResponse]
) -> HttpResponse:
    """404 for a project that does not exist, 403 for one that this phone is not set up for."""
    project = access.device.project
    if project.number != number:
        if not Project.objects.filter(number=number).exists():
            return message(_("There is no such project. Ask your office for a new QR code."), 404)
        return message(_("This phone is set up for another project. Ask your office for a new QR code."), 403)
    request.device_id = access.device.id  # type: ignore[attr-defined]  # for the log of requests
    seen(access.device.id, request.headers.get("User-Agent", ""), access.seen_at)
    path, _sep, _rest = request.path.partition(f"/projects/{number}/")
    return go(Call(access, project, request.build_absolute_uri(f"{path}/projects/{number}")))
