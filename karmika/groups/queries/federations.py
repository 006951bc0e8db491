"""What a federation looks like: the list of federations, and one with its members and delegates."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from karmika.areas.models import Area
from karmika.areas.queries import ancestors, within
from karmika.groups.federation_levels import FederationLevel, level
from karmika.groups.models import Delegate, Federation, FederationMember, Group, Membership
from karmika.groups.queries.persons import Shown, shown
from karmika.kernel.viewer import Viewer

CHOICES_MAXIMUM = 200
GROUNDS_MAXIMUM = 5
"""Areas from which one walks up: who sees more of them works in the same city."""
LOWEST = frozenset({"ward", "village"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks for a group; `left`: not a member of the group any more."""

    delegate: Delegate
    person: Shown
    left: bool


@dataclass(frozen=True, slots=True)
class FederationView:
    """A federation with its members of today and before, and who speaks for them."""

    federation: Federation
    now: tuple[FederationMember, ...]
    before: tuple[FederationMember, ...]
    speakers: tuple[Speaker, ...]
    level: FederationLevel | None


def federations(viewer: Viewer) -> QuerySet[Federation]:
    """The federations that the viewer may see, with how many members each has today."""
    now = Count("members", filter=Q(members__left_on__isnull=True))
    return Federation.objects.visible_to(viewer).select_related("area").annotate(members_now=now)


def federation_view(viewer: Viewer, federation_id: UUID) -> FederationView | None:
    """One federation; None where there is none for this viewer."""
    found = Federation.objects.visible_to(viewer).select_related("area").filter(id=federation_id).first()
    if found is None:
        return None
    rows = list(found.members.select_related("group__area", "lower__area").order_by("joined_on", "id"))
    member = Membership.objects.filter(
        group_id=OuterRef("group_id"), worker_id=OuterRef("worker_id"), left_on__isnull=True
    )
    speaking = list(
        found.delegates.filter(to_on__isnull=True).select_related("group").annotate(stays=Exists(member))
    )
    people = shown(viewer, [row.worker_id for row in speaking])
    return FederationView(
        federation=found,
        now=tuple(row for row in rows if row.left_on is None),
        before=tuple(row for row in rows if row.left_on is not None),
        speakers=tuple(Speaker(row, people[row.worker_id], not row.stays) for row in speaking),
        level=level(found.level),
    )


def areas_for(viewer: Viewer, known: FederationLevel) -> list[Area]:
    """The areas of the right level in which the viewer sees groups, by code."""
    grounds = Group.objects.visible_to(viewer).filter(dissolved_on__isnull=True).values("area_id")
    inside = Area.objects.filter(id__in=grounds)
    wanted = Area.objects.filter(level__in=known.area_levels)
    if set(known.area_levels) <= LOWEST:
        return list(wanted.filter(id__in=inside).order_by("code")[:CHOICES_MAXIMUM])
    found = {area.id: area for ground in inside[:GROUNDS_MAXIMUM] for area in ancestors(ground.id)}
    above = [area for area in found.values() if area.level in known.area_levels]
    return sorted(above, key=lambda area: area.code)[:CHOICES_MAXIMUM]


def may_join(
    viewer: Viewer, known: FederationLevel, area: UUID, *, organisation: UUID, programme: UUID
) -> list[Group | Federation]:
    """Groups, or federations of the level below, of an area that are in no federation yet."""
    joined = FederationMember.objects.filter(left_on__isnull=True)
    here = {"area_id__in": list(within(area)), "organisation_id": organisation, "programme_id": programme}
    groups = Group.objects.visible_to(viewer).filter(
        ~Exists(joined.filter(group_id=OuterRef("pk"))),
        group_type__in=known.federates, dissolved_on__isnull=True, **here,
    )  # fmt: skip
    lower = Federation.objects.visible_to(viewer).filter(
        ~Exists(joined.filter(lower_id=OuterRef("pk"))), level__in=known.federates, **here
    )
    return [*groups.order_by("number")[:CHOICES_MAXIMUM], *lower.order_by("number")[:CHOICES_MAXIMUM]]


def members_of(viewer: Viewer, group_ids: list[UUID]) -> list[tuple[UUID, Shown]]:
    """Who can speak for these groups: their members of today."""
    rows = Membership.objects.filter(group_id__in=group_ids, left_on__isnull=True).order_by(
        "group_id", "entry_seq"
    )
    pairs = list(rows.values_list("group_id", "worker_id"))
    people = shown(viewer, [worker for _, worker in pairs])
    return [(group, people[worker]) for group, worker in pairs]
