"""Pages of proposals: who waits where, ask, look, change, approve or reject, record each member's own word."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.groups import meeting, terms
from karmika.groups.acts import AdjustProposal, ApproveProposal, Form, Propose, RejectProposal
from karmika.groups.acts.parts import Answer, Meeting
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.onboarding import Named
from karmika.groups.pages import asking
from karmika.groups.queries.people import waiting
from karmika.groups.queries.proposals import ProposalCard, proposal_view, run_view, runs
from karmika.groups.types import GroupType, group_type, group_types
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.registry.occupations import occupation_name

REACHES_M = (500, 1000, 1500, 3000, 5000)


def _chosen_type(code: str) -> GroupType:
    return group_type(code) or group_types()[0]


@page(roles=asking.SEES_GROUPS)
def proposals(request: PageRequest) -> HttpResponse:
    """Where people wait for a group, and the latest proposals."""
    chosen = _chosen_type(request.GET.get("type", ""))
    rule = chosen.rule_on(today())
    language = get_language() or "en"
    places = waiting(request.viewer, chosen.code, at_least=rule.proposal_minimum) if rule is not None else []
    context = {
        "chosen": chosen,
        "types": [(known.code, known.name_in(language)) for known in group_types()],
        "rule": rule,
        "places": [(place, occupation_name(place.occupation), uuid7()) for place in places],
        "reaches": REACHES_M,
        "runs": [(line, occupation_name(line.run.occupation)) for line in runs(request.viewer)],
        "may_organise": asking.may_organise(request),
    }
    return render(request, "groups/proposals.html", context)


@page(roles=ORGANISERS)
@require_POST
def ask(request: PageRequest) -> HttpResponse:
    """Ask for groups at a worksite; on to the result."""
    reach = request.POST.get("radius_m", "")
    try:
        act = Propose(
            worksite=asking.asked_uuid(request, "worksite"),
            occupation=request.POST.get("occupation", ""),
            group_type=request.POST.get("type", ""),
            organisation=asking.asked_uuid(request, "organisation"),
            programme=asking.asked_uuid(request, "programme"),
            women_only=request.POST.get("women_only") == "yes",
            radius_m=int(reach) if reach.isascii() and reach.isdigit() and len(reach) < 7 else None,
        )
        decided = asking.hand_over(request, act)
    except Refused as refused:
        asking.say(request, refused)
        return HttpResponseRedirect(reverse("groups.proposals"))
    done = next((one for one in decided if isinstance(one, Propose)), None)
    if done is None:
        return HttpResponseRedirect(reverse("groups.proposals"))
    return HttpResponseRedirect(reverse("groups.run", args=[done.run]))


def _run_context(request: PageRequest, run_id: UUID) -> dict[str, Any]:
    view = run_view(request.viewer, run_id)
    if view is None:
        raise Http404
    seats = [seat.person for card in view.cards for seat in card.seats]
    left = [line.person for line in view.left_out]
    asking.note_seen(request, "groups.run", view.run, [*seats, *left])
    return {
        "view": view,
        "occupation": occupation_name(view.run.occupation),
        "type_name": _chosen_type(view.run.group_type).name_in(get_language() or "en"),
        "open_cards": [card for card in view.cards if card.is_open],
        "adjust_reasons": terms.ADJUST_REASONS.items(),
        "reject_reasons": terms.REJECT_REASONS.items(),
        "entry": uuid7(),
        "may_organise": asking.may_organise(request),
        "may_approve": asking.may_approve(request),
    }


@page(roles=asking.SEES_GROUPS)
def run(request: PageRequest, run_id: UUID) -> HttpResponse:
    """One run: its groups with members and distances, and everybody left out with the reason."""
    return render(request, "groups/run.html", _run_context(request, run_id))


@page(roles=ORGANISERS)
@require_POST
def adjust(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Move one worker; htmx gets the run alone, others are sent back to it."""
    refusal = ""
    try:
        act = AdjustProposal(
            run=run_id,
            worker=asking.asked_uuid(request, "worker"),
            to=asking.uuid_of(request.POST.get("to", "")),
            reason=request.POST.get("reason", ""),
        )
        asking.hand_over(request, act)
    except Refused as refused:
        refusal = refused.sentence()
    if request.headers.get("HX-Request") == "true":
        context = _run_context(request, run_id) | {"refusal": refusal}
        return render(request, "groups/run_cards.html", context)
    if refusal:
        asking.say_text(request, refusal)
    return HttpResponseRedirect(reverse("groups.run", args=[run_id]))


def _back_to_run(request: PageRequest, proposal_id: UUID) -> HttpResponseRedirect:
    found = proposal_view(request.viewer, proposal_id)
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("groups.run", args=[found[0].id]))


