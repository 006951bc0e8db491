"""The closed lists of this room, code -> what people read. An act accepts no other code; codes are never reused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karmika.referrals.service_list import service_name

Terms = Mapping[str, str | Promise]

OFFICE_KINDS: Terms = {
    "labour_office": _("Labour office"),
    "ward_secretariat": _("Ward or village secretariat"),
    "csc": _("Common Service Centre"),
    "bank_branch": _("Bank branch"),
    "hospital": _("Hospital or health centre"),
    "legal_services": _("Legal services authority"),
    "police_womens_desk": _("Women's help desk of the police"),
    "police_station": _("Police station"),
    "one_stop_centre": _("One stop centre"),
    "welfare_office": _("Welfare office"),
    "training_centre": _("Training centre"),
    "anganwadi": _("Anganwadi"),
    "other": _("Other office"),
}

SENT, ACCEPTED, DECLINED, DONE, REVOKED, NO_ANSWER = (
    "sent", "accepted", "declined", "done", "revoked", "no_answer",
)  # fmt: skip

STATES: Terms = {
    SENT: _("Sent"),
    ACCEPTED: _("Accepted"),
    DECLINED: _("Declined"),
    DONE: _("Done"),
    REVOKED: _("Taken back"),
    NO_ANSWER: _("No answer"),
}
OPEN = (SENT, ACCEPTED)

CONSENT_WAYS: Terms = {
    "in_person": _("In person, in own words"),
    "thumb": _("Thumb print or signature on paper"),
    "phone": _("By phone"),
}

CONSENT_BY: Terms = {
    "self": _("The person"),
    "guardian": _("The guardian of a child"),
    "carer": _("Who cares for a person unable to decide"),
}

ANSWERS: Terms = {
    ACCEPTED: _("We take this up"),
    DONE: _("This is done"),
    DECLINED: _("We cannot do this"),
}

DECLINE_REASONS: Terms = {
    "not_our_work": _("Not the work of this office"),
    "outside_area": _("Outside the area of this office"),
    "papers_missing": _("Papers are missing"),
    "not_eligible": _("Conditions are not met"),
    "did_not_come": _("Nobody came"),
    "other": _("Another reason"),
}

OUTCOMES: Terms = {
    "given": _("What was asked for was given"),
    "registered": _("Registered"),
    "paper_given": _("A paper was given"),
    "advice": _("Advice was given"),
    "passed_on": _("Passed on to another office"),
    "nothing": _("Nothing could be done"),
}

REVOKE_REASONS: Terms = {
    "consent_withdrawn": _("The person no longer agrees"),
    "no_longer_needed": _("No longer needed"),
    "other_office": _("Another office is better"),
    "entered_by_mistake": _("Entered by mistake"),
}

ANSWERED_WAYS: Terms = {
    "phone": _("By phone"),
    "visit": _("At the office"),
    "letter": _("By letter"),
    "person": _("The person told us"),
}
"""How the staff learned an answer that the office did not enter itself."""

ALL_ANSWERED_WAYS: Terms = {
    **ANSWERED_WAYS,
    "account": _("By the officer"),
    "link": _("By the office's link"),
}

LINK_ENDS: Terms = {
    "answered": _("It was answered"),
    "replaced": _("Another link was given"),
    "revoked": _("The referral was taken back"),
    "closed": _("The referral is closed"),
}


def service_label(code: str) -> str:
    """The name of a service in the active language."""
    return service_name(code, get_language() or "en")


def in_language(names: tuple[str, str, str]) -> str:
    """Of a name in English, Telugu and Hindi the one of the active language; English where it is not known."""
    index = {"te": 1, "hi": 2}.get((get_language() or "en")[:2], 0)
    return names[index] or names[0]


def shown(facts: dict[str, Any], **lists: Terms) -> dict[str, Any]:
    """Facts of an act as people read them: codes of the named fields in words, days as 21 November 2026."""
    words = {name: terms.get(facts[name], facts[name]) for name, terms in lists.items()}
    days = {name: formats.date_format(v, "j F Y") for name, v in facts.items() if isinstance(v, date)}
    named = {}
    if "service" in facts:
        named["service"] = service_label(facts["service"])
    if "office_names" in facts:
        named["office_names"] = in_language(facts["office_names"])
    return facts | words | days | named
