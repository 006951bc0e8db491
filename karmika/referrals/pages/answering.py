"""Where an office answers: an officer with an account on his list, an office without one by its link.

A link that is not there, has ended, has expired or whose consent was withdrawn looks the same: nothing is there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from karmika.access import exports, throttle
from karmika.access.pages import PageRequest, page
from karmika.access.pages.decorator import open_to
from karmika.journal.perform import perform
from karmika.kernel.address import client_address
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.referrals import links, terms
from karmika.referrals.acts import Answer
from karmika.referrals.models import Referral
from karmika.referrals.pages import asking
from karmika.referrals.queries import referrals as queries
from karmika.referrals.roles import ANSWERS
from karmika.ui import asked

HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""Besides those of every page (karmika/ui/middleware.py), which send the address to no other site."""


@page(roles=ANSWERS)
def received_list(request: PageRequest) -> HttpResponse:
    """What was sent to the officer's offices. No person stands in the list."""
    number = asked.page_of(request.GET.get("page", ""))
    found, more = queries.received(request.viewer, number)
    context = {
        "lines": [queries.line_of_office(row) for row in found],
        "pager": asked.pager(request, number, more=more),
    }
    return render(request, "referrals/received.html", context)


@page(roles=ANSWERS)
def received(request: PageRequest, referral_id: UUID) -> HttpResponse:
    """One referral as the office reads it, and its answer; back to the list."""
    found = queries.received_one(request.viewer, referral_id)
    if found is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            asking.hand_over(request, _answer(request, found.referral))
            messages.success(request, _("Thank you. Your answer was passed on."))
            return redirect("referrals.received")
        except Refused as refused:
            refusal = refused.sentence()
    asking.note_seen(request, "referrals.received", found.referral)
    context = _page(request, found) | {"refusal": refusal}
    return render(request, "referrals/received_one.html", context)


def _by_link(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Strict headers on every answer, and no word in the log that holds the address: a secret stands in it."""

    @csrf_exempt  # the secret is what somebody else's page cannot know; a browser that takes no cookies may answer
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return answer


@open_to("anyone")
@_by_link
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link. What was shared is shown when somebody presses a button: previews of messages only look."""
    found = links.opened(token)
    do = asking.typed(request, "do") if request.method == "POST" else ""
    if found is not None and do == "answer":
        return _answered(request, found, token)
    if found is None or not found.stands:
        return _nothing(request)
    if do != "open":
        return render(request, "referrals/cover.html", _alone(queries.cover_of(found.referral), found))
    return _opened(request, found)


def _opened(request: HttpRequest, found: links.Opened, refusal: str = "") -> HttpResponse:
    row = found.referral
    place = Place(row.area_id, row.organisation_id, row.programme_id)
    exports.note(found.viewer, "referrals.link", place, subjects=[row.subject_id])
    context = _page(request, queries.as_received(row)) | {"refusal": refusal}
    return render(request, "referrals/by_link.html", _alone(context, found))


def _answered(request: HttpRequest, found: links.Opened, token: str) -> HttpResponse:
    """The answer is written once. A second press of the same button gets the same thanks; anything later finds nothing."""
    try:
        act = _answer(request, found.referral, found.link.id)
        perform(act, found.viewer, entry_id=asked.id_of(asking.typed(request, "entry")))
    except Refused as refused:
        # asked anew: of two answers at once the second finds that its link has ended meanwhile
        still = links.opened(token)
        if still is None or not still.stands:
            return _nothing(request)
        return _opened(request, still, refused.sentence())
    after = links.opened(token) or found  # asked anew: an office that takes it up keeps its link
    context = {"number": found.referral.number, "stands": after.stands}
    return render(request, "referrals/thanks.html", _alone(context, after))


def _nothing(request: HttpRequest) -> HttpResponse:
    """The same words for a link that never was, was answered, expired or was taken back; who guesses must wait."""
    try:
        throttle.attempt_from("referral link", client_address(request))
    except throttle.TooMany as too_many:
        response = render(request, "referrals/nothing.html", _bare({"wait": True}), status=429)
        response["Retry-After"] = str(too_many.seconds)
        return response
    return render(request, "referrals/nothing.html", _bare({}), status=404)


def _answer(request: HttpRequest, row: Referral, link: UUID | None = None) -> Answer:
    answer, _colon, why = asking.typed(request, "answer").partition(":")
    words = asking.typed(request, "words") or None
    return Answer(referral=row.id, subject=row.subject_id, answer=answer, why=why, words=words, link=link)


def _page(request: HttpRequest, found: queries.Received) -> dict[str, Any]:
    row = found.referral
    reasons = ((terms.DONE, terms.OUTCOMES), (terms.DECLINED, terms.DECLINE_REASONS))
    return {
        "found": found,
        "row": row,
        "office": row.office,
        "accepts": row.state == terms.SENT,
        "groups": [
            (terms.ANSWERS[answer], [(f"{answer}:{code}", text) for code, text in known.items()])
            for answer, known in reasons
        ],
        "entry": asked.id_of(asking.typed(request, "entry")) or uuid7(),
        "words": asking.typed(request, "words"),
        "chosen": asking.typed(request, "answer"),
    }


def _alone(context: dict[str, Any], found: links.Opened) -> dict[str, Any]:
    return _bare({**context, "office": found.referral.office, "expires_at": found.link.expires_at})


def _bare(context: dict[str, Any]) -> dict[str, Any]:
    """Without the navigation of whoever may be signed in in this browser."""
    return {"nav": (), "search_link": None, "what_is_this": "", **context}
