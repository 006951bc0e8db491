"""How long things are kept: by organisation and purpose, set by acts; the defaults are in docs/for-operators/erasure.md.

Law (to be checked by a lawyer before it is relied on): DPDP Rules 2025, rule 8(3) asks that personal data and logs of
its processing are kept at least one year; DPDP Act 2023, s. 17(4) may free the State from erasing at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Retention


@dataclass(frozen=True)
class Purpose:
    """A kind of thing that is kept for some days, and the fewest days that may be set."""

    label: Promise
    days: int
    minimum: int = 0


PURPOSES: Mapping[str, Purpose] = {
    "request": Purpose(_("From a request to be forgotten until the data is erased"), 30),
    "raw_sources": Purpose(_("Forms and files as they were sent"), 3 * 365, 365),
    "late_submissions": Purpose(_("Forms that speak of somebody who was erased"), 30),
    "candidates": Purpose(_("People on lists whom nobody has found yet"), 365),
    "read_log": Purpose(_("The list of what left the system, and of who read it"), 365, 365),
}


def days_kept(organisation: UUID | None, purpose: str) -> int:
    """The days for which an organisation keeps something; the default where it set none."""
    own = Retention.objects.filter(Q(organisation_id=organisation), purpose=purpose)
    days = own.values_list("days", flat=True).first()
    return PURPOSES[purpose].days if days is None else days
