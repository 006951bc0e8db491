"""The life of one group as people look at it: meetings, who comes, topics talked through and due."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from karmika.groups.by_laws import Customs, customs
from karmika.groups.interventions import Intervention, for_work
from karmika.groups.models import Group, GroupSession, Meeting
from karmika.groups.queries import meetings
from karmika.groups.queries.meetings import Rate, Seat
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.registry.occupations import occupation


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic of a group: when it was talked through last, and by when it should be."""

    topic: Intervention
    last: date | None
    due_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class MemberRate:
    """A member of today, and at how many meetings the member was."""

    seat: Seat
    rate: Rate


@dataclass(frozen=True, slots=True)
class LifeView:
    """The life of a group."""

    group: Group
    meetings: tuple[Meeting, ...]
    held: int
    rate: Rate
    members: tuple[MemberRate, ...]
    sessions: tuple[GroupSession, ...]
    topics: tuple[TopicLine, ...]
    customs: Customs


def life_view(viewer: Viewer, group_id: UUID) -> LifeView | None:
    """The life of a group; None where there is none for this viewer."""
    group = Group.objects.visible_to(viewer).filter(id=group_id).first()
    if group is None:
        return None
    held, talked = meetings.of_group(group_id), meetings.sessions_of(group_id)
    last = {one.topic: one.held_on for one in reversed(talked)}
    return LifeView(
        group=group,
        meetings=tuple(held[: meetings.LATEST]),
        held=len(held),
        rate=meetings.rate_of(held),
        members=_members(viewer, group_id),
        sessions=tuple(talked[: meetings.LATEST]),
        topics=topic_lines(group, last),
        customs=customs(group.group_type),
    )


def _members(viewer: Viewer, group_id: UUID) -> tuple[MemberRate, ...]:
    rates = meetings.member_rates(group_id)
    found = meetings.seats(viewer, group_id, today())
    return tuple(MemberRate(seat, rates.get(seat.membership, Rate(0, 0))) for seat in found)


def topics_for(group: Group) -> tuple[Intervention, ...]:
    """What is talked through with a group of this occupation."""
    known = occupation(group.occupation)
    return for_work(group.occupation, known.category if known is not None else "")


def topic_lines(group: Group, last: dict[str, date]) -> tuple[TopicLine, ...]:
    """The topics of a group, what is due first. `last`: when each was talked through."""
    day = today()
    lines = []
    for topic in topics_for(group):
        due = topic.due_on(group.formed_on, last.get(topic.code))
        lines.append(TopicLine(topic, last.get(topic.code), due, due is not None and due <= day))
    return tuple(sorted(lines, key=lambda line: (line.due_on is None, line.due_on or day)))
