"""At which stage groups, proposals and people are, and whose visit is overdue. The stage is asked of the database in SQL;
a test holds it equal to the pure function (karmika/groups/stages.py).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from karmika.groups.models import Candidacy, FinancialEvent, Group, GroupProposal, GroupVisit, Membership
from karmika.groups.queries.people import OPEN_STATES
from karmika.groups.stages import ACCOUNT, ACTIVE, FORMED, PROPOSED, At, book, day_of_enough, stage_at
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Consent
from karmika.registry.queries import workers


def group_at(group_id: UUID) -> At:
    """The stage of one group that was not dissolved, and since when."""
    group = Group.objects.get(id=group_id)
    people = Membership.objects.filter(group=group, left_on__isnull=True).values_list("worker_id", flat=True)
    dates = group_dates(group.formed_on, people, steps_by_member(people))
    found = stage_at(dates)
    assert found is not None, "a group that was formed is formed"
    return found


def group_dates(
    formed_on: date, members: Collection[UUID], steps: Mapping[UUID, Mapping[str, date]]
) -> dict[str, date]:
    """The dated facts of a group: formed with its members' consent; a step once enough of today's members have it."""
    dates = {"consented": formed_on, FORMED: formed_on}
    for stage in (ACCOUNT, ACTIVE):
        day = day_of_enough([steps.get(one, {}).get(stage) for one in members])
        if day is not None:
            dates[stage] = max(day, formed_on)
    return dates


def steps_by_member(people: Collection[UUID] | QuerySet[Membership, UUID]) -> dict[UUID, dict[str, date]]:
    """For each of these the first day of a step that is evidence for the last two stages."""
    found: dict[UUID, dict[str, date]] = defaultdict(dict)
    stage_of = {kind: stage for stage, kinds in book().steps.items() for kind in kinds}
    rows = FinancialEvent.objects.filter(worker_id__in=people, kind__in=stage_of, taken_back_on__isnull=True)
    for worker, kind, day in rows.values_list("worker_id", "kind", "happened_on"):
        stage = stage_of[kind]
        found[worker][stage] = min(day, found[worker].get(stage, day))
    return found


def _step(stage: str, worker: str) -> Exists:
    kinds = book().steps[stage]
    return Exists(
        FinancialEvent.objects.filter(worker_id=OuterRef(worker), kind__in=kinds, taken_back_on__isnull=True)
    )


def _members(*conditions: Exists) -> Coalesce:
    """How many of today's members of the outer group meet the conditions."""
    held = Membership.objects.filter(*conditions, group_id=OuterRef("pk"), left_on__isnull=True)
    counted = held.order_by().values("group_id").annotate(people=Count("pk")).values("people")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _visited(unit: str) -> Subquery:
    """The day of the latest visit that stands."""
    visits = GroupVisit.objects.filter(**{unit: OuterRef("pk")}, taken_back_on__isnull=True)
    latest = visits.order_by().values(unit).annotate(latest=Max("visited_on")).values("latest")
    return Subquery(latest, output_field=DateField())


def groups_staged(viewer: Viewer) -> "QuerySet[Any]":
    """The groups of today with their stage (`stage`), and the day of the last visit, else of forming (`last_on`)."""
    enough = book().share_percent
    found: QuerySet[Any] = Group.objects.visible_to(viewer).filter(dissolved_on__isnull=True)
    found = found.annotate(
        people=_members(),
        with_account=_members(_step(ACCOUNT, "worker_id")),
        saving=_members(_step(ACTIVE, "worker_id")),
    )
    account = _share("with_account", enough)
    active = account & _share("saving", enough)
    staged: QuerySet[Any] = found.annotate(
        stage=Case(
            When(active, then=Value(ACTIVE)),
            When(account, then=Value(ACCOUNT)),
            default=Value(FORMED),
            output_field=TextField(),
        ),
        visited_on=_visited("group_id"),
        last_on=Coalesce(_visited("group_id"), F("formed_on")),
    )
    return staged


def _share(column: str, percent: int) -> Q:
    """At least one, and at least so many per cent of the people."""
    return Q(**{f"{column}__gte": 1}) & Q(people__lte=F(column) * 100 / percent)


def proposals_staged(viewer: Viewer) -> "QuerySet[Any]":
    """Proposals that are no groups yet: all at one stage; `last_on` is the last visit, else when it was decided or asked."""
    found: QuerySet[Any] = GroupProposal.objects.visible_to(viewer).filter(state__in=OPEN_STATES)
    staged: QuerySet[Any] = found.annotate(
        stage=Value(PROPOSED, output_field=TextField()),
        visited_on=_visited("proposal_id"),
        last_on=Coalesce(_visited("proposal_id"), F("decided_on"), F("run__asked_on")),
    )
    return staged


def overdue(day: date) -> Q:
    """Rows with `stage` and `last_on` whose visit was due before `day`."""
    late = Q(pk__in=())
    for code, stage in book().stages.items():
        if stage.follow_up_days is not None:
            late |= Q(stage=code, last_on__lt=day - timedelta(days=stage.follow_up_days))
    return late


def people_staged(viewer: Viewer) -> "QuerySet[Any]":
    """Workers with the stage (`stage`) at which each is today."""
    seat = Candidacy.objects.filter(worker_id=OuterRef("pk"), proposal__state__in=OPEN_STATES)
    member = Membership.objects.filter(worker_id=OuterRef("pk"), left_on__isnull=True)
    agreed = Consent.objects.filter(
        person_id=OuterRef("pk"), purpose="groups", given=True, withdrawn_on__isnull=True
    )
    is_member = Exists(member)
    found: QuerySet[Any] = workers(viewer)
    staged: QuerySet[Any] = found.annotate(
        stage=Case(
            When(is_member & _step(ACCOUNT, "pk") & _step(ACTIVE, "pk"), then=Value(ACTIVE)),
            When(is_member & _step(ACCOUNT, "pk"), then=Value(ACCOUNT)),
            When(is_member, then=Value(FORMED)),
            When(Exists(seat), then=Value(PROPOSED)),
            When(Exists(agreed), then=Value("interested")),
            default=Value("identified"),
            output_field=TextField(),
        )
    )
    return staged


def by_area_and_stage(rows: "QuerySet[Any]") -> dict[UUID, Counter[str]]:
    """How many of these rows are at which stage, area by area."""
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    counted = rows.order_by().values_list("area_id", "stage").annotate(so_many=Count("pk"))
    for area, stage, number in counted:
        found[area][stage] += number
    return found
