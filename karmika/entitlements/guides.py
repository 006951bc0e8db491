"""Registrations that are done step by step: what is done in which order, and what shows that a step is done.

e-Shram: Social Security Code 2020, s. 113, with its rules of 2026, r. 48. Building workers: the same code, s. 106: 18 to 59
years old, ninety days of building work in the last twelve months.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.entitlements.known import Fact
from karmika.entitlements.models import Application
from karmika.entitlements.terms import PREPARED


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. It is done when one of the papers was seen, or the fact is a yes; else somebody ticks it on paper."""

    sentence: str | Promise
    papers: tuple[str, ...] = ()
    fact: str = ""
    filed: bool = False
    """Done when the application is filed."""


GUIDES: Mapping[str, tuple[Step, ...]] = {
    "eshram": (
        Step(sentence=_("Look at the Aadhaar card. Note only its last four digits."), papers=("aadhaar",)),
        Step(
            sentence=_("The phone that is linked to Aadhaar is here: a code comes to it."),
            papers=("mobile_linked_aadhaar",),
        ),
        Step(
            sentence=_("Bank passbook of an account in the own name, in use."),
            papers=("bank_passbook",),
            fact="has_bank_account",
        ),
        Step(sentence=_("Open register.eshram.gov.in, or go to a Common Service Centre. It costs nothing.")),
        Step(
            sentence=_("Type the code from the phone. Check name and date of birth on the screen together.")
        ),
        Step(sentence=_("Choose the work from the list, and the skill. Ask; do not guess.")),
        Step(sentence=_("Name a nominee: whom the accident cover goes to.")),
        Step(sentence=_("Download the card, print it, hand it over, and note its number here."), filed=True),
    ),
    "bocw_registration": (
        Step(
            sentence=_("Ninety days of building work in the last twelve months: count them together."),
            fact="construction_days_12m",
        ),
        Step(
            sentence=_(
                "Certificate of these days: from the employer or contractor, else from the union, the village or the ward."
            ),
            papers=("ninety_day_certificate",),
        ),
        Step(
            sentence=_("18 or older and not yet 60: a card that shows it."),
            papers=("age_proof", "aadhaar"),
        ),
        Step(sentence=_("Aadhaar, and the phone that is linked to it."), papers=("mobile_linked_aadhaar",)),
        Step(
            sentence=_("Bank passbook in the own name."), papers=("bank_passbook",), fact="has_bank_account"
        ),
        Step(sentence=_("Photo, and the names of the family with a nominee."), papers=("photo",)),
        Step(
            sentence=_(
                "Fill in the form of the board, pay the fee, and keep the paper that says it was paid."
            )
        ),
        Step(sentence=_("Note the number of the application here."), filed=True),
        Step(sentence=_("When the card comes: note the day by which the registration has to be renewed.")),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A step as it stands for one application. `done` is None where only a person can say it."""

    sentence: str | Promise
    done: bool | None


def guide_of(scheme: str) -> tuple[Step, ...]:
    """The steps of a scheme; none where it has no guide."""
    return GUIDES.get(scheme, ())


def steps_of(application: Application, facts: Mapping[str, Fact], papers: Set[str]) -> list[Shown]:
    """The steps of an application, each with whether something shows that it is done."""
    found = []
    for step in guide_of(application.scheme):
        done: bool | None = None
        if step.filed:
            done = application.state != PREPARED
        elif step.papers or step.fact:
            fact = facts.get(step.fact)
            done = bool(papers & set(step.papers)) or (fact is not None and _shows(fact))
        found.append(Shown(sentence=step.sentence, done=done))
    return found


NINETY_DAYS = 90


def _shows(fact: Fact) -> bool:
    if isinstance(fact.value, tuple):
        return fact.value[0] >= NINETY_DAYS
    if isinstance(fact.value, int) and not isinstance(fact.value, bool):
        return fact.value >= NINETY_DAYS
    return fact.value is True
