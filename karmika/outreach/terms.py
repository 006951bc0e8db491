"""The closed lists of this room, code -> what people read, and who may do what. Codes are never reused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL, Role
from karmika.entitlements.terms import GAP_REASONS
from karmika.registry.acts.checking import RECORDERS

Terms = Mapping[str, str | Promise]

PLANNERS: frozenset[str] = frozenset(
    {
        Role.STATE_PROGRAMME_MANAGER,
        Role.DISTRICT_PROJECT_DIRECTOR,
        Role.CITY_MISSION_MANAGER,
    }
)
"""Who plans campaigns and camps in his own area."""

SETS_UP: frozenset[str] = PLANNERS | {Role.OPERATOR}
"""Who may write a plan down: on a laptop the operator does, as it was planned at the state's server."""

DESK: frozenset[str] = RECORDERS
"""Who sits at a desk: whoever may write down what people say."""

HOSTS: frozenset[str] = PLANNERS | DESK
"""Who opens a camp in the morning and closes it in the evening."""

LENDERS: frozenset[str] = (PLANNERS | {Role.COMMUNITY_ORGANISER}) & PERSONAL | {Role.OPERATOR}
"""Who may take the people of a camp's ground along on a laptop. What the operator writes he cannot read himself."""

FOLLOWERS: frozenset[str] = DESK | {Role.CASE_WORKER, Role.DISTRICT_PROJECT_DIRECTOR}
"""Who looks after people afterwards, and may read the number to call where the person agreed."""

PLANNED, OPEN, CLOSED, CANCELLED = "planned", "open", "closed", "cancelled"
CAMP_STATES: Terms = {
    PLANNED: _("Planned"),
    OPEN: _("Open now"),
    CLOSED: _("Held and closed"),
    CANCELLED: _("Cancelled"),
}

AGENDA: Terms = {
    "rights": _("Rights at work, and where to complain"),
    "eshram": _("e-Shram registration"),
    "bocw": _("Registration with the building workers' board"),
    "documents": _("Completing papers"),
    "pension": _("Pensions and insurance"),
    "health": _("Health cover"),
    "food": _("Ration cards"),
    "wages": _("Unpaid wages"),
    "violence": _("Violence and atrocities"),
}

DEPARTMENTS: Terms = {
    "labour": _("Labour department"),
    "bocw_board": _("Building workers' welfare board"),
    "social_welfare": _("Social welfare"),
    "women_child": _("Women and child development"),
    "health": _("Health"),
    "food": _("Food and civil supplies"),
    "revenue": _("Revenue, certificates"),
    "local_body": _("Panchayat or municipality"),
    "legal_services": _("Legal services authority"),
    "police": _("Police"),
    "bank": _("Bank"),
    "post": _("Post office"),
}

RESOURCE_PERSONS: Terms = {
    "advocate": _("Advocate"),
    "csc_operator": _("Operator with a fingerprint device"),
    "union": _("Union or workers' organisation"),
    "bank_mitra": _("Bank correspondent"),
    "doctor": _("Doctor or nurse"),
    "interpreter": _("Sign language or other interpreter"),
}

CANCEL_REASONS: Terms = {
    "no_place": _("The place could not be had"),
    "weather": _("Weather"),
    "officers_absent": _("The officers could not come"),
    "election": _("Election or an order of the authorities"),
    "unrest": _("It was not safe"),
    "moved": _("Held on another day or at another place"),
    "entered_by_mistake": _("Entered by mistake"),
}

DIFFERENCES: Terms = {
    "still_on_phone": _("Forms are still on a phone"),
    "token_twice": _("A token was given twice, or lost"),
    "not_written": _("Somebody was helped and it was not written down"),
    "miscounted": _("The tokens were counted wrongly"),
}
"""Why the tokens given out are not what became of them."""

WAITING, CALLED, SEEN, LEFT = "waiting", "called", "seen", "left"
TOKEN_STATES: Terms = {
    WAITING: _("Waiting"),
    CALLED: _("At the desk"),
    SEEN: _("Done"),
    LEFT: _("Left before the turn came"),
}

OUTCOMES: Terms = {
    "filed": _("An application was filed"),
    "prepared": _("An application was prepared"),
    "gap": _("A paper is missing; it was said where to get it"),
    "told": _("Told what is owed and where to go"),
    "nothing": _("Came to the desk; nothing more was to be done there"),
    "no_consent": _("Did not agree; only the token is kept"),
    "left": _("Left before the turn came"),
}
"""What came of a token, the one that went furthest."""

