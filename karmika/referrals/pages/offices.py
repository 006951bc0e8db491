"""Pages of offices: the list, one office, a new one, what changed, and one that is closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.areas.models import Area
from karmika.areas.queries import children
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.referrals import terms
from karmika.referrals.acts import ChangeOffice, CloseOffice, DefineOffice
from karmika.referrals.acts.offices import office_id as id_of_office
from karmika.referrals.forms import NewOfficeForm, OfficeForm, said_of
from karmika.referrals.models import Office
from karmika.referrals.pages import asking
from karmika.referrals.queries import offices as queries
from karmika.referrals.roles import OFFICE_KEEPERS, SEES_OFFICES
from karmika.ui import asked
from karmika.ui.components import Crumb, Filter

TYPED = "typed on the console"


@page(roles=SEES_OFFICES)
def office_list(request: PageRequest) -> HttpResponse:
    """The offices of the viewer's areas."""
    number = asked.page_of(request.GET.get("page", ""))
    found, more = queries.offices(request.viewer, request.GET, number)
    kind = request.GET.get("kind", "")
    context = {
        "lines": [
            (one, terms.OFFICE_KINDS[one.kind], [terms.service_label(code) for code in one.services])
            for one in found
        ],
        "filters": [
            Filter(
                name="kind",
                label=_("Kind"),
                options=(("", _("All kinds")), *terms.OFFICE_KINDS.items()),
                value=kind if kind in terms.OFFICE_KINDS else "",
            ),
            Filter(
                name="closed",
                label=_("Closed ones"),
                options=(("", _("Leave out")), ("yes", _("Show"))),
                value="yes" if request.GET.get("closed") == "yes" else "",
            ),
        ],
        "pager": asked.pager(request, number, more=more),
        "may_keep": holds(request.viewer, OFFICE_KEEPERS),
    }
    return render(request, "referrals/offices.html", context)


@page(roles=SEES_OFFICES)
def office(request: PageRequest, office_id: UUID) -> HttpResponse:
    """One office."""
    view = queries.office_view(request.viewer, office_id)
    if view is None:
        raise Http404
    context = {
        "view": view,
        "office": view.office,
        "kind": terms.OFFICE_KINDS[view.office.kind],
        "trail": _trail(view.office.name),
        "may_keep": holds(request.viewer, OFFICE_KEEPERS),
    }
    return render(request, "referrals/office.html", context)


@page(roles=OFFICE_KEEPERS)
def new_office(request: PageRequest) -> HttpResponse:
    """Put an office on the list; on to it."""
    ours = sorted(asking.organisations(request, OFFICE_KEEPERS))
    form = NewOfficeForm(request.POST or None, areas=_areas(request), officers=_officers(request))
    if request.method == "POST" and form.is_valid() and ours:
        code = form.cleaned_data["code"].strip()
        act = DefineOffice(code=code, organisation=ours[0], details=form.details(TYPED))
        if _done(request, form, lambda: act):
            return redirect("referrals.office", id_of_office(ours[0], code))
    context = {"form": form, "trail": _trail(_("New office")), "heading": _("New office")}
    return render(request, "referrals/office_form.html", context)


@page(roles=OFFICE_KEEPERS)
def change_office(request: PageRequest, office_id: UUID) -> HttpResponse:
    """Say anew what is known of an office; back to it."""
    found = _office_or_404(request, office_id)
    form = OfficeForm(
        request.POST or None,
        initial=said_of(found),
        areas=_areas(request, found),
        officers=_officers(request),
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and _done(request, form, lambda: ChangeOffice(office=office_id, details=form.details(TYPED))):
        return redirect("referrals.office", office_id)
    trail = [
        Crumb(_("Offices"), reverse("referrals.offices")),
        Crumb(found.name, reverse("referrals.office", args=[office_id])),
        Crumb(_("Change")),
    ]
    return render(
        request, "referrals/office_form.html", {"form": form, "trail": trail, "heading": found.name}
    )


@page(roles=OFFICE_KEEPERS)
@require_POST
def close_office(request: PageRequest, office_id: UUID) -> HttpResponse:
    """Take an office off the list; back to it."""
    _office_or_404(request, office_id)
    try:
        asking.hand_over(request, CloseOffice(office=office_id))
        messages.success(request, _("Nobody is sent to this office any more."))
    except Refused as refused:
        asking.say(request, refused)
    return HttpResponseRedirect(reverse("referrals.office", args=[office_id]))


def _done(request: PageRequest, form: OfficeForm, act: Callable[[], Any]) -> bool:
    try:
        asking.hand_over(request, act())
    except Refused as refused:
        form.add_error(None, refused.sentence())
        return False
    messages.success(request, _("Noted."))
    return True


def _office_or_404(request: PageRequest, office_id: UUID) -> Office:
    found = Office.objects.visible_to(request.viewer).select_related("area").filter(id=office_id).first()
    if found is None:
        raise Http404
    return found


def _trail(last: str) -> list[Crumb]:
    return [Crumb(_("Offices"), reverse("referrals.offices")), Crumb(last)]


def _areas(request: PageRequest, office: Office | None = None) -> list[tuple[str, str]]:
    """The areas that an office may serve here: the viewer's own, the chosen one, and those directly inside them."""
    own = {grant.area for grant in request.viewer.grants if grant.role in OFFICE_KEEPERS and grant.area}
    chosen = asked.id_of(request.POST.get("area", "") or request.GET.get("area", ""))
    wanted = [*own, *([chosen] if chosen else []), *([office.area_id] if office else [])]
    found = list(Area.objects.filter(id__in=wanted).order_by("level", "name_en", "code"))
    inside = [one for area in found for one in children(area.id)]
    return list({str(one.id): one.name for one in (*found, *inside)}.items())


def _officers(request: PageRequest) -> list[tuple[str, str]]:
    return queries.other_organisations(asking.organisations(request, OFFICE_KEEPERS))
