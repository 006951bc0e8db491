"""What pages of checks show: groups that wait for a level, signals by strength, draws of visits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from karmika.areas.queries import within
from karmika.groups.ghost_rules import ghost_rule
from karmika.groups.models import (
    Attestation,
    DrawnVisit,
    GhostSignal,
    Group,
    Membership,
    SignalReview,
    Verification,
    VisitDraw,
)
from karmika.groups.queries.ghost_facts import groups_of, people_of
from karmika.groups.queries.persons import Shown, shown
from karmika.groups.types import group_types
from karmika.groups.verification_levels import levels_of
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer

PAGE = 20


def with_standing(groups: QuerySet[Group]) -> QuerySet[Any]:
    """Groups with `levels`: how many levels stand. As acts/trusting.py says it, in the database."""
    changes = (
        Membership.objects.filter(group=OuterRef("group"))
        .order_by()
        .values("group")
        .annotate(last=Max("changed_seq"))
        .values("last")
    )
    looks = Verification.objects.filter(
        group=OuterRef("pk"), entry_seq__gt=Coalesce(Subquery(changes), Value(0))
    ).order_by("-entry_seq", "-id")
    number = IntegerField()
    return groups.annotate(
        levels=Coalesce(Subquery(looks.values("stands")[:1], output_field=number), 0, output_field=number)
    )


def waiting_for(viewer: Viewer, area: UUID | None = None) -> QuerySet[Any]:
    """Groups whose next level is one of the viewer's roles, where he has that role; the longest formed first."""
    found = with_standing(Group.objects.visible_to(viewer).filter(dissolved_on=None))
    if area is not None:
        found = found.filter(area_id__in=within(area))
    roles = {grant.role for grant in viewer.grants}
    alike: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for kind in group_types():
        mine = (n for n, level in enumerate(levels_of(kind.code, today())) if level.roles & roles)
        alike[tuple(mine)].append(kind.code)
    due = Q(pk__in=())
    for numbers, kinds in alike.items():
        due |= Q(group_type__in=kinds, levels__in=numbers)
    return found.filter(due).order_by("formed_on", "id")


def to_review(viewer: Viewer, *, kind: str = "", area: UUID | None = None) -> QuerySet[Group]:
    """Groups with signals that nobody has looked into, the strongest first."""
    rule = ghost_rule(today())
    least = rule.review_from if rule is not None else 1
    found = Group.objects.visible_to(viewer).filter(dissolved_on=None, ghost_score__points__gte=least)
    if kind:
        signals = GhostSignal.objects.filter(group=OuterRef("pk"), kind=kind, silenced=False)
        found = found.filter(Exists(signals))
    if area is not None:
        found = found.filter(area_id__in=within(area))
    return found.select_related("area", "ghost_score").order_by("-ghost_score__points", "id")


def draws(viewer: Viewer) -> QuerySet[VisitDraw]:
    """The draws in which groups that the viewer may see were drawn, the newest first."""
    mine = DrawnVisit.objects.filter(draw=OuterRef("pk"), group__in=Group.objects.visible_to(viewer))
    found = VisitDraw.objects.filter(Exists(mine))
    return found.select_related("area").order_by("-month_on", "-entry_seq", "id")


def drawn_for(viewer: Viewer, draw: VisitDraw) -> list[DrawnVisit]:
    """The visits of a draw, as far as the viewer may see the groups."""
    rows = draw.visits.filter(group__in=Group.objects.visible_to(viewer))
    return list(rows.select_related("group__area").order_by("number"))


@dataclass(frozen=True, slots=True)
class SignalView:
    """A signal with the people and groups that it rests on, and what earlier reviews said."""

    row: GhostSignal
    people: tuple[Shown, ...]
    groups: tuple[Group, ...]
    reviews: tuple[SignalReview, ...]


def signals_of(viewer: Viewer, group: Group) -> list[SignalView]:
    """The signals of a group, the strongest first. Groups that the viewer may not see are left out."""
    rows = list(GhostSignal.objects.filter(group=group).order_by("-points", "kind"))
    people = shown(viewer, {one for row in rows for one in people_of(row.items)})
    wanted = {one for row in rows for one in groups_of(row.items)}
    groups = {one.id: one for one in Group.objects.visible_to(viewer).filter(id__in=wanted)}
    reviews = list(SignalReview.objects.filter(group=group).order_by("-entry_seq", "-id"))
    return [
        SignalView(
            row,
            tuple(people[one] for one in people_of(row.items)),
            tuple(groups[one] for one in groups_of(row.items) if one in groups),
            tuple(one for one in reviews if one.signal == row.kind),
        )
        for row in rows
    ]


def said_by(group: Group, workers: Sequence[UUID]) -> dict[UUID, Attestation]:
    """The last word of each member."""
    rows = Attestation.objects.filter(group=group, worker_id__in=workers).order_by("entry_seq", "id")
    return {row.worker_id: row for row in rows}
