"""Closed lists of this room: what a report can be about, how it was told, what can be done; who may do what."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import FIELD, OFFICE, Role
from karmika.cases.remedy_book import book

Terms = Mapping[str, str | Promise]

WAGE, RESTRICTED = 0, 2
"""Levels. 0: wages, benefits, accidents. 2: violence and atrocity; outside of its team such a case does not exist."""
LEVELS = (WAGE, RESTRICTED)

OTHER: Terms = {
    "other": _("Something else about work"),
    "other_grave": _("Something else that nobody may know"),
}
"""What the book of remedies has no name for."""
OTHER_LEVELS = {"other": WAGE, "other_grave": RESTRICTED}

TOLD: Terms = {
    "named": _("In her or his own name"),
    "anonymous": _("Without a name"),
    "on_behalf": _("By somebody else, on behalf"),
}
CHANNELS: Terms = {
    "visit": _("At the door or at work"),
    "camp": _("At a camp"),
    "office": _("In the office"),
    "call": _("By phone"),
    "leader": _("Through a group's leader"),
}
CONSENT_WAYS: Terms = {
    "in_person": _("Said yes in person"),
    "by_phone": _("Said yes on the phone"),
    "in_writing": _("Signed, or put a thumb print"),
}
ANSWERS: Terms = {
    "called": _("Called, and spoke"),
    "met": _("Met"),
    "message": _("Left a message that was allowed"),
    "through_other": _("Spoke with the person who reported it"),
    "not_reached": _("Tried, and did not reach anybody"),
}
"""First responses. An attempt that reached nobody is noted and stops no clock."""
REACHED = frozenset(ANSWERS) - {"not_reached"}

TASKS: Terms = {
    "call_back": _("Call back"),
    "safety": _("Ask again whether it is safe"),
    "proof": _("Collect proof of work and pay"),
    "notice": _("Send a letter to the employer"),
    "file": _("File with the office"),
    "hearing": _("Go along to a hearing"),
    "ask_office": _("Ask the office what was done"),
    "payment": _("Ask whether the money came"),
    "other": _("Something else"),
}
MONEY: Terms = {
    "disputed": _("Claimed"),
    "offered": _("Offered"),
    "received": _("Received"),
}
"""Claimed and offered: what is said last holds. Received: payments, which add up."""
PAPERS: Terms = {
    "fir": _("FIR"),
    "diary": _("Diary or receipt number of an office"),
    "order": _("Order or award"),
    "agreement": _("Written agreement"),
}
RESULTS: Terms = {
    "full": _("Got what was due"),
    "part": _("Got a part of it"),
    "settled": _("Settled without money"),
    "no_remedy": _("Nothing more can be done here"),
    "passed_on": _("Another body has taken it over"),
    "withdrawn": _("The person does not want to go on"),
    "lost": _("The person cannot be reached any more"),
}
REOPEN_REASONS: Terms = {
    "not_paid": _("What was promised did not come"),
    "again": _("It happened again"),
    "closed_wrongly": _("It was closed by mistake"),
}
LEAVE_REASONS: Terms = {
    "handed_on": _("Somebody else has taken it over"),
    "too_near": _("Knows or is related to the other side"),
    "person_asked": _("The person asked for somebody else"),
    "post_left": _("Left the post"),
}
STATES: Terms = {
    "open": _("Open"),
    "closing": _("Waits for a second person to close it"),
    "closed": _("Closed"),
}

FIRST_RESPONSE = timedelta(hours=2)
"""From when a report reached us until somebody has answered; later is red."""

CASE_WORKERS: frozenset[str] = frozenset({Role.CASE_WORKER, Role.LEGAL_ADVISOR})
"""Who works on cases: the paralegal, and the legal advisor above."""

MANAGERS: frozenset[str] = frozenset(
    {Role.CITY_MISSION_MANAGER, Role.ULB_NODAL_OFFICER, Role.DISTRICT_PROJECT_DIRECTOR}
)
"""Who answers for the work of a city or district: reads cases of level 0, never one of level 2."""

READERS: frozenset[str] = CASE_WORKERS | MANAGERS
SUPERVISORS: frozenset[str] = MANAGERS | {Role.LEGAL_ADVISOR}
"""Who says which paralegal works on a case; at level 2 the legal advisor alone."""
REPORTERS: frozenset[str] = FIELD | CASE_WORKERS | {Role.CITY_MISSION_MANAGER}
"""Who writes a report down. Whoever is not of the team does not see it again."""
COUNT_READERS: frozenset[str] = OFFICE | {Role.AUDITOR}
"""Who is told how many restricted reports a district has, in rounded numbers of ten and more."""


def level_of(matter: str) -> int | None:
    """The level that a report about this has; None for what cannot be reported."""
    wrong = book().wrongs.get(matter)
    return OTHER_LEVELS.get(matter) if wrong is None else wrong.level


def matters(level: int) -> dict[str, str | Promise]:
    """What a report of this level can be about, in the active language: the wrongs of the book of remedies, and others."""
    language = get_language() or "en"
    known = {
        code: one.name.in_language(language) for code, one in book().wrongs.items() if one.level == level
    }
    return {**known, **{code: name for code, name in OTHER.items() if OTHER_LEVELS[code] == level}}


def matter_name(code: str) -> str | Promise:
    """What a report is about, in the active language; the code where it is not known."""
    wrong = book().wrongs.get(code)
    return OTHER.get(code, code) if wrong is None else wrong.name.in_language(get_language() or "en")
