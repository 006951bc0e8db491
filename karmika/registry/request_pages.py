"""Pages of the privacy officer: ask that somebody is forgotten, see what is due, lift a request, erase."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.access.retention import days_kept
from karmika.access.roles import SEES_RESTRICTED
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.registry import queries
from karmika.registry import requests as asked
from karmika.registry.acts.erasing import (
    LIFT_REASONS,
    REASONS,
    TEXT_MAXIMUM,
    Erase,
    LiftRestriction,
    Restrict,
)
from karmika.registry.models import Household, Person
from karmika.registry.numbers import spaced
from karmika.ui.components import Cell, Table
from karmika.ui.templatetags.ui import india_date, india_time

STATES = {
    "open": gettext_lazy("restricted"),
    "lifted": gettext_lazy("lifted"),
    "erased": gettext_lazy("erased"),
}


class RestrictForm(forms.Form):
    """Who asked for what on which paper, and when it is due."""

    restriction = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=list(REASONS.items()))
    authority = forms.CharField(
        label=gettext_lazy("Paper on whose authority it is done"),
        max_length=TEXT_MAXIMUM,
        help_text=gettext_lazy(
            "Its number and who signed it, never the person's name: this is kept for good."
        ),
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=TEXT_MAXIMUM,
        help_text=gettext_lazy("The number of the request in your register."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be erased on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def may_forget(request: PageRequest) -> bool:
    """Whether the way to a request is worth showing; the act decides."""
    return holds(request.viewer, SEES_RESTRICTED)


@page(roles=SEES_RESTRICTED)
def request_list(request: PageRequest) -> HttpResponse:
    """What is restricted and when it is due, the first due first; what was lifted and erased."""
    waiting, closed = asked.requests(request.viewer)
    head = (_("Household"), _("Who"), _("Asked on"), _("Due on"), _("Why"))
    context = {
        "open": Table(
            caption=_("Restricted, to be erased"),
            head=(*head, _("Days left")),
            rows=tuple((*_cells(line), Cell(_left(line))) for line in waiting),
            stacked=True,
            empty=_(
                "Nobody's data is restricted. To restrict it, open the page of the person or the household."
            ),
        ),
        "closed": Table(
            caption=_("Closed"),
            head=(*head, _("What became of it")),
            rows=tuple((*_cells(line), Cell(_closed(line))) for line in closed),
            stacked=True,
            empty=_("No request was closed yet."),
        ),
    }
    return render(request, "registry/requests.html", context)


@page(roles=SEES_RESTRICTED)
def request_page(request: PageRequest, restriction_id: UUID) -> HttpResponse:
    """One request: what it hides, what may be done now, and which earlier lists held the person."""
    view = _request_or_404(request, restriction_id)
    context = {
        "view": view,
        "request_": view.line.request,
        "number": spaced(view.line.request.household.number),
        "who": _who(view.line),
        "state": STATES[view.line.request.state],
        "left": _left(view.line),
        "lift_reasons": list(LIFT_REASONS.items()),
        "exports": Table(
            caption=_("What left before and held this person, or may have"),
            head=(_("When"), _("What"), _("By"), _("Persons in it"), _("Is the person in it?")),
            rows=tuple(_export_cells(line) for line in view.exports),
            stacked=True,
            empty=_("No list, form or file with this person was opened since such things are noted."),
        ),
    }
    return render(request, "registry/request.html", context)


@page(roles=SEES_RESTRICTED)
def forget_person(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Restrict one person's data."""
    found = queries.person_of(request.viewer, person_id)
    if found is None:
        raise Http404
    return _restrict(request, found.household, found)


@page(roles=SEES_RESTRICTED)
def forget_household(request: PageRequest, household_id: UUID) -> HttpResponse:
    """Restrict the data of a household and of everybody in it."""
    found = queries.household_view(request.viewer, household_id)
    if found is None:
        raise Http404
    return _restrict(request, found.household, None)


