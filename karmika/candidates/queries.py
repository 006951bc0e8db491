"""Questions about candidates. Every one takes the viewer; what he may not see is as if it did not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from karmika.areas.queries import within
from karmika.candidates.lists import GROUP, LISTS, STATES
from karmika.candidates.models import Candidate
from karmika.groups.models import Group
from karmika.journal.queries import HistoryLine, history
from karmika.kernel.refused import Refused
from karmika.kernel.text import nfc
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Identifier, Person
from karmika.registry.searching import search

PAGE = 50
LIKELY_MAXIMUM = 20


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What narrows the list of candidates; empty means all."""

    area: UUID | None = None
    listed_in: str = ""
    state: str = "open"
    page: int = 0
    text: str = ""
    """A name or part of one, the end of a phone number, a number in a list; never in an address."""


@dataclass(frozen=True, kw_only=True)
class CandidateView:
    """A candidate, those who may be meant, and what happened, oldest first."""

    candidate: Candidate
    persons: Sequence[Person]
    groups: Sequence[Group]
    history: Sequence[HistoryLine]


def candidates(viewer: Viewer, sought: Sought) -> tuple[list[Candidate], bool]:
    """A page of candidates in the order of the lists, and whether there are more.

    Raises Refused("registry.search_too_short").
    """
    found = Candidate.objects.visible_to(viewer).select_related("area")
    if sought.area is not None:
        found = found.filter(area_id__in=within(sought.area))
    if sought.listed_in in LISTS:
        found = found.filter(listed_in=sought.listed_in)
    if sought.state in STATES:
        found = found.filter(state=sought.state)
    if sought.text:
        found = found.filter(_says(sought.text))
    start = sought.page * PAGE
    rows = list(found.order_by("entry_seq", "id")[start : start + PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def _says(text: str) -> Q:
    tidy = nfc(text)
    digits = "".join(str(int(one)) for one in tidy if one.isdecimal())
    is_number = bool(digits) and not any(one.isalpha() for one in tidy)
    if len(tidy) < 2 or (is_number and len(digits) < 4):
        raise Refused("registry.search_too_short")
    wanted = Q(reference__iexact=tidy) | Q(name__icontains=tidy) | Q(title__icontains=tidy)
    return wanted | Q(phone__endswith=digits[-10:]) if is_number else wanted


def candidate_view(viewer: Viewer, candidate: UUID, text: str = "") -> CandidateView | None:
    """One candidate with those who may be meant: same phone or number, or found by `text`; None when not visible.

    Raises Refused("registry.search_too_short").
    """
    found = Candidate.objects.visible_to(viewer).select_related("area").filter(id=candidate).first()
    if found is None:
        return None
    is_group = found.what == GROUP
    return CandidateView(
        candidate=found,
        persons=() if is_group else _persons(viewer, found, text),
        groups=_groups(viewer, found, text) if is_group else (),
        history=history(found.id),
    )


def _persons(viewer: Viewer, candidate: Candidate, text: str) -> Sequence[Person]:
    seen = Person.objects.visible_to(viewer).filter(
        state="active", organisation_id=candidate.organisation_id, programme_id=candidate.programme_id
    )
    if text:
        hit = search(viewer, text)
        ids = [person.id for person in hit.persons]
        wanted = Q(household_id=hit.household.id) if hit.household is not None else Q(id__in=ids)
    else:
        wanted = Q(pk__in=())
        if candidate.phone:
            wanted |= Q(phone=candidate.phone)
        if candidate.reference:
            cards = Identifier.objects.filter(value=candidate.reference)
            wanted |= Q(id__in=cards.values("person_id"))
    return list(seen.filter(wanted).select_related("area").order_by("id")[:LIKELY_MAXIMUM])


def _groups(viewer: Viewer, candidate: Candidate, text: str) -> Sequence[Group]:
    seen = Group.objects.visible_to(viewer).filter(
        dissolved_on=None, organisation_id=candidate.organisation_id, programme_id=candidate.programme_id
    )
    name = text or candidate.title
    return list(seen.filter(name__icontains=name).select_related("area").order_by("id")[:LIKELY_MAXIMUM])
