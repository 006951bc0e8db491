"""Pages of candidates: whom lists name in one's area, and one of them with what came of looking."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.access.pages.filters import area_filter
from karmika.access.roles import PERSONAL
from karmika.candidates import queries
from karmika.candidates.acts import SettleCandidate, WithdrawCandidate
from karmika.candidates.acts.settling import SETTLERS, WITHDRAWERS
from karmika.candidates.lists import LISTS, NOT_FOUND_REASONS, STATES, WITHDRAWAL_REASONS
from karmika.candidates.models import Candidate
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import holds
from karmika.registry.occupations import occupation_name
from karmika.ui import asked
from karmika.ui.components import Filter, Line, Pager

BY_HAND = ("objected", "twice", "wrong_list")
"""Reasons that a person gives; the others are the machine's."""


@page(roles=PERSONAL)
def candidate_list(request: PageRequest) -> HttpResponse:
    """Candidates of the viewer's areas in the order of the lists; by POST those with a name, phone or number."""
    if request.method == "POST":
        text = request.POST.get("text", "").strip()[:100]
        sought = queries.Sought(state="all", text=text)
    else:
        sought = queries.Sought(
            area=asked.id_of(request.GET.get("area", "")),
            listed_in=request.GET.get("list", ""),
            state=request.GET.get("state", "open"),
            page=asked.page_of(request.GET.get("page", "")),
        )
    refusal = ""
    try:
        found, more = queries.candidates(request.viewer, sought)
    except Refused as refused:
        found, more, refusal = [], False, refused.sentence()
    context = {
        "candidates": [(one, LISTS[one.listed_in].label, STATES[one.state]) for one in found],
        "filters": _filters(request, sought),
        "pager": Pager() if sought.text else asked.pager(request, sought.page, more=more),
        "text": sought.text,
        "more": more and bool(sought.text),
        "refusal": refusal,
    }
    return render(request, "candidates/candidates.html", context)


@page(roles=PERSONAL)
def candidate(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """One candidate. Searching for the person comes back here, by POST: a name is not put into an address."""
    text = request.POST.get("text", "").strip()[:100] if request.method == "POST" else ""
    refusal = ""
    try:
        found = queries.candidate_view(request.viewer, candidate_id, text)
    except Refused as refused:
        refusal = refused.sentence()
        found = queries.candidate_view(request.viewer, candidate_id)
    if found is None:
        raise Http404
    one = found.candidate
    context = {
        "view": found,
        "candidate": one,
        "list": LISTS[one.listed_in].label,
        "state": STATES[one.state],
        "reason": {**NOT_FOUND_REASONS, **WITHDRAWAL_REASONS}.get(one.reason, ""),
        "occupation": occupation_name(one.occupation),
        "text": text,
        "refusal": refusal,
        "may_settle": one.state in ("open", "not_found") and holds(request.viewer, SETTLERS),
        "may_withdraw": one.state in ("open", "not_found") and holds(request.viewer, WITHDRAWERS),
        "not_found_reasons": list(NOT_FOUND_REASONS.items()),
        "withdrawal_reasons": [(code, WITHDRAWAL_REASONS[code]) for code in BY_HAND],
        "history": [Line(at=line.occurred_at, sentence=line.sentence) for line in found.history],
    }
    return render(request, "candidates/candidate.html", context)


@page(roles=SETTLERS)
@require_POST
def settle(request: PageRequest, candidate_id: UUID) -> HttpResponseBase:
    """Record that the candidate is somebody of ours, or was not found."""
    act = SettleCandidate(
        candidate=candidate_id,
        outcome=request.POST.get("outcome", ""),
        person=asked.id_of(request.POST.get("person", "")),
        group=asked.id_of(request.POST.get("group", "")),
        reason=request.POST.get("reason", ""),
    )
    return _performed(request, act, candidate_id)


@page(roles=WITHDRAWERS)
@require_POST
def withdraw(request: PageRequest, candidate_id: UUID) -> HttpResponseBase:
    """Take the candidate off the list."""
    reason = request.POST.get("reason", "")
    act = WithdrawCandidate(candidate=candidate_id, reason=reason if reason in BY_HAND else "")
    return _performed(request, act, candidate_id)


def _performed(request: PageRequest, act: Act, candidate_id: UUID) -> HttpResponseBase:
    if not Candidate.objects.visible_to(request.viewer).filter(id=candidate_id).exists():
        raise Http404
    try:
        perform(act, request.viewer)
        messages.success(request, _("Noted."))
    except Refused as refused:
        messages.error(request, refused.sentence())
    return redirect("candidates.candidate", candidate_id=candidate_id)


def _filters(request: PageRequest, sought: queries.Sought) -> list[Filter]:
    return [
        area_filter(request.viewer, str(sought.area or "")),
        Filter(
            name="list",
            label=_("List"),
            options=(("", _("All lists")), *((code, kind.label) for code, kind in LISTS.items())),
            value=sought.listed_in,
        ),
        Filter(
            name="state", label=_("Status"), options=(("all", _("All")), *STATES.items()), value=sought.state
        ),
    ]


urlpatterns = [
    path("candidates/", candidate_list, name="candidates.candidates"),
    path("candidates/<uuid:candidate_id>/", candidate, name="candidates.candidate"),
    path("candidates/<uuid:candidate_id>/settle/", settle, name="candidates.settle"),
    path("candidates/<uuid:candidate_id>/withdraw/", withdraw, name="candidates.withdraw"),
]

NAV = (
    NavItem(
        label=gettext_lazy("Candidates"), url_name="candidates.candidates", roles=PERSONAL, section="people"
    ),
)
