"""Finding workers to enter in a group: by name, phone or household number, or by worksite and work."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from karmika.groups.queries.persons import Shown, shown
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Worker
from karmika.registry.occupations import occupation_name
from karmika.registry.searching import search

MOST = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """A worker who may be chosen."""

    person: Shown
    occupation: str
    area: str


def find_people(
    viewer: Viewer,
    free: QuerySet[Worker],
    *,
    text: str = "",
    worksite: UUID | None = None,
    occupation: str = "",
) -> list[Candidate]:
    """Up to 100 of `free`: those whom `text` names; without a text, those of the worksite and the occupation.

    Without either there is nobody: this is no way to leaf through a city. Raises Refused("registry.search_too_short").
    """
    if text:
        found = search(viewer, text)
        if found.household is not None:
            free = free.filter(household_id=found.household.id)
        else:
            free = free.filter(id__in=[person.id for person in found.persons])
    elif worksite is None:
        return []
    else:
        free = free.filter(worksite_id=worksite)
        if occupation:
            free = free.filter(occupation=occupation)
    return as_candidates(viewer, list(free.select_related("area").order_by("id")[:MOST]))


def as_candidates(viewer: Viewer, found: list[Worker]) -> list[Candidate]:
    """Workers as lines to choose from, by name."""
    people = shown(viewer, [worker.id for worker in found])
    lines = [
        Candidate(people[worker.id], occupation_name(worker.occupation), worker.area.name) for worker in found
    ]
    return sorted(lines, key=lambda line: (str(line.person.name), line.person.worker_id))
