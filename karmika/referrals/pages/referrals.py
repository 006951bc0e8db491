"""Pages of those who send: the list, one referral, sending somebody, a link for the office, its answer, taking back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.referrals import links, subjects, terms
from karmika.referrals.acts import GiveLink, NoteAnswer, Refer, Revoke
from karmika.referrals.acts.referring import DUE_DAYS, DUE_DAYS_MAXIMUM
from karmika.referrals.models import Referral
from karmika.referrals.pages import asking
from karmika.referrals.persons import PERSON
from karmika.referrals.queries import referrals as queries
from karmika.referrals.queries.offices import offices_for
from karmika.referrals.roles import REFERRERS, SEES_REFERRALS
from karmika.referrals.service_list import services
from karmika.ui import asked
from karmika.ui.components import Crumb, Filter, Line


@page(roles=SEES_REFERRALS)
def referral_list(request: PageRequest) -> HttpResponse:
    """The referrals of the viewer's areas: those due first, the closed ones after them."""
    number = asked.page_of(request.GET.get("page", ""))
    sought = {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in queries.FILTERS}
    found, more = queries.referrals(request.viewer, sought, number)
    states = (("", _("All")), ("open", _("Open")), ("overdue", _("Overdue")), *terms.STATES.items())
    offered = [(code, terms.service_label(code)) for code in services()]
    context = {
        "lines": found,
        "filters": [
            Filter(name="state", label=_("Status"), options=states, value=sought["state"]),
            Filter(
                name="service",
                label=_("Service"),
                options=(("", _("All services")), *offered),
                value=sought["service"],
            ),
            Filter(name="area", value=sought["area"]),
            Filter(name="office", value=sought["office"]),
        ],
        "pager": asked.pager(request, number, more=more),
    }
    return render(request, "referrals/referrals.html", context)


@page(roles=SEES_REFERRALS)
def referral(request: PageRequest, referral_id: UUID) -> HttpResponse:
    """One referral: what the office reads, how it stands, what can be noted."""
    view = queries.referral_view(request.viewer, referral_id)
    if view is None:
        raise Http404
    row = view.line.referral
    asking.note_seen(request, "referrals.referral", row)
    is_open = row.state in terms.OPEN
    context = {
        "view": view,
        "row": row,
        "trail": [Crumb(_("Referrals"), reverse("referrals.referrals")), Crumb(row.number)],
        "why": terms.OUTCOMES.get(row.outcome)
        or terms.DECLINE_REASONS.get(row.reason)
        or terms.REVOKE_REASONS.get(row.reason, ""),
        "answered_how": terms.ALL_ANSWERED_WAYS.get(row.answered_how, ""),
        "agreed": (terms.CONSENT_BY[row.consent_by], terms.CONSENT_WAYS[row.consent_how]),
        "history": [Line(at=one.occurred_at, sentence=one.sentence) for one in view.history],
        "may_record": is_open and holds(request.viewer, REFERRERS),
        "may_ask": is_open and view.living,
        "accepted": row.state == terms.ACCEPTED,
        "entry": uuid7(),
        "today": today().isoformat(),
        "answers": _answers(row),
        "whys": _whys(),
        "ways": terms.ANSWERED_WAYS.items(),
        "reasons": terms.REVOKE_REASONS.items(),
    }
    return render(request, "referrals/referral.html", context)