HELPED = frozenset({"filed", "prepared", "gap", "told"})
"""Outcomes after which somebody went home with more than before."""

FOLLOW_UP_DAYS: Mapping[str, tuple[int, ...]] = {
    "filed": (7, 30, 90),
    "prepared": (7, 30, 90),
    "gap": (7, 30, 90),
    "told": (30, 90),
}
"""Days after the camp on which somebody asks how it stands, by outcome."""

FOLLOW_UP_OUTCOMES: Terms = {
    "received": _("Has what was applied for"),
    "in_progress": _("It goes on at the office"),
    "filed_now": _("Has filed it meanwhile"),
    "paper_missing": _("A paper is still missing"),
    "trouble": _("The office or an employer makes trouble"),
    "gave_up": _("Does not want it any more"),
    "not_reached": _("Not reached"),
    "moved_away": _("Moved away"),
}

UNREACHED = "not_reached"
TRIES = 3
"""So often somebody is looked for; then the follow-up ends as not reached."""
TRY_AGAIN_DAYS = 3

SCHEMES: Terms = {
    "eshram": _("e-Shram card"),
    "bocw_registration": _("Registration as a building worker"),
    "pm_sym": _("Pension of unorganised workers (PM-SYM)"),
    "pmjjby": _("Life insurance (PMJJBY)"),
    "pmsby": _("Accident insurance (PMSBY)"),
    "apy": _("Atal pension"),
    "pmjay": _("Health cover (Ayushman)"),
    "pm_svanidhi": _("Street vendors' loan (SVANidhi)"),
    "ration_card": _("Ration card"),
    "up_old_age_pension": _("Old-age pension (Uttar Pradesh)"),
    "up_widow_pension": _("Widow's pension (Uttar Pradesh)"),
    "ap_old_age_pension": _("Old-age pension (Andhra Pradesh)"),
    "ap_widow_pension": _("Widow's pension (Andhra Pradesh)"),
    "other": _("Another scheme"),
}
"""What the desk form offers. Which of them somebody is owed is for the rules to say."""

DOCUMENTS: Terms = {
    "aadhaar": _("Aadhaar"),
    "mobile_linked_aadhaar": _("Mobile number linked to Aadhaar"),
    "bank_passbook": _("Bank passbook"),
    "ration_card": _("Ration card"),
    "ninety_day_certificate": _("Certificate of 90 days of work"),
    "age_proof": _("Proof of age"),
    "address_proof": _("Proof of address"),
    "income_certificate": _("Income certificate"),
    "caste_certificate": _("Caste certificate"),
    "death_certificate_spouse": _("Death certificate of wife or husband"),
    "photo": _("Photo"),
    "other": _("Another paper"),
}
"""Papers that are often missing."""

GAPS: Terms = GAP_REASONS
"""Why a paper is missing."""

DEDUCTIONS: Terms = {
    "none": _("Neither"),
    "epf": _("EPF"),
    "esi": _("ESI"),
    "both": _("Both"),
    "not_known": _("Not known"),
}
YES_NO_UNKNOWN: Terms = {"yes": _("Yes"), "no": _("No"), "not_known": _("Not known")}
RATION_CARDS: Terms = {
    "none": _("No ration card"),
    "phh": _("Priority household card"),
    "aay": _("Antyodaya card"),
    "ap_rice": _("Rice card (Andhra Pradesh)"),
    "other": _("Another ration card"),
    "not_known": _("Not known"),
}
MARITAL: Terms = {
    "never_married": _("Never married"),
    "married": _("Married"),
    "widowed": _("Widowed"),
    "divorced": _("Divorced"),
    "deserted": _("Deserted or separated"),
    "refused": _("Does not want to say"),
}

TEXT_MAXIMUM = 200
DESKS_MAXIMUM = 40
TOKENS_MAXIMUM = 9999


def shown(facts: dict[str, Any], **lists: Terms) -> dict[str, Any]:
    """Facts of an act as people read them: codes of the named fields in words, days as 21 November 2026."""
    words = {name: terms.get(facts[name], facts[name]) for name, terms in lists.items()}
    days = {name: formats.date_format(v, "j F Y") for name, v in facts.items() if isinstance(v, date)}
    return facts | words | days
