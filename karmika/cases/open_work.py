"""What is open with cases where somebody leaves a post (access/open_work.py). Restricted cases are not in the number."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.areas.queries import within
from karmika.cases.models import Case
from karmika.cases.terms import READERS, WAGE
from karmika.kernel.viewer import Place


def _assigned(user_id: UUID, place: Place) -> QuerySet[Case]:
    if place.area is None or place.organisation is None:
        return Case.objects.none()
    mine = Case.objects.filter(
        area_id__in=within(place.area), organisation_id=place.organisation, level=WAGE, assigned_to=user_id
    )
    return mine.exclude(state="closed")


OPEN_WORK = (
    OpenWork(
        label=_("Open cases about work that are with this person"),
        rows=_assigned,
        url=lambda user_id, place: reverse("cases.cases"),
        roles=READERS,
    ),
)
