"""What is open at the doors where somebody leaves a post (access/open_work.py)."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.access.roles import FIELD
from karmika.areas.queries import within
from karmika.kernel.dates import today
from karmika.kernel.viewer import Place
from karmika.registry.models import Household


def _visits_due(user_id: UUID, place: Place) -> QuerySet[Household]:
    if place.area is None or place.organisation is None:
        return Household.objects.none()
    here = Household.objects.filter(area_id__in=within(place.area), ended=False, revisit_on__lte=today())
    here = here.filter(organisation_id=place.organisation, hidden=False)
    return here.filter(programme_id=place.programme) if place.programme else here


OPEN_WORK = (
    OpenWork(
        label=_("Visits due in the area of the post"),
        rows=_visits_due,
        url=lambda user_id, place: reverse("registry.visits"),
        roles=FIELD,
    ),
)
