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
    Field,
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
from django.db.models.lookups import LessThan

from karmika.groups.models import Candidacy, FinancialEvent, Group, GroupProposal, GroupVisit, Membership
from karmika.groups.queries.people import OPEN_STATES
from karmika.groups.stages import (
    ACCOUNT,
    ACTIVE,
    FORMED,
    PROPOSED,
    At,
    book,
    day_of_enough,
    follow_up_days,
    stage_at,
)
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Consent
from karmika.registry.queries import workers

OF_GROUPS = (ACTIVE, ACCOUNT, FORMED)
"""The stages that a group can be at."""


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


def _visited(unit: str) -> Subquery:
    """The day of the latest visit that stands."""
    visits = GroupVisit.objects.filter(**{unit: OuterRef("pk")}, taken_back_on__isnull=True)
    latest = visits.order_by().values(unit).annotate(latest=Max("visited_on")).values("latest")
    return Subquery(latest, output_field=DateField())


def living(viewer: Viewer) -> "QuerySet[Any]":
    """The groups of today."""
    found: QuerySet[Any] = Group.objects.visible_to(viewer).filter(dissolved_on__isnull=True)
    return found


def groups_staged(viewer: Viewer) -> "QuerySet[Any]":
    """The groups of today with their stage (`stage`), and the day of the last visit, else of forming (`last_on`)."""
    text = TextField()
    stages = {code: Value(code, output_field=text) for code in OF_GROUPS}
    found = living(viewer).annotate(
        stage=Coalesce(_by_stage(stages, text), stages[FORMED]), visited_on=_visited("group_id")
    )
    staged: QuerySet[Any] = found.annotate(last_on=Coalesce("visited_on", "formed_on"))
    return staged


def groups_overdue(groups: "QuerySet[Any]", day: date) -> "QuerySet[Any]":
    """Those of these groups whose visit was due before `day`.

    The day of each stage is chosen where the members are counted, not asked for stage by stage: a stage without visits
    has the first day there is, before which nobody went anywhere.
    """
    days, kind = follow_up_days(), DateField()
    before = {code: day - timedelta(days=days[code]) if code in days else date.min for code in OF_GROUPS}
    wanted = {code: Value(one, output_field=kind) for code, one in before.items()}
    last_on = Coalesce(_visited("group_id"), F("formed_on"))
    return groups.filter(LessThan(last_on, Coalesce(_by_stage(wanted, kind), wanted[FORMED])))


def _by_stage(values: Mapping[str, Value], output: "Field[Any, Any]") -> Subquery:
    """The value of the stage at which the outer group is; NULL where it has no members."""
    held = (
        Membership.objects.filter(group_id=OuterRef("pk"), left_on__isnull=True).order_by().values("group_id")
    )
    counted = held.annotate(
        people=Count("pk"),
        with_account=Count("pk", filter=_step(ACCOUNT, "worker_id")),
        saving=Count("pk", filter=_step(ACTIVE, "worker_id")),
    )
    chosen = Case(
        When(_share("with_account") & _share("saving"), then=values[ACTIVE]),
        When(_share("with_account"), then=values[ACCOUNT]),
        default=values[FORMED],
        output_field=output,
    )
    return Subquery(counted.annotate(chosen=chosen).values("chosen"), output_field=output)


def _share(column: str) -> Q:
    """Enough per cent of the people, of whom there is at least one: so at least one too."""
    return Q(people__lte=F(column) * 100 / book().share_percent)


def proposals_staged(viewer: Viewer) -> "QuerySet[Any]":
    """Proposals that are no groups yet: all at one stage; `last_on` is the last visit, else when it was decided or asked."""
    found: QuerySet[Any] = GroupProposal.objects.visible_to(viewer).filter(state__in=OPEN_STATES)
    found = found.annotate(
        stage=Value(PROPOSED, output_field=TextField()),
        visited_on=_visited("proposal_id"),
    )
    staged: QuerySet[Any] = found.annotate(last_on=Coalesce("visited_on", "decided_on", "run__asked_on"))
    return staged


def proposals_overdue(viewer: Viewer, day: date) -> "QuerySet[Any]":
    """The proposals of `proposals_staged` whose visit was due before `day`."""
    days = follow_up_days().get(PROPOSED)
    found = proposals_staged(viewer)
    return found.none() if days is None else found.filter(last_on__lt=day - timedelta(days=days))


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
