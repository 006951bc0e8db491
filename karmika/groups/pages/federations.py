"""Pages of federations: the list, one with its members and delegates, and what can be recorded there."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.areas.models import Area
from karmika.groups import life_terms
from karmika.groups.acts import AdmitGroup, FormFederation, LeaveFederation, NameDelegate
from karmika.groups.acts.federating import level_name
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.federation_levels import level, levels
from karmika.groups.models import Group
from karmika.groups.pages import asking
from karmika.groups.queries import federations as queries
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.ui import asked

PAGE = 20


@page(roles=asking.SEES_GROUPS)
def federation_list(request: PageRequest) -> HttpResponse:
    """The federations that the viewer may see."""
    number = asked.page_of(request.GET.get("page", ""))
    start = number * PAGE
    rows = list(queries.federations(request.viewer).order_by("-entry_seq", "id")[start : start + PAGE + 1])
    context = {
        "lines": [(row, level_name(row.level)) for row in rows[:PAGE]],
        "more": len(rows) > PAGE,
        "page": number,
        "may_approve": asking.may_approve(request),
        "levels": [(one.code, level_name(one.code)) for one in levels()],
    }
    return render(request, "groups/federations.html", context)


@page(roles=APPROVERS)
def form_federation(request: PageRequest) -> HttpResponse:
    """Choose the level, the area, tick the members."""
    sent = request.POST if request.method == "POST" else request.GET
    known = level(sent.get("level", "")) or levels()[0]
    areas = queries.areas_for(request.viewer, known)
    refusal = ""
    try:
        if request.POST.get("do") == "save":
            decided = asking.hand_over(request, _form(request, known.code))
            key = next(one.federation for one in decided if isinstance(one, FormFederation))
            return HttpResponseRedirect(reverse("groups.federation", args=[key]))
    except Refused as refused:
        refusal = refused.sentence()
    area = next((one for one in areas if str(one.id) == sent.get("area", "")), None)
    context = {
        "level": known,
        "level_name": level_name(known.code),
        "levels": [(one.code, level_name(one.code)) for one in levels()],
        "areas": areas,
        "area": area,
        "found": _choices(request, known.code, area) if area else [],
        "ticked": request.POST.getlist("member"),
        "name": request.POST.get("name", ""),
        "formed_on": request.POST.get("formed_on", today().isoformat()),
        "today": today().isoformat(),
        "entry": request.POST.get("entry", "") or uuid7(),
        "refusal": refusal,
    }
    return render(request, "groups/form_federation.html", context)


def _choices(request: PageRequest, code: str, area: Area) -> list[Any]:
    known, whose = level(code), _whose(request)
    if known is None or whose is None:
        return []
    return queries.may_join(request.viewer, known, area.id, organisation=whose[0], programme=whose[1])


def _whose(request: PageRequest) -> tuple[UUID, UUID] | None:
    """The organisation and programme of the newest group that the viewer sees."""
    found = Group.objects.visible_to(request.viewer).order_by("-entry_seq")
    return found.values_list("organisation_id", "programme_id").first()


def _form(request: PageRequest, code: str) -> FormFederation:
    whose = _whose(request)
    if whose is None:
        raise Refused("groups.choose")
    members = [key for key in map(asking.uuid_of, request.POST.getlist("member")) if key]
    return FormFederation(
        level=code,
        name=request.POST.get("name", ""),
        area=asking.asked_uuid(request, "area"),
        organisation=whose[0],
        programme=whose[1],
        formed_on=asking.asked_day(request, "formed_on"),
        members=tuple(members),
    )


@page(roles=asking.SEES_GROUPS)
def federation(request: PageRequest, federation_id: UUID) -> HttpResponse:
    """One federation with its members and who speaks for them."""
    view = queries.federation_view(request.viewer, federation_id)
    if view is None:
        raise Http404
    may = asking.may_approve(request)
    groups = [row.group_id for row in view.now if row.group_id is not None]
    one = view.federation
    free = (
        queries.may_join(
            request.viewer,
            view.level,
            one.area_id,
            organisation=one.organisation_id,
            programme=one.programme_id,
        )
        if may and view.level
        else []
    )
    people = queries.members_of(request.viewer, groups) if may else []
    names = {row.group_id: row.group.name for row in view.now if row.group is not None}
    context = {
        "view": view,
        "level_name": level_name(one.level),
        "free": free,
        "members": [(group, names[group], person) for group, person in people],
        "exits": life_terms.FEDERATION_EXITS.items(),
        "before": [(row, life_terms.FEDERATION_EXITS.get(row.exit_reason, "")) for row in view.before],
        "may_approve": may,
        "today": today().isoformat(),
    }
    return render(request, "groups/federation.html", context)


def _record(request: PageRequest, federation_id: UUID, read: Any) -> HttpResponse:
    try:
        act: Act = read()
        asking.hand_over(request, act)
        asking.said(request, _("Noted."))
    except Refused as refused:
        asking.say(request, refused)
    return HttpResponseRedirect(reverse("groups.federation", args=[federation_id]))


@page(roles=APPROVERS)
@require_POST
def admit(request: PageRequest, federation_id: UUID) -> HttpResponse:
    """One more joins."""

    def read() -> Act:
        member = asking.asked_uuid(request, "member")
        return AdmitGroup(federation=federation_id, member=member, on=asking.asked_day(request, "on"))

    return _record(request, federation_id, read)


@page(roles=APPROVERS)
@require_POST
def leave(request: PageRequest, federation_id: UUID) -> HttpResponse:
    """A member leaves."""

    def read() -> Act:
        return LeaveFederation(
            federation=federation_id,
            member=asking.asked_uuid(request, "member"),
            reason=request.POST.get("reason", ""),
            on=asking.asked_day(request, "on"),
        )

    return _record(request, federation_id, read)


@page(roles=APPROVERS)
@require_POST
def name_delegate(request: PageRequest, federation_id: UUID) -> HttpResponse:
    """Somebody speaks for a group: `who` is the group and the worker."""

    def read() -> Act:
        group, _colon, worker = request.POST.get("who", "").partition(":")
        found = asking.uuid_of(group), asking.uuid_of(worker)
        if found[0] is None or found[1] is None:
            raise Refused("groups.choose")
        return NameDelegate(
            federation=federation_id,
            group=found[0],
            worker=found[1],
            on=asking.asked_day(request, "on"),
            in_place_of=asking.uuid_of(request.POST.get("in_place_of", "")),
        )

    return _record(request, federation_id, read)
