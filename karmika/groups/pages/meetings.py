"""Pages of meetings and sessions: one is recorded on a phone by ticking, shown, corrected or taken back with a reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.groups import life_terms
from karmika.groups.acts import (
    CorrectMeeting,
    HoldMeeting,
    HoldSession,
    WithdrawMeeting,
    WithdrawSession,
)
from karmika.groups.acts.life_parts import Resolved
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.sessions import topic_name
from karmika.groups.interventions import for_work
from karmika.groups.models import Group, GroupSession, Meeting
from karmika.groups.pages import asking
from karmika.groups.queries import meetings as queries
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import derive, uuid7
from karmika.kernel.refused import Refused
from karmika.registry.occupations import occupation

LINES = 3
"""Lines for decisions that the page offers."""


@dataclass
class Sheet:
    """What was typed so far; nothing is lost when something is refused."""

    day: date
    came: list[UUID] = field(default_factory=list)
    refusal: str = ""


def _group(request: PageRequest, group_id: UUID) -> Group:
    found = Group.objects.visible_to(request.viewer).filter(id=group_id).first()
    if found is None:
        raise Http404
    return found


def _life(group_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("groups.life", args=[group_id]))


@page(roles=ORGANISERS)
def record_meeting(request: PageRequest, group_id: UUID) -> HttpResponse:
    """Tick who came, say what was decided and talked about, save: a meeting, and a session if there was one."""
    group = _group(request, group_id)
    sheet = Sheet(today())
    try:
        sheet.came, sheet.day = _ticked(request)
        if request.POST.get("do") == "save":
            asking.hand_over(request, _meeting_acts(request, group, sheet))
            asking.said(request, _("The meeting was recorded."))
            return _life(group.id)
    except Refused as refused:
        sheet.refusal = refused.sentence()
    context = _context(request, group, sheet) | {
        "places": life_terms.MEETING_PLACES.items(),
        "resolutions": life_terms.RESOLUTIONS.items(),
        "lines": _lines(request),
        "words_maximum": life_terms.WORDS_MAXIMUM,
    }
    return render(request, "groups/record_meeting.html", context)


@page(roles=ORGANISERS)
def record_session(request: PageRequest, group_id: UUID) -> HttpResponse:
    """A topic that was talked through apart from a meeting: tick who was there, save."""
    group = _group(request, group_id)
    sheet = Sheet(today())
    try:
        sheet.came, sheet.day = _ticked(request)
        if request.POST.get("do") == "save":
            asking.hand_over(request, _session_act(request, group, sheet))
            asking.said(request, _("The session was recorded."))
            return _life(group.id)
    except Refused as refused:
        sheet.refusal = refused.sentence()
    return render(request, "groups/record_session.html", _context(request, group, sheet))


@page(roles=asking.SEES_GROUPS)
def meeting(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: who came, what was decided, and how to put it right."""
    view = queries.meeting_view(request.viewer, meeting_id)
    if view is None:
        raise Http404
    asking.note_seen(request, "groups.meeting", view.meeting.group, [seat.person for seat in view.seats])
    may = asking.may_organise(request) and view.meeting.withdrawn_on is None
    context = {
        "view": view,
        "group": view.meeting.group,
        "place": life_terms.MEETING_PLACES.get(view.meeting.place, view.meeting.place),
        "withdrawn": life_terms.WITHDRAW_REASONS.get(
            view.meeting.withdraw_reason, view.meeting.withdraw_reason
        ),
        "sessions": [(one, topic_name(one.topic)) for one in view.sessions],
        "may_organise": may,
        "correct_reasons": life_terms.CORRECT_REASONS.items(),
        "withdraw_reasons": life_terms.WITHDRAW_REASONS.items(),
        "resolutions": life_terms.RESOLUTIONS.items(),
        "lines": [(one.code, _typed(one.code, one.value)) for one in view.decided] + [("", "")],
        "entry": uuid7(),
    }
    return render(request, "groups/meeting.html", context)


