"""Closed lists of this room: what can be counted, why something is replaced or withdrawn, how sure a figure is; who may."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.cases.measures import MEASURES as CASES
from karmika.entitlements.measures import MEASURES as ENTITLEMENTS
from karmika.groups.measures import MEASURES as GROUPS
from karmika.intake.measures import MEASURES as INTAKE
from karmika.kernel.numbers import indian
from karmika.measures.definitions import Measure
from karmika.outreach.measures import MEASURES as OUTREACH
from karmika.referrals.measures import MEASURES as REFERRALS
from karmika.registry.measures import MEASURES as REGISTRY

Terms = Mapping[str, str | Promise]

MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (*REGISTRY, *ENTITLEMENTS, *REFERRALS, *GROUPS, *OUTREACH, *CASES, *INTAKE)
}
"""Everything that is counted, in the order in which it is shown."""

SETTERS: frozenset[str] = frozenset(
    {Role.STATE_MISSION_DIRECTOR, Role.STATE_PROGRAMME_MANAGER, Role.DISTRICT_PROJECT_DIRECTOR}
)
"""Who may set targets in his own area, and record what others published about it."""

RECORDERS: frozenset[str] = SETTERS | {Role.OPERATOR}
"""Who may record a figure from outside; the operator loads files of them for everyone."""

STANDING, REPLACED, WITHDRAWN = "standing", "replaced", "withdrawn"

STATES: Terms = {
    STANDING: _("Stands"),
    REPLACED: _("Replaced by another"),
    WITHDRAWN: _("Withdrawn"),
}

REPLACE_REASONS: Terms = {
    "entered_wrongly": _("It was entered wrongly"),
    "revised": _("The authority revised it"),
    "better_source": _("A better source was found"),
}

WITHDRAW_REASONS: Terms = {
    "entered_by_mistake": _("Entered by mistake"),
    "cancelled": _("The authority cancelled it"),
    "document_withdrawn": _("The document was withdrawn"),
    "counts_otherwise": _("It counts something else"),
}

CONFIDENCES: Terms = {
    "high": _("Read in the first source"),
    "medium": _("Read in a second source"),
    "low": _("Reported, no source seen"),
}
"""How sure somebody is that the figure was published so."""


def shown(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of an act as people read them: measure and reason in words, amounts as 12,34,567, days in words."""
    words: dict[str, Any] = {}
    for name, value in facts.items():
        if name == "measure":
            words[name] = MEASURES[value].name if value in MEASURES else value
        elif name == "reason":
            words[name] = {**REPLACE_REASONS, **WITHDRAW_REASONS}.get(value, value)
        elif name == "amount":
            words[name] = indian(value)
        elif isinstance(value, date):
            words[name] = formats.date_format(value, "j F Y")
    return facts | words
