"""Groups stand together in a federation, federations in a higher one; groups send delegates. Levels are data."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karmika.areas.levels import LEVEL_NAMES
from karmika.areas.models import Area
from karmika.areas.queries import is_within
from karmika.groups import life_terms, terms
from karmika.groups.acts import deciding
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.acts.writing import dims
from karmika.groups.federation_levels import FederationLevel, level
from karmika.groups.models import Delegate, Federation, FederationMember, Group
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute


class Federated(msgspec.Struct, frozen=True, kw_only=True):
    """A member of a federation that begins: a group, or a federation of the level below."""

    row: UUID
    member: UUID
    is_group: bool


class At(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when something is counted: whose it is, the level of the federation, the day."""

    level: str
    whose: Whose
    on: date


class FormFederation(Act, frozen=True, kw_only=True):
    """Groups (or federations of the level below) of an area form a federation, with the next number of their city."""

    kind: ClassVar[str] = "groups.form_federation"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded that the federation {name} was formed by {joined} members"
    )

    level: str
    name: str
    area: UUID
    organisation: UUID
    programme: UUID
    formed_on: date
    members: tuple[UUID, ...]
    federation: UUID | None = None
    joined: int = 0
    number: str = ""
    numbered_in: UUID | None = None
    sequence: int = 0
    joining: tuple[Federated, ...] = ()

    def place(self) -> Place:
        """The area named in the act."""
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        """The counter of the city's federations of this level, and every member."""
        return (*deciding.number_locks(self.area, self.level), *self.members)

    def subjects(self) -> Iterable[UUID]:
        """The federation and its members."""
        return (*filter(None, (self.federation,)), *self.members)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_level, groups.wrong_area, groups.too_few_groups, groups.not_federable, others."""
        known = known_level(self.level)
        name = deciding.group_name(self.name)
        deciding.refuse_day(self.formed_on, context.today)
        refuse_area(known, self.area)
        if len(set(self.members)) != len(self.members):
            raise Refused("groups.twice")
        refuse_count(known, len(self.members), at_least=True)
        whose = Whose(area=self.area, organisation=self.organisation, programme=self.programme)
        federation = deciding.new_id(context, "federation", self.area, self.level, name)
        numbered_in, code = deciding.numbering_area(self.area)
        numbered = Federation.objects.filter(numbered_in=numbered_in, level=self.level)
        sequence = (numbered.aggregate(last=Max("sequence"))["last"] or 0) + 1
        return msgspec.structs.replace(
            self,
            name=name,
            federation=federation,
            joined=len(self.members),
            numbered_in=numbered_in,
            sequence=sequence,
            number=f"{code}-{self.level.upper()}-{sequence:04d}",
            joining=tuple(
                federated(context, known, key, whose=whose, federation=federation, on=self.formed_on)
                for key in self.members
            ),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The federation and its members; counts both."""
        assert self.federation is not None
        whose = Whose(area=self.area, organisation=self.organisation, programme=self.programme)
        rows.insert(
            Federation,
            id=self.federation,
            number=self.number,
            numbered_in=self.numbered_in,
            sequence=self.sequence,
            level=self.level,
            name=self.name,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            formed_on=self.formed_on,
        )
        contribute(
            rows, entry, "federations_formed",
            subject=self.federation, area=self.area, happened_on=self.formed_on, dims=dims(whose, self.level),
        )  # fmt: skip
        for one in self.joining:
            write_member(
                entry, rows, one, self.federation, At(level=self.level, whose=whose, on=self.formed_on)
            )


class AdmitGroup(Act, frozen=True, kw_only=True):
    """One more group (or federation of the level below) joins a federation."""

    kind: ClassVar[str] = "groups.admit_group"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _("{actor} recorded that one more joined the federation on {on}")

    federation: UUID
    member: UUID
    on: date
    level: str = ""
    whose: Whose | None = None
    joining: Federated | None = None

    def place(self) -> Place:
        """The federation's place."""
        return federation_place(self.federation)

    def locks(self) -> Iterable[UUID]:
        """The federation, for its size, and the member."""
        return (self.federation, self.member)

    def subjects(self) -> Iterable[UUID]:
        """The federation and the member."""
        return (self.federation, self.member)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown, groups.not_federable, groups.federated, groups.too_many_groups and others."""
        found = a_federation(self.federation)
        known = known_level(found.level)
        deciding.refuse_day(self.on, context.today, earliest=found.formed_on)
        now = FederationMember.objects.filter(federation=found, left_on__isnull=True).count()
        refuse_count(known, now + 1)
        whose = Whose(area=found.area_id, organisation=found.organisation_id, programme=found.programme_id)
        return msgspec.structs.replace(
            self,
            level=found.level,
            whose=whose,
            joining=federated(context, known, self.member, whose=whose, federation=found.id, on=self.on),
        )

    def facts(self) -> dict[str, Any]:
        """The day as people read it."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The membership, and one federated member more."""
        assert self.joining is not None and self.whose is not None
        at = At(level=self.level, whose=self.whose, on=self.on)
        write_member(entry, rows, self.joining, self.federation, at)


