"""The closed lists of this room, code -> what people read. An act accepts no other code; codes are never reused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Terms = Mapping[str, str | Promise]

GAP_REASONS: Terms = {
    "never_had": _("Never had it"),
    "lost": _("Lost or damaged"),
    "mobile_not_linked": _("Mobile number not linked to Aadhaar"),
    "name_mismatch": _("The name differs from card to card"),
    "birth_date_mismatch": _("The date of birth differs from card to card"),
    "no_90_day_certificate": _("No certificate of 90 days of work"),
    "account_dormant": _("Bank account not in use"),
    "held_by_contractor": _("The contractor or employer keeps it"),
    "expired": _("No longer valid"),
    "at_native_place": _("It is at the native place"),
    "no_photo": _("No photo"),
    "other": _("Another reason"),
}

GAP_STEPS: Terms = {
    "never_had": _("Apply for it at the office that gives it out."),
    "lost": _("Ask for a copy at the office that gave it out."),
    "mobile_not_linked": _("Go with the phone to an Aadhaar centre; linking needs no other paper."),
    "name_mismatch": _(
        "Have the name put right on one card, or bring an affidavit that both names are of one person."
    ),
    "birth_date_mismatch": _("Have the date put right with a birth or school certificate."),
    "no_90_day_certificate": _(
        "Ask each employer or contractor of the year, else the union or the village or ward office, to certify the days."
    ),
    "account_dormant": _("Go once to the bank with Aadhaar and photo, and put in or take out a small sum."),
    "held_by_contractor": _(
        "Ask for it back in front of a witness. Nobody may keep another's card; tell the paralegal if it is refused."
    ),
    "expired": _("Renew it at the office that gave it out."),
    "at_native_place": _("Ask somebody at home for a photo of it, or for the paper itself."),
    "no_photo": _("Take a passport photo; the camp may do it."),
    "other": _("Find out what is asked for, and note it."),
}
"""What helps, beside each reason."""

GAP_OUTCOMES: Terms = {
    "completed": _("The paper is there now"),
    "not_needed": _("No longer needed"),
    "could_not": _("Could not be done"),
    "entered_by_mistake": _("Entered by mistake"),
}

DOCUMENT_ENDS: Terms = {
    "replaced": _("Replaced by a newer one"),
    "lost": _("Lost or damaged"),
    "expired": _("No longer valid"),
    "held_by_contractor": _("The contractor or employer keeps it"),
    "entered_by_mistake": _("Entered by mistake"),
}

PREPARED, FILED, QUERIED, SANCTIONED = "prepared", "filed", "queried", "sanctioned"
RECEIVED, REJECTED, WITHDRAWN = "received", "rejected", "withdrawn"
STATES: Terms = {
    PREPARED: _("Prepared"),
    FILED: _("Filed"),
    QUERIED: _("The office has asked something"),
    SANCTIONED: _("Sanctioned"),
    RECEIVED: _("Benefit received"),
    REJECTED: _("Rejected"),
    WITHDRAWN: _("Withdrawn"),
}
OPEN_STATES = (PREPARED, FILED, QUERIED, SANCTIONED)
"""While an application is in one of these there is no second one of the same person for the same scheme."""

REJECT_REASONS: Terms = {
    "age": _("Age"),
    "income": _("Income"),
    "document": _("A paper was missing or not accepted"),
    "mismatch": _("Name, date or number did not match"),
    "already_receives": _("Receives it or a like benefit already"),
    "not_found_by_visit": _("Not found at the visit of the office"),
    "no_funds": _("No funds or no place left"),
    "late": _("Too late"),
    "no_reason_given": _("No reason was given"),
    "other": _("Another reason"),
}

WITHDRAW_REASONS: Terms = {
    "own_wish": _("Own wish"),
    "filed_elsewhere": _("Was filed elsewhere"),
    "not_eligible": _("A condition does not hold after all"),
    "moved_away": _("Moved away"),
    "died": _("Died"),
    "entered_by_mistake": _("Entered by mistake"),
}

TEXT_MAXIMUM = 300
"""Letters of a note, a query, an office's reason."""


def shown(facts: dict[str, Any], **lists: Terms) -> dict[str, Any]:
    """Facts of an act as people read them: codes of the named fields in words, days as 21 November 2026."""
    words = {name: terms.get(facts[name], facts[name]) for name, terms in lists.items()}
    days = {name: formats.date_format(v, "j F Y") for name, v in facts.items() if isinstance(v, date)}
    return facts | words | days
