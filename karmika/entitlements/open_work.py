"""What is open with papers where somebody leaves a post (access/open_work.py)."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.access.roles import PERSONAL
from karmika.areas.queries import within
from karmika.entitlements.models import DocumentGap
from karmika.kernel.viewer import Place


def _to_do(user_id: UUID, place: Place) -> QuerySet[DocumentGap]:
    if place.area is None or place.organisation is None:
        return DocumentGap.objects.none()
    here = DocumentGap.objects.filter(
        area_id__in=within(place.area), organisation_id=place.organisation, closed_on__isnull=True
    )
    return here.filter(assignee_id=user_id)


OPEN_WORK = (
    OpenWork(
        label=_("Papers to be completed that this person took on, in the area of the post"),
        rows=_to_do,
        url=lambda user_id, place: reverse("entitlements.gaps"),
        roles=PERSONAL,
    ),
)
"""Handed to the pages of posts by karmika/rooms.py."""