@page(roles=APPROVERS)
@require_POST
def approve(request: PageRequest, proposal_id: UUID) -> HttpResponse:
    """Approve a proposal; back to its run."""
    back = _back_to_run(request, proposal_id)
    try:
        asking.hand_over(request, ApproveProposal(proposal=proposal_id, seen=request.POST.get("seen", "")))
        asking.said(request, _("The proposal was approved. Now ask each member."))
    except Refused as refused:
        asking.say(request, refused)
    return back


@page(roles=ORGANISERS)
@require_POST
def reject(request: PageRequest, proposal_id: UUID) -> HttpResponse:
    """Reject a proposal with a reason; back to its run."""
    back = _back_to_run(request, proposal_id)
    try:
        act = RejectProposal(proposal=proposal_id, reason=request.POST.get("reason", ""))
        asking.hand_over(request, act)
        asking.said(request, _("The proposal was rejected. Its people may be proposed again."))
    except Refused as refused:
        asking.say(request, refused)
    return back


@page(roles=ORGANISERS)
def form(request: PageRequest, proposal_id: UUID) -> HttpResponse:
    """Record each member's own word and form the group; on to the group. What was typed stays if it is refused."""
    found = proposal_view(request.viewer, proposal_id)
    if found is None:
        raise Http404
    run_found, card = found
    if card.proposal.state != "approved" and request.method != "POST":
        return HttpResponseRedirect(reverse("groups.run", args=[run_found.id]))
    refusal = ""
    if request.method == "POST":
        try:
            decided = asking.hand_over(request, _form_act(request, card))
            asking.said(request, _("The group was formed."))
            group = next((one.group for one in decided if isinstance(one, Form)), None)
            target = reverse("groups.group", args=[group]) if group else reverse("groups.groups")
            return HttpResponseRedirect(target)
        except Refused as refused:
            refusal = refused.sentence()
    context = {
        "run": run_found,
        "card": card,
        "rows": [_typed(request, line) for line in card.seats],
        "refusal": refusal,
        "name": request.POST.get("name", ""),
        "formed_on": request.POST.get("formed_on", today().isoformat()),
        "today": today().isoformat(),
        "ways": terms.PAGE_WAYS.items(),
        "meeting": _meeting_typed(request),
        "places": named(meeting.book().places.values()),
        "every": named(meeting.book().every.values()),
        "entry": request.POST.get("entry", "") or uuid7(),
        "occupation": occupation_name(run_found.occupation),
    }
    return render(request, "groups/form.html", context)


def _typed(request: PageRequest, line: Any) -> dict[str, Any]:
    key = line.person.worker_id
    return {
        "line": line,
        "key": key,
        "given": request.POST.get(f"given-{key}", ""),
        "how": request.POST.get(f"how-{key}", "thumb"),
        "witness": request.POST.get(f"witness-{key}", ""),
    }


MEETING_FIELDS = ("place", "meets_at", "meets_hour", "meets_every", "votes_place", "votes_hour", "women_only")


def _meeting_typed(request: PageRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in MEETING_FIELDS}


def named(several: Iterable[Named]) -> list[tuple[str, str]]:
    """Codes with their names in the active language."""
    return [(one.code, one.name_in(get_language() or "en")) for one in several]


def _form_act(request: PageRequest, card: ProposalCard) -> Form:
    """The act as it was filled in. Who was neither yes nor no was not asked. Raises Refused."""
    held_on = asking.asked_day(request, "formed_on")
    answers = []
    for line in card.seats:
        key = line.person.worker_id
        given = request.POST.get(f"given-{key}", "")
        if given not in ("yes", "no"):
            continue
        how = request.POST.get(f"how-{key}", "") if given == "yes" else "in_person"
        witness = asking.uuid_of(request.POST.get(f"witness-{key}", "")) if how == "spoken" else None
        answers.append(Answer(worker=key, given=given == "yes", how=how, on=held_on, witness=witness))
    typed = _meeting_typed(request)
    return Form(
        proposal=card.proposal.id,
        name=request.POST.get("name", ""),
        formed_on=held_on,
        answers=tuple(answers),
        meeting=Meeting(
            place=typed["place"],
            meets_at=typed["meets_at"],
            meets_hour=typed["meets_hour"][:5],
            meets_every=typed["meets_every"],
            votes_place=_votes(typed["votes_place"]),
            votes_hour=_votes(typed["votes_hour"]),
            women_only=typed["women_only"] == "yes",
        ),
    )


def _votes(text: str) -> int:
    """The number that was typed; -1, which no meeting has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
