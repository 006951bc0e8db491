"""What is open of camps where somebody leaves a post (access/open_work.py)."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.access.roles import PERSONAL
from karmika.areas.queries import within
from karmika.kernel.dates import today
from karmika.kernel.viewer import Place
from karmika.outreach.models import Camp, FollowUp


def _due(user_id: UUID, place: Place) -> QuerySet[FollowUp]:
    if place.area is None or place.organisation is None:
        return FollowUp.objects.none()
    rows = FollowUp.objects.filter(
        area_id__in=within(place.area), organisation_id=place.organisation, state="open", due_on__lte=today()
    )
    return rows.filter(programme_id=place.programme) if place.programme else rows


def _not_closed(user_id: UUID, place: Place) -> QuerySet[Camp]:
    if place.area is None or place.organisation is None:
        return Camp.objects.none()
    rows = Camp.objects.filter(
        area_id__in=within(place.area), organisation_id=place.organisation, state__in=["planned", "open"]
    )
    return rows.filter(programme_id=place.programme) if place.programme else rows


OPEN_WORK = (
    OpenWork(
        label=_("Camps planned or open in the area of the post"),
        rows=_not_closed,
        url=lambda user_id, place: reverse("outreach.camps"),
        roles=PERSONAL,
    ),
    OpenWork(
        label=_("People to ask again after camps in the area of the post"),
        rows=_due,
        url=lambda user_id, place: reverse("outreach.follow_ups"),
        roles=PERSONAL,
    ),
)
