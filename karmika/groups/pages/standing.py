"""Pages on what a group is: its charter, its grading, its sleep, and how it becomes one with another or two."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.groups import terms
from karmika.groups.acts import AdoptCharter, Grade, Merge, NoteDormant, Revive, Split
from karmika.groups.acts.charters import name_in
from karmika.groups.acts.grading import GroupAnswer
from karmika.groups.acts.life_parts import Chosen, Moving
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.by_laws import Charter, by_laws, charters_for
from karmika.groups.grading_sheets import sheet_for
from karmika.groups.models import Group
from karmika.groups.pages import asking
from karmika.groups.queries import meetings
from karmika.groups.queries.standing import CharterPaper, alike, charter_paper
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused


def _group(request: PageRequest, group_id: UUID) -> Group:
    found = Group.objects.visible_to(request.viewer).filter(id=group_id).first()
    if found is None:
        raise Http404
    return found


def _saved(request: PageRequest, group_id: UUID, read: Any) -> tuple[HttpResponse | None, str]:
    """Where to go on after the act, or the sentence of its refusal; neither before anything was sent."""
    if request.method != "POST":
        return None, ""
    try:
        act: Act = read()
        asking.hand_over(request, act)
        asking.said(request, _("Noted."))
        return HttpResponseRedirect(reverse("groups.life", args=[group_id])), ""
    except Refused as refused:
        return None, refused.sentence()


def _whole(text: str) -> int:
    """The whole number that was typed; -1, which nothing allows, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else -1


@page(roles=ORGANISERS)
def adopt_charter(request: PageRequest, group_id: UUID) -> HttpResponse:
    """Choose the numbers, say how many agreed."""
    group = _group(request, group_id)
    choices = charters_for(group.group_type)
    if not choices:
        raise Http404
    wanted = request.POST.get("charter", "")
    charter = next((one for one in choices if one.code == wanted), choices[0])

    def read() -> Act:
        return AdoptCharter(
            group=group.id,
            charter=charter.code,
            chosen=_chosen(request, charter),
            on=asking.asked_day(request, "on"),
            agreed=_whole(request.POST.get("agreed", "")),
        )

    done, refusal = _saved(request, group.id, read)
    if done is not None:
        return done
    language = get_language()
    context = {
        "group": group,
        "charter": charter,
        "name": name_in(charter.names, language),
        "parameters": [
            (one, name_in(one.names, language), request.POST.get(one.name, "")) for one in charter.parameters
        ],
        "percent": charter.adopted_by_percent,
        "refusal": refusal,
    }
    return render(request, "groups/adopt_charter.html", context | _common(request))


def _chosen(request: PageRequest, charter: Charter) -> tuple[Chosen, ...]:
    """The numbers as they were typed; rupees become paise."""
    found = []
    for one in charter.parameters:
        value = _whole(request.POST.get(one.name, ""))
        found.append(Chosen(name=one.name, value=value * 100 if one.unit == "paise" else value))
    return tuple(found)


def _common(request: PageRequest) -> dict[str, Any]:
    return {
        "today": today().isoformat(),
        "on": request.POST.get("on", today().isoformat()),
        "agreed": request.POST.get("agreed", ""),
        "entry": request.POST.get("entry", "") or uuid7(),
    }


@page(roles=asking.SEES_GROUPS)
def charter_sheet(request: PageRequest, group_id: UUID, language: str) -> HttpResponse:
    """The charter that the group has now as one A4 sheet, in a language that need not be the reader's own."""
    group = _group(request, group_id)
    paper = charter_paper(group.id)
    if paper is None or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return render(request, "groups/charter_paper.html", _sheet(group, paper, language))


def _sheet(group: Group, paper: CharterPaper, language: str) -> dict[str, Any]:
    return {
        "group": group,
        "name": name_in(paper.charter.names, language),
        "adoption": paper.adoption,
        "clauses": paper.clauses(language),
        "printed": [
            (code, name, reverse("groups.charter_sheet", args=[group.id, code]))
            for code, name in settings.LANGUAGES
        ],
    }


