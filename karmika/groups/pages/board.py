"""The board of a run: look, move, lock, compare, take back, approve, print. Works with and without scripts."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.groups import board_map, terms
from karmika.groups.acts import (
    AdjustProposal,
    ApproveProposal,
    ChooseAlternative,
    LiftTie,
    Lock,
    ProposeAnew,
    RecordTie,
    UndoChange,
)
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.models import CONFIDANTS, GroupProposal
from karmika.groups.pages import asking
from karmika.groups.queries.board import BoardSeat, BoardView, board, by_distance, people_of
from karmika.groups.queries.paper import sheets
from karmika.groups.queries.persons import Shown
from karmika.groups.types import group_type
from karmika.journal.act import Act
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.registry.occupations import occupation_name

NEAREST = 6


@page(roles=asking.SEES_GROUPS)
def show(request: PageRequest, run_id: UUID) -> HttpResponse:
    """The board; `?person=` opens what can be done with one person, for those without scripts."""
    view = _view(request, run_id)
    asking.note_seen(request, "groups.board", view.run, people_of(view.seats))
    context = _context(request, view)
    chosen = _chosen(view, request.GET.get("person", ""))
    if chosen is not None:
        context |= {
            "chosen": chosen,
            "places": by_distance(view, chosen),
            "take_out": [(code, terms.LEFT_OUT[code]) for code in sorted(terms.TAKE_OUT_REASONS)],
            "everybody": sorted(people_of(view.seats), key=lambda one: str(one.name)),
        }
    return render(request, "groups/board.html", context)


def _view(request: PageRequest, run_id: UUID) -> BoardView:
    view = board(request.viewer, run_id)
    if view is None:
        raise Http404
    return view


def _chosen(view: BoardView, key: str) -> BoardSeat | None:
    return next((seat for seat in view.seats if str(seat.person.worker_id) == key), None)


def _context(
    request: PageRequest, view: BoardView, only: Collection[UUID | None] | None = None
) -> dict[str, Any]:
    """What the templates need; of all groups, or `only` of some and without the map."""
    shown = [card for card in view.cards if only is None or card.proposal.id in only]
    paper = board_map.paper(view.seats)
    kind = group_type(view.run.group_type)
    reasons = [(code, label) for code, label in terms.ADJUST_REASONS.items() if code != "knows_the_people"]
    return {
        "view": view,
        "map": board_map.draw(view, paper) if only is None else "",
        "cards": [
            (card, board_map.star(card, paper), [(seat, paper.metres(seat)) for seat in card.seats])
            for card in shown
        ],
        "left": [(seat, paper.metres(seat)) for seat in view.left],
        "left_map": board_map.left_out(view.left, paper),
        "occupation": occupation_name(view.run.occupation),
        "type_name": kind.name_in(get_language() or "en") if kind is not None else view.run.group_type,
        "reasons": [("knows_the_people", terms.ADJUST_REASONS["knows_the_people"]), *reasons],
        "out_reasons": [
            (code, terms.LEFT_OUT[code]) for code in terms.LEFT_OUT if code in terms.TAKE_OUT_REASONS
        ],
        "tie_kinds": [
            (code, label)
            for code, label in terms.TIE_KINDS.items()
            if code != "apart" or holds(request.viewer, CONFIDANTS)
        ],
        "apart_reasons": terms.APART_REASONS.items() if holds(request.viewer, CONFIDANTS) else (),
        "may_organise": asking.may_organise(request),
        "may_approve": asking.may_approve(request),
        "entry": uuid7(),
    }


@page(roles=ORGANISERS)
@require_POST
def change(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Do what a form or the script of the board sent; the script gets the parts that changed, others the board again."""
    parts = request.headers.get("X-Board") == "parts"
    refusal = ""
    acts: Sequence[Act] = ()
    try:
        acts = asking.hand_over(request, _sent(request, run_id))
    except Refused as refused:
        refusal = refused.sentence()
    if parts:
        return _parts(request, run_id, acts, refusal)
    if refusal:
        asking.say_text(request, refusal)
    elif acts:
        asking.said(request, _said(acts))
    return HttpResponseRedirect(reverse("groups.board", args=[run_id]) + _anchor(request, run_id, acts))


def _said(acts: Sequence[Act]) -> str:
    if isinstance(acts[0], ApproveProposal):
        return ngettext(
            "%(count)s group was approved. Now ask each member.",
            "%(count)s groups were approved. Now ask each member.",
            len(acts),
        ) % {"count": len(acts)}
    return SAID[type(acts[0])]()


SAID: dict[type[Act], Callable[[], str]] = {
    AdjustProposal: lambda: _("The person was moved."),
    ChooseAlternative: lambda: _("The people are arranged in this way now."),
    ProposeAnew: lambda: _("The rest was proposed anew. What is locked or decided on stayed."),
    UndoChange: lambda: _("The last change was taken back."),
    Lock: lambda: _("The lock was changed."),
    RecordTie: lambda: _("This was recorded. The next proposal honours it."),
    LiftTie: lambda: _("This holds no longer."),
}