class LeaveFederation(Act, frozen=True, kw_only=True):
    """A group (or federation) leaves its federation, for a reason; its delegates speak for it no more."""

    kind: ClassVar[str] = "groups.leave_federation"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _("{actor} recorded that a member left the federation ({reason})")

    federation: UUID
    member: UUID
    reason: str
    on: date
    level: str = ""
    whose: Whose | None = None
    row: UUID | None = None
    delegates: tuple[UUID, ...] = ()

    def place(self) -> Place:
        """The federation's place."""
        return federation_place(self.federation)

    def locks(self) -> Iterable[UUID]:
        """The federation and the member."""
        return (self.federation, self.member)

    def subjects(self) -> Iterable[UUID]:
        """The federation and the member."""
        return (self.federation, self.member)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown, groups.not_federated, groups.unknown_reason, groups.too_early, groups.future."""
        found = a_federation(self.federation)
        deciding.one_of(self.reason, life_terms.FEDERATION_EXITS, "groups.unknown_reason")
        row = member_row(self.federation, self.member)
        speaking = Delegate.objects.filter(federation=found, group_id=self.member, to_on__isnull=True)
        last = max((one.from_on for one in speaking), default=row.joined_on)
        deciding.refuse_day(self.on, context.today, earliest=max(row.joined_on, last))
        return msgspec.structs.replace(
            self,
            level=found.level,
            whose=Whose(area=found.area_id, organisation=found.organisation_id, programme=found.programme_id),
            row=row.id,
            delegates=tuple(sorted(one.id for one in speaking)),
        )

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=life_terms.FEDERATION_EXITS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the membership and of its delegates; one federated member fewer."""
        assert self.whose is not None and self.row is not None
        rows.update(FederationMember, self.row, left_on=self.on, exit_reason=self.reason)
        for key in self.delegates:
            rows.update(Delegate, key, to_on=self.on)
        at = At(level=self.level, whose=self.whose, on=self.on)
        count_member(entry, rows, self.member, at, amount=-1)


class NameDelegate(Act, frozen=True, kw_only=True):
    """A group of a federation names a member who speaks for it there, as one more or in place of another."""

    kind: ClassVar[str] = "groups.name_delegate"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _("{actor} recorded who speaks for a group in its federation, from {on}")

    federation: UUID
    group: UUID
    worker: UUID
    on: date
    in_place_of: UUID | None = None
    former: UUID | None = None

    def place(self) -> Place:
        """The federation's place."""
        return federation_place(self.federation)

    def locks(self) -> Iterable[UUID]:
        """The federation and the group."""
        return (self.federation, self.group)

    def subjects(self) -> Iterable[UUID]:
        """The federation, the group, the member."""
        return (self.federation, self.group, self.worker)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.not_federated, groups.not_member, groups.delegates, groups.already_there and others."""
        known = known_level(a_federation(self.federation).level)
        row = member_row(self.federation, self.group)
        membership = deciding.open_membership(self.group, self.worker)
        deciding.refuse_day(self.on, context.today, earliest=max(row.joined_on, membership.joined_on))
        speaking = Delegate.objects.filter(
            federation_id=self.federation, group_id=self.group, to_on__isnull=True
        )
        if speaking.filter(worker_id=self.worker).exists():
            raise Refused("groups.already_there")
        former = speaking.filter(worker_id=self.in_place_of).first() if self.in_place_of else None
        if former is not None:
            deciding.refuse_day(self.on, context.today, earliest=former.from_on)
        elif speaking.count() >= known.delegates:
            raise Refused("groups.delegates", maximum=known.delegates)
        return msgspec.structs.replace(self, former=former.id if former else None)

    def facts(self) -> dict[str, Any]:
        """The day as people read it."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the former delegate, if one is followed, and the new one."""
        if self.former is not None:
            rows.update(Delegate, self.former, to_on=self.on)
        rows.insert(
            Delegate, id=rows.new_id(), federation_id=self.federation, group_id=self.group,
            worker_id=self.worker, from_on=self.on,
        )  # fmt: skip


