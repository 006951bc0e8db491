"""What a page of this room reads from a sent form, and how it hands an act to the journal."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.utils.functional import Promise

from karmika.access import exports
from karmika.access.pages import PageRequest
from karmika.access.roles import PERSONAL
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.models import Group, ProposalRun
from karmika.groups.queries.persons import Shown
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place, holds

SEES_GROUPS = PERSONAL


def may_organise(request: PageRequest) -> bool:
    """Whether forms for members and proposals are worth showing; the act decides."""
    return holds(request.viewer, ORGANISERS)


def note_seen(request: PageRequest, what: str, whose: Group | ProposalRun, people: Iterable[Shown]) -> None:
    """A list with names was shown, and may have been printed."""
    place = Place(whose.area_id, whose.organisation_id, whose.programme_id)
    named = [one.worker_id for one in people if one.seen]
    exports.note(request.viewer, what, place, subjects=named)


def may_approve(request: PageRequest) -> bool:
    """Whether buttons for approving and dissolving are worth showing; the act decides."""
    return holds(request.viewer, APPROVERS)


def uuid_of(text: str) -> UUID | None:
    """The id that was sent; None for an empty choice. Raises Refused("groups.choose") for anything else."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused("groups.choose") from error


def asked_uuid(request: PageRequest, name: str) -> UUID:
    """The id in a field that must be filled in. Raises Refused("groups.choose")."""
    found = uuid_of(request.POST.get(name, ""))
    if found is None:
        raise Refused("groups.choose")
    return found


def asked_day(request: PageRequest, name: str) -> date:
    """The day in a field. Raises Refused("groups.date")."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError as error:
        raise Refused("groups.date") from error


def hand_over(request: PageRequest, act: Act | Sequence[Act]) -> Sequence[Act]:
    """Perform under the id that the form carried, so that a second click changes nothing; returns the decided acts.

    Raises Refused.
    """
    outcome = perform(act, request.viewer, entry_id=uuid_of(request.POST.get("entry", "")))
    return outcome.acts


def say(request: PageRequest, refused: Refused) -> None:
    """Show on the next page why something was not done."""
    messages.error(request, refused.sentence())


def said(request: PageRequest, sentence: str | Promise) -> None:
    """Show on the next page what was done."""
    messages.success(request, str(sentence))


def say_text(request: PageRequest, sentence: str) -> None:
    """Show a refusal's sentence on the next page."""
    messages.error(request, sentence)