def _anchor(request: PageRequest, run_id: UUID, acts: Sequence[Act]) -> str:
    """Back to the group that was touched."""
    key = next((one.to or one.source for one in acts if isinstance(one, AdjustProposal)), None)
    key = key or next((one.proposal for one in acts if isinstance(one, Lock | ApproveProposal)), None)
    if key is None or len(acts) > 1:
        return ""
    number = GroupProposal.objects.filter(id=key, run_id=run_id).values_list("number", flat=True).first()
    return f"#group-{number}" if number else ""


def _sent(request: PageRequest, run_id: UUID) -> Act | list[Act]:
    """What is to be done. Raises Refused."""
    do = request.POST.get("do", "")
    sender = SENT.get(do)
    if sender is None:
        raise Refused("groups.choose")
    return sender(request, run_id)


def _move(request: PageRequest, run_id: UUID) -> Act:
    to = asking.uuid_of(request.POST.get("to", ""))
    reason = request.POST.get("reason" if to is not None else "out_reason", "")
    return AdjustProposal(run=run_id, worker=asking.asked_uuid(request, "worker"), to=to, reason=reason)


def _lock(request: PageRequest, run_id: UUID) -> Act:
    return Lock(
        run=run_id,
        worker=asking.uuid_of(request.POST.get("worker", "")),
        proposal=asking.uuid_of(request.POST.get("proposal", "")),
        locked=request.POST.get("locked") == "yes",
    )


def _approve(request: PageRequest, run_id: UUID) -> Act:
    proposal = _of_run(run_id, asking.asked_uuid(request, "proposal"))
    return ApproveProposal(proposal=proposal, seen=request.POST.get("seen", ""))


def _of_run(run_id: UUID, proposal: UUID) -> UUID:
    """A proposal of this run. Raises Refused("groups.unknown")."""
    if not GroupProposal.objects.filter(id=proposal, run_id=run_id).exists():
        raise Refused("groups.unknown")
    return proposal


def _approve_all(request: PageRequest, run_id: UUID) -> list[Act]:
    """All groups that were shown as complete. Raises Refused: groups.unknown, groups.nothing_complete and others."""
    view = board(request.viewer, run_id)
    if view is None:
        raise Refused("groups.unknown")
    if not view.complete:
        raise Refused("groups.nothing_complete")
    shown = dict(one.split(" ", 1) for one in request.POST.getlist("seen") if " " in one)
    if shown and shown.keys() != {str(card.proposal.id) for card in view.complete}:
        raise Refused("groups.changed_since")
    return [
        ApproveProposal(proposal=card.proposal.id, seen=shown.get(str(card.proposal.id), ""))
        for card in view.complete
    ]


def _number(text: str) -> int | None:
    """The number of a change; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _tie(request: PageRequest, run_id: UUID) -> Act:
    kind = request.POST.get("tie", "")
    return RecordTie(
        worker=asking.asked_uuid(request, "worker"),
        other=asking.asked_uuid(request, "other"),
        tie=kind,
        reason=request.POST.get("tie_reason", "") if kind == "apart" else "",
    )


SENT: dict[str, Callable[[PageRequest, UUID], Act | list[Act]]] = {
    "move": _move,
    "lock": _lock,
    "undo": lambda request, run_id: UndoChange(run=run_id, last=_number(request.POST.get("number", ""))),
    "choose": lambda request, run_id: ChooseAlternative(run=run_id, code=request.POST.get("code", "")),
    "anew": lambda request, run_id: ProposeAnew(run=run_id, certified=request.POST.get("certified") == "yes"),
    "approve": _approve,
    "approve_all": _approve_all,
    "tie": _tie,
    "lift": lambda request, run_id: LiftTie(id=asking.asked_uuid(request, "id")),
}


def _parts(request: PageRequest, run_id: UUID, acts: Sequence[Act], refusal: str) -> HttpResponse:
    """What the script puts in the place of what it shows: the groups that were touched, those left out, the tools."""
    view = _view(request, run_id)
    touched = {key for one in acts if isinstance(one, AdjustProposal) for key in (one.to, one.source)}
    known = set(request.POST.getlist("known"))
    touched |= {card.proposal.id for card in view.cards if known and card.stand not in known}
    context = _context(request, view, touched)
    named: list[Shown] = [seat.person for card, *_rest in context["cards"] for seat in card.seats]
    asking.note_seen(request, "groups.board", view.run, [*named, *(seat.person for seat in view.left)])
    return render(request, "groups/board_parts.html", context | {"refusal": refusal, "as_parts": True})


@page(roles=asking.SEES_GROUPS)
def paper(request: PageRequest, run_id: UUID) -> HttpResponse:
    """The list for the field: a sheet of paper for each group that is to be asked."""
    found = sheets(request.viewer, run_id)
    if found is None:
        raise Http404
    run, some = found
    asks = [ask for sheet in some for ask in sheet.asks]
    asking.note_seen(
        request, "groups.board_paper", run, [Shown(one.worker_id, one.name, seen=one.seen) for one in asks]
    )
    context = {"run": run, "sheets": some, "occupation": occupation_name(run.occupation)}
    return render(request, "groups/board_paper.html", context)
