"""The desk of a camp: tokens that wait, the next one called, the form, the receipt. Works where there is no internet.

Nothing personal is in an address: search is sent by POST, a known person is named by her id.
"""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.entitlements.kinds import scheme_name
from karmika.entitlements.pages.receipts import VOICES, language_of
from karmika.entitlements.statements import Statement
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.ids import derive, uuid7
from karmika.kernel.refused import Refused, sentence_of
from karmika.outreach import handing_in, lent, queries, shown
from karmika.outreach.acts import CallNext, GiveToken
from karmika.outreach.desk_form import DeskPageForm, known_answers, lent_answers
from karmika.outreach.models import Attendance, Camp
from karmika.outreach.owed import screened
from karmika.outreach.pages import asking
from karmika.outreach.terms import CALLED, DESK, LEFT, OPEN, SEEN, WAITING
from karmika.registry import searching
from karmika.registry.models import Person
from karmika.ui import asked

FOUND_SHOWN = 12


@page(roles=DESK)
def desk(request: PageRequest, camp_id: UUID, desk: int) -> HttpResponse:
    """One desk: who waits, who is here, and the buttons for a new token and for the next."""
    held = _open_camp(request, camp_id, desk)
    waiting, called = queries.queue(request.viewer, held.id)
    context = {
        "held": held,
        "desk": desk,
        "waiting": waiting,
        "called": called,
        "tokens": queries.tokens_of([held.id]).get(held.id, queries.Tokens()),
        "give": uuid7(),
        "call": uuid7(),
        "is_open": held.state == OPEN,
    }
    return render(request, "outreach/desk.html", context)


@page(roles=DESK)
@require_POST
def give(request: PageRequest, camp_id: UUID, desk: int) -> HttpResponse:
    """Give out the next token of this desk. A second click gives no second one."""
    held = _open_camp(request, camp_id, desk)
    entry = asked.id_of(request.POST.get("entry", "")) or uuid7()
    attendance = derive(entry, "attendance")
    try:
        perform(GiveToken(attendance=attendance, camp=held.id, desk=desk), request.viewer, entry_id=entry)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        token = Attendance.objects.values_list("token", flat=True).get(id=attendance)
        messages.success(request, _("Token %(token)s. Write it on the slip.") % {"token": token})
    return _to_desk(held.id, desk)


@page(roles=DESK)
@require_POST
def call(request: PageRequest, camp_id: UUID, desk: int) -> HttpResponse:
    """Call whoever waits longest to this desk, and open the form. A second click calls nobody else."""
    held = _open_camp(request, camp_id, desk)
    entry = asked.id_of(request.POST.get("entry", "")) or uuid7()
    try:
        outcome = perform(CallNext(camp=held.id, desk=desk), request.viewer, entry_id=entry)
    except Refused as refused:
        messages.error(request, refused.sentence())
        return _to_desk(held.id, desk)
    for act in outcome.acts:
        if isinstance(act, CallNext) and act.attendance:
            return HttpResponseRedirect(f"{reverse('outreach.token', args=[act.attendance])}?desk={desk}")
    return _to_desk(held.id, desk)


@page(roles=DESK)
def token(request: PageRequest, attendance_id: UUID) -> HttpResponse:
    """The form of one token: who, consent, ten questions, what is owed, what was done. What is done already is shown."""
    held = asking.token_or_404(request, attendance_id)
    if held.state in (SEEN, LEFT):
        return HttpResponseRedirect(reverse("outreach.receipt", args=[held.id]))
    desk = _desk_of(request, held)
    form = _form(request, held)
    owed = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") != "save":
            owed = _owed(request, held, form)
        elif (left_at := _handed_in(request, held, form)) is not None:
            return left_at
    return render(request, "outreach/token.html", _context(request, held, form, desk=desk, owed=owed))


def _owed(request: PageRequest, held: Attendance, form: DeskPageForm) -> Sequence[Statement]:
    """What follows from the answers so far; nothing without her agreement to be checked."""
    if form.cleaned_data["consent_schemes"] != "yes" or form.cleaned_data["consent_survey"] != "yes":
        return ()
    chosen = form.cleaned_data["known_person"]
    person = Person.objects.visible_to(request.viewer).filter(id=chosen).first() if chosen else None
    return screened(form.asked(), person.area_id if person else held.area_id, person=person)


