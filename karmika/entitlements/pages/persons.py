"""The page of one person: what she is probably owed, what to ask, her papers and applications, and forms for all of it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access import exports
from karmika.access.pages import PageRequest, page
from karmika.access.roles import PERSONAL
from karmika.entitlements import terms
from karmika.entitlements.acts import (
    AddPhoto,
    CloseGap,
    EndDocument,
    NoteGap,
    PrepareApplication,
    RecordDocument,
    RemovePhoto,
    ShowScreening,
    TellFacts,
)
from karmika.entitlements.acts.deciding import HANDLERS
from karmika.entitlements.acts.photos import NEVER_PHOTOGRAPHED
from karmika.entitlements.kinds import document_name, said, scheme_name
from karmika.entitlements.loading import installed
from karmika.entitlements.pages import asking
from karmika.entitlements.photos import picture
from karmika.entitlements.queries.persons import Gap, PersonView, person_view, photo_of
from karmika.entitlements.statements import Statement, answer_in_words, statements
from karmika.entitlements.uploads import PHOTO_MAXIMUM, photo_type
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.queries import person_of
from karmika.ui.components import NextStep

Doing = Act | list[Act]
GAP_DAYS = 14
"""By when something in the way is done unless another day is chosen."""
QUESTIONS = 12
"""Of what is still to be asked, so many are on the page at once."""


@page(roles=PERSONAL)
def person(request: PageRequest, person_id: UUID) -> HttpResponse:
    """One person. `?private=1`: with questions that are asked in private; `?skip=`: questions she cannot answer."""
    private = request.GET.get("private") == "1" and asking.may_handle(request)
    skip = [name for name in request.GET.getlist("skip") if name in installed().facts]
    view = person_view(request.viewer, person_id, private=private, skip=skip)
    if view is None:
        raise Http404
    context = {
        "view": view,
        "person": view.person,
        "private": private,
        "skip": skip,
        "may_handle": asking.may_handle(request) and view.person.state == "active",
        "today": today().isoformat(),
        "due": (today() + timedelta(days=GAP_DAYS)).isoformat(),
        "entry": uuid7(),
        "papers": [(one, document_name(one.row.document_kind)) for one in view.papers],
        "gaps": [_gap_line(one) for one in view.open_gaps],
        "closed_gaps": [_gap_line(one) for one in view.closed_gaps],
        "applications": [
            (one, scheme_name(one.scheme), terms.STATES[one.state]) for one in view.applications
        ],
        "kinds": [(code, said(name)) for code, name in installed().documents.items()],
        "reasons": terms.GAP_REASONS.items(),
        "outcomes": terms.GAP_OUTCOMES.items(),
        "ends": terms.DOCUMENT_ENDS.items(),
        "never_photographed": NEVER_PHOTOGRAPHED,
        **_screened(view, skip),
    }
    return render(request, "entitlements/person.html", context)


def _gap_line(one: Gap) -> dict[str, Any]:
    row = one.row
    return {
        "gap": one,
        "row": row,
        "paper": document_name(row.document_kind) if row.document_kind else "",
        "reason": terms.GAP_REASONS[row.reason],
        "help": terms.GAP_STEPS[row.reason],
        "scheme": scheme_name(row.scheme) if row.scheme else "",
        "late": row.closed_on is None and row.due_on < today(),
        "outcome": terms.GAP_OUTCOMES.get(row.outcome, ""),
    }


def _screened(view: PersonView, skip: list[str]) -> dict[str, Any]:
    screened = view.screened
    if screened is None:
        return {"step": _ask_consent(view)}
    found = statements(screened.answers, view.kinds)
    missing = dict.fromkeys(name for answer in screened.answers for name in answer.missing)
    wanted = [name for name in missing if name not in skip and name != screened.question]
    return {
        "statements": [(one, screened.applied.get(one.scheme)) for one in found if one.concrete],
        "others": [one for one in found if not one.concrete],
        "question": _question(screened.question) if screened.question else None,
        "questions": [_question(name) for name in wanted[:QUESTIONS] if _may_ask(name, screened.question)],
        "known": [
            (said(installed().facts[name].label), answer_in_words(name, fact.value), fact)
            for name, fact in screened.facts.items()
        ],
    }


def _may_ask(name: str, next_one: str | None) -> bool:
    """Sensitive questions stand on the page only where the next one may be sensitive: when it was opened in private."""
    known = installed().facts
    return not known[name].sensitive or (next_one is not None and known[next_one].sensitive)


def _ask_consent(view: PersonView) -> NextStep:
    return NextStep(
        sentence=_("Ask whether we may check which schemes this worker is owed."),
        why=_("Nothing is checked before the household has agreed."),
        url=reverse("registry.household", args=[view.person.household_id]),
        action=_("To the household"),
    )


def _question(name: str) -> dict[str, Any]:
    fact = installed().facts[name]
    return {
        "name": name,
        "field": f"{asking.ANSWER}{name}",
        "ask": said(fact.ask),
        "kind": fact.kind,
        "values": [(code, said(label)) for code, label in fact.values.items()],
        "sensitive": fact.sensitive,
    }


@page(roles=PERSONAL)
def photo(request: PageRequest, person_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo of a paper. Every look is noted among what left; it opens as a picture, and nothing in it ever runs."""
    found = photo_of(request.viewer, person_id, photo_id)
    shown = None if found is None else picture(found)
    if found is None or shown is None:
        raise Http404
    place = Place(found.area_id, found.organisation_id, found.programme_id)
    exports.note(request.viewer, "entitlements.photo", place, subjects=[person_id])
    content, media_type = shown
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = "inline"
    return response


