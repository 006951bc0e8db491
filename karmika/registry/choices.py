"""The answers that the survey offers, with their names for people: the lists of forms/household_survey.md.

A test compares the codes with the form. Occupations are not here: they are data.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = Mapping[str, Promise]

YES_NO: Labels = {"yes": _("Yes"), "no": _("No")}
YES_NO_REFUSED: Labels = {**YES_NO, "refused": _("Does not want to say")}

OUTCOMES: Labels = {
    "interviewed": _("Interviewed"),
    "partly": _("Partly interviewed"),
    "absent": _("Nobody at home who can answer"),
    "locked": _("House locked"),
    "refused": _("Refused"),
    "shifted": _("Moved away"),
    "vacant": _("Nobody lives there"),
}
ENDING = frozenset({"interviewed", "refused", "shifted", "vacant"})
"""Outcomes after which no further visit is needed."""

DOOR, CAMP = "door", "camp"
MET_AT: Labels = {DOOR: _("At the door"), CAMP: _("At a camp")}
"""Where the programme met a household for the first time."""

OCCUPATION_GROUPS: Labels = {
    "transport": _("Transport"),
    "gig": _("App work"),
    "domestic": _("Domestic work"),
    "care": _("Care work"),
    "waste": _("Waste work"),
    "construction": _("Building work"),
    "street_vendor": _("Street vending"),
    "migrant": _("Migrant labour"),
}
SOCIAL_CATEGORIES: Labels = {
    "sc": _("Scheduled Caste"),
    "st": _("Scheduled Tribe"),
    "obc": _("Backward Class"),
    "general": _("Other (general)"),
    "refused": _("Does not want to say"),
}
MINORITIES: Labels = {
    "no": _("No"),
    "muslim": _("Muslim"),
    "christian": _("Christian"),
    "sikh": _("Sikh"),
    "buddhist": _("Buddhist"),
    "jain": _("Jain"),
    "parsi": _("Parsi"),
    "refused": _("Does not want to say"),
}
RELATIONS: Labels = {
    "head": _("Head of the household"),
    "spouse": _("Wife or husband"),
    "child": _("Son or daughter"),
    "child_in_law": _("Son-in-law or daughter-in-law"),
    "grandchild": _("Grandchild"),
    "parent": _("Parent or parent-in-law"),
    "sibling": _("Brother or sister"),
    "other_relative": _("Other relative"),
    "not_related": _("Not related"),
}
SEXES: Labels = {
    "female": _("Woman or girl"),
    "male": _("Man or boy"),
    "transgender": _("Transgender"),
    "not_said": _("Does not want to say"),
}
AGE_PRECISIONS: Labels = {
    "exact": _("Date of birth is known"),
    "estimated": _("About so many years"),
    "not_known": _("Not known"),
}
LANGUAGES: Labels = {
    "te": _("Telugu"),
    "hi": _("Hindi"),
    "ur": _("Urdu"),
    "en": _("English"),
    "ta": _("Tamil"),
    "kn": _("Kannada"),
    "mr": _("Marathi"),
    "bn": _("Bengali"),
    "odia": _("Odia"),
    "bho": _("Bhojpuri or Awadhi"),
    "other": _("Other"),
}
SCHOOLINGS: Labels = {
    "none": _("Never went to school"),
    "primary": _("Up to class 5"),
    "middle": _("Class 6 to 8"),
    "secondary": _("Class 9 to 10"),
    "higher_secondary": _("Class 11 to 12 or ITI"),
    "graduate": _("Degree"),
}
PHONE_ANSWERERS: Labels = {
    "self": _("This person"),
    "spouse": _("Wife or husband"),
    "family": _("Another in the family"),
    "neighbour": _("A neighbour or friend"),
    "employer": _("The employer or contractor"),
}
HOURS: Labels = {
    "early_morning": _("Before 8 in the morning"),
    "morning": _("Morning"),
    "afternoon": _("Afternoon"),
    "evening": _("Evening"),
    "night": _("After 8 at night"),
    "any": _("Any time"),
}
ANSWERED_BY: Labels = {"self": _("The worker"), "other": _("Someone else for the worker")}
EMPLOYMENTS: Labels = {
    "self": _("For themselves"),
    "employer": _("An employer"),
    "contractor": _("A contractor"),
    "platform": _("An app or platform"),
    "piece": _("Piece work for many"),
}
PLACES: Labels = {
    "home": _("At the house"),
    "worksite": _("At the worksite"),
    "other_city": _("In another town for part of the year"),
    "native": _("In the native village for part of the year"),
}
WAGE_UNITS: Labels = {
    "hour": _("an hour"),
    "day": _("a day"),
    "week": _("a week"),
    "month": _("a month"),
    "piece": _("a piece"),
    "trip": _("a trip or delivery"),
}
INCOME_PATTERNS: Labels = {
    "daily": _("Every day of work"),
    "weekly": _("Every week"),
    "monthly": _("Every month"),
    "piece": _("By the piece or the job"),
    "seasonal": _("In some seasons only"),
}
DEBT_SOURCES: Labels = {
    "moneylender": _("Moneylender"),
    "microfinance": _("Microfinance company"),
    "bank": _("Bank"),
    "group": _("Self-help group"),
    "employer": _("Employer or contractor (advance)"),
    "family": _("Family or friends"),
    "pawn": _("Pawnbroker"),
    "loan_app": _("Loan app"),
    "other": _("Other"),
}
DEBT_RATE_UNITS: Labels = {
    "per_100_month": _("Rs per Rs 100 per month"),
    "per_100_week": _("Rs per Rs 100 per week"),
    "per_100_day": _("Rs per Rs 100 per day"),
    "percent_year": _("percent per year"),
    "none": _("no interest"),
    "not_known": _("interest not known"),
}
ACCOUNT_STATES: Labels = {
    "active": _("Account in use"),
    "dormant": _("Account not used for a year"),
    "none": _("No account"),
    "refused": _("Does not want to say"),
}
INSURANCES: Labels = {
    "health": _("Health"),
    "accident": _("Accident"),
    "life": _("Life"),
    "pension": _("Pension"),
    "vehicle": _("Vehicle"),
    "none": _("None of these"),
}
SHOCKS: Labels = {
    "accident": _("Accident at work"),
    "illness": _("Serious illness"),
    "job_loss": _("Lost work for a month or more"),
    "death": _("Death of an earner"),
    "eviction": _("Eviction or removal of the stall"),
    "disaster": _("Flood, fire or storm"),
    "wage_theft": _("Wages not paid"),
    "violence": _("Violence or harassment"),
    "none": _("None of these"),
}
SKILLS: Labels = {
    "can_read": _("Read a message"),
    "can_count": _("Check a wage or a bill"),
    "can_bank": _("Put in and take out money at a bank"),
    "can_pay": _("Pay by phone"),
    "can_compare": _("Compare the cost of two loans"),
    "can_apply": _("Fill in an application on a phone"),
}
"""The six items of financial and digital literacy."""

CAN_DO: Mapping[str, int] = {"alone": 2, "with_help": 1, "no": 0}
CAN_DO_LABELS: Mapping[int, Promise] = {0: _("Not at all"), 1: _("With help"), 2: _("Alone")}

TOOLS: Labels = {
    "vehicle": _("Vehicle"),
    "cart": _("Cart or stall"),
    "hand_tools": _("Hand tools"),
    "machine": _("Machine"),
    "smartphone": _("Smartphone"),
    "safety_gear": _("Safety gear"),
    "none": _("None of these"),
}
HAZARDS: Labels = {
    "traffic": _("Traffic"),
    "height": _("Working at height"),
    "heat": _("Heat or sun"),
    "chemicals": _("Chemicals, dust or smoke"),
    "sharp": _("Sharp or infected waste"),
    "heavy": _("Heavy loads"),
    "violence": _("Violence or harassment"),
    "night": _("Night work"),
    "none": _("None of these"),
}
IDENTIFIERS: Labels = {
    "uan": _("e-Shram UAN"),
    "ration_card": _("Ration card"),
    "bocw": _("BoCW registration"),
    "aadhaar": _("Aadhaar (last four digits)"),
}
PURPOSES: Labels = {
    "survey": _("Keep the answers"),
    "schemes": _("Check schemes"),
    "share_department": _("Share with a department"),
    "groups": _("Be proposed for a group"),
}
TRAITS: Mapping[str, tuple[Promise, str]] = {
    "social_category": (_("Social category"), "schemes"),
    "minority": (_("Minority"), "schemes"),
    "single_woman": (_("Household of a single woman"), "schemes"),
    "disability": (_("Disability"), "schemes"),
    "union": (_("Member of a union"), "groups"),
}
"""Sensitive answers that may be refused, with the purpose for which each is asked."""