def _form(request: PageRequest, held: Attendance) -> DeskPageForm:
    if request.method == "POST":
        # when it was handed in is when the page was last shown: so a second click sends the same bytes
        data = request.POST.copy()
        if data.get("do") != "save":
            data["ended"] = now().isoformat()
        return DeskPageForm(data)
    initial: dict[str, object] = {"started": now().isoformat(), "ended": now().isoformat()}
    chosen = asked.id_of(request.GET.get("person", ""))
    if chosen and (person := Person.objects.visible_to(request.viewer).filter(id=chosen).first()):
        initial |= known_answers(person)
    elif chosen and (borrowed := lent.one(held.camp_id, chosen)):
        initial |= lent_answers(borrowed)
    return DeskPageForm(initial=initial)


def _context(request: PageRequest, held: Attendance, form: DeskPageForm, **more: object) -> dict[str, object]:
    return {
        "held": held,
        "form": form,
        "parts": shown.desk_parts(form),
        "known": form["known_person"].value(),
        **more,
    }


def _handed_in(request: PageRequest, held: Attendance, form: DeskPageForm) -> HttpResponse | None:
    """Where to go after the form was handed in; None, with the reason in the form, where it was not."""
    try:
        answer = handing_in.hand_in(
            request.viewer, held.camp, held.id, form.said(held, held.camp.code, request.viewer.id)
        )
    except Refused as refused:
        form.add_error(None, refused.sentence())
        return None
    if not answer.accepted:
        form.add_error(None, sentence_of(answer.code, answer.facts))
        return None
    return HttpResponseRedirect(reverse("outreach.receipt", args=[held.id]))


@page(roles=DESK)
def find(request: PageRequest, attendance_id: UUID) -> HttpResponse:
    """Find somebody who is known already: by household number, end of a phone number, name."""
    held = asking.token_or_404(request, attendance_id)
    text = request.POST.get("text", "").strip()
    context: dict[str, object] = {"held": held, "desk": _desk_of(request, held), "text": text}
    if request.method == "POST":
        try:
            found = searching.search(request.viewer, text, most=FOUND_SHOWN)
        except Refused as refused:
            context["refusal"] = refused.sentence()
        else:
            persons = list(found.persons)
            if found.household is not None:
                members = Person.objects.visible_to(request.viewer).filter(state="active", hidden=False)
                persons = list(members.filter(household=found.household).order_by("entry_seq", "id"))
            borrowed = lent.search(request.viewer, held.camp, text, most=FOUND_SHOWN)
            context |= {"people": shown.people_to_choose(persons, borrowed), "searched": True}
    return render(request, "outreach/find.html", context)


@page(roles=DESK)
@require_POST
def left(request: PageRequest, attendance_id: UUID) -> HttpResponse:
    """Somebody with a token has left before the turn came."""
    held = asking.token_or_404(request, attendance_id)
    if held.state in (WAITING, CALLED):
        try:
            handing_in.left(request.viewer, held.camp, held)
        except Refused as refused:
            messages.error(request, refused.sentence())
    return _to_desk(held.camp_id, _desk_of(request, held))


@page(roles=DESK)
def receipt(request: PageRequest, attendance_id: UUID) -> HttpResponse:
    """What the person takes home: number, what she was told, what is missing, what was filed. No name is on it."""
    held = asking.token_or_404(request, attendance_id)
    context = {
        "held": held,
        "desk": held.desk,
        "slip": shown.slip(held),
        "done": held.state in (SEEN, LEFT),
        "papers": _papers(request, held),
        "voice": VOICES.get(request.LANGUAGE_CODE, request.LANGUAGE_CODE),
    }
    return render(request, "outreach/receipt.html", context)


def _papers(request: PageRequest, held: Attendance) -> list[tuple[str, UUID, str]]:
    """The applications of this token, each with the language in which its paper speaks to the person."""
    rows = queries.applications_of(request.viewer, held)
    return [(scheme_name(row.scheme), row.id, language_of(row.person, request)) for row in rows]


def _open_camp(request: PageRequest, camp_id: UUID, desk: int) -> Camp:
    held = asking.camp_or_404(request, camp_id)
    if not 1 <= desk <= held.desks:
        raise Http404
    return held


def _desk_of(request: PageRequest, held: Attendance) -> int:
    """The desk at which one sits: from the address, else the one that gave the token."""
    typed = request.GET.get("desk", "") or request.POST.get("desk", "")
    desk = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else held.desk
    return desk if 1 <= desk <= held.camp.desks else held.desk


def _to_desk(camp_id: UUID, desk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("outreach.desk", args=[camp_id, desk]))