@page(roles=HANDLERS)
@require_POST
def record(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Write down what the form says; `do` names what it is about."""
    if person_of(request.viewer, person_id) is None:
        raise Http404
    read = _READ.get(request.POST.get("do", ""))
    target = reverse("entitlements.person", args=[person_id])
    try:
        if read is None:
            raise Refused("entitlements.choose")
        decided = asking.hand_over(request, read(request, person_id), asking.source(request, "photo"))
        messages.success(request, _("Noted."))
        for act in decided:
            if isinstance(act, PrepareApplication):
                target = reverse("entitlements.application", args=[act.application])
    except Refused as refused:
        messages.error(request, refused.sentence())
    private = "?private=1" if request.POST.get("private") == "1" else ""
    return HttpResponseRedirect(target + private)


def _tell(request: PageRequest, person: UUID) -> Act:
    return TellFacts(person=person, facts_told=asking.answers(request))


def _shown(request: PageRequest, person: UUID) -> Act:
    view = person_view(request.viewer, person)
    if view is None or view.screened is None:
        raise Refused("entitlements.not_agreed")
    found = statements(view.screened.answers, view.kinds)
    return ShowScreening(
        person=person,
        owed=_how(found, "eligible", "windowed"),
        open_questions=_how(found, "unknown", "unless_held"),
    )


def _how(found: list[Statement], *ways: str) -> tuple[str, ...]:
    return tuple(sorted(one.scheme for one in found if one.how in ways))


def _document(request: PageRequest, person: UUID) -> Doing:
    document = asking.new_id(request, "document")
    paper = RecordDocument(
        document=document,
        person=person,
        document_kind=request.POST.get("kind", ""),
        last_digits=(asking.asked_text(request, "last_digits") or "").upper() or None,
        seen_on=today(),
        expires_on=asking.perhaps_day(request, "expires_on"),
    )
    return [paper, _photo_of(request, document)] if "photo" in request.FILES else paper


def _photo_of(request: PageRequest, document: UUID) -> Act:
    content = asking.uploaded(request, "photo", PHOTO_MAXIMUM)
    return AddPhoto(
        photo=asking.new_id(request, "photo"),
        document=document,
        media_type=photo_type(content),
        size=len(content),
    )


def _add_photo(request: PageRequest, person: UUID) -> Act:
    return _photo_of(request, asking.asked_uuid(request, "document"))


def _remove_photo(request: PageRequest, person: UUID) -> Act:
    return RemovePhoto(photo=asking.asked_uuid(request, "photo"), person=person)


def _end_document(request: PageRequest, person: UUID) -> Act:
    document = asking.asked_uuid(request, "document")
    return EndDocument(document=document, person=person, reason=request.POST.get("reason", ""), on=today())


def _note_gap(request: PageRequest, person: UUID) -> Act:
    return NoteGap(
        gap=asking.new_id(request, "gap"),
        person=person,
        document_kind=request.POST.get("kind", ""),
        reason=request.POST.get("reason", ""),
        due_on=asking.asked_day(request, "due_on"),
        note=asking.asked_text(request, "note"),
    )


def _close_gap(request: PageRequest, person: UUID) -> Act:
    return CloseGap(
        gap=asking.asked_uuid(request, "gap"),
        person=person,
        outcome=request.POST.get("outcome", ""),
        what_was_done=asking.asked_text(request, "what_was_done"),
        on=today(),
    )


def _prepare(request: PageRequest, person: UUID) -> Act:
    return PrepareApplication(
        application=asking.new_id(request, "application"),
        person=person,
        scheme=request.POST.get("scheme", ""),
    )


_READ: Mapping[str, Callable[[PageRequest, UUID], Doing]] = {
    "tell": _tell,
    "shown": _shown,
    "document": _document,
    "end_document": _end_document,
    "add_photo": _add_photo,
    "remove_photo": _remove_photo,
    "note_gap": _note_gap,
    "close_gap": _close_gap,
    "prepare": _prepare,
}