@page(roles=ORGANISERS)
@require_POST
def correct_meeting(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Who came or what was decided was otherwise."""
    _seen_or_404(request, meeting_id)

    def read() -> Act:
        return CorrectMeeting(
            meeting=meeting_id,
            reason=request.POST.get("reason", ""),
            attended=tuple(_ids(request, "came")),
            resolutions=_resolutions(request),
            take_words_out=request.POST.get("take_words_out") == "yes",
        )

    return _recorded(request, read, back=reverse("groups.meeting", args=[meeting_id]))


@page(roles=ORGANISERS)
@require_POST
def withdraw_meeting(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting was not held, or not so."""
    _seen_or_404(request, meeting_id)
    act = WithdrawMeeting(meeting=meeting_id, reason=request.POST.get("reason", ""))
    return _recorded(request, lambda: act, back=reverse("groups.meeting", args=[meeting_id]))


@page(roles=ORGANISERS)
@require_POST
def withdraw_session(request: PageRequest, session_id: UUID) -> HttpResponse:
    """The session did not take place, or not so."""
    found = GroupSession.objects.filter(group__in=Group.objects.visible_to(request.viewer), id=session_id)
    group = found.values_list("group_id", flat=True).first()
    if group is None:
        raise Http404
    act = WithdrawSession(session=session_id, reason=request.POST.get("reason", ""))
    return _recorded(request, lambda: act, back=reverse("groups.life", args=[group]))


def _seen_or_404(request: PageRequest, meeting_id: UUID) -> None:
    """Of a meeting that one does not see nothing is told."""
    visible = Group.objects.visible_to(request.viewer)
    if not Meeting.objects.filter(group__in=visible, id=meeting_id).exists():
        raise Http404


def _recorded(request: PageRequest, read: Callable[[], Act], *, back: str) -> HttpResponse:
    """Read the act and hand it over. What was forged in the form is refused like anything else."""
    try:
        asking.hand_over(request, read())
        asking.said(request, _("Noted."))
    except Refused as refused:
        asking.say(request, refused)
    return HttpResponseRedirect(back)


def _ids(request: PageRequest, name: str) -> list[UUID]:
    return [key for key in map(asking.uuid_of, request.POST.getlist(name)) if key]


def _ticked(request: PageRequest) -> tuple[list[UUID], date]:
    """Who was ticked, and the day; today before anything was sent. Raises Refused."""
    if request.method != "POST":
        return [], today()
    return _ids(request, "came"), asking.asked_day(request, "on")


def _meeting_acts(request: PageRequest, group: Group, sheet: Sheet) -> list[Act]:
    """The meeting, and the session held at it where a topic was chosen. Raises Refused."""
    entry = asking.asked_uuid(request, "entry")
    key = derive(entry, "meeting")
    acts: list[Act] = [
        HoldMeeting(
            meeting=key,
            group=group.id,
            on=sheet.day,
            attended=tuple(sheet.came),
            hour=request.POST.get("hour", ""),
            met_at=request.POST.get("met_at", ""),
            resolutions=_resolutions(request),
            words=request.POST.get("words") or None,
        )
    ]
    if request.POST.get("topic"):
        acts.append(_session_act(request, group, sheet, meeting=key))
    return acts


def _session_act(
    request: PageRequest, group: Group, sheet: Sheet, *, meeting: UUID | None = None
) -> HoldSession:
    """The session as it was filled in. Raises Refused."""
    return HoldSession(
        session=derive(asking.asked_uuid(request, "entry"), "session"),
        group=group.id,
        topic=request.POST.get("topic", ""),
        minutes=_whole(request.POST.get("minutes", "")) or 0,
        on=sheet.day,
        attended=tuple(sheet.came),
        meeting=meeting,
    )


def _whole(text: str) -> int | None:
    """The whole number that was typed; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _resolutions(request: PageRequest) -> tuple[Resolved, ...]:
    """The decisions that were filled in; rupees become paise. A line without a code is empty."""
    found = []
    for code, typed in zip(request.POST.getlist("decided"), request.POST.getlist("value"), strict=False):
        if code:
            value = _whole(typed)
            if value is not None and life_terms.RESOLUTION_UNITS.get(code) == "paise":
                value *= 100
            found.append(Resolved(code=code, value=value))
    return tuple(found)


def _typed(code: str, value: int | None) -> str:
    """A number as it is typed: rupees for paise."""
    if value is None:
        return ""
    return str(value // 100 if life_terms.RESOLUTION_UNITS.get(code) == "paise" else value)


def _lines(request: PageRequest) -> list[tuple[str, str]]:
    sent = list(zip(request.POST.getlist("decided"), request.POST.getlist("value"), strict=False))
    return (sent + [("", "")] * LINES)[: max(LINES, len(sent))]


def _context(request: PageRequest, group: Group, sheet: Sheet) -> dict[str, Any]:
    known = occupation(group.occupation)
    found = queries.seats(request.viewer, group.id, sheet.day, sheet.came)
    asking.note_seen(request, "groups.record_meeting", group, [seat.person for seat in found])
    return {
        "group": group,
        "seats": found,
        "refusal": sheet.refusal,
        "day": sheet.day.isoformat(),
        "today": today().isoformat(),
        "earliest": group.formed_on.isoformat(),
        "topics": [
            (one.code, topic_name(one.code), one.minutes)
            for one in for_work(group.occupation, known.category if known else "")
        ],
        "sent": {
            name: request.POST.get(name, "") for name in ("hour", "met_at", "words", "topic", "minutes")
        },
        "entry": request.POST.get("entry", "") or uuid7(),
    }
