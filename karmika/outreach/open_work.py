"""What is open of camps where somebody leaves a post (access/open_work.py)."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.access.roles import PERSONAL
from karmika.areas.queries import within
from karmika.kernel.dates import today
from karmika.kernel.viewer import Place
from karmika.outreach.models import Camp, FollowUp


def _due(user_id: UUID, place: Place) -> int:
    if place.area is None or place.organisation is None:
        return 0
    rows = FollowUp.objects.filter(
        area_id__in=within(place.area), organisation_id=place.organisation, state="open", due_on__lte=today()
    )
    return rows.filter(programme_id=place.programme).count() if place.programme else rows.count()


def _not_closed(user_id: UUID, place: Place) -> int:
    if place.area is None or place.organisation is None:
        return 0
    rows = Camp.objects.filter(
        area_id__in=within(place.area), organisation_id=place.organisation, state__in=["planned", "open"]
    )
    return rows.filter(programme_id=place.programme).count() if place.programme else rows.count()


OPEN_WORK = (
    OpenWork(
        label=_("Camps planned or open in the area of the post"),
        count=_not_closed,
        url=lambda user_id, place: reverse("outreach.camps"),
        roles=PERSONAL,
    ),
    OpenWork(
        label=_("People to ask again after camps in the area of the post"),
        count=_due,
        url=lambda user_id, place: reverse("outreach.follow_ups"),
        roles=PERSONAL,
    ),
)
