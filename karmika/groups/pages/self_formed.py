"""The page on which a group that formed itself is entered in one sitting."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from karmika.access.pages import PageRequest, page
from karmika.groups import terms
from karmika.groups.acts import EnterSelfFormed
from karmika.groups.acts.parts import Entering
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.pages import asking
from karmika.groups.queries.finding import Candidate, as_candidates, find_people
from karmika.groups.queries.groups import without_group
from karmika.groups.queries.people import worksites_of
from karmika.groups.types import group_type, group_types
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.registry.queries import workers


@dataclass
class Sitting:
    """What was typed so far. Members stay chosen while the next ones are searched for."""

    kind: str
    worksite: UUID | None = None
    chosen: list[UUID] = field(default_factory=list)
    found: list[Candidate] = field(default_factory=list)
    refusal: str = ""


@page(roles=APPROVERS)
def self_formed(request: PageRequest) -> HttpResponse:
    """Choose the members (by worksite or by search), say who holds an office, save. Searching is by POST."""
    kind = request.POST.get("type", "")
    sitting = Sitting(kind if group_type(kind) else group_types()[0].code)
    try:
        sitting.chosen = [key for key in map(asking.uuid_of, request.POST.getlist("member")) if key]
        sitting.worksite = asking.uuid_of(request.POST.get("worksite", ""))
        if request.POST.get("do") == "save":
            decided = asking.hand_over(request, _act(request, sitting))
            asking.said(request, _("The group was entered."))
            group = next((one.group for one in decided if isinstance(one, EnterSelfFormed)), None)
            target = reverse("groups.group", args=[group]) if group else reverse("groups.groups")
            return HttpResponseRedirect(target)
    except Refused as refused:
        sitting.refusal = refused.sentence()
    return render(request, "groups/self_formed.html", _context(request, sitting))


def _context(request: PageRequest, sitting: Sitting) -> dict[str, Any]:
    text = request.POST.get("text", "").strip()
    try:
        if request.method == "POST":
            free = without_group(request.viewer, sitting.kind)
            sitting.found = find_people(request.viewer, free, text=text, worksite=sitting.worksite)
    except Refused as refused:
        sitting.refusal = refused.sentence()
    members = list(workers(request.viewer).filter(id__in=sitting.chosen).select_related("area"))
    chosen = as_candidates(request.viewer, members)
    taken = {line.person.worker_id for line in chosen}
    found = [line for line in sitting.found if line.person.worker_id not in taken]
    language = get_language() or "en"
    return {
        "sitting": sitting,
        "chosen": [_row(request, line) for line in chosen],
        "found": [_row(request, line) for line in found],
        "text": text,
        "types": [(known.code, known.name_in(language)) for known in group_types()],
        "worksites": worksites_of(request.viewer),
        "ways": terms.CONSENT_WAYS.items(),
        "offices": terms.OFFICES.items(),
        "name": request.POST.get("name", ""),
        "formed_on": request.POST.get("formed_on", ""),
        "consent_on": request.POST.get("consent_on", today().isoformat()),
        "today": today().isoformat(),
        "entry": request.POST.get("entry", "") or uuid7(),
    }


def _row(request: PageRequest, line: Candidate) -> dict[str, Any]:
    key = line.person.worker_id
    return {
        "line": line,
        "how": request.POST.get(f"how-{key}", "in_person"),
        "office": request.POST.get(f"office-{key}", ""),
    }


def _act(request: PageRequest, sitting: Sitting) -> EnterSelfFormed:
    """The act as it was filled in: the group belongs where its worksite lies, else where its first member lives."""
    found = workers(request.viewer).filter(id__in=sitting.chosen)
    members = list(found.select_related("worksite").order_by("id"))
    if not members:
        raise Refused("groups.choose")
    first = members[0]
    work = {member.occupation for member in members}
    area = next(
        (m.worksite.area_id for m in members if m.worksite_id == sitting.worksite and m.worksite), None
    )
    consent_on = asking.asked_day(request, "consent_on")
    return EnterSelfFormed(
        name=request.POST.get("name", ""),
        group_type=sitting.kind,
        area=area or first.area_id,
        organisation=first.organisation_id,
        programme=first.programme_id,
        formed_on=asking.asked_day(request, "formed_on"),
        worksite=sitting.worksite if area else None,
        occupation=work.pop() if len(work) == 1 else "",
        entering=tuple(
            Entering(
                worker=key,
                how=request.POST.get(f"how-{key}", ""),
                consent_on=consent_on,
                office=request.POST.get(f"office-{key}", ""),
            )
            for key in sitting.chosen
        ),
    )
