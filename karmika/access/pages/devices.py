"""Phones: list, one phone, registered, its printed sheet with the QR code, a new key, withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karmika.access import phones, queries
from karmika.access.acts import RegisterDevice, ReissueDevice, RevokeDevice
from karmika.access.acts.device import MANAGES_DEVICES
from karmika.access.collect_settings import qr_svg
from karmika.access.forms import DeviceForm, RevokeForm, chosen
from karmika.access.models import SEES_USERS, User
from karmika.access.pages.decorator import PageRequest, page
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.ui import asked
from karmika.ui.components import Filter


def _line_or_404(request: PageRequest, device_id: UUID) -> phones.DeviceLine:
    found = phones.device(request.viewer, device_id)
    if found is None:
        raise Http404
    return found


def _manageable_or_404(request: PageRequest, device_id: UUID) -> phones.DeviceLine:
    """The phone, if one of the viewer's managing roles reaches it: seeing a phone is not enough for its secret."""
    line = _line_or_404(request, device_id)
    if not queries.may_manage_device(request.viewer, line.device):
        raise Http404
    return line


def _to_device(device_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("access.device", args=[device_id]))


STATE_LABELS = {
    "in_use": gettext_lazy("In use"),
    "silent": gettext_lazy("In use, and silent for a week or longer"),
    "never": gettext_lazy("In use, and never heard of"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
CLOCKS = {
    "clock_ahead": gettext_lazy("clock more than a day ahead"),
    "clock_behind": gettext_lazy("clock more than a day behind"),
}


@page(roles=SEES_USERS)
def device_list(request: PageRequest) -> HttpResponse:
    """Phones in the viewer's areas, organisation and programme."""
    state = request.GET.get("state", "")
    sought = phones.Sought(
        area=asked.id_of(request.GET.get("area", "")),
        state=state if state in phones.STATES else "",
        page=asked.page_of(request.GET.get("page", "")),
    )
    lines, more = phones.devices(request.viewer, sought)
    areas = [(str(one.id), one.name) for one in phones.areas_with_phones(request.viewer)]
    manages = holds(request.viewer, MANAGES_DEVICES)
    context = {
        "lines": [(line, CLOCKS.get(line.activity.clock, "")) for line in lines],
        "filters": [
            Filter(
                name="area",
                label=_("Area"),
                options=(("", _("All areas")), *areas),
                value=str(sought.area or ""),
            ),
            Filter(
                name="state",
                label=_("Status"),
                options=(("", _("All phones")), *STATE_LABELS.items()),
                value=sought.state,
            ),
        ],
        "pager": asked.pager(request, sought.page, more=more),
        "may_register": manages,
    }
    return render(request, "access/devices.html", context)


@page(roles=MANAGES_DEVICES, confirmed=True)
def register(request: PageRequest) -> HttpResponse:
    """Register a phone, then on to its sheet."""
    form = DeviceForm(request.viewer, request.POST or None, initial={"device": uuid7()})
    if request.method == "POST" and form.is_valid():
        try:
            perform(_registration(request, form), request.viewer)
        except Refused as refused:
            form.add_error(None, refused.sentence())
        else:
            device_id = form.cleaned_data["device"]
            return HttpResponseRedirect(reverse("access.device_sheet", args=[device_id]))
    return render(request, "access/device_register.html", {"form": form})


def _registration(request: PageRequest, form: DeviceForm) -> RegisterDevice:
    username = form.cleaned_data["holder"].strip().lower()
    holder = User.objects.visible_to(request.viewer).filter(username=username).first()
    if holder is None:
        raise Refused("access.user_unknown")
    project = form.projects[form.cleaned_data["project"]]
    return RegisterDevice(
        device=form.cleaned_data["device"],
        name=form.cleaned_data["name"],
        holder=holder.id,
        organisation=project.organisation_id,
        programme=project.programme_id,
        area=chosen(form, "area"),
    )


@page(roles=SEES_USERS)
def device(request: PageRequest, device_id: UUID) -> HttpResponse:
    """One phone: holder, area, when it last spoke to us, what was done with it."""
    line = _line_or_404(request, device_id)
    may_manage = queries.may_manage_device(request.viewer, line.device)
    context = {
        "line": line,
        "clock": CLOCKS.get(line.activity.clock, ""),
        "device": line.device,
        "lines": history(device_id),
        "may_manage": may_manage and line.device.revoked_at is None,
        "revoke_form": RevokeForm(label_suffix=""),
    }
    return render(request, "access/device.html", context)


@page(roles=MANAGES_DEVICES, confirmed=True)
def sheet(request: PageRequest, device_id: UUID) -> HttpResponse:
    """The A4 sheet with the phone's QR code, to print and hand over."""
    line = _manageable_or_404(request, device_id)
    if line.device.revoked_at is not None:
        raise Http404
    return render(request, "access/device_sheet.html", {"device": line.device})


@page(roles=MANAGES_DEVICES, confirmed=True)
def qr(request: PageRequest, device_id: UUID) -> HttpResponse:
    """The QR code of a phone in use, as a picture. The token is in the picture, never in an address."""
    line = _manageable_or_404(request, device_id)
    if line.device.revoked_at is not None:
        raise Http404
    return HttpResponse(
        qr_svg(line.device), content_type="image/svg+xml", headers={"Cache-Control": "no-store"}
    )


@page(roles=MANAGES_DEVICES, confirmed=True)
@require_POST
def reissue(request: PageRequest, device_id: UUID) -> HttpResponse:
    """A new key: the old sheet stops working."""
    _manageable_or_404(request, device_id)
    try:
        perform(ReissueDevice(device=device_id), request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
        return _to_device(device_id)
    return HttpResponseRedirect(reverse("access.device_sheet", args=[device_id]))


@page(roles=MANAGES_DEVICES)
@require_POST
def revoke(request: PageRequest, device_id: UUID) -> HttpResponse:
    """Withdraw a phone."""
    _manageable_or_404(request, device_id)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a reason."))
        return _to_device(device_id)
    try:
        perform(RevokeDevice(device=device_id, reason=form.cleaned_data["reason"]), request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("The phone was withdrawn."))
    return _to_device(device_id)