@page(roles=SEES_RESTRICTED)
@require_POST
def lift(request: PageRequest, restriction_id: UUID) -> HttpResponse:
    """The request was withdrawn, or may not be followed."""
    _request_or_404(request, restriction_id)
    reason = request.POST.get("reason", "")
    _perform(request, LiftRestriction(restriction=restriction_id, reason=reason))
    return redirect("registry.request", restriction_id=restriction_id)


@page(roles=SEES_RESTRICTED, confirmed=True)
@require_POST
def erase(request: PageRequest, restriction_id: UUID) -> HttpResponse:
    """Erase what is due, or at once what somebody else restricted. The box must be ticked: nobody can take it back."""
    view = _request_or_404(request, restriction_id)
    if request.POST.get("sure") == "yes":
        _perform(request, Erase(restriction=restriction_id, at_once=not view.due))
    else:
        messages.error(request, _("Nothing was erased. Tick the box to say that you mean it."))
    return redirect("registry.request", restriction_id=restriction_id)


def _restrict(request: PageRequest, household: Household, person: Person | None) -> HttpResponse:
    due = today() + timedelta(days=days_kept(household.organisation_id, "request"))
    first: dict[str, Any] = {"restriction": uuid7(), "due_on": due}
    form = RestrictForm(request.POST or None, initial=first, label_suffix="")
    if request.method == "POST" and form.is_valid():
        act = Restrict(household=household.id, person=person.id if person else None, **form.cleaned_data)
        try:
            perform(act, request.viewer)
        except Refused as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(
                request, _("The data is restricted. Nobody but the privacy officer sees it now.")
            )
            return HttpResponseRedirect(reverse("registry.request", args=[act.restriction]))
    back = (
        reverse("registry.person", args=[person.id])
        if person
        else reverse("registry.household", args=[household.id])
    )
    context = {"form": form, "person": person, "number": spaced(household.number), "back": back}
    return render(request, "registry/restrict.html", context)


def _request_or_404(request: PageRequest, restriction_id: UUID) -> asked.RequestView:
    view = asked.request_view(request.viewer, restriction_id)
    if view is None:
        raise Http404
    return view


def _perform(request: PageRequest, act: Act) -> None:
    try:
        perform(act, request.viewer)
        messages.success(request, _("Noted."))
    except Refused as refused:
        messages.error(request, refused.sentence())


def _cells(line: asked.RequestLine) -> tuple[Cell, ...]:
    one = line.request
    return (
        Cell(spaced(one.household.number), reverse("registry.request", args=[one.id])),
        Cell(_who(line)),
        Cell(india_date(one.asked_on)),
        Cell(india_date(one.due_on)),
        Cell(line.reason),
    )


def _who(line: asked.RequestLine) -> str:
    person = line.request.person
    if person is None:
        return _("the whole household")
    return person.name or _("(erased)")


def _left(line: asked.RequestLine) -> str:
    if line.days is None:
        return ""
    if line.days <= 0:
        return _("due")
    return ngettext("%(days)d day", "%(days)d days", line.days) % {"days": line.days}


def _closed(line: asked.RequestLine) -> str:
    state, day = STATES[line.request.state], india_date(line.request.closed_on)
    return f"{state}, {day}" + (f": {line.closed}" if line.closed else "")


def _export_cells(line: asked.ExportLine) -> tuple[Cell, ...]:
    return (
        Cell(india_time(line.export.at)),
        Cell(line.what),
        Cell(line.by),
        Cell(line.export.persons),
        Cell(_("yes") if line.certain else _("perhaps")),
    )


urlpatterns = [
    path("forgotten/", request_list, name="registry.requests"),
    path("forgotten/<uuid:restriction_id>/", request_page, name="registry.request"),
    path("forgotten/<uuid:restriction_id>/lift/", lift, name="registry.lift"),
    path("forgotten/<uuid:restriction_id>/erase/", erase, name="registry.erase"),
    path("persons/<uuid:person_id>/forget/", forget_person, name="registry.forget_person"),
    path("households/<uuid:household_id>/forget/", forget_household, name="registry.forget_household"),
]
