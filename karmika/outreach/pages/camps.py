"""Camps: list, one with its tokens, planned, changed, cancelled, opened, closed in the evening."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.forms import chosen
from karmika.access.pages import PageRequest, page
from karmika.access.queries import names_of
from karmika.access.roles import PERSONAL
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.measures.queries import COUNTING
from karmika.outreach import handing_in, queries, shown
from karmika.outreach.acts import CancelCamp, ChangeCamp, CloseCamp, OpenCamp, PlanCamp
from karmika.outreach.forms_of_pages import CampForm, EveningForm, ReasonForm, typed_of
from karmika.outreach.models import Camp
from karmika.outreach.pages import asking
from karmika.outreach.pages.campaigns import pager
from karmika.outreach.queries import Tokens
from karmika.outreach.terms import (
    CAMP_STATES,
    CLOSED,
    DESK,
    DIFFERENCES,
    HOSTS,
    LENDERS,
    OPEN,
    PLANNED,
    PLANNERS,
)
from karmika.ui import asked
from karmika.ui.components import Filter


@page(roles=COUNTING)
def camp_list(request: PageRequest) -> HttpResponse:
    """Camps of the viewer's areas, by state."""
    number = asked.page_of(request.GET.get("page", ""))
    state = request.GET.get("state", "")
    found = queries.camps(request.viewer, state=state if state in CAMP_STATES else "")
    start = number * queries.A_PAGE
    rows = list(found[start : start + queries.A_PAGE + 1])
    shown_rows = rows[: queries.A_PAGE]
    options = (("", _("All")), *CAMP_STATES.items())
    context = {
        "filters": [Filter(name="state", label=_("Status"), options=options, value=state)],
        "table": shown.camps_table(shown_rows, queries.tokens_of([one.id for one in shown_rows])),
        "pager": pager(number, len(rows) > queries.A_PAGE),
    }
    return render(request, "outreach/camps.html", context)


@page(roles=COUNTING)
def camp(request: PageRequest, camp_id: UUID) -> HttpResponse:
    """One camp: when and where, who comes, the desks, the tokens, the evening."""
    held = asking.camp_or_404(request, camp_id)
    return render(request, "outreach/camp.html", _facts(request, held, **_done(request, held)))


def _done(request: PageRequest, held: Camp) -> dict[str, object]:
    """The tokens behind the figures, for those who may read what people said."""
    if not holds(request.viewer, PERSONAL):
        return {}
    number = asked.page_of(request.GET.get("page", ""))
    start = number * queries.A_PAGE
    rows = list(queries.done_tokens(request.viewer, held.id)[start : start + queries.A_PAGE + 1])
    table = shown.tokens_table(rows[: queries.A_PAGE], serves=holds(request.viewer, DESK))
    return {"done": table, "pager": pager(number, len(rows) > queries.A_PAGE)}


def _facts(request: PageRequest, held: Camp, **more: object) -> dict[str, object]:
    team = names_of([UUID(one) for one in held.team])
    tokens = queries.tokens_of([held.id]).get(held.id, Tokens())
    evening = {"tokens_given": tokens.given}
    return {
        "held": held,
        "state": CAMP_STATES[held.state],
        "difference": DIFFERENCES.get(held.difference, ""),
        "pairs": shown.camp_pairs(held, sorted(team.values())),
        "tokens": tokens,
        "desks": range(1, held.desks + 1),
        "is_open": held.state == OPEN,
        "is_planned": held.state == PLANNED,
        "is_closed": held.state == CLOSED,
        "plans": holds(request.viewer, PLANNERS),
        "lends": holds(request.viewer, LENDERS),
        "hosts": holds(request.viewer, HOSTS),
        "serves": holds(request.viewer, DESK),
        "cancel": ReasonForm(initial=asking.first()),
        "evening": EveningForm(initial=asking.first(**evening)),
        "lines": reversed(history(held.id)[-60:]),
        **more,
    }


@page(roles=PLANNERS)
def plan(request: PageRequest, campaign_id: UUID) -> HttpResponse:
    """Plan a camp of a campaign."""
    campaign = asking.campaign_or_404(request, campaign_id)
    initial = asking.first(opens_at="09:30", closes_at="16:00", desks=2)
    form = CampForm(request.viewer, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = PlanCamp(
            camp=derive(form.cleaned_data["entry"], "camp"),
            campaign=campaign.id,
            area=chosen(form, "area"),
            code=form.cleaned_data["code"],
            details=form.details(),
        )
        if asking.done(request, act, form, _("The camp was planned.")):
            return _to_camp(act.camp)
    return render(request, "outreach/plan.html", {"form": form, "title": _("Plan a camp"), "held": campaign})


@page(roles=PLANNERS)
def change(request: PageRequest, camp_id: UUID) -> HttpResponse:
    """Change the plan of a camp."""
    held = asking.camp_or_404(request, camp_id)
    form = CampForm(request.viewer, request.POST or None, held=held, initial=asking.first(**typed_of(held)))
    if request.method == "POST" and form.is_valid():
        act = ChangeCamp(camp=held.id, details=form.details())
        if asking.done(request, act, form, _("The camp was changed.")):
            return _to_camp(held.id)
    context = {"form": form, "title": _("Change the camp"), "held": held.campaign, "camp": held}
    return render(request, "outreach/plan.html", context)


@page(roles=PLANNERS)
@require_POST
def cancel(request: PageRequest, camp_id: UUID) -> HttpResponse:
    """Cancel a camp, with the reason."""
    held = asking.camp_or_404(request, camp_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        act = CancelCamp(camp=held.id, reason=form.cleaned_data["reason"])
        if asking.done(request, act, form, _("The camp was cancelled.")):
            return _to_camp(held.id)
    return render(request, "outreach/camp.html", _facts(request, held, cancel=form))


@page(roles=HOSTS)
@require_POST
def open_camp(request: PageRequest, camp_id: UUID) -> HttpResponse:
    """Open a camp in the morning, or again."""
    held = asking.camp_or_404(request, camp_id)
    _try(request, OpenCamp(camp=held.id), _("The camp is open."))
    return _to_camp(held.id)


@page(roles=HOSTS)
@require_POST
def close(request: PageRequest, camp_id: UUID) -> HttpResponse:
    """Close a camp in the evening: who still waits is handed in as having left, then the tokens are compared."""
    held = asking.camp_or_404(request, camp_id)
    form = EveningForm(request.POST)
    if form.is_valid():
        waiting, _called = queries.queue(request.viewer, held.id)
        try:
            for one in waiting:
                handing_in.left(request.viewer, held, one)
        except Refused as refused:
            form.add_error(None, refused.sentence())
        else:
            typed = form.cleaned_data
            act = CloseCamp(camp=held.id, tokens_given=typed["tokens_given"], difference=typed["difference"])
            if asking.done(request, act, form, _("The camp is closed.")):
                return _to_camp(held.id)
    return render(request, "outreach/camp.html", _facts(request, held, evening=form))


def _try(request: PageRequest, act: Act, sentence: str) -> None:
    """For a button without a form: what is refused is told on the page to which it leads."""
    try:
        perform(act, request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, sentence)


def _to_camp(camp_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("outreach.camp", args=[camp_id]))
