"""How many restricted reports a district has: rounded, of ten and more, up to the end of last month. Nothing finer is told.

One number for each district and organisation, the same for everybody who may ask, never added up and never divided:
so that nobody finds a case by subtracting one figure, or one day's figure, from another.
"""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Count, F, Q

from karmika.access.models import Organisation
from karmika.areas.models import Area
from karmika.areas.queries import within
from karmika.cases.models import Case
from karmika.cases.terms import COUNT_READERS, RESTRICTED
from karmika.kernel.dates import INDIA, today
from karmika.kernel.viewer import Viewer

FEWEST, STEP = 10, 5


@dataclass(frozen=True)
class DistrictCount:
    """A district, an organisation, and its number rounded down to fives; None: fewer than ten, perhaps none at all."""

    district: Area
    organisation: str
    number: int | None


def district_counts(viewer: Viewer) -> list[DistrictCount]:
    """The districts that lie whole in an area of the viewer's, for his organisations."""
    grants = {
        (grant.area, grant.organisation)
        for grant in viewer.grants
        if grant.role in COUNT_READERS and grant.area is not None and grant.organisation is not None
    }
    if not grants:
        return []
    # by when they reached us, not by when they were told: a form that a phone sends late must not move a month that is over
    first = datetime.combine(today().replace(day=1), time(), INDIA)
    lies_in = Q(area__above__valid_to__isnull=True, area__above__ancestor__level="district")
    rows = Case.objects.filter(lies_in, level=RESTRICTED, received_at__lt=first)
    counted = {
        (district, organisation): number
        for district, organisation, number in rows.values_list(F("area__above__ancestor"), "organisation_id")
        .annotate(number=Count("id", distinct=True))
        .order_by()
    }
    names = dict(Organisation.objects.filter(id__in={one for _, one in grants}).values_list("id", "name"))
    found: dict[tuple[UUID, UUID], DistrictCount] = {}
    for area, organisation in sorted(grants, key=str):
        reached = Area.objects.filter(id__in=within(area), level="district", valid_to__isnull=True)
        for district in reached:
            number = counted.get((district.id, organisation), 0)
            shown = number - number % STEP if number >= FEWEST else None
            found[district.id, organisation] = DistrictCount(district, names.get(organisation, ""), shown)
    return sorted(found.values(), key=lambda one: (one.district.code, one.organisation))
