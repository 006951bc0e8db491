"""What is open with groups where somebody leaves a post (access/open_work.py)."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.access.roles import PERSONAL
from karmika.areas.queries import within
from karmika.groups.models import GroupProposal
from karmika.kernel.viewer import Place


def _in_work(user_id: UUID, place: Place) -> QuerySet[GroupProposal]:
    if place.area is None or place.organisation is None:
        return GroupProposal.objects.none()
    here = GroupProposal.objects.filter(
        area_id__in=within(place.area), organisation_id=place.organisation, state__in=("proposed", "approved")
    )
    return here.filter(programme_id=place.programme) if place.programme else here


OPEN_WORK = (
    OpenWork(
        label=_("Groups proposed or approved and not formed yet, in the area of the post"),
        rows=_in_work,
        url=lambda user_id, place: reverse("groups.proposals"),
        roles=PERSONAL,
    ),
)