@page(roles=APPROVERS)
def grade(request: PageRequest, group_id: UUID) -> HttpResponse:
    """Tick what the group answers; the rest is reckoned or waits for the books."""
    group = _group(request, group_id)
    sheet = sheet_for(group.group_type, today())
    if sheet is None:
        raise Http404

    def read() -> Act:
        asked = [one for one in sheet.questions if one.source == "asked"]
        return Grade(
            group=group.id,
            sheet=sheet.code,
            on=asking.asked_day(request, "on"),
            answers=tuple(
                GroupAnswer(question=one.code, answer=request.POST.get(one.code, "")) for one in asked
            ),
        )

    done, refusal = _saved(request, group.id, read)
    if done is not None:
        return done
    language = get_language()
    context = {
        "group": group,
        "name": name_in(sheet.names, language),
        "questions": [
            (
                one,
                name_in(one.names, language),
                [(answer, name_in(answer.names, language)) for answer in one.answers],
                request.POST.get(one.code, ""),
            )
            for one in sheet.questions
        ],
        "refusal": refusal,
    }
    return render(request, "groups/grade.html", context | _common(request))


@page(roles=APPROVERS)
def merge(request: PageRequest, group_id: UUID) -> HttpResponse:
    """The members go over to another group, each by own word."""
    group = _group(request, group_id)

    def read() -> Act:
        return Merge(
            group=group.id,
            into=asking.asked_uuid(request, "into"),
            on=asking.asked_day(request, "on"),
            answers=_answers(request),
        )

    done, refusal = _saved(request, group.id, read)
    if done is not None:
        return done
    context = {
        "others": alike(request.viewer, group),
        "into": request.POST.get("into", ""),
        "refusal": refusal,
    }
    return render(request, "groups/merge.html", context | _asking(request, group))


@page(roles=APPROVERS)
def split(request: PageRequest, group_id: UUID) -> HttpResponse:
    """Some members make a group of their own, each by own word."""
    group = _group(request, group_id)

    def read() -> Act:
        return Split(
            group=group.id,
            name=request.POST.get("name", ""),
            on=asking.asked_day(request, "on"),
            answers=_answers(request),
        )

    done, refusal = _saved(request, group.id, read)
    if done is not None:
        return done
    context = {"name": request.POST.get("name", ""), "refusal": refusal}
    return render(request, "groups/split.html", context | _asking(request, group))


def _asking(request: PageRequest, group: Group) -> dict[str, Any]:
    """Every member of today with what was ticked so far."""
    seats = meetings.seats(request.viewer, group.id, today())
    asking.note_seen(request, "groups.moving", group, [seat.person for seat in seats])
    rows = []
    for seat in seats:
        key = seat.person.worker_id
        how = request.POST.get(f"how-{key}", "in_person")
        rows.append((seat, request.POST.get(f"given-{key}", ""), how))
    return {"group": group, "rows": rows, "ways": terms.CONSENT_WAYS.items()} | _common(request)


def _answers(request: PageRequest) -> tuple[Moving, ...]:
    """Each member's word. Raises Refused("groups.choose"), groups.date, groups.each_asked."""
    on = asking.asked_day(request, "on")
    answers = []
    for text in request.POST.getlist("member"):
        key = asking.uuid_of(text)
        given = request.POST.get(f"given-{key}", "")
        if key is None or given not in ("yes", "no"):
            raise Refused("groups.each_asked", missing=1)
        answers.append(
            Moving(worker=key, given=given == "yes", how=request.POST.get(f"how-{key}", ""), on=on)
        )
    return tuple(answers)


@page(roles=ORGANISERS)
@require_POST
def note_dormant(request: PageRequest, group_id: UUID) -> HttpResponse:
    """The group sleeps."""

    def read() -> Act:
        reason = request.POST.get("reason", "")
        return NoteDormant(group=group_id, reason=reason, on=asking.asked_day(request, "on"))

    return _noted(request, group_id, read)


@page(roles=ORGANISERS)
@require_POST
def revive(request: PageRequest, group_id: UUID) -> HttpResponse:
    """The group woke up."""

    def read() -> Act:
        return Revive(group=group_id, how=request.POST.get("how", ""), on=asking.asked_day(request, "on"))

    return _noted(request, group_id, read)


def _noted(request: PageRequest, group_id: UUID, read: Any) -> HttpResponse:
    done, refusal = _saved(request, group_id, read)
    if done is None:
        asking.say_text(request, refusal)
    return done or HttpResponseRedirect(reverse("groups.life", args=[group_id]))


CHARTERED = frozenset(code for one in by_laws().charters for code in one.for_types)
"""Types of groups that may adopt a charter."""
