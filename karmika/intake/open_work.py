"""What is open in the queue where somebody leaves a post (access/open_work.py)."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access.open_work import OpenWork
from karmika.access.roles import PERSONAL
from karmika.intake.models import Submission, SubmissionSet
from karmika.kernel.viewer import Place


def _given(user_id: UUID, place: Place) -> SubmissionSet:
    return _in_queue(place).filter(given_to=user_id)


def _sent(user_id: UUID, place: Place) -> SubmissionSet:
    return _in_queue(place).filter(user_id=user_id)


def _in_queue(place: Place) -> SubmissionSet:
    """What waits of the organisation of the post."""
    if place.organisation is None:
        return Submission.objects.none()
    return Submission.objects.in_queue().filter(organisation_id=place.organisation)


OPEN_WORK = (
    OpenWork(
        label=_("Forms given to this person to deal with"),
        rows=_given,
        url=lambda user_id, place: f"{reverse('intake.queue')}?given={user_id}",
        roles=PERSONAL,
    ),
    OpenWork(
        label=_("Forms sent by this person that wait"),
        rows=_sent,
        url=lambda user_id, place: f"{reverse('intake.queue')}?sender={user_id}",
        roles=PERSONAL,
    ),
)
