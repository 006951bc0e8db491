"""Who holds an office of a group, and the end of a group."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms
from karmika.groups.acts import deciding
from karmika.groups.acts.federating import refuse_federated
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.parts import Leaving, OfficeEnd, Whose
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.sleeping import Waking, wake, waking
from karmika.groups.acts.writing import dims, write_leaving, write_office
from karmika.groups.models import Group, Membership, OfficeBearer
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.measures.contribute import contribute

MISTAKE = "entered_by_mistake"


class Elect(OfGroup, Act, frozen=True, kw_only=True):
    """A member is given an office by the group; who held it before ends on that day."""

    kind: ClassVar[str] = "groups.elect"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded the election of a new office bearer ({office}) on {on}"
    )

    group: UUID
    worker: UUID
    office: str
    on: date
    former: UUID | None = None

    def subjects(self) -> Iterable[UUID]:
        """The group and the member."""
        return (self.group, self.worker)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_office, groups.not_member, groups.has_office, groups.too_early."""
        deciding.living_group(self.group)
        deciding.one_of(self.office, terms.OFFICES, "groups.unknown_office")
        membership = deciding.open_membership(self.group, self.worker)
        deciding.refuse_day(self.on, context.today, earliest=membership.joined_on)
        held = OfficeBearer.objects.filter(group_id=self.group, to_on__isnull=True)
        if held.filter(worker_id=self.worker).exclude(office=self.office).exists():
            raise Refused("groups.has_office")
        former = held.filter(office=self.office).first()
        if former is not None:
            deciding.refuse_day(self.on, context.today, earliest=former.from_on)
        return msgspec.structs.replace(self, former=former.id if former is not None else None)

    def facts(self) -> dict[str, Any]:
        """The office in words."""
        return terms.shown(Act.facts(self), office=terms.OFFICES)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the former term, and the new one."""
        if self.former is not None:
            rows.update(OfficeBearer, self.former, to_on=self.on)
        write_office(rows, group=self.group, worker=self.worker, office=self.office, from_on=self.on)


class Dissolve(OfGroup, Act, frozen=True, kw_only=True):
    """A group ends, and with it all its memberships and offices.

    It stays counted as formed; but one that was entered by mistake never was: its count is taken back, and its
    memberships end on the day they began.
    """

    kind: ClassVar[str] = "groups.dissolve"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _("{actor} recorded that the group was dissolved ({reason})")

    group: UUID
    reason: str
    on: date
    whose: Whose | None = None
    occupation: str = ""
    formed_on: date | None = None
    leaving: tuple[Leaving, ...] = ()
    offices: tuple[OfficeEnd, ...] = ()
    waking: Waking | None = None

    def subjects(self) -> Iterable[UUID]:
        """The group and those who were its members."""
        return (self.group, *(one.worker for one in self.leaving))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_reason, groups.dissolved, groups.future, groups.too_early."""
        group = deciding.living_group(self.group)
        deciding.one_of(self.reason, terms.DISSOLVE_REASONS, "groups.unknown_reason")
        refuse_federated(group)
        members = list(Membership.objects.filter(group=group, left_on__isnull=True).order_by("id"))
        last = max((member.joined_on for member in members), default=group.formed_on)
        deciding.refuse_day(self.on, context.today, earliest=last)
        exit_reason = MISTAKE if self.reason == MISTAKE else terms.GROUP_DISSOLVED
        return msgspec.structs.replace(
            self,
            on=group.formed_on if self.reason == MISTAKE else self.on,
            whose=deciding.whose(group),
            occupation=group.occupation,
            formed_on=group.formed_on,
            leaving=tuple(deciding.leaving(member, on=self.on, reason=exit_reason) for member in members),
            offices=deciding.office_ends(group, self.on),
            waking=waking(group, self.on),
        )

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=terms.DISSOLVE_REASONS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the group, its memberships and its offices; counts the members out."""
        assert self.whose is not None and self.formed_on is not None
        group_type = rows.get(Group, self.group)["group_type"]
        rows.update(Group, self.group, dissolved_on=self.on, dissolve_reason=self.reason)
        for one in self.leaving:
            write_leaving(entry, rows, one, group_type=group_type, whose=self.whose)
        for office in self.offices:
            rows.update(OfficeBearer, office.id, to_on=office.on)
        if self.waking is not None:
            wake(entry, rows, self.group, self.waking, whose=self.whose, by="group_ended")
        if self.reason == MISTAKE:
            contribute(
                rows, entry, "groups_formed",
                subject=self.group, area=self.whose.area, amount=-1, happened_on=self.formed_on,
                dims=dims(self.whose, group_type, occupation=self.occupation),
            )  # fmt: skip
