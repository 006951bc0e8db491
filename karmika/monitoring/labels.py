"""How the divisions of figures are called: occupations, sexes, outcomes, purposes, months."""

from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from karmika.cases.terms import RESULTS, matter_name
from karmika.groups.measures import MEASURES as GROUPS
from karmika.groups.types import group_type
from karmika.registry.choices import OCCUPATION_GROUPS, OUTCOMES, PURPOSES, SOCIAL_CATEGORIES
from karmika.registry.occupations import occupation_name

Text = str | Promise

NOT_SAID = _("Not said")
SEXES: dict[str, Text] = {"female": _("Women"), "male": _("Men"), "transgender": _("Transgender")}
_CATEGORIES = {"visit_outcomes": OUTCOMES, "consents": PURPOSES, "cases_closed": RESULTS}
"""What the category of a measure is, where it is not the social category."""
_OF_GROUPS = frozenset(measure.code for measure in GROUPS)
"""Measures whose category is the type of group."""


def occupation(code: str) -> Text:
    """An occupation, or a group of them."""
    return OCCUPATION_GROUPS.get(code) or occupation_name(code) if code else NOT_SAID


def sex(code: str) -> Text:
    """Women, men, transgender persons."""
    return SEXES.get(code, NOT_SAID)


def category(measure: str, code: str) -> Text:
    """The type of a group, the outcome of a visit, the purpose of a consent, else a social category."""
    if measure in _OF_GROUPS and (known := group_type(code)) is not None:
        return known.name_in(get_language() or "en")
    if measure == "case_reports":
        return matter_name(code) if code else NOT_SAID
    return _CATEGORIES.get(measure, SOCIAL_CATEGORIES).get(code, code or NOT_SAID)


def category_heading(measure: str) -> Text:
    """What a measure's category is called."""
    if measure in _OF_GROUPS:
        return _("By type of group")
    headings = {"visit_outcomes": _("By outcome"), "consents": _("By purpose")}
    headings |= {"case_reports": _("By what it is about"), "cases_closed": _("By how it ended")}
    return headings.get(measure, _("By social category"))


def translated(text: str) -> str:
    """A text of a definition file in the reader's language (texts are collected by `karmika messages extract`)."""
    return gettext(text)


def month(first_day: date) -> str:
    """A month as "November 2026"."""
    return formats.date_format(first_day, "F Y")
