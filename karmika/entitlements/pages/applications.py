"""Pages of applications: the list, one with its next step, its guided steps; and the list of what is in the way."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.access.roles import PERSONAL
from karmika.entitlements import terms
from karmika.entitlements.acts import (
    AnswerQuery,
    FileApplication,
    NoteFirstBenefit,
    NoteQuery,
    NoteRenewal,
    Reject,
    Sanction,
    Withdraw,
)
from karmika.entitlements.acts.deciding import HANDLERS, agreed
from karmika.entitlements.guides import guide_of, steps_of
from karmika.entitlements.kinds import document_name, said, scheme_name, schemes
from karmika.entitlements.known import known_of
from karmika.entitlements.pages import asking
from karmika.entitlements.pages.receipts import language_of
from karmika.entitlements.queries import applications as queries
from karmika.entitlements.queries.applications import ApplicationView
from karmika.entitlements.spoken import next_words
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.registry.numbers import spaced
from karmika.ui import asked
from karmika.ui.components import Filter, Option

STEPS: Mapping[str, tuple[str, ...]] = {
    terms.PREPARED: ("file", "withdraw"),
    terms.FILED: ("query", "sanction", "reject", "receive", "withdraw"),
    terms.QUERIED: ("answer", "query", "sanction", "reject", "receive", "withdraw"),
    terms.SANCTIONED: ("receive", "reject", "renew", "withdraw"),
    terms.RECEIVED: ("renew",),
}
"""What may come after each state."""


@page(roles=PERSONAL)
def application_list(request: PageRequest) -> HttpResponse:
    """The applications that the viewer may see, by state and scheme."""
    number = asked.page_of(request.GET.get("page", ""))
    sought = {name: request.GET.get(name, "") for name in ("state", "scheme", "area")}
    rows, more = queries.application_list(request.viewer, sought, number)
    context = {
        "rows": [(row, scheme_name(row.scheme), terms.STATES[row.state]) for row in rows],
        "filters": [
            Filter(name="state", label=_("Status"), options=_states(), value=sought["state"]),
            Filter(name="scheme", label=_("Scheme"), options=_schemes(), value=sought["scheme"]),
            Filter(name="area", value=sought["area"]),
        ],
        "pager": asked.pager(request, number, more=more),
    }
    return render(request, "entitlements/applications.html", context)


def _states() -> tuple[Option, ...]:
    kept = (("", _("All")), ("open", _("All open ones")), ("renewal", _("To be renewed soon")))
    return (*kept, *terms.STATES.items())


def _schemes() -> tuple[Option, ...]:
    return (("", _("All")), *((code, said(one.name)) for code, one in schemes().items()))


@page(roles=PERSONAL)
def application(request: PageRequest, application_id: UUID) -> HttpResponse:
    """One application: how it stands, what comes next, what happened."""
    view = _view_or_404(request, application_id)
    may_handle = asking.may_handle(request)
    context = {
        "view": view,
        "row": view.row,
        "number": spaced(view.row.number),
        "scheme": scheme_name(view.row.scheme),
        "state": terms.STATES[view.row.state],
        "next": next_words(view.row),
        "reason": terms.REJECT_REASONS.get(view.row.reason, terms.WITHDRAW_REASONS.get(view.row.reason, "")),
        "language": language_of(view.row.person, request),
        "has_guide": bool(guide_of(view.row.scheme)),
        "steps": STEPS.get(view.row.state, ()) if may_handle else (),
        "offices": queries.offices_of(view.row) if may_handle and view.row.state == terms.PREPARED else (),
        "reject_reasons": terms.REJECT_REASONS.items(),
        "withdraw_reasons": terms.WITHDRAW_REASONS.items(),
        "today": today().isoformat(),
        "entry": uuid7(),
    }
    return render(request, "entitlements/application.html", context)


@page(roles=PERSONAL)
def steps(request: PageRequest, application_id: UUID) -> HttpResponse:
    """The guided steps of a registration; no such page for a scheme without them."""
    row = queries.application_of(request.viewer, application_id)
    if row is None or not guide_of(row.scheme):
        raise Http404
    known = known_of(row.person)
    facts = known.facts if agreed(row.person) else {}
    documents = schemes()[row.scheme].documents if row.scheme in schemes() else ()
    context: dict[str, Any] = {
        "row": row,
        "scheme": scheme_name(row.scheme),
        "steps": steps_of(row, facts, known.papers),
        "papers": [(document_name(kind), kind in known.papers) for kind in documents],
    }
    return render(request, "entitlements/steps.html", context)


def _view_or_404(request: PageRequest, application_id: UUID) -> ApplicationView:
    view = queries.application_view(request.viewer, application_id)
    if view is None:
        raise Http404
    return view


@page(roles=HANDLERS)
@require_POST
def record(request: PageRequest, application_id: UUID) -> HttpResponse:
    """Note the next step; `do` names it."""
    if queries.application_of(request.viewer, application_id) is None:
        raise Http404
    read = _READ.get(request.POST.get("do", ""))
    try:
        if read is None:
            raise Refused("entitlements.choose")
        asking.hand_over(request, read(request, application_id))
        messages.success(request, _("Noted."))
    except Refused as refused:
        messages.error(request, refused.sentence())
    return HttpResponseRedirect(reverse("entitlements.application", args=[application_id]))


def _file(request: PageRequest, key: UUID) -> Act:
    office = asking.asked_uuid(request, "office") if request.POST.get("office") else None
    return FileApplication(
        application=key,
        external_number=asking.asked_text(request, "external_number"),
        filed_on=asking.asked_day(request, "on"),
        office=office,
    )


def _query(request: PageRequest, key: UUID) -> Act:
    return NoteQuery(
        application=key,
        query=asking.asked_text(request, "query"),
        on=asking.asked_day(request, "on"),
        answer_due_on=asking.perhaps_day(request, "answer_due_on"),
    )


def _answer(request: PageRequest, key: UUID) -> Act:
    return AnswerQuery(application=key, on=asking.asked_day(request, "on"))


def _sanction(request: PageRequest, key: UUID) -> Act:
    return Sanction(application=key, on=asking.asked_day(request, "on"))


def _reject(request: PageRequest, key: UUID) -> Act:
    reason, words = request.POST.get("reason", ""), asking.asked_text(request, "words")
    return Reject(application=key, reason=reason, words=words, on=asking.asked_day(request, "on"))


def _withdraw(request: PageRequest, key: UUID) -> Act:
    reason = request.POST.get("reason", "")
    return Withdraw(application=key, reason=reason, on=asking.asked_day(request, "on"))


def _receive(request: PageRequest, key: UUID) -> Act:
    return NoteFirstBenefit(
        application=key,
        amount_paise=asking.asked_paise(request, "rupees"),
        on=asking.asked_day(request, "on"),
        renew_on=asking.perhaps_day(request, "renew_on"),
    )


def _renew(request: PageRequest, key: UUID) -> Act:
    return NoteRenewal(
        application=key,
        renew_on=asking.asked_day(request, "renew_on"),
        renewed_on=asking.perhaps_day(request, "renewed_on"),
    )


_READ: Mapping[str, Callable[[PageRequest, UUID], Act]] = {
    "file": _file,
    "query": _query,
    "answer": _answer,
    "sanction": _sanction,
    "reject": _reject,
    "withdraw": _withdraw,
    "receive": _receive,
    "renew": _renew,
}


@page(roles=PERSONAL)
def gap_list(request: PageRequest) -> HttpResponse:
    """What is in the way of people, due first at the top."""
    number = asked.page_of(request.GET.get("page", ""))
    sought = {name: request.GET.get(name, "") for name in ("mine", "due", "reason", "area")}
    found, more = queries.gap_list(request.viewer, sought, number)
    yes_all = (("", _("All")),)
    context = {
        "lines": [
            {
                "row": one.row,
                "paper": document_name(one.row.document_kind) if one.row.document_kind else "",
                "reason": terms.GAP_REASONS[one.row.reason],
                "assignee": one.assignee,
                "late": one.row.due_on < today(),
            }
            for one in found
        ],
        "filters": [
            Filter(
                name="mine",
                label=_("Whose"),
                options=(*yes_all, ("yes", _("Only mine"))),
                value=sought["mine"],
            ),
            Filter(
                name="due",
                label=_("When"),
                options=(*yes_all, ("today", _("Due by today"))),
                value=sought["due"],
            ),
            Filter(
                name="reason",
                label=_("Reason"),
                options=(*yes_all, *terms.GAP_REASONS.items()),
                value=sought["reason"],
            ),
            Filter(name="area", value=sought["area"]),
        ],
        "pager": asked.pager(request, number, more=more),
    }
    return render(request, "entitlements/gaps.html", context)
