"""A meeting is held: who came, what was decided. What was wrong is corrected or taken back by another act, with a reason."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import life_terms, terms
from karmika.groups.acts import deciding, gathering
from karmika.groups.acts.life_parts import Present, Resolved
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import dims
from karmika.groups.by_laws import customs, needed
from karmika.groups.models import Attendance, CharterAdoption, Group, Meeting, Resolution
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class HoldMeeting(OfGroup, Act, frozen=True, kw_only=True):
    """A group met: on a day, at an hour and a kind of place; who came; what was decided.

    How many were needed is decided from the charter of that day. `words` may name people: they are sealed under a key
    of the meeting, which ends when the words are taken out. A meeting on a day when the group sleeps is refused.
    """

    kind: ClassVar[str] = "groups.hold_meeting"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded a meeting of the group on {on}: {came} of {asked} members came"
    )
    identity: ClassVar[tuple[str, ...]] = ("words",)
    owner: ClassVar[str] = "meeting"

    meeting: UUID
    group: UUID
    on: date
    attended: tuple[UUID, ...]
    hour: str = ""
    met_at: str = ""
    resolutions: tuple[Resolved, ...] = ()
    words: str | None = None
    submission: UUID | None = None
    whose: Whose | None = None
    members: tuple[Present, ...] = ()
    needed: int = 0

    def locks(self) -> Iterable[UUID]:
        """The group: whoever changes its members or another of its meetings locks it too."""
        return (self.group, self.meeting)

    def subjects(self) -> Iterable[UUID]:
        """The group, the meeting, and who came."""
        return (self.group, self.meeting, *self.attended)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.meeting_there, groups.no_quorum, groups.not_member_then, groups.dormant and others."""
        group = gathering.group_then(self.group, self.on, context)
        if self.hour and not _HOUR.fullmatch(self.hour):
            raise Refused("groups.hour")
        if self.met_at:
            deciding.one_of(self.met_at, life_terms.MEETING_PLACES, "groups.unknown_place")
        there = Meeting.objects.filter(group=group, held_on=self.on, withdrawn_on__isnull=True)
        if there.exists() or Meeting.objects.filter(id=self.meeting).exists():
            raise Refused("groups.meeting_there", on=self.on.isoformat())
        members = gathering.present(gathering.members_on(self.group, self.on), self.attended)
        enough = needed(len(members), quorum_percent(group, self.on))
        refuse_resolutions(self.resolutions, len(self.attended), len(members), enough)
        return msgspec.structs.replace(
            self,
            words=kept_words(self.words),
            whose=deciding.whose(group),
            members=members,
            needed=enough,
        )

    def facts(self) -> dict[str, Any]:
        """The day as people read it, and how many came of how many."""
        return terms.shown(Act.facts(self)) | {"came": len(self.attended), "asked": len(self.members)}

    def apply(self, entry: Header, rows: Rows) -> None:
        """The meeting, everybody who could have come, what was decided; counts the meeting and its members."""
        assert self.whose is not None
        group = rows.get(Group, self.group)
        rows.insert(
            Meeting,
            id=self.meeting,
            group_id=self.group,
            held_on=self.on,
            hour=self.hour,
            place=self.met_at,
            present=len(self.attended),
            members=len(self.members),
            needed=self.needed,
            words=self.words,
            recorded_by=entry.actor,
            submission_id=self.submission,
        )
        write_attendance(rows, self.meeting, self.members)
        write_resolutions(rows, self.meeting, self.resolutions)
        count_meeting(entry, rows, self.meeting, group=group, whose=self.whose, on=self.on)
        where = gathering.Where(self.whose, group["group_type"], self.on)
        gathering.count_members(entry, rows, self.members, where)


