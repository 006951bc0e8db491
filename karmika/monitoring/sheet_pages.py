"""Pages of monitoring sheets: the list, upload with a check before anything is kept, one sheet, opened for an area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karmika.access.forms import chosen
from karmika.access.pages import PageRequest, page
from karmika.areas.models import Area
from karmika.areas.queries import children, is_within
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.refused import Refused
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import holds
from karmika.measures.queries import COUNTING, Filters
from karmika.monitoring import sheet_shown as shown
from karmika.monitoring.acts import KEEPERS, RetireSheet
from karmika.monitoring.asked import Asked
from karmika.monitoring.figures_page import Place, month_choice
from karmika.monitoring.models import MonitoringSheet
from karmika.monitoring.queries import may_count, own_areas
from karmika.monitoring.sheet_forms import SheetForm
from karmika.monitoring.sheet_keeping import keep
from karmika.monitoring.sheet_opening import Opened, kept_file, opened
from karmika.monitoring.sheet_zip import MEGABYTE, MOST_MEGABYTES
from karmika.ui import asked
from karmika.ui.components import Crumb, Line, Pager

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 50


@page(roles=COUNTING)
def sheet_list(request: PageRequest) -> HttpResponse:
    """The templates that the viewer can open, by name."""
    number = asked.page_of(request.GET.get("page", ""))
    found = MonitoringSheet.objects.visible_to(request.viewer).standing().select_related("area")
    rows = list(found.order_by("name", "id")[number * A_PAGE : (number + 1) * A_PAGE + 1])
    pager = Pager(
        previous_url=f"?page={number - 1}" if number else "",
        next_url=f"?page={number + 1}" if len(rows) > A_PAGE else "",
    )
    context = {"table": shown.sheets_table(rows[:A_PAGE]), "pager": pager, "may_keep": _keeps(request)}
    return render(request, "monitoring/sheets.html", context)


@page(roles=KEEPERS)
def upload_sheet(request: PageRequest) -> HttpResponse:
    """Choose a file, look at what would be filled, keep it."""
    form = SheetForm(request.viewer, request.POST or None, request.FILES or None)
    found: Opened | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read(
            MOST_MEGABYTES * MEGABYTE + 1
        )  # enough to see that it is too large
        place = Place(request.viewer, Area.objects.get(id=chosen(form, "area")), Asked())
        try:
            found = opened(place, data, whole=True)
            if request.POST.get("do") == "keep":
                names = {"name": form.cleaned_data["name"], "organisation": chosen(form, "organisation")}
                kept = keep(place, found, data, **names, entry_id=form.cleaned_data["entry"])
                messages.success(request, _("The sheet was kept. Open it for an area and a month."))
                return redirect("monitoring.sheet", sheet_id=kept)
        except Refused as refused:
            form.add_error("file", refused.sentence())
    in_place = "HX-Request" in request.headers
    context = {"form": form, "check": shown.checked(found) if found else None, "htmx": in_place}
    template = "monitoring/sheet_check.html" if in_place else "monitoring/sheet_upload.html"
    return render(request, template, context)


@page(roles=COUNTING)
def sheet(request: PageRequest, sheet_id: UUID) -> HttpResponse:
    """One template: where it can be opened, and what happened to it."""
    held = _sheet_or_404(request, sheet_id)
    context = {
        "held": held,
        "trail": [Crumb(_("Monitoring sheets"), reverse("monitoring.sheets")), Crumb(held.name)],
        "areas": [] if held.retired_on else _areas(request, held),
        "may_keep": _keeps(request) and held.retired_on is None,
        "lines": [Line(at=one.recorded_at, sentence=one.sentence) for one in reversed(history(held.id))],
    }
    return render(request, "monitoring/sheet.html", context)


@page(roles=KEEPERS)
@require_POST
def retire_sheet(request: PageRequest, sheet_id: UUID) -> HttpResponse:
    """A template is no longer opened."""
    held = _sheet_or_404(request, sheet_id)
    try:
        perform(RetireSheet(sheet=held.id), request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("The sheet was retired."))
    return redirect("monitoring.sheet", sheet_id=held.id)


@page(roles=COUNTING)
def sheet_template(request: PageRequest, sheet_id: UUID) -> HttpResponse:
    """The template as it was uploaded, with its marks."""
    held = _sheet_or_404(request, sheet_id)
    try:
        return _as_file(kept_file(held.id), f"karmika-{held.area.level}-{held.area.code}-template")
    except Refused as refused:
        messages.error(request, refused.sentence())
        return redirect("monitoring.sheet", sheet_id=held.id)


@page(roles=COUNTING)
def opened_sheet(request: PageRequest, sheet_id: UUID, area_id: UUID) -> HttpResponse:
    """What stands in each marked cell of a sheet for an area and a month."""
    held, place = _opening(request, sheet_id, area_id)
    try:
        found = opened(place, kept_file(held.id))
    except Refused as refused:
        messages.error(request, refused.sentence())
        return redirect("monitoring.sheet", sheet_id=held.id)
    query = place.asked.query()
    context = {
        "held": held,
        "area": place.area,
        "as_of": found.as_of,
        "trail": shown.trail(held, place.area),
        "filters": month_choice(place),
        "file_url": reverse("monitoring.sheet_file", args=[held.id, area_id]) + query,
        "figures_url": place.asked.area_url(area_id),
        "check": shown.checked(found),
        "parts": [
            (one.name, reverse("monitoring.opened_sheet", args=[held.id, one.id]) + query)
            for one in children(area_id, place.asked.on)[:200]
        ],
    }
    return render(request, "monitoring/opened_sheet.html", context)


@page(roles=COUNTING)
def sheet_file(request: PageRequest, sheet_id: UUID, area_id: UUID) -> HttpResponse:
    """The filled workbook."""
    held, place = _opening(request, sheet_id, area_id)
    try:
        found = opened(place, kept_file(held.id))
    except Refused as refused:
        messages.error(request, refused.sentence())
        return redirect("monitoring.sheet", sheet_id=held.id)
    return _as_file(found.file(), f"karmika-{place.area.level}-{place.area.code}-{found.as_of:%Y-%m-%d}")


def _as_file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response


def _keeps(request: PageRequest) -> bool:
    return holds(request.viewer, KEEPERS)


def _sheet_or_404(request: PageRequest, sheet_id: UUID) -> MonitoringSheet:
    found = MonitoringSheet.objects.visible_to(request.viewer).select_related("area", "organisation")
    held = found.filter(id=sheet_id).first()
    if held is None:
        raise Http404
    return held


def _opening(request: PageRequest, sheet_id: UUID, area_id: UUID) -> tuple[MonitoringSheet, Place]:
    """A template that stands, and an area in it where the viewer may see figures; as of the month that is asked for."""
    held = _sheet_or_404(request, sheet_id)
    area = Area.objects.filter(id=area_id).first()
    inside = area is not None and is_within(area_id, held.area_id) and may_count(request.viewer, area_id)
    if area is None or not inside or held.retired_on is not None:
        raise Http404
    asked = Asked.parse(request.GET)
    return held, Place(request.viewer, area, replace(asked, filters=Filters(month_to=asked.filters.month_to)))


def _areas(request: PageRequest, held: MonitoringSheet) -> list[Area]:
    """Where the viewer begins: his own areas in the template's, or the template's in his own."""
    begins = {}
    for own in own_areas(request.viewer):
        if is_within(own.id, held.area_id):
            begins[own.id] = own
        elif is_within(held.area_id, own.id):
            begins[held.area_id] = held.area
    return list(begins.values())


NAV = (
    NavItem(
        label=gettext_lazy("Monitoring sheets"),
        url_name="monitoring.sheets",
        roles=COUNTING,
        section="figures",
    ),
)
HELP: Mapping[str, str | Promise] = {
    "monitoring.sheets": gettext_lazy(
        "Your office's own Excel files, filled with the figures of the pages. Choose one, then the area and the month."
    ),
    "monitoring.upload_sheet": gettext_lazy(
        "Give your office's own Excel file to the house, once. Mark its cells first; the check shows what each would hold."
    ),
    "monitoring.sheet": gettext_lazy(
        "One sheet of your office: for which areas it is, and what happened to it. Open it to download the filled file."
    ),
    "monitoring.opened_sheet": gettext_lazy(
        "What each marked cell of the sheet holds for this area and month. They are the figures of the pages."
    ),
}

urlpatterns = [
    path("sheets/", sheet_list, name="monitoring.sheets"),
    path("sheets/upload/", upload_sheet, name="monitoring.upload_sheet"),
    path("sheets/<uuid:sheet_id>/", sheet, name="monitoring.sheet"),
    path("sheets/<uuid:sheet_id>/retire/", retire_sheet, name="monitoring.retire_sheet"),
    path("sheets/<uuid:sheet_id>/template.xlsx", sheet_template, name="monitoring.sheet_template"),
    path("sheets/<uuid:sheet_id>/<uuid:area_id>/", opened_sheet, name="monitoring.opened_sheet"),
    path(
        "sheets/<uuid:sheet_id>/<uuid:area_id>/sheet.xlsx",
        sheet_file,
        name="monitoring.sheet_file",
    ),
]
