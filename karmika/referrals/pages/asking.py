"""What a page of this room reads from a sent form, and how it hands an act to the journal."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest

from karmika.access import exports
from karmika.access.pages import PageRequest
from karmika.access.roles import Role
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.referrals.models import Referral
from karmika.ui import asked


def typed(request: HttpRequest, name: str) -> str:
    """What stands in a field, without the NUL that no text of a database holds."""
    return request.POST.get(name, "").replace("\x00", "").strip()


def asked_id(request: HttpRequest, name: str) -> UUID:
    """The id in a field that must be filled in. Raises Refused("referrals.choose")."""
    found = asked.id_of(typed(request, name))
    if found is None:
        raise Refused("referrals.choose")
    return found


def asked_day(request: HttpRequest, name: str) -> date | None:
    """The day in a field; None for an empty one. Raises Refused("referrals.day")."""
    if not typed(request, name):
        return None
    try:
        return date.fromisoformat(typed(request, name))
    except ValueError as error:
        raise Refused("referrals.day") from error


def hand_over(request: PageRequest, act: Act) -> Sequence[Act]:
    """Perform under the id that the form carried, so that a second click changes nothing; returns the decided acts.

    Raises Refused.
    """
    return perform(act, request.viewer, entry_id=asked.id_of(typed(request, "entry"))).acts


def note_seen(request: PageRequest, what: str, found: Referral) -> None:
    """What is known of a person was shown, and may have been printed."""
    place = Place(found.area_id, found.organisation_id, found.programme_id)
    exports.note(request.viewer, what, place, subjects=[found.subject_id])


def say(request: HttpRequest, refused: Refused) -> None:
    """Show on the next page why something was not done."""
    messages.error(request, refused.sentence())


def organisations(request: PageRequest, roles: frozenset[str]) -> frozenset[UUID]:
    """The organisations for which the viewer holds one of these roles."""
    grants = (grant for grant in request.viewer.grants if grant.role in roles and grant.role != Role.OPERATOR)
    return frozenset(grant.organisation for grant in grants if grant.organisation is not None)
