"""A topic is talked through with a group: one act that credits each member who was there. And what was not is taken back."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karmika.groups import life_terms, terms
from karmika.groups.acts import deciding, gathering, meetings
from karmika.groups.acts.life_parts import Held, Present
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import dims
from karmika.groups.interventions import intervention
from karmika.groups.models import Group, GroupSession, Meeting, SessionAttendance
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute


def topic_name(code: str) -> str:
    """The name of a topic in the active language; the code where it is unknown."""
    known = intervention(code)
    return known.name_in(get_language() or "en") if known is not None else code


class HoldSession(OfGroup, Act, frozen=True, kw_only=True):
    """A topic was talked through with members of a group, at a meeting or apart from one."""

    kind: ClassVar[str] = "groups.hold_session"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded a session of the group on {on}: {topic}, {minutes} minutes, {came} members"
    )

    session: UUID
    group: UUID
    topic: str
    minutes: int
    on: date
    attended: tuple[UUID, ...]
    meeting: UUID | None = None
    submission: UUID | None = None
    whose: Whose | None = None
    members: tuple[Present, ...] = ()

    def locks(self) -> Iterable[UUID]:
        """The group."""
        return (self.group, self.session)

    def subjects(self) -> Iterable[UUID]:
        """The group, the session, and who was there: it stands in the history of each."""
        return (self.group, self.session, *self.attended)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_topic, groups.minutes, groups.session_there, groups.not_member_then and others."""
        group = gathering.group_then(self.group, self.on, context)
        if intervention(self.topic) is None:
            raise Refused("groups.unknown_topic")
        if not 1 <= self.minutes <= life_terms.MINUTES_MAXIMUM:
            raise Refused("groups.minutes", maximum=life_terms.MINUTES_MAXIMUM)
        if self.meeting is not None:
            at = meetings.standing_meeting(self.meeting)
            if (at.group_id, at.held_on) != (self.group, self.on):
                raise Refused("groups.unknown_meeting")
        standing = GroupSession.objects.filter(
            group=group, topic=self.topic, held_on=self.on, withdrawn_on__isnull=True
        )
        if standing.exists() or GroupSession.objects.filter(id=self.session).exists():
            raise Refused("groups.session_there", on=self.on.isoformat())
        everybody = gathering.present(gathering.members_on(self.group, self.on), self.attended)
        return msgspec.structs.replace(
            self,
            whose=deciding.whose(group),
            members=tuple(one for one in everybody if one.came),
        )

    def facts(self) -> dict[str, Any]:
        """The topic and the day as people read them."""
        return terms.shown(Act.facts(self)) | {"came": len(self.attended), "topic": topic_name(self.topic)}

    def apply(self, entry: Header, rows: Rows) -> None:
        """The session and who was there; one contribution for the session and one for each member."""
        assert self.whose is not None
        rows.insert(
            GroupSession,
            id=self.session,
            group_id=self.group,
            meeting_id=self.meeting,
            topic=self.topic,
            minutes=self.minutes,
            held_on=self.on,
            present=len(self.members),
            held_by=entry.actor,
            submission_id=self.submission,
        )
        for one in self.members:
            rows.insert(
                SessionAttendance,
                id=derive(self.session, "attendance", one.membership),
                session_id=self.session,
                membership_id=one.membership,
                worker_id=one.worker,
            )
        held = Held(session=self.session, topic=self.topic, held_on=self.on, came=self.members)
        occupation = rows.get(Group, self.group)["occupation"]
        gathering.count_session(entry, rows, held, whose=self.whose, occupation=occupation)


def session(session_id: UUID) -> GroupSession:
    """The session with its group. Raises Refused("groups.unknown_meeting")."""
    found = GroupSession.objects.select_related("group").filter(id=session_id).first()
    if found is None:
        raise Refused("groups.unknown_meeting")
    return found


def held(found: GroupSession) -> Held:
    """A session with everything that it had counted."""
    rows = SessionAttendance.objects.filter(session=found).select_related("membership").order_by("id")
    return Held(
        session=found.id,
        topic=found.topic,
        held_on=found.held_on,
        came=tuple(
            Present(
                membership=row.membership_id, worker=row.worker_id, sex=row.membership.sex,
                occupation=row.membership.occupation, joined_on=row.membership.joined_on, came=True,
            )
            for row in rows
        ),
    )  # fmt: skip


