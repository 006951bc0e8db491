"""Pages of groups: the list, one group with members, offices and history, and what can be recorded there."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.areas.models import Area
from karmika.groups import meeting, saying, terms
from karmika.groups.acts import AddMember, Dissolve, Elect, EndMembership
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.models import FormationMeeting, Group
from karmika.groups.pages import asking
from karmika.groups.queries import groups as queries
from karmika.groups.queries.finding import Candidate, find_people
from karmika.groups.queries.trust import trust_of
from karmika.groups.trust_terms import SEES_SIGNALS
from karmika.groups.types import group_type, group_types
from karmika.groups.verification_levels import all_roles
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.registry.occupations import occupation_name
from karmika.ui import asked


def type_name(code: str) -> str:
    """The name of a group type in the active language; the code where it is unknown."""
    known = group_type(code)
    return known.name_in(get_language() or "en") if known is not None else code


@page(roles=asking.SEES_GROUPS)
def group_list(request: PageRequest) -> HttpResponse:
    """The groups that the viewer may see."""
    kind = request.GET.get("type", "")
    kind = kind if group_type(kind) else ""
    number = asked.page_of(request.GET.get("page", ""))
    place = _area(request.GET.get("area", ""))
    lines, more = queries.groups(request.viewer, kind=kind, area=place.id if place else None, page=number)
    context = {
        "lines": [
            (line, type_name(line.group.group_type), occupation_name(line.group.occupation)) for line in lines
        ],
        "more": more,
        "page": number,
        "kind": kind,
        "place": place,
        "types": [(known.code, type_name(known.code)) for known in group_types()],
        "may_approve": asking.may_approve(request),
        "verifies": holds(request.viewer, all_roles()),
        "sees_signals": holds(request.viewer, SEES_SIGNALS),
    }
    return render(request, "groups/groups.html", context)


def _area(text: str) -> Area | None:
    """The area with this id; nothing narrows for what is no area."""
    try:
        return Area.objects.filter(id=UUID(text)).first()
    except ValueError:
        return None


@page(roles=asking.SEES_GROUPS)
def group(request: PageRequest, group_id: UUID) -> HttpResponse:
    """One group. Searching for somebody to add comes back here (by POST: a name is not put into an address)."""
    view = queries.group_view(request.viewer, group_id)
    if view is None:
        raise Http404
    asking.note_seen(request, "groups.group", view.group, [line.person for line in view.members])
    text = request.POST.get("text", "")
    free = queries.without_group(request.viewer, view.group.group_type).filter(
        organisation_id=view.group.organisation_id, programme_id=view.group.programme_id
    )
    may_organise = asking.may_organise(request) and view.group.dissolved_on is None
    found: list[Candidate] = []
    refusal = ""
    try:
        if may_organise:
            place, work = view.group.worksite_id, view.group.occupation
            found = find_people(request.viewer, free, text=text, worksite=place, occupation=work)
    except Refused as refused:
        refusal = refused.sentence()
    context = {
        "view": view,
        "trust": _trust(view),
        "meeting": _meeting(view.group),
        "type_name": type_name(view.group.group_type),
        "occupation": occupation_name(view.group.occupation),
        "found": found,
        "text": text,
        "refusal": refusal,
        "today": today().isoformat(),
        "ways": terms.CONSENT_WAYS.items(),
        "exit_reasons": terms.EXIT_REASONS.items(),
        "dissolve_reasons": terms.DISSOLVE_REASONS.items(),
        "offices": terms.OFFICES.items(),
        "entry": uuid7(),
        "may_organise": may_organise,
        "may_approve": asking.may_approve(request) and view.group.dissolved_on is None,
    }
    return render(request, "groups/group.html", context)


def _trust(view: queries.GroupView) -> dict[UUID, tuple[str, str]]:
    """The trust ladder and the warning of each member of today, by membership."""
    found = trust_of([member.membership for member in view.members])
    return {key: (saying.ladder(one), saying.warning(one)) for key, one in found.items()}


def _meeting(group: Group) -> str:
    """Where, when and how often the group decided to meet; "" where no formation meeting is known."""
    held: FormationMeeting | None = getattr(group, "formation_meeting", None)
    if held is None:
        return ""
    said = meeting.book()
    return _("%(every)s at %(hour)s, %(place)s") % {
        "every": terms.named(said.every, held.meets_every),
        "hour": held.meets_hour,
        "place": terms.named(said.places, held.meets_at),
    }


def _record(request: PageRequest, group_id: UUID, read: Callable[[], Act]) -> HttpResponse:
    """Read the act from the form, hand it over, go back to the group."""
    try:
        asking.hand_over(request, read())
        asking.said(request, _("Noted."))
    except Refused as refused:
        asking.say(request, refused)
    return HttpResponseRedirect(reverse("groups.group", args=[group_id]))


@page(roles=ORGANISERS)
@require_POST
def add_member(request: PageRequest, group_id: UUID) -> HttpResponse:
    """Somebody joins."""

    def read() -> Act:
        return AddMember(
            group=group_id,
            worker=asking.asked_uuid(request, "worker"),
            joined_on=asking.asked_day(request, "joined_on"),
            how=request.POST.get("how", ""),
            consent_on=asking.asked_day(request, "joined_on"),
        )

    return _record(request, group_id, read)


@page(roles=ORGANISERS)
@require_POST
def end_membership(request: PageRequest, group_id: UUID) -> HttpResponse:
    """Somebody leaves."""

    def read() -> Act:
        return EndMembership(
            group=group_id,
            worker=asking.asked_uuid(request, "worker"),
            reason=request.POST.get("reason", ""),
            on=asking.asked_day(request, "on"),
        )

    return _record(request, group_id, read)


@page(roles=ORGANISERS)
@require_POST
def elect(request: PageRequest, group_id: UUID) -> HttpResponse:
    """A member gets an office."""

    def read() -> Act:
        return Elect(
            group=group_id,
            worker=asking.asked_uuid(request, "worker"),
            office=request.POST.get("office", ""),
            on=asking.asked_day(request, "on"),
        )

    return _record(request, group_id, read)


@page(roles=APPROVERS)
@require_POST
def dissolve(request: PageRequest, group_id: UUID) -> HttpResponse:
    """The group ends."""

    def read() -> Act:
        reason = request.POST.get("reason", "")
        return Dissolve(group=group_id, reason=reason, on=asking.asked_day(request, "on"))

    return _record(request, group_id, read)
