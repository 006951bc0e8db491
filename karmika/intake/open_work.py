"""What is open in the queue where somebody leaves a post (access/open_work.py)."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.access.roles import PERSONAL
from karmika.intake.models import Submission
from karmika.kernel.viewer import Place


def _given(user_id: UUID, place: Place) -> int:
    mine = Submission.objects.in_queue().filter(given_to=user_id, organisation_id=place.organisation)
    return mine.count()


def _sent(user_id: UUID, place: Place) -> int:
    sent = Submission.objects.in_queue().filter(user_id=user_id, organisation_id=place.organisation)
    return sent.count()


OPEN_WORK = (
    OpenWork(
        label=_("Forms given to this person to deal with"),
        count=_given,
        url=lambda user_id, place: f"{reverse('intake.queue')}?given={user_id}",
        roles=PERSONAL,
    ),
    OpenWork(
        label=_("Forms sent by this person that wait"),
        count=_sent,
        url=lambda user_id, place: f"{reverse('intake.queue')}?sender={user_id}",
        roles=PERSONAL,
    ),
)
