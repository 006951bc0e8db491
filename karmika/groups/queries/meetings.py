"""What is known of the meetings and sessions of groups: lists, one meeting, how often members come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from karmika.groups import life_terms
from karmika.groups.acts.gathering import members_on
from karmika.groups.models import Attendance, Group, GroupSession, Meeting, Membership
from karmika.groups.queries.persons import Shown, shown
from karmika.kernel.viewer import Viewer

LATEST = 12
"""Meetings shown on the page of a group; all of them are in the list."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A member who can be ticked: the running number in the group, the person, and whether the member came."""

    number: int
    person: Shown
    membership: UUID
    came: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A resolution in words; of an amount in paise, or of days."""

    number: int
    code: str
    label: object
    unit: str
    value: int | None


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One meeting with everybody who could have come."""

    meeting: Meeting
    seats: tuple[Seat, ...]
    decided: tuple[Decided, ...]
    sessions: tuple[GroupSession, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    came: int
    asked: int

    @property
    def percent(self) -> int | None:
        """Of a hundred, rounded down; None of nothing."""
        return 100 * self.came // self.asked if self.asked else None


def standing(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings of groups that the viewer may see, save for those taken back."""
    return Meeting.objects.filter(group__in=Group.objects.visible_to(viewer), withdrawn_on__isnull=True)


def numbers(group_id: UUID) -> dict[UUID, int]:
    """The running number of each membership of a group: the order in which it was recorded, so it never moves."""
    ids = (
        Membership.objects.filter(group_id=group_id).order_by("entry_seq", "id").values_list("id", flat=True)
    )
    return {key: number for number, key in enumerate(ids, 1)}


def seats(viewer: Viewer, group_id: UUID, day: date, came: Iterable[UUID] = ()) -> tuple[Seat, ...]:
    """Who can be ticked for a day, by running number; `came` are workers who are ticked."""
    ticked = set(came)
    rows = members_on(group_id, day)
    known, people = numbers(group_id), shown(viewer, [row.worker_id for row in rows])
    return tuple(Seat(known[row.id], people[row.worker_id], row.id, row.worker_id in ticked) for row in rows)


def meeting_view(viewer: Viewer, meeting_id: UUID) -> MeetingView | None:
    """One meeting, also one that was taken back; None where there is none for this viewer."""
    mine = Meeting.objects.filter(group__in=Group.objects.visible_to(viewer))
    found = mine.select_related("group").filter(id=meeting_id).first()
    if found is None:
        return None
    rows = list(found.attendances.all())
    known, people = numbers(found.group_id), shown(viewer, [row.worker_id for row in rows])
    return MeetingView(
        meeting=found,
        seats=tuple(
            sorted(
                (
                    Seat(known[row.membership_id], people[row.worker_id], row.membership_id, row.came)
                    for row in rows
                ),
                key=lambda seat: seat.number,
            )
        ),
        decided=tuple(
            Decided(
                row.number,
                row.code,
                life_terms.RESOLUTIONS.get(row.code, row.code),
                life_terms.RESOLUTION_UNITS.get(row.code, ""),
                row.value,
            )
            for row in found.resolutions.order_by("number")
        ),
        sessions=tuple(found.sessions.filter(withdrawn_on__isnull=True).order_by("topic")),
    )


def of_group(group_id: UUID) -> list[Meeting]:
    """The meetings of a group that stand, the newest first."""
    found = Meeting.objects.filter(group_id=group_id, withdrawn_on__isnull=True)
    return list(found.order_by("-held_on"))


def sessions_of(group_id: UUID) -> list[GroupSession]:
    """The sessions of a group that stand, the newest first."""
    found = GroupSession.objects.filter(group_id=group_id, withdrawn_on__isnull=True)
    return list(found.order_by("-held_on", "topic"))


def rate_of(found: Iterable[Meeting]) -> Rate:
    """The rate of attendance at some meetings."""
    rows = list(found)
    return Rate(sum(row.present for row in rows), sum(row.members for row in rows))


def member_rates(group_id: UUID) -> dict[UUID, Rate]:
    """For each membership of a group, at how many of the meetings it could come to the member was."""
    found = Attendance.objects.filter(meeting__group_id=group_id, meeting__withdrawn_on__isnull=True)
    rows = found.values_list("membership_id").annotate(
        asked=Count("id"), came=Count("id", filter=Q(came=True))
    )
    return {key: Rate(came, asked) for key, asked, came in rows}


def topics_of(group_ids: Sequence[UUID]) -> dict[UUID, dict[str, date]]:
    """Of each group, when each topic was talked through last."""
    found: dict[UUID, dict[str, date]] = {}
    rows = GroupSession.objects.filter(group_id__in=list(group_ids), withdrawn_on__isnull=True)
    for group, topic, held_on in rows.order_by("held_on").values_list("group_id", "topic", "held_on"):
        found.setdefault(group, {})[topic] = held_on
    return found
