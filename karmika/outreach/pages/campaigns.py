"""Campaigns: list, one with its camps and what it came to, planned, changed."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from karmika.access.forms import chosen
from karmika.access.pages import PageRequest, page
from karmika.journal.queries import history
from karmika.kernel.ids import derive
from karmika.kernel.sheets import as_csv
from karmika.kernel.viewer import holds
from karmika.kernel.workbook import xlsx
from karmika.measures.queries import COUNTING
from karmika.outreach import queries, shown
from karmika.outreach import report as reports
from karmika.outreach.acts import ChangeCampaign, PlanCampaign
from karmika.outreach.forms_of_pages import CampaignForm, typed_of
from karmika.outreach.pages import asking
from karmika.outreach.terms import PLANNERS
from karmika.ui import asked
from karmika.ui.components import Pager

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(roles=COUNTING)
def campaign_list(request: PageRequest) -> HttpResponse:
    """The campaigns of the viewer's areas, the newest first."""
    number = asked.page_of(request.GET.get("page", ""))
    start = number * queries.A_PAGE
    rows = list(queries.campaigns(request.viewer)[start : start + queries.A_PAGE + 1])
    context = {
        "table": shown.campaigns_table(rows[: queries.A_PAGE]),
        "pager": pager(number, len(rows) > queries.A_PAGE),
        "plans": holds(request.viewer, PLANNERS),
    }
    return render(request, "outreach/campaigns.html", context)


@page(roles=COUNTING)
def campaign(request: PageRequest, campaign_id: UUID) -> HttpResponse:
    """One campaign: aim, targets, camps, and the sums of its camps so far."""
    held = asking.campaign_or_404(request, campaign_id)
    camps = list(queries.camps(request.viewer, campaign_id=held.id)[:200])
    found = reports.report(held, request.viewer)
    context = {
        "held": held,
        "areas": queries.areas_named(held.areas),
        "camps": shown.camps_table(camps, queries.tokens_of([one.id for one in camps])),
        "figures": shown.report_pairs(found),
        "tables": shown.report_tables(found),
        "hides": found.hides,
        "plans": holds(request.viewer, PLANNERS),
        "lines": reversed(history(held.id)),
    }
    return render(request, "outreach/campaign.html", context)


@page(roles=COUNTING)
def campaign_report(request: PageRequest, campaign_id: UUID, kind: str) -> HttpResponse:
    """The same as a file for the office: no person is named in it."""
    held = asking.campaign_or_404(request, campaign_id)
    rows = reports.as_rows(reports.report(held, request.viewer))
    if kind == "csv":
        answer = HttpResponse(as_csv(reports.head(), rows), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        answer = HttpResponse(b"".join(xlsx(_("Campaign"), reports.head(), rows)), content_type=XLSX)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="campaign-{held.number}.{kind}"'
    return answer


@page(roles=COUNTING)
def campaign_acts(request: PageRequest, campaign_id: UUID, measure: str) -> HttpResponse:
    """The acts behind a figure of the campaign that the viewer may see."""
    held = asking.campaign_or_404(request, campaign_id)
    found = reports.report(held, request.viewer)
    shown_at_all = dict(zip(reports.SHOWN, reports.whole_of(found), strict=True))
    if shown_at_all.get(measure) is None:
        raise Http404
    number = asked.page_of(request.GET.get("page", ""))
    start = number * queries.A_PAGE
    rows = found.rows.filter(measure=measure).order_by("-entry_seq", "id")
    some = list(rows[start : start + queries.A_PAGE + 1])
    context = {
        "held": held,
        "name": reports.NAMES[measure],
        "table": shown.acts_table(queries.acts_behind(some[: queries.A_PAGE])),
        "pager": pager(number, len(some) > queries.A_PAGE),
    }
    return render(request, "outreach/campaign_acts.html", context)


@page(roles=PLANNERS)
def plan(request: PageRequest) -> HttpResponse:
    """Plan a new campaign."""
    form = CampaignForm(request.viewer, request.POST or None, initial=asking.first())
    if request.method == "POST" and form.is_valid():
        act = PlanCampaign(
            campaign=derive(form.cleaned_data["entry"], "campaign"),
            area=chosen(form, "area"),
            organisation=chosen(form, "organisation"),
            programme=chosen(form, "programme"),
            details=form.details(),
        )
        if asking.done(request, act, form, _("The campaign was planned.")):
            return HttpResponseRedirect(reverse("outreach.campaign", args=[act.campaign]))
    return render(request, "outreach/plan.html", {"form": form, "title": _("Plan a campaign")})


@page(roles=PLANNERS)
def change(request: PageRequest, campaign_id: UUID) -> HttpResponse:
    """Change a campaign."""
    held = asking.campaign_or_404(request, campaign_id)
    form = CampaignForm(
        request.viewer, request.POST or None, held=held, initial=asking.first(**typed_of(held))
    )
    if request.method == "POST" and form.is_valid():
        act = ChangeCampaign(campaign=held.id, details=form.details())
        if asking.done(request, act, form, _("The campaign was changed.")):
            return HttpResponseRedirect(reverse("outreach.campaign", args=[held.id]))
    context = {"form": form, "title": _("Change the campaign"), "held": held}
    return render(request, "outreach/plan.html", context)


def pager(number: int, more: bool) -> Pager:
    """The way on and back."""
    return Pager(
        previous_url=f"?page={number - 1}" if number else "", next_url=f"?page={number + 1}" if more else ""
    )
