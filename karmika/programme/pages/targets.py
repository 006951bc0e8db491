"""Targets: list, one target with its history, set, replaced, withdrawn."""

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
from karmika.programme.acts import SetTarget, WithdrawTarget
from karmika.programme.forms import TargetForm, WithdrawForm, typed_of
from karmika.programme.models import Target
from karmika.programme.pages import asking
from karmika.programme.pages.facts import facts_of
from karmika.programme.terms import MEASURES, SETTERS
from karmika.ui.components import Ratio


@page(roles=COUNTING)
def target_list(request: PageRequest) -> HttpResponse:
    """Targets of the viewer's areas, each with its achievement."""
    asked = asking.Listed.asked(request)
    found = queries.targets(request.viewer, measure=asked.measure, fallen=asked.fallen, page=asked.page)
    rows, pager = asked.pager(found)
    context = {
        "filters": asked.filters(),
        "table": shown.targets_table(queries.progress_of(request.viewer, rows), areas=True),
        "pager": pager,
        "may_set": asking.may_set(request),
    }
    return render(request, "programme/targets.html", context)


@page(roles=COUNTING)
def target(request: PageRequest, target_id: UUID) -> HttpResponse:
    """One target: how it stands, which document it comes from, who set it, and what happened to it."""
    held = _target_or_404(request, target_id)
    (one,) = queries.progress_of(request.viewer, [held])
    return render(request, "programme/target.html", {**_facts(request, held, one), "form": WithdrawForm()})


@page(roles=SETTERS)
def set_target(request: PageRequest) -> HttpResponse:
    """Set a new target."""
    form = TargetForm(request.viewer, request.POST or None, initial=asking.first(request))
    if request.method == "POST" and form.is_valid():
        programme = form.cleaned_data["programme"]
        act = SetTarget(
            target=derive(form.cleaned_data["entry"], "target"),
            measure=form.cleaned_data["measure"],
            area=chosen(form, "area"),
            organisation=chosen(form, "organisation"),
            programme=UUID(programme) if programme else None,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            amount=form.cleaned_data["amount"],
            document=form.document(),
        )
        if asking.done(request, act, form, _("The target was set.")):
            return _to_target(act.target)
    return render(request, "programme/set_target.html", {"form": form})


@page(roles=SETTERS)
def replace(request: PageRequest, target_id: UUID) -> HttpResponse:
    """Set another target in the place of one that was wrong or was revised."""
    held = _target_or_404(request, target_id)
    initial = asking.first(request, **typed_of(held))
    form = TargetForm(request.viewer, request.POST or None, held=held, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = SetTarget(
            target=derive(form.cleaned_data["entry"], "target"),
            measure=held.measure,
            area=held.area_id,
            organisation=held.organisation_id,
            programme=held.programme_id,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            amount=form.cleaned_data["amount"],
            document=form.document(),
            replaces=held.id,
            reason=form.cleaned_data["reason"],
        )
        if asking.done(request, act, form, _("The target was replaced.")):
            return _to_target(act.target)
    context = {"form": form, "held": held, "measure": MEASURES[held.measure].name}
    return render(request, "programme/set_target.html", context)


@page(roles=SETTERS)
def withdraw(request: PageRequest, target_id: UUID) -> HttpResponse:
    """Withdraw a target, with the reason."""
    held = _target_or_404(request, target_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = WithdrawTarget(target=held.id, reason=form.cleaned_data["reason"])
        if asking.done(request, act, form, _("The target was withdrawn.")):
            return _to_target(held.id)
    (one,) = queries.progress_of(request.viewer, [held])
    return render(request, "programme/target.html", {**_facts(request, held, one), "form": form})


def _facts(request: PageRequest, held: Target, one: queries.Progress) -> dict[str, object]:
    return facts_of(request, held) | {
        "period": shown.period(held),
        "whose": shown.whose(held),
        "progress": one,
        "ratio": Ratio(one.achieved, held.amount),
        "gap": shown.gap_sentence(one),
    }


def _target_or_404(request: PageRequest, target_id: UUID) -> Target:
    found = queries.target(request.viewer, target_id)
    if found is None:
        raise Http404
    return found


def _to_target(target_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("programme.target", args=[target_id]))
