"""What is open with referrals where somebody leaves a post (access/open_work.py)."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.access.roles import PERSONAL
from karmika.areas.queries import within
from karmika.kernel.viewer import Place
from karmika.referrals import terms
from karmika.referrals.models import Referral


def _waiting(user_id: UUID, place: Place) -> QuerySet[Referral]:
    if place.area is None or place.organisation is None:
        return Referral.objects.none()
    # a case is known to its own people alone, and may not show in a number either
    here = Referral.objects.living().filter(
        about="person",
        area_id__in=within(place.area),
        organisation_id=place.organisation,
        state__in=terms.OPEN,
    )
    return here.filter(programme_id=place.programme) if place.programme else here


OPEN_WORK = (
    OpenWork(
        label=_("Referrals that an office has not closed yet, in the area of the post"),
        rows=_waiting,
        url=lambda user_id, place: reverse("referrals.referrals"),
        roles=PERSONAL,
    ),
)