@page(roles=REFERRERS)
def refer(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Send a person to an office: first for what, then where, with whose consent, and what may be read there."""
    return refer_subject(request, PERSON, person_id)


def refer_subject(request: PageRequest, kind: str, subject: UUID) -> HttpResponse:
    """The same for any kind of subject; the pages of rooms above call it for theirs."""
    about = subjects.kind_of(kind)
    whose = about.whose(request.viewer, subject)
    if whose is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            done = asking.hand_over(request, _refer_act(request, kind, subject))
            made = next((one.referral for one in done if isinstance(one, Refer)), None)
            messages.success(request, _("The referral is made. Tell the person its number."))
            return redirect("referrals.referral", made) if made else redirect("referrals.referrals")
        except Refused as refused:
            refusal = refused.sentence()
    service = request.POST.get("service", "") or request.GET.get("service", "")
    service = service if service in services() else ""
    offered = offices_for(request.viewer, whose.organisation, whose.area, service) if service else []
    context = {
        "who": about.labels(request.viewer, [subject]).get(subject, ""),
        "back": about.url(subject),
        "refusal": refusal,
        "service": service,
        "service_name": terms.service_label(service),
        "services": [(code, terms.service_label(code)) for code in services()],
        "offices": [(one, terms.OFFICE_KINDS[one.kind]) for one in offered],
        "chosen_office": request.POST.get("office", ""),
        "fields": about.fields.items(),
        "ticked": request.POST.getlist("shared"),
        "ways": terms.CONSENT_WAYS.items(),
        "agreeing": terms.CONSENT_BY.items(),
        "typed": request.POST,
        "today": today().isoformat(),
        "due": (today() + timedelta(days=DUE_DAYS)).isoformat(),
        "latest": (today() + timedelta(days=DUE_DAYS_MAXIMUM)).isoformat(),
        "entry": asking.typed(request, "entry") or uuid7(),
    }
    return render(request, "referrals/refer.html", context)


def _refer_act(request: PageRequest, kind: str, subject: UUID) -> Refer:
    """The act as it was filled in. Raises Refused."""
    agreed = request.POST.get("agreed") == "yes"
    return Refer(
        subject=subject,
        about=kind,
        service=asking.typed(request, "service"),
        office=asking.asked_id(request, "office"),
        consent_how=asking.typed(request, "consent_how") if agreed else "",
        consent_by=asking.typed(request, "consent_by"),
        consent_on=asking.asked_day(request, "consent_on"),
        shared=tuple(code.replace("\x00", "") for code in request.POST.getlist("shared")),
        note=asking.typed(request, "note") or None,
        due_on=asking.asked_day(request, "due_on"),
    )


@page(roles=REFERRERS)
@require_POST
def give_link(request: PageRequest, referral_id: UUID) -> HttpResponse:
    """Make a link for the office, and show it once: only its hash is kept."""
    found = _referral_or_404(request, referral_id)
    try:
        done = asking.hand_over(request, GiveLink(referral=referral_id))
    except Refused as refused:
        asking.say(request, refused)
        return _back(referral_id)
    made = next((one for one in done if isinstance(one, GiveLink)), None)
    if made is None or made.link is None:
        messages.error(request, _("This link was shown already. Make another one if it was lost."))
        return _back(referral_id)
    path = reverse("referrals.answer", args=[links.new_token(made.link)])
    context = {
        "row": found,
        "url": f"{settings.KARMIKA_URL}{path}",
        "expires_on": made.expires_on,
        "trail": [
            Crumb(_("Referrals"), reverse("referrals.referrals")),
            Crumb(found.number, reverse("referrals.referral", args=[referral_id])),
            Crumb(_("Link")),
        ],
    }
    return render(request, "referrals/link.html", context)


@page(roles=REFERRERS)
@require_POST
def note_answer(request: PageRequest, referral_id: UUID) -> HttpResponse:
    """Note what the office said; back to the referral."""
    found = _referral_or_404(request, referral_id)
    answer, why = _answer_of(request)
    no_answer = answer == terms.NO_ANSWER
    return _record(
        request,
        referral_id,
        lambda: NoteAnswer(
            referral=referral_id,
            subject=found.subject_id,
            answer=answer,
            why=why,
            how="" if no_answer else asking.typed(request, "how"),
            on=None if no_answer else asking.asked_day(request, "on"),
            words=asking.typed(request, "words") or None,
        ),
    )


@page(roles=REFERRERS)
@require_POST
def revoke(request: PageRequest, referral_id: UUID) -> HttpResponse:
    """Take a referral back; its link ends at once."""
    found = _referral_or_404(request, referral_id)
    reason = asking.typed(request, "reason")
    return _record(
        request,
        referral_id,
        lambda: Revoke(referral=referral_id, subject=found.subject_id, reason=reason),
    )


def _record(request: PageRequest, referral_id: UUID, read: Any) -> HttpResponse:
    try:
        act: Act = read()
        asking.hand_over(request, act)
        messages.success(request, _("Noted."))
    except Refused as refused:
        asking.say(request, refused)
    return _back(referral_id)


def _answer_of(request: PageRequest) -> tuple[str, str]:
    """The answer and its reason, which a form gives together: `done:given`."""
    answer, _colon, why = asking.typed(request, "answer").partition(":")
    return answer, why


def _answers(row: Referral) -> list[tuple[str, Any]]:
    known = [] if row.state == terms.ACCEPTED else [(terms.ACCEPTED, terms.STATES[terms.ACCEPTED])]
    if row.due_on < today():
        known.append((terms.NO_ANSWER, _("The office did not answer")))
    return known


def _whys() -> list[tuple[Any, list[tuple[str, Any]]]]:
    return [
        (
            terms.ANSWERS[terms.DONE],
            [(f"{terms.DONE}:{code}", text) for code, text in terms.OUTCOMES.items()],
        ),
        (
            terms.ANSWERS[terms.DECLINED],
            [(f"{terms.DECLINED}:{code}", text) for code, text in terms.DECLINE_REASONS.items()],
        ),
    ]


def _referral_or_404(request: PageRequest, referral_id: UUID) -> Referral:
    rows = Referral.objects.visible_to(request.viewer).select_related("office")
    found = rows.filter(id=referral_id).first()
    if found is None:
        raise Http404
    return found


def _back(referral_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("referrals.referral", args=[referral_id]))