def a_federation(key: UUID) -> Federation:
    """The federation. Raises Refused("groups.unknown")."""
    found = Federation.objects.filter(id=key).first()
    if found is None:
        raise Refused("groups.unknown")
    return found


def federation_place(key: UUID) -> Place:
    """Where a federation belongs. Raises Refused("groups.unknown")."""
    found = a_federation(key)
    return Place(found.area_id, found.organisation_id, found.programme_id)


def known_level(code: str) -> FederationLevel:
    """The level. Raises Refused("groups.unknown_level")."""
    found = level(code)
    if found is None:
        raise Refused("groups.unknown_level")
    return found


def refuse_area(known: FederationLevel, area: UUID) -> None:
    """The area must be of a level that the federation stands for. Raises Refused("groups.wrong_area")."""
    found = Area.objects.filter(id=area).values_list("level", flat=True).first()
    if found not in known.area_levels:
        raise Refused(
            "groups.wrong_area", level=", ".join(str(LEVEL_NAMES[one]) for one in known.area_levels)
        )


def refuse_count(known: FederationLevel, members: int, *, at_least: bool = False) -> None:
    """Raises Refused: groups.too_few_groups, groups.too_many_groups."""
    if at_least and members < known.minimum:
        raise Refused("groups.too_few_groups", minimum=known.minimum, members=members)
    if members > known.maximum:
        raise Refused("groups.too_many_groups", maximum=known.maximum, members=members)


def member_row(federation: UUID, member: UUID) -> FederationMember:
    """The open membership of a group or federation. Raises Refused("groups.not_federated")."""
    rows = FederationMember.objects.filter(federation_id=federation, left_on__isnull=True)
    found = rows.filter(group_id=member).first() or rows.filter(lower_id=member).first()
    if found is None:
        raise Refused("groups.not_federated")
    return found


def federated(
    context: Context, known: FederationLevel, key: UUID, *, whose: Whose, federation: UUID, on: date
) -> Federated:
    """A member that may join. Raises Refused: groups.not_federable, groups.federated, groups.too_early."""
    group = Group.objects.filter(id=key, group_type__in=known.federates, dissolved_on__isnull=True).first()
    lower = Federation.objects.filter(id=key, level__in=known.federates).first()
    found = group or lower
    if found is None or (found.organisation_id, found.programme_id) != (whose.organisation, whose.programme):
        raise Refused("groups.not_federable")
    if not is_within(found.area_id, whose.area):
        raise Refused("groups.not_federable")
    deciding.refuse_day(on, context.today, earliest=found.formed_on)
    held = FederationMember.objects.filter(left_on__isnull=True)
    if held.filter(group_id=key).exists() or held.filter(lower_id=key).exists():
        raise Refused("groups.federated")
    row = deciding.new_id(context, federation, "member", key)
    return Federated(row=row, member=key, is_group=group is not None)


def write_member(entry: Header, rows: Rows, one: Federated, federation: UUID, at: At) -> None:
    """A membership that begins, and one federated member more."""
    member = {"group_id": one.member} if one.is_group else {"lower_id": one.member}
    rows.insert(FederationMember, id=one.row, federation_id=federation, joined_on=at.on, **member)
    count_member(entry, rows, one.member, at)


def count_member(entry: Header, rows: Rows, member: UUID, at: At, *, amount: int = 1) -> None:
    """One member of a federation more, or fewer."""
    contribute(
        rows, entry, "federation_members",
        subject=member, area=at.whose.area, happened_on=at.on, amount=amount, dims=dims(at.whose, at.level),
    )  # fmt: skip


def refuse_federated(group: Group) -> None:
    """A group leaves its federation before it ends. Raises Refused("groups.federated")."""
    if FederationMember.objects.filter(group=group, left_on__isnull=True).exists():
        raise Refused("groups.federated")


def level_name(code: str) -> str:
    """The name of a level in the active language; the code where it is unknown."""
    known = level(code)
    return known.name_in(get_language() or "en") if known is not None else code
