"""Roles of people: given and ended, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.acts.rights import may_grant, overlapping, refuse_if_incompatible
from karmika.access.models import Organisation, Programme, RoleAssignment, User
from karmika.access.roles import ASSIGNABLE, GRANTERS, LABELS, Role
from karmika.areas.models import Area
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


def _in_words(day: date | None) -> str:
    return "" if day is None else formats.date_format(day, "j F Y")


class AssignRole(Act, frozen=True, kw_only=True):
    """A user gets a role in an area, for an organisation, for one programme or for all, from a day on.

    Never to oneself, never beyond one's own area, organisation and programme, never a role that the table
    GRANTABLE does not let one give, never beside an incompatible role on the same ground.
    """

    kind: ClassVar[str] = "access.assign_role"
    roles: ClassVar[frozenset[str]] = GRANTERS
    says: ClassVar[str | Promise] = _("{actor} gave this user the role {role} from {valid_from} on")
    assignment: UUID
    user: UUID
    role: str
    area: UUID
    organisation: UUID
    programme: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (self.user, self.assignment)

    def subjects(self) -> Iterable[UUID]:
        return (self.user,)

    def check(self, context: Context) -> Self:
        user = self._checked_user(context)
        if self.role not in ASSIGNABLE:
            raise Refused("access.role_unknown")
        if not may_grant(context.viewer, self.role, self.place()):
            raise Refused("access.role_above_yours")
        if context.grant.role != Role.OPERATOR and user.organisation_id != self.organisation:
            raise Refused("access.other_organisation")
        self._refuse_unknown_places()
        valid_from = self.valid_from or context.today
        if self.valid_to is not None and self.valid_to <= valid_from:
            raise Refused("access.dates_reversed")
        held = overlapping(self.user, self.area, valid_from, self.valid_to)
        refuse_if_incompatible(self.role, held)
        mine = (self.role, self.area, self.organisation, self.programme)
        if any((one.role, one.area_id, one.organisation_id, one.programme_id) == mine for one in held):
            raise Refused("access.role_held_already")
        return msgspec.structs.replace(self, valid_from=valid_from)

    def _checked_user(self, context: Context) -> User:
        user = User.objects.filter(id=self.user).first()
        if user is None:
            raise Refused("access.user_unknown")
        if not user.active:
            raise Refused("access.user_inactive")
        if self.user == context.viewer.id:
            raise Refused("access.not_to_yourself")
        return user

    def _refuse_unknown_places(self) -> None:
        if not Organisation.objects.filter(id=self.organisation).exists():
            raise Refused("access.organisation_unknown")
        if self.programme is not None and not Programme.objects.filter(id=self.programme).exists():
            raise Refused("access.programme_unknown")
        if not Area.objects.filter(id=self.area).exists():
            raise Refused("access.area_unknown")

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            RoleAssignment,
            id=self.assignment,
            user_id=self.user,
            role=self.role,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )

    def facts(self) -> dict[str, Any]:
        """For sentences: the role and the day in words."""
        role, day = LABELS.get(self.role, self.role), _in_words(self.valid_from)
        return {**super().facts(), "role": role, "valid_from": day}


class EndRole(Act, frozen=True, kw_only=True):
    """A role ends: `on` (today, if left out) is the first day without it. The past is not changed."""

    kind: ClassVar[str] = "access.end_role"
    roles: ClassVar[frozenset[str]] = GRANTERS
    says: ClassVar[str | Promise] = _("{actor} ended the role {role} of this user on {on}")
    assignment: UUID
    on: date | None = None
    user: UUID | None = None
    role: str | None = None

    def place(self) -> Place:
        found = self._found()
        if found is None:
            return Place()
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        found = self._found()
        return (self.assignment,) if found is None else (self.assignment, found.user_id)

    def subjects(self) -> Iterable[UUID]:
        return () if self.user is None else (self.user,)

    def check(self, context: Context) -> Self:
        found = self._found()
        if found is None:
            raise Refused("access.assignment_unknown")
        if not may_grant(context.viewer, found.role, self.place()):
            raise Refused("access.role_above_yours")
        on = self.on or context.today
        if on < context.today:
            raise Refused("access.dates_reversed")
        on = max(on, found.valid_from)
        if found.valid_to is not None and found.valid_to <= on:
            raise Refused("access.assignment_ended")
        return msgspec.structs.replace(self, on=on, user=found.user_id, role=found.role)

    def _found(self) -> RoleAssignment | None:
        return RoleAssignment.objects.filter(id=self.assignment).first()

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(RoleAssignment, self.assignment, valid_to=self.on)
        if self.user is not None:
            rows.update(User, self.user, signed_out_seq=entry.seq)

    def facts(self) -> dict[str, Any]:
        """For sentences: the role and the day in words."""
        role, day = LABELS.get(self.role or "", self.role), _in_words(self.on)
        return {**super().facts(), "role": role, "on": day}
