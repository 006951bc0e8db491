"""What the pages of this room share: who may do what, and handing an act to the journal."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404

from karmika.access.pages import PageRequest
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.outreach import queries
from karmika.outreach.models import Attendance, Camp, Campaign


def first(**typed: object) -> dict[str, object]:
    """What stands in a form at first. The entry's id goes with it, so that a second click changes nothing."""
    return {"entry": uuid7(), **typed}


def done(request: PageRequest, act: Act, form: forms.Form, sentence: str) -> bool:
    """Perform under the id that the form carried. False, and the reason in the form, when it was refused."""
    try:
        perform(act, request.viewer, entry_id=form.cleaned_data["entry"])
    except Refused as refused:
        form.add_error(None, refused.sentence())
        return False
    messages.success(request, sentence)
    return True


def campaign_or_404(request: PageRequest, campaign_id: UUID) -> Campaign:
    """The campaign, if the viewer may know of it."""
    found = queries.campaign(request.viewer, campaign_id)
    if found is None:
        raise Http404
    return found


def camp_or_404(request: PageRequest, camp_id: UUID) -> Camp:
    """The camp, if the viewer may know of it."""
    found = queries.camp(request.viewer, camp_id)
    if found is None:
        raise Http404
    return found


def token_or_404(request: PageRequest, attendance_id: UUID) -> Attendance:
    """The token, if the viewer may see it."""
    found = queries.attendance(request.viewer, attendance_id)
    if found is None:
        raise Http404
    return found
