"""Who may be proposed for a group, and where they are. Every question takes the viewer, save for points of known ids."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from karmika.areas.models import Worksite
from karmika.groups.formation import Candidate
from karmika.groups.models import Candidacy, Membership
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Consent, Household, Worker
from karmika.registry.queries import workers

OPEN_STATES = ("proposed", "approved")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked for: the workers of one occupation at one worksite, of one organisation and programme."""

    worksite: UUID
    occupation: str
    group_type: str
    organisation: UUID
    programme: UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """People at a worksite who may be proposed and are in no group and no open proposal."""

    worksite: Worksite
    occupation: str
    organisation_id: UUID
    programme_id: UUID
    people: int


def _ungrouped(viewer: Viewer, group_type: str) -> QuerySet[Worker]:
    member = Membership.objects.filter(worker_id=OuterRef("pk"), group_type=group_type, left_on__isnull=True)
    seat = Candidacy.objects.filter(
        worker_id=OuterRef("pk"), proposal__state__in=OPEN_STATES, run__group_type=group_type
    )
    return workers(viewer).filter(~Exists(member), ~Exists(seat))


def _consent() -> Exists:
    """The person agreed to be proposed for a group, and has not taken it back."""
    return Exists(
        Consent.objects.filter(
            person_id=OuterRef("person_id"), purpose="groups", given=True, withdrawn_on__isnull=True
        )
    )


def free_workers(viewer: Viewer, group_type: str) -> QuerySet[Worker]:
    """Workers who agreed to be proposed, and are in no group and no open proposal of the type."""
    return _ungrouped(viewer, group_type).filter(_consent())


def candidates(viewer: Viewer, asked: Asked) -> list[Candidate]:
    """The free workers who are asked for, each with a point: home, else worksite."""
    found = _asked_for(free_workers(viewer, asked.group_type), asked)
    return points(found.order_by("id").values_list("id", flat=True))


def without_consent(viewer: Viewer, asked: Asked) -> int:
    """How many of those asked for are free but have not agreed to be proposed. A number, nobody's name."""
    return _asked_for(_ungrouped(viewer, asked.group_type).exclude(_consent()), asked).count()


def _asked_for(found: QuerySet[Worker], asked: Asked) -> QuerySet[Worker]:
    return found.filter(
        worksite_id=asked.worksite,
        occupation=asked.occupation,
        organisation_id=asked.organisation,
        programme_id=asked.programme,
    )


def points(ids: Iterable[UUID]) -> list[Candidate]:
    """Workers with the point of their household, or of their worksite where that is not known, in the order of ids."""
    rows = list(
        Worker.objects.filter(id__in=list(ids))
        .order_by("id")
        .values_list("id", "sex", "household_id", "worksite__lat_e6", "worksite__lon_e6")
    )
    homes = {
        household: (lat, lon)
        for household, lat, lon in Household.objects.filter(
            id__in={row[2] for row in rows}, lat_e6__isnull=False, lon_e6__isnull=False
        ).values_list("id", "lat_e6", "lon_e6")
    }
    return [
        Candidate(worker, *homes.get(household, (lat, lon)), sex=sex)
        for worker, sex, household, lat, lon in rows
    ]


def waiting(viewer: Viewer, group_type: str, *, at_least: int = 1, limit: int = 50) -> list[Waiting]:
    """Worksites and occupations with at least so many free workers, most first."""
    counted = (
        free_workers(viewer, group_type)
        .filter(worksite__isnull=False)
        .values_list("worksite_id", "occupation", "organisation_id", "programme_id")
        .annotate(people=Count("id"))
        .filter(people__gte=at_least)
        .order_by("-people", "worksite_id", "occupation")[:limit]
    )
    rows = list(counted)
    worksites = Worksite.objects.select_related("area").in_bulk({row[0] for row in rows})
    return [Waiting(worksites[row[0]], *row[1:]) for row in rows]


def worksites_of(viewer: Viewer, *, limit: int = 500) -> list[Worksite]:
    """The worksites at which the viewer sees workers, by code."""
    ids = (
        workers(viewer)
        .filter(worksite__isnull=False)
        .order_by("worksite_id")
        .values("worksite_id")
        .distinct()
    )
    return list(Worksite.objects.filter(id__in=ids).order_by("code")[:limit])
