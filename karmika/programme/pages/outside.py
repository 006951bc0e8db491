"""Figures from outside: list, one figure with its history, recorded, replaced, withdrawn."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from karmika.access.forms import chosen
from karmika.access.pages import PageRequest, page
from karmika.kernel.ids import derive
from karmika.measures.queries import COUNTING
from karmika.programme import queries, shown
from karmika.programme.acts import RecordOutsideFigure, WithdrawOutsideFigure
from karmika.programme.forms import OutsideFigureForm, WithdrawForm, place_of, typed_of
from karmika.programme.models import OutsideFigure
from karmika.programme.pages import asking
from karmika.programme.pages.facts import facts_of
from karmika.programme.terms import CONFIDENCES, MEASURES, SETTERS


@page(roles=COUNTING)
def figure_list(request: PageRequest) -> HttpResponse:
    """What others published, with ours of the same day beside it."""
    asked = asking.Listed.asked(request)
    found = queries.outside_figures(
        request.viewer, measure=asked.measure, fallen=asked.fallen, page=asked.page
    )
    rows, pager = asked.pager(found)
    lines = queries.beside(request.viewer, rows)
    context = {
        "filters": asked.filters(),
        "table": shown.outside_table(lines),
        "pager": pager,
        "may_set": asking.may_set(request),
    }
    return render(request, "programme/outside_figures.html", context)


@page(roles=COUNTING)
def figure(request: PageRequest, figure_id: UUID) -> HttpResponse:
    """One figure: what it says, who published it, where it was read, and what happened to it."""
    held = _figure_or_404(request, figure_id)
    return render(request, "programme/outside_figure.html", {**_facts(request, held), "form": WithdrawForm()})


@page(roles=SETTERS)
def record(request: PageRequest) -> HttpResponse:
    """Record a new figure."""
    form = OutsideFigureForm(request.viewer, request.POST or None, initial=asking.first(request))
    if request.method == "POST" and form.is_valid():
        about, area = place_of(form.cleaned_data["about"])
        act = RecordOutsideFigure(
            figure=derive(form.cleaned_data["entry"], "figure"),
            measure=form.cleaned_data["measure"],
            about=about,
            area=area,
            organisation=chosen(form, "organisation"),
            document=form.document(),
            **_said(form),
        )
        if asking.done(request, act, form, _("The figure was recorded.")):
            return _to_figure(act.figure)
    return render(request, "programme/record_outside_figure.html", {"form": form})


@page(roles=SETTERS)
def replace(request: PageRequest, figure_id: UUID) -> HttpResponse:
    """Record another figure in the place of one that was wrong or was revised."""
    held = _figure_or_404(request, figure_id)
    initial = asking.first(request, **typed_of(held))
    form = OutsideFigureForm(request.viewer, request.POST or None, held=held, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = RecordOutsideFigure(
            figure=derive(form.cleaned_data["entry"], "figure"),
            measure=held.measure,
            about=held.about_id,
            area=held.area_id,
            organisation=held.organisation_id,
            document=form.document(),
            replaces=held.id,
            reason=form.cleaned_data["reason"],
            **_said(form),
        )
        if asking.done(request, act, form, _("The figure was replaced.")):
            return _to_figure(act.figure)
    context = {
        "form": form,
        "held": held,
        "measure": MEASURES[held.measure].name,
        "about": shown.about(held),
    }
    return render(request, "programme/record_outside_figure.html", context)


@page(roles=SETTERS)
def withdraw(request: PageRequest, figure_id: UUID) -> HttpResponse:
    """Withdraw a figure, with the reason."""
    held = _figure_or_404(request, figure_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = WithdrawOutsideFigure(figure=held.id, reason=form.cleaned_data["reason"])
        if asking.done(request, act, form, _("The figure was withdrawn.")):
            return _to_figure(held.id)
    return render(request, "programme/outside_figure.html", {**_facts(request, held), "form": form})


def _said(form: OutsideFigureForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("as_of", "amount", "wording", "source", "confidence")}


def _facts(request: PageRequest, held: OutsideFigure) -> dict[str, object]:
    return facts_of(request, held) | {
        "about": shown.about(held),
        "ours": queries.beside(request.viewer, [held])[0].ours,
        "confidence": CONFIDENCES[held.confidence],
        "may_set": asking.may_set(request) and held.organisation_id is not None,
    }


def _figure_or_404(request: PageRequest, figure_id: UUID) -> OutsideFigure:
    found = queries.outside_figure(request.viewer, figure_id)
    if found is None:
        raise Http404
    return found


def _to_figure(figure_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("programme.outside_figure", args=[figure_id]))