class WithdrawSession(Act, frozen=True, kw_only=True):
    """A session that did not take place so is taken back, with the reason; it can be recorded anew."""

    kind: ClassVar[str] = "groups.withdraw_session"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} took back a session of the group ({reason})")

    session: UUID
    reason: str
    group: UUID | None = None
    whose: Whose | None = None
    taken: Held | None = None

    def place(self) -> Place:
        """The group's place."""
        return deciding.group_place(session(self.session).group_id)

    def locks(self) -> Iterable[UUID]:
        """The session and its group."""
        found = GroupSession.objects.filter(id=self.session).values_list("group_id", flat=True)
        return (self.session, *found)

    def subjects(self) -> Iterable[UUID]:
        """The group, the session, and who had been said to be there."""
        came = self.taken.came if self.taken else ()
        return (*filter(None, (self.group,)), self.session, *(one.worker for one in came))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_meeting, groups.withdrawn, groups.unknown_reason."""
        found = session(self.session)
        if found.withdrawn_on is not None:
            raise Refused("groups.withdrawn")
        deciding.one_of(self.reason, life_terms.WITHDRAW_REASONS, "groups.unknown_reason")
        return msgspec.structs.replace(
            self, group=found.group_id, whose=deciding.whose(found.group), taken=held(found)
        )

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=life_terms.WITHDRAW_REASONS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The session as taken back; counts it and its members out."""
        assert self.whose is not None and self.taken is not None and self.group is not None
        occupation = rows.get(Group, self.group)["occupation"]
        take_back(entry, rows, self.taken, reason=self.reason)
        gathering.count_session(entry, rows, self.taken, whose=self.whose, occupation=occupation, amount=-1)


def take_back(entry: Header, rows: Rows, taken: Held, *, reason: str) -> None:
    """The session's row as taken back."""
    rows.update(GroupSession, taken.session, withdrawn_on=entry.recorded_on, withdraw_reason=reason)


class WithdrawMeeting(Act, frozen=True, kw_only=True):
    """A meeting that was not held, or not so, is taken back with its sessions, and its words are destroyed."""

    kind: ClassVar[str] = "groups.withdraw_meeting"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} took back the meeting of {on} ({reason})")

    meeting: UUID
    reason: str
    group: UUID | None = None
    on: date | None = None
    whose: Whose | None = None
    members: tuple[Present, ...] = ()
    sessions: tuple[Held, ...] = ()

    def place(self) -> Place:
        """The group's place."""
        return deciding.group_place(meetings.meeting(self.meeting).group_id)

    def locks(self) -> Iterable[UUID]:
        """The meeting, its group, its sessions."""
        sessions = GroupSession.objects.filter(meeting_id=self.meeting).values_list("id", flat=True)
        return (*meetings.meeting_locks(self.meeting), *sessions)

    def subjects(self) -> Iterable[UUID]:
        """The group, the meeting, and who had been said to come."""
        return (
            *filter(None, (self.group,)),
            self.meeting,
            *(one.worker for one in self.members if one.came),
        )

    def destroys(self) -> Iterable[UUID]:
        """The key of the meeting's words."""
        return (self.meeting,)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_meeting, groups.withdrawn, groups.unknown_reason."""
        found = meetings.standing_meeting(self.meeting)
        deciding.one_of(self.reason, life_terms.WITHDRAW_REASONS, "groups.unknown_reason")
        known = meetings.recorded(self.meeting)
        sessions = GroupSession.objects.filter(meeting=found, withdrawn_on__isnull=True).order_by("id")
        return msgspec.structs.replace(
            self,
            group=found.group_id,
            on=found.held_on,
            whose=deciding.whose(found.group),
            members=tuple(meetings.as_present(row, came=row.came) for row in known),
            sessions=tuple(held(one) for one in sessions),
        )

    def facts(self) -> dict[str, Any]:
        """The reason in words, the day as people read it."""
        return terms.shown(Act.facts(self), reason=life_terms.WITHDRAW_REASONS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The meeting and its sessions as taken back; counts all of it out."""
        assert self.whose is not None and self.group is not None and self.on is not None
        group = rows.get(Group, self.group)
        rows.update(
            Meeting, self.meeting, words=None, withdrawn_on=entry.recorded_on, withdraw_reason=self.reason
        )
        contribute(
            rows, entry, "meetings_held",
            subject=self.meeting, area=self.whose.area, happened_on=self.on, amount=-1,
            dims=dims(self.whose, group["group_type"], occupation=group["occupation"]),
        )  # fmt: skip
        where = gathering.Where(self.whose, group["group_type"], self.on)
        gathering.count_members(entry, rows, self.members, where, amount=-1)
        for taken in self.sessions:
            take_back(entry, rows, taken, reason=self.reason)
            gathering.count_session(
                entry, rows, taken, whose=self.whose, occupation=group["occupation"], amount=-1
            )
