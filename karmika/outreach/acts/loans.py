"""A camp is taken along on a laptop: who lent it, to which laptop, until when."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Device
from karmika.areas.queries import ancestors
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.outreach.acts.parts import camp_of, place_of_row
from karmika.outreach.terms import CANCELLED, CLOSED, LENDERS, shown

LOAN_DAYS_MAXIMUM = 14
"""So many days after its camp a laptop may have the people at most."""


class LendCamp(Act, frozen=True, kw_only=True):
    """A camp and the people of its ground are written into a file that one laptop alone can open."""

    kind: ClassVar[str] = "outreach.lend_camp"
    roles: ClassVar[frozenset[str]] = LENDERS
    says: ClassVar[str | Promise] = _(
        "{actor} lent the camp {code} to a laptop, with {people} people of its ground, until {until}"
    )

    camp: UUID
    laptop: UUID
    until: date
    people: int
    code: str = ""

    def place(self) -> Place:
        return place_of_row(camp_of(self.camp))

    def locks(self) -> Iterable[UUID]:
        return (self.camp,)

    def subjects(self) -> Iterable[UUID]:
        return (self.camp, self.laptop)

    def facts(self) -> dict[str, Any]:
        return shown(super().facts())

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.camp_over, loan_days, laptop_unknown."""
        held = camp_of(self.camp)
        if held.state in (CLOSED, CANCELLED):
            raise Refused("outreach.camp_over")
        last = max(held.held_on, context.today) + timedelta(days=LOAN_DAYS_MAXIMUM)
        if not max(held.held_on, context.today) <= self.until <= last:
            raise Refused("outreach.loan_days", maximum=LOAN_DAYS_MAXIMUM)
        if not laptops_for(self.place()).filter(id=self.laptop).exists():
            raise Refused("outreach.laptop_unknown")
        return msgspec.structs.replace(self, code=held.code)

    def apply(self, entry: Header, rows: Rows) -> None:
        """Writes nothing but itself: the file is not kept."""


def laptops_for(place: Place) -> QuerySet[Device]:
    """Phones and laptops in use, of this organisation and programme, whose area holds the place."""
    assert place.area and place.organisation and place.programme
    in_use = Q(revoked_at__isnull=True) | Q(revoked_at__gt=now())
    return Device.objects.filter(
        in_use,
        organisation_id=place.organisation,
        programme_id=place.programme,
        area_id__in=ancestors(place.area).values("id"),
    )
