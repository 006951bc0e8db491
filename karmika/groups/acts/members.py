"""Members come and go: each with a day, and a reason for leaving."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms
from karmika.groups.acts import deciding
from karmika.groups.acts.of_group import OfMember
from karmika.groups.acts.parts import Joining, Leaving, OfficeEnd, Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import write_joining, write_leaving
from karmika.groups.models import Group, Membership, OfficeBearer
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows


class AddMember(OfMember, Act, frozen=True, kw_only=True):
    """A worker joins a group that exists, by their own word."""

    kind: ClassVar[str] = "groups.add_member"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} recorded that a member joined the group on {joined_on}")

    group: UUID
    worker: UUID
    joined_on: date
    how: str
    consent_on: date
    group_type: str = ""
    whose: Whose | None = None
    member: Joining | None = None

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.already_member, groups.too_many_members, groups.other_city, groups.no_fit and others."""
        group = deciding.living_group(self.group)
        deciding.one_of(self.how, terms.CONSENT_WAYS, "groups.unknown_way")
        deciding.refuse_day(self.consent_on, context.today)
        deciding.refuse_day(self.joined_on, context.today, earliest=group.formed_on)
        rule = deciding.size_rule(group.group_type, self.joined_on)
        there = Membership.objects.filter(group=group, left_on__isnull=True).values_list(
            "worker_id", flat=True
        )
        deciding.refuse_too_many(rule, len(there) + 1)
        whose = deciding.whose(group)
        known = deciding.members_to_be(context.viewer, (self.worker,), whose)
        deciding.refuse_members(known, group.group_type, self.joined_on)
        deciding.refuse_other_city(group.numbered_in, known.values())
        deciding.refuse_unsuitable(group, known.values())
        member = deciding.joining(
            context, known[self.worker],
            group=self.group, joined_on=self.joined_on, word=(self.how, self.consent_on),
        )  # fmt: skip
        return msgspec.structs.replace(self, group_type=group.group_type, whose=whose, member=member)

    def facts(self) -> dict[str, Any]:
        """The day as people read it."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The membership, and one member more."""
        assert self.member is not None and self.whose is not None
        write_joining(
            entry, rows, self.member, group=self.group, group_type=self.group_type, whose=self.whose
        )


class EndMembership(OfMember, Act, frozen=True, kw_only=True):
    """A member leaves, on a day and for a reason; an office the member held ends with it.

    Allowed also when fewer members remain than the type asks for: the truth is recorded, and the page says so.
    """

    kind: ClassVar[str] = "groups.end_membership"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} recorded that a member left the group ({reason})")

    group: UUID
    worker: UUID
    reason: str
    on: date
    whose: Whose | None = None
    leaving: Leaving | None = None
    offices: tuple[OfficeEnd, ...] = ()

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_reason, groups.not_member, groups.future, groups.too_early."""
        group = deciding.living_group(self.group)
        deciding.one_of(self.reason, terms.EXIT_REASONS, "groups.unknown_reason")
        membership = deciding.open_membership(self.group, self.worker)
        deciding.refuse_day(self.on, context.today, earliest=membership.joined_on)
        return msgspec.structs.replace(
            self,
            whose=deciding.whose(group),
            leaving=deciding.leaving(membership, on=self.on, reason=self.reason),
            offices=deciding.office_ends(group, self.on, worker=self.worker),
        )

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=terms.EXIT_REASONS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the membership and of its offices, and one member fewer."""
        assert self.leaving is not None and self.whose is not None
        group_type = rows.get(Group, self.group)["group_type"]
        write_leaving(entry, rows, self.leaving, group_type=group_type, whose=self.whose)
        for office in self.offices:
            rows.update(OfficeBearer, office.id, to_on=office.on)
