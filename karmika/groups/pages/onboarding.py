"""A worker's steps into banking: what is known, with its evidence, and forms to record a step or take one back."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access import exports
from karmika.access.pages import PageRequest, page
from karmika.groups import saying, terms
from karmika.groups.acts import RecordFinancialEvent, TakeBackFinancialEvent
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.models import FinancialEvent, Onboarded
from karmika.groups.onboarding import book
from karmika.groups.pages import asking
from karmika.groups.queries.persons import shown
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.models import Worker
from karmika.registry.queries import workers

RUPEES_MAXIMUM = 9


def _worker(request: PageRequest, person_id: UUID) -> Worker:
    found = workers(request.viewer).filter(id=person_id).first()
    if found is None:
        raise Http404
    return found


@page(roles=asking.SEES_GROUPS)
def onboarding(request: PageRequest, person_id: UUID) -> HttpResponse:
    """The steps of one worker, the newest first, and whether she counts as onboarded by which reading."""
    worker = _worker(request, person_id)
    person = shown(request.viewer, [person_id])[person_id]
    exports.note(
        request.viewer,
        "groups.onboarding",
        Place(worker.area_id, worker.organisation_id, worker.programme_id),
        subjects=[person_id] if person.seen else [],
    )
    steps = FinancialEvent.objects.filter(worker_id=person_id).order_by("-happened_on", "-entry_seq", "id")
    since = dict(
        Onboarded.objects.filter(worker_id=person_id, ended_on__isnull=True).values_list(
            "reading", "since_on"
        )
    )
    language, rules = get_language() or "en", book()
    context = {
        "person": person,
        "person_id": person_id,
        "steps": [
            (one, saying.step(one), terms.STEP_MISTAKES.get(one.taken_back_reason, "")) for one in steps[:200]
        ],
        "readings": [
            (one.name_in(language), since.get(one.code)) for one in rules.readings.values() if one.by_events
        ],
        "kinds": [(code, one.name_in(language)) for code, one in rules.kinds.items()],
        "evidence": [
            (code, one.name_in(language)) for code, one in rules.evidence.items() if not one.is_file
        ],
        "topics": [(code, one.name_in(language)) for code, one in rules.topics.items()],
        "mistakes": terms.STEP_MISTAKES.items(),
        "today": today().isoformat(),
        "entry": uuid7(),
        "may_organise": asking.may_organise(request),
    }
    return render(request, "groups/onboarding.html", context)


def _record(request: PageRequest, person_id: UUID, read: Callable[[], Act]) -> HttpResponse:
    _worker(request, person_id)
    try:
        asking.hand_over(request, read())
        asking.said(request, _("Noted."))
    except Refused as refused:
        asking.say(request, refused)
    return HttpResponseRedirect(reverse("groups.onboarding", args=[person_id]))


@page(roles=ORGANISERS)
@require_POST
def record_step(request: PageRequest, person_id: UUID) -> HttpResponse:
    """A step was taken."""

    def read() -> Act:
        return RecordFinancialEvent(
            worker=person_id,
            step=request.POST.get("step", ""),
            happened_on=asking.asked_day(request, "happened_on"),
            evidence=request.POST.get("evidence", ""),
            account=request.POST.get("account", "").strip() or None,
            amount_paise=_paise(request.POST.get("rupees", "")),
            topic=request.POST.get("topic", ""),
            minutes=_whole(request.POST.get("minutes", "")),
        )

    return _record(request, person_id, read)


@page(roles=ORGANISERS)
@require_POST
def take_back_step(request: PageRequest, person_id: UUID) -> HttpResponse:
    """A step was not so."""

    def read() -> Act:
        event = asking.asked_uuid(request, "event")
        if not FinancialEvent.objects.filter(id=event, worker_id=person_id).exists():
            raise Refused("groups.unknown")
        return TakeBackFinancialEvent(event=event, reason=request.POST.get("reason", ""))

    return _record(request, person_id, read)


def _whole(text: str) -> int | None:
    """The whole number that was typed; None for nothing, -1 for what is none."""
    text = text.strip().replace(",", "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= RUPEES_MAXIMUM else -1


def _paise(text: str) -> int | None:
    rupees = _whole(text)
    return None if rupees is None else rupees * 100
