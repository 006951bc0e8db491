"""The door of the phones: who calls is found by the key in the address; every answer carries OpenRosa's headers."""

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

from karmika.access.device_keys import seen
from karmika.access.models import Project
from karmika.access.viewer import LATE_DAYS, DeviceAccess, device_access
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.odk.responses import message, with_headers

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
            def go(call: Call) -> HttpResponse:
                return view(request, call, *args, **given)

            if request.method not in methods:
                response = message(_("This address does not do that."), 405)
                response["Allow"] = ", ".join(methods)
            elif needs_version and request.headers.get("X-OpenRosa-Version") != "1.0":
                response = message(_("This address is for survey apps that speak OpenRosa 1.0."), 400)
            else:
                response = _as_phone(request, token, number, go, late=late)
            return with_headers(response)

        answer.open_to = "phone"  # type: ignore[attr-defined]
        return cast(Callable[..., HttpResponse], answer)

    return wrap


def _as_phone(
    request: HttpRequest, token: str, number: int, go: Callable[[Call], HttpResponse], *, late: bool
) -> HttpResponse:
    try:
        access = device_access(token)
    except Refused as refused:
        return message(refused.sentence(), 403)
    with translation.override(access.viewer.language):
        if access.closed_at is not None and not (
            late and now() - access.closed_at <= timedelta(days=LATE_DAYS)
        ):
            return message(_("This phone has been withdrawn. Ask your office for a new QR code."), 403)
        project = Project.objects.filter(number=number).first()
        if project is None:
            return message(_("There is no such project. Ask your office for a new QR code."), 404)
        if project.id != access.device.project_id:
            return message(
                _("This phone is set up for another project. Ask your office for a new QR code."), 403
            )
        seen(access.device.id, request.headers.get("User-Agent", ""))
        base = request.build_absolute_uri(f"/v1/key/{token}/projects/{number}")
        return go(Call(access, project, base))
