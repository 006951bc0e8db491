"""What the acts of meetings and sessions ask alike: who was a member on a day, who of them came; and what they count."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from karmika.groups.acts import deciding
from karmika.groups.acts.life_parts import Held, Present
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.writing import dims
from karmika.groups.models import Dormancy, Group, Membership
from karmika.journal.act import Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.measures.contribute import Dims, contribute


def group_then(group_id: UUID, on: date, context: Context) -> Group:
    """The group, if it stood on that day and did not sleep. Raises Refused: groups.dissolved, groups.dormant and others."""
    group = deciding.any_group(group_id)
    if group.dissolved_on is not None and group.dissolved_on < on:
        raise Refused("groups.dissolved")
    deciding.refuse_day(on, context.today, earliest=group.formed_on)
    if Dormancy.objects.filter(group=group, to_on__isnull=True, from_on__lt=on).exists():
        raise Refused("groups.dormant")
    return group


def members_on(group_id: UUID, day: date) -> list[Membership]:
    """Who was a member on a day, the last one included, in the order in which they were recorded.

    Who was entered by mistake never was; who left and joined again on that day is one member, by the later membership.
    """
    there = Q(left_on__isnull=True) | Q(left_on__gte=day) & ~Q(left_on=F("joined_on"))
    found = Membership.objects.filter(there, group_id=group_id, joined_on__lte=day)
    rows = found.exclude(exit_reason="entered_by_mistake").order_by("entry_seq", "id")
    return list({row.worker_id: row for row in rows}.values())


def present(members: Iterable[Membership], came: Collection[UUID]) -> tuple[Present, ...]:
    """Every member, with who came. Raises Refused: groups.twice, groups.nobody_came, groups.not_member_then."""
    rows = list(members)
    if len(set(came)) != len(came):
        raise Refused("groups.twice")
    if not came:
        raise Refused("groups.nobody_came")
    strangers = set(came) - {row.worker_id for row in rows}
    if strangers:
        raise Refused("groups.not_member_then", people=len(strangers))
    return tuple(
        Present(
            membership=row.id, worker=row.worker_id, sex=row.sex, occupation=row.occupation,
            joined_on=row.joined_on, came=row.worker_id in came,
        )
        for row in rows
    )  # fmt: skip


def member_dims(one: Present, whose: Whose, category: str) -> Dims:
    """The dimensions of a member's contribution; the cohort is the month of joining."""
    return dims(whose, category, occupation=one.occupation, sex=one.sex, cohort=f"{one.joined_on:%Y-%m}")


class Where(NamedTuple):
    """Whose group it was, of which type, and on which day: what every member's contribution says alike."""

    whose: Whose
    group_type: str
    on: date


def count_members(
    entry: Header, rows: Rows, members: Iterable[Present], where: Where, *, amount: int = 1
) -> None:
    """Each member could have come, and who came came. `amount` -1 takes it back."""
    whose, group_type, on = where
    for one in members:
        same = {"subject": one.worker, "area": whose.area, "happened_on": on, "amount": amount}
        contribute(rows, entry, "meeting_members", dims=member_dims(one, whose, group_type), **same)  # type: ignore[arg-type]
        if one.came:
            contribute(rows, entry, "meeting_attendances", dims=member_dims(one, whose, group_type), **same)  # type: ignore[arg-type]


def count_session(
    entry: Header, rows: Rows, held: Held, *, whose: Whose, occupation: str, amount: int = 1
) -> None:
    """One session, and every member who was there. Its category is the topic."""
    contribute(
        rows, entry, "group_sessions",
        subject=held.session, area=whose.area, happened_on=held.held_on, amount=amount,
        dims=dims(whose, held.topic, occupation=occupation),
    )  # fmt: skip
    for one in held.came:
        contribute(
            rows, entry, "session_attendances",
            subject=one.worker, area=whose.area, happened_on=held.held_on, amount=amount,
            dims=member_dims(one, whose, held.topic),
        )  # fmt: skip
