"""What organisations are, and why phones are revoked: codes with their words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ORGANISATION_KINDS: dict[str, Promise] = {
    "mission": _("Government mission"),
    "department": _("Department"),
    "ngo": _("Non-governmental organisation"),
    "union": _("Workers' union"),
    "federation": _("Federation"),
    "bank": _("Bank"),
    "other": _("Other"),
}

REVOCATION_REASONS: dict[str, Promise] = {
    "lost": _("The phone was lost"),
    "stolen": _("The phone was stolen"),
    "left": _("The holder left"),
    "replaced": _("The phone was replaced"),
    "misused": _("The phone was misused"),
    "handed_on": _("The phone went to the successor"),
}
