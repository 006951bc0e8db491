"""A group sleeps and wakes up. It is not closed: its members stay members, and it stays counted as formed."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import life_terms, terms
from karmika.groups.acts import deciding
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import dims
from karmika.groups.models import Dormancy, Group
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.measures.contribute import contribute


class Waking(msgspec.Struct, frozen=True, kw_only=True):
    """A sleep that ends, and on which day."""

    dormancy: UUID
    on: date


class NoteDormant(OfGroup, Act, frozen=True, kw_only=True):
    """Somebody was there, or asked, and the group does not meet any more: since when, and why."""

    kind: ClassVar[str] = "groups.note_dormant"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} noted that the group has slept since {on} ({reason})")

    group: UUID
    reason: str
    on: date
    whose: Whose | None = None

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.dormant, groups.unknown_reason, groups.too_early, groups.future, groups.dissolved."""
        group = deciding.living_group(self.group)
        deciding.one_of(self.reason, life_terms.DORMANT_REASONS, "groups.unknown_reason")
        held = group.meetings.filter(withdrawn_on__isnull=True).order_by("-held_on")
        last = held.values_list("held_on", flat=True).first()
        woken = group.dormancies.order_by("-from_on").values_list("to_on", flat=True).first()
        earliest = max(day for day in (group.formed_on, last, woken) if day is not None)
        deciding.refuse_day(self.on, context.today, earliest=earliest)
        if Dormancy.objects.filter(group=group, to_on__isnull=True).exists():
            raise Refused("groups.dormant")
        return msgspec.structs.replace(self, whose=deciding.whose(group))

    def facts(self) -> dict[str, Any]:
        """The reason in words, the day as people read it."""
        return terms.shown(Act.facts(self), reason=life_terms.DORMANT_REASONS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The sleep; counts one group that sleeps."""
        assert self.whose is not None
        rows.insert(Dormancy, id=rows.new_id(), group_id=self.group, from_on=self.on, reason=self.reason)
        count_sleep(entry, rows, self.group, whose=self.whose, on=self.on)


class Revive(OfGroup, Act, frozen=True, kw_only=True):
    """The group lives again: since when, and how it came about."""

    kind: ClassVar[str] = "groups.revive"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} noted that the group woke up on {on} ({how})")

    group: UUID
    how: str
    on: date
    whose: Whose | None = None
    waking: Waking | None = None

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.not_dormant, groups.unknown_reason, groups.too_early, groups.future, groups.dissolved."""
        group = deciding.living_group(self.group)
        deciding.one_of(self.how, life_terms.REVIVED_BY, "groups.unknown_reason")
        found = Dormancy.objects.filter(group=group, to_on__isnull=True).first()
        if found is None:
            raise Refused("groups.not_dormant")
        deciding.refuse_day(self.on, context.today, earliest=found.from_on)
        return msgspec.structs.replace(
            self, whose=deciding.whose(group), waking=Waking(dormancy=found.id, on=self.on)
        )

    def facts(self) -> dict[str, Any]:
        """How it woke up in words, the day as people read it."""
        return terms.shown(Act.facts(self), how=life_terms.REVIVED_BY)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the sleep; one sleeping group fewer."""
        assert self.whose is not None and self.waking is not None
        wake(entry, rows, self.group, self.waking, whose=self.whose, by=self.how)


def waking(group: Group, on: date) -> Waking | None:
    """The sleep of a group that ends now with the group, if it sleeps. Raises Refused("groups.too_early")."""
    found = Dormancy.objects.filter(group=group, to_on__isnull=True).first()
    if found is None:
        return None
    if on < found.from_on:
        raise Refused("groups.too_early", on=on.isoformat(), earliest=found.from_on.isoformat())
    return Waking(dormancy=found.id, on=on)


def wake(entry: Header, rows: Rows, group: UUID, ending: Waking, *, whose: Whose, by: str) -> None:
    """The end of a sleep; one sleeping group fewer."""
    rows.update(Dormancy, ending.dormancy, to_on=ending.on, ended_by=by)
    count_sleep(entry, rows, group, whose=whose, on=ending.on, amount=-1)


def count_sleep(entry: Header, rows: Rows, group: UUID, *, whose: Whose, on: date, amount: int = 1) -> None:
    """One group that sleeps; -1: one that does not any more."""
    group_type = rows.get(Group, group)["group_type"]
    contribute(
        rows, entry, "groups_dormant",
        subject=group, area=whose.area, amount=amount, happened_on=on, dims=dims(whose, group_type),
    )  # fmt: skip
