"""Who may be proposed for a group, and where they are. Every question takes the viewer, save for points of known ids."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from karmika.areas.models import Worksite
from karmika.groups.formation import Candidate, Standing, Wishes
from karmika.groups.models import APART, Candidacy, Group, GroupProposal, Membership, Tie
from karmika.kernel.viewer import Viewer
from karmika.registry.choices import HOURS, LANGUAGES
from karmika.registry.models import Consent, Household, Worker
from karmika.registry.queries import workers

OPEN_STATES = ("proposed", "approved")
OFFERED = "offered"
"""The reason of a candidacy that has a free seat in a group that exists."""


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


def _ungrouped(viewer: Viewer, group_type: str, beside: UUID | None = None) -> QuerySet[Worker]:
    """Workers in no group, no open proposal and without a seat offered in a group; `beside` a run that does not count."""
    member = Membership.objects.filter(worker_id=OuterRef("pk"), group_type=group_type, left_on__isnull=True)
    held = Q(proposal__state__in=OPEN_STATES) | Q(
        reason=OFFERED, proposal=None, offered_group__dissolved_on=None
    )
    seat = Candidacy.objects.filter(held, worker_id=OuterRef("pk"), run__group_type=group_type)
    if beside is not None:
        seat = seat.exclude(run_id=beside)
    return workers(viewer).filter(~Exists(member), ~Exists(seat))


def _consent() -> Exists:
    """The person agreed to be proposed for a group, and has not taken it back."""
    return Exists(
        Consent.objects.filter(
            person_id=OuterRef("person_id"), purpose="groups", given=True, withdrawn_on__isnull=True
        )
    )


def free_workers(viewer: Viewer, group_type: str, beside: UUID | None = None) -> QuerySet[Worker]:
    """Workers who agreed to be proposed, and are in no group and no open proposal of the type, `beside` one run."""
    return _ungrouped(viewer, group_type, beside).filter(_consent())


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
    """Workers with the point of their household, or of their worksite where that is not known, in the order of ids.

    With the languages they speak and the hours that suit them, where the register knows them.
    """
    rows = list(
        Worker.objects.filter(id__in=list(ids))
        .order_by("id")
        .values_list(
            "id", "sex", "household_id", "worksite__lat_e6", "worksite__lon_e6", "person__languages",
            "person__preferred_hours",
        )
    )  # fmt: skip
    homes = {
        household: (lat, lon)
        for household, lat, lon in Household.objects.filter(
            id__in={row[2] for row in rows}, lat_e6__isnull=False, lon_e6__isnull=False
        ).values_list("id", "lat_e6", "lon_e6")
    }
    return [
        Candidate(
            worker,
            *homes.get(household, (lat, lon)),
            sex=sex,
            languages=_bits(LANGUAGES, spoken),
            hours=_bits(HOURS, [hours]),
        )
        for worker, sex, household, lat, lon, spoken, hours in rows
    ]


def _bits(known: Mapping[str, object], said: Iterable[str]) -> int | None:
    """A bit for each code that was said; None where nothing was, or anything suits."""
    bits = sum(1 << number for number, code in enumerate(known) if code in set(said) and code != ANY)
    return bits or None


ANY = "any"


def standing(asked: Asked, largest: int) -> list[Standing]:
    """Groups of the same work at this worksite with free seats. Who formed a group themselves are joined by nobody."""
    groups = Group.objects.filter(
        worksite_id=asked.worksite,
        occupation=asked.occupation,
        group_type=asked.group_type,
        organisation_id=asked.organisation,
        programme_id=asked.programme,
        dissolved_on=None,
        proposal__isnull=False,
    )
    members: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Membership.objects.filter(group__in=groups, left_on=None).order_by("id")
    for group, worker in rows.values_list("group_id", "worker_id"):
        members[group].append(worker)
    known = {one.worker_id: one for one in points(worker for some in members.values() for worker in some)}
    offered = Counter(
        Candidacy.objects.filter(offered_group__in=groups, reason=OFFERED, proposal=None).values_list(
            "offered_group_id", flat=True
        )
    )
    found = (
        Standing(group, tuple(known[one] for one in some), largest - len(some) - offered[group])
        for group, some in members.items()
    )
    return [one for one in found if one.free > 0]


def wishes(ids: Collection[UUID]) -> Wishes:
    """What ties there are among these people, for the solver alone: also those that are told to few."""
    rows = Tie.objects.filter(lifted_on=None, worker_id__in=ids, other_id__in=ids)
    pairs: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
    for kind, a, b in rows.order_by("id").values_list("kind", "worker_id", "other_id"):
        pairs[kind].append((a, b))
    return Wishes(tuple(pairs["wants"]), tuple(pairs["together"]), tuple(pairs[APART]))


def are_apart(worker: UUID, others: Iterable[UUID]) -> bool:
    """Whether somebody is to be kept apart from one of these. For acts, which refuse in words that fit other causes too."""
    some = list(others)
    between = Q(worker_id=worker, other_id__in=some) | Q(other_id=worker, worker_id__in=some)
    return Tie.objects.filter(between, kind=APART, lifted_on=None).exists()


def ties_shown(viewer: Viewer, ids: Collection[UUID]) -> list[Tie]:
    """The ties among these people that the viewer may know of.

    What is said of free seats rests on these alone: a nearer seat that is passed over would tell who is kept apart.
    """
    among = Tie.objects.filter(worker_id__in=ids, other_id__in=ids, lifted_on=None)
    told = Tie.objects.visible_to(viewer).filter(kind=APART).values("id")
    return list(among.exclude(~Q(id__in=told), kind=APART).order_by("entry_seq", "id"))


def any_apart(workers: Iterable[UUID]) -> bool:
    """Whether two of these are to be kept apart. For acts, which refuse in words that fit other causes too."""
    some = list(workers)
    return Tie.objects.filter(worker_id__in=some, other_id__in=some, kind=APART, lifted_on=None).exists()


def stand_of(proposal: GroupProposal, workers: Iterable[UUID]) -> str:
    """How a proposal stands, as 16 hexadecimal digits: who is in it, its state, its lock. It says nothing by itself.

    What a page showed is sent back with it, so that nobody approves what another changed meanwhile.
    """
    told = [proposal.state, str(proposal.locked), *sorted(one.hex for one in workers)]
    return hashlib.sha256(" ".join(told).encode()).hexdigest()[:16]


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