class CorrectMeeting(Act, frozen=True, kw_only=True):
    """Who came, or what was decided, was otherwise: the whole list anew, with the reason. Words can only be taken out."""

    kind: ClassVar[str] = "groups.correct_meeting"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} corrected the meeting of {on} ({reason}): {came} members came")

    meeting: UUID
    reason: str
    attended: tuple[UUID, ...]
    resolutions: tuple[Resolved, ...] = ()
    take_words_out: bool = False
    group: UUID | None = None
    on: date | None = None
    whose: Whose | None = None
    changed: tuple[Present, ...] = ()
    removed: tuple[UUID, ...] = ()
    decided_anew: bool = False

    def place(self) -> Place:
        """The group's place."""
        return deciding.group_place(meeting(self.meeting).group_id)

    def locks(self) -> Iterable[UUID]:
        """The group and the meeting."""
        return (*meeting_locks(self.meeting), *attendance_rows(self.meeting))

    def subjects(self) -> Iterable[UUID]:
        """The group, the meeting, and who is now said to have come or not."""
        return (*filter(None, (self.group,)), self.meeting, *(one.worker for one in self.changed))

    def destroys(self) -> Iterable[UUID]:
        """The key of the meeting's words, if they are taken out."""
        return (self.meeting,) if self.take_words_out else ()

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.withdrawn, groups.unknown_reason, groups.nothing_changed, groups.no_quorum and others."""
        found = standing_meeting(self.meeting)
        deciding.one_of(self.reason, life_terms.CORRECT_REASONS, "groups.unknown_reason")
        known = recorded(self.meeting)
        members = {row.worker_id: row for row in known}
        gathering.present([row.membership for row in known], self.attended)
        refuse_resolutions(self.resolutions, len(self.attended), len(known), found.needed)
        before = list(found.resolutions.order_by("number").values_list("id", "code", "value"))
        same = [(code, value) for _, code, value in before] == [(r.code, r.value) for r in self.resolutions]
        changed = tuple(
            as_present(row, came=worker in self.attended)
            for worker, row in members.items()
            if row.came != (worker in self.attended)
        )
        if not changed and same and not (self.take_words_out and found.words is not None):
            raise Refused("groups.nothing_changed")
        return msgspec.structs.replace(
            self,
            group=found.group_id,
            on=found.held_on,
            whose=deciding.whose(found.group),
            changed=changed,
            removed=() if same else tuple(row[0] for row in before),
            decided_anew=not same,
        )

    def facts(self) -> dict[str, Any]:
        """The reason in words, the day as people read it."""
        facts = terms.shown(Act.facts(self), reason=life_terms.CORRECT_REASONS)
        return facts | {"came": len(self.attended)}

    def apply(self, entry: Header, rows: Rows) -> None:
        """Attendance and decisions as they were; counts who came after all in, and who did not out."""
        assert self.whose is not None and self.group is not None and self.on is not None
        group_type = rows.get(Group, self.group)["group_type"]
        words = {"words": None} if self.take_words_out else {}
        rows.update(Meeting, self.meeting, present=len(self.attended), **words)
        for one in self.changed:
            rows.update(Attendance, attendance_id(self.meeting, one.membership), came=one.came)
            contribute(
                rows, entry, "meeting_attendances",
                subject=one.worker, area=self.whose.area, happened_on=self.on, amount=1 if one.came else -1,
                dims=gathering.member_dims(one, self.whose, group_type),
            )  # fmt: skip
        if self.decided_anew:
            for key in self.removed:
                rows.delete(Resolution, key)
            write_resolutions(rows, self.meeting, self.resolutions)


def meeting(meeting_id: UUID) -> Meeting:
    """The meeting with its group. Raises Refused("groups.unknown_meeting")."""
    found = Meeting.objects.select_related("group").filter(id=meeting_id).first()
    if found is None:
        raise Refused("groups.unknown_meeting")
    return found


def standing_meeting(meeting_id: UUID) -> Meeting:
    """The meeting, if it was not taken back. Raises Refused: groups.unknown_meeting, groups.withdrawn."""
    found = meeting(meeting_id)
    if found.withdrawn_on is not None:
        raise Refused("groups.withdrawn")
    return found


def meeting_locks(meeting_id: UUID) -> tuple[UUID, ...]:
    """What acts on a meeting lock: its group and itself. A meeting never changes its group."""
    return (meeting_id, *Meeting.objects.filter(id=meeting_id).values_list("group_id", flat=True))


def attendance_rows(meeting_id: UUID) -> tuple[UUID, ...]:
    """The ids of a meeting's attendances."""
    return tuple(Attendance.objects.filter(meeting_id=meeting_id).values_list("id", flat=True))


