"""Words for codes: findings, decisions, and reasons for whoever works the queue."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karmika.kernel.refused import sentence_of

FINDINGS: Mapping[str, Promise] = {
    "unknown_node": _("The form does not ask this"),
    "repeated_node": _("Answered more than once"),
    "wrong_type": _("Not an answer of the right kind"),
    "unknown_choice": _("Not one of the choices"),
    "not_relevant": _("Answered although it was not asked"),
    "required": _("Not answered"),
    "constraint": _("Against the rule of the question"),
    "not_evaluated": _("The rule of the question could not be checked"),
    "clock_ahead": _("The clock of the phone was more than a day ahead"),
    "clock_behind": _("The clock of the phone was more than a day behind"),
}

KINDS: Mapping[str, Promise] = {
    "int": _("a whole number"),
    "decimal": _("a number"),
    "date": pgettext_lazy("kind of answer", "a day"),
    "dateTime": _("a day with its time"),
    "time": _("a time of day"),
    "boolean": _("yes or no"),
    "select_one": _("one of the choices"),
    "select_multiple": _("some of the choices"),
    "rank": _("the choices in their order"),
    "geopoint": _("a place on the map"),
    "geotrace": _("a line on the map"),
    "geoshape": _("an outline on the map"),
}
"""What an answer should be, by the type of its question."""

DECISIONS: Mapping[str, Promise] = {
    "remove_vanished": _("They do not belong to the household any more: take them out"),
    "keep_vanished": _("They were left out by mistake: keep them"),
    "consented_anew": _("Everybody in it who was erased has consented anew: record them as new persons"),
}

_SENTENCES: Mapping[str, Promise] = {
    "access.not_yours": _(
        "The form speaks of a place where the phone that sent it may not record. Correct the place; or, if you are "
        "responsible there, try again: then it is recorded in your name."
    ),
}
"""Refusals that were meant for the sender and are read by somebody else."""


def reason_sentence(code: str, facts: Mapping[str, str]) -> str:
    """Why a submission waits and what to do, for whoever works the queue."""
    return str(_SENTENCES.get(code) or sentence_of(code, facts))