def recorded(meeting_id: UUID) -> list[Attendance]:
    """Who could have come to a meeting, as it was recorded."""
    found = Attendance.objects.filter(meeting_id=meeting_id).select_related("membership")
    return list(found.order_by("membership__entry_seq", "membership_id"))


def as_present(row: Attendance, *, came: bool) -> Present:
    """A recorded attendance with what joining had counted."""
    return Present(
        membership=row.membership_id,
        worker=row.worker_id,
        sex=row.membership.sex,
        occupation=row.membership.occupation,
        joined_on=row.membership.joined_on,
        came=came,
    )


def quorum_percent(group: Group, on: date) -> int:
    """How many of a hundred must come, by the charter of that day, else by the custom of the type."""
    held = CharterAdoption.objects.filter(group=group, adopted_on__lte=on).order_by(
        "-adopted_on", "-entry_seq"
    )
    percent = held.values_list("quorum_percent", flat=True).first()
    return customs(group.group_type).quorum_percent if percent is None else percent


def refuse_resolutions(found: tuple[Resolved, ...], present: int, members: int, enough: int) -> None:
    """Raises Refused: groups.unknown_resolution, groups.no_quorum."""
    if len(found) > life_terms.RESOLUTIONS_MAXIMUM:
        raise Refused("groups.unknown_resolution")
    for one in found:
        deciding.one_of(one.code, life_terms.RESOLUTIONS, "groups.unknown_resolution")
        has_unit = one.code in life_terms.RESOLUTION_UNITS
        if has_unit != (one.value is not None):
            raise Refused("groups.unknown_resolution")
        if one.value is not None and not 0 <= one.value <= life_terms.VALUE_MAXIMUM:
            raise Refused("groups.unknown_resolution")
    if found and present < enough:
        raise Refused("groups.no_quorum", present=present, members=members, needed=enough)


def kept_words(words: str | None) -> str | None:
    """Words as they are kept: normal form, Aadhaar-like digits masked. Raises Refused("groups.too_many_words")."""
    kept = mask_aadhaar(nfc(words or ""))
    if len(kept) > life_terms.WORDS_MAXIMUM:
        raise Refused("groups.too_many_words", maximum=life_terms.WORDS_MAXIMUM)
    return kept or None


def attendance_id(meeting_id: UUID, membership: UUID) -> UUID:
    """The id of an attendance: it follows from the meeting and the membership."""
    return derive(meeting_id, "attendance", membership)


def write_attendance(rows: Rows, meeting_id: UUID, members: Iterable[Present]) -> None:
    """Who could have come, and who came."""
    for one in members:
        rows.insert(
            Attendance,
            id=attendance_id(meeting_id, one.membership),
            meeting_id=meeting_id,
            membership_id=one.membership,
            worker_id=one.worker,
            came=one.came,
        )


def write_resolutions(rows: Rows, meeting_id: UUID, found: Iterable[Resolved]) -> None:
    """What was decided, numbered."""
    for number, one in enumerate(found, 1):
        rows.insert(
            Resolution, id=rows.new_id(), meeting_id=meeting_id, number=number, code=one.code, value=one.value
        )


def count_meeting(
    entry: Header, rows: Rows, meeting_id: UUID, *, group: dict[str, Any], whose: Whose, on: date
) -> None:
    """One meeting held."""
    contribute(
        rows, entry, "meetings_held",
        subject=meeting_id, area=whose.area, happened_on=on,
        dims=dims(whose, group["group_type"], occupation=group["occupation"]),
    )  # fmt: skip
