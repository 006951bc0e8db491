"""A post is handed over: one person's role ends on a day, and on that day the successor's begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.acts.role import AssignRole, EndRole
from karmika.access.models import RoleAssignment, User
from karmika.access.roles import GRANTERS, LABELS
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


class HandOver(Act, frozen=True, kw_only=True):
    """A role of one person in an area ends on a day and goes to a successor on that day: no gap, no overlap.

    Whoever hands over may end this role and may give it. What was planned to end later ends then for the successor too.
    """

    kind: ClassVar[str] = "access.hand_over"
    roles: ClassVar[frozenset[str]] = GRANTERS
    says: ClassVar[str | Promise] = _("{actor} handed the role {role} over to a successor on {on}")
    assignment: UUID
    successor: UUID
    becomes: UUID
    """The successor's assignment."""
    on: date | None = None
    """The first day of the successor; today, if left out."""
    user: UUID | None = None
    role: str | None = None
    area: UUID | None = None
    organisation: UUID | None = None
    programme: UUID | None = None
    valid_to: date | None = None

    def place(self) -> Place:
        found = self._found()
        return Place() if found is None else Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        found = self._found()
        holder = () if found is None else (found.user_id,)
        return (self.assignment, self.successor, self.becomes, *holder)

    def subjects(self) -> Iterable[UUID]:
        return (self.successor,) if self.user is None else (self.user, self.successor)

    def check(self, context: Context) -> Self:
        found = self._found()
        if found is None:
            raise Refused("access.assignment_unknown")
        if found.user_id == self.successor:
            raise Refused("access.successor_same")
        if RoleAssignment.objects.filter(follows=self.assignment).exists():
            raise Refused("access.handed_over_already")
        on = self.on or context.today
        if on < found.valid_from:
            raise Refused("access.post_not_begun")
        EndRole(assignment=self.assignment, on=on).check(context)
        self._given(found, on).check(context)
        return msgspec.structs.replace(
            self,
            on=on,
            user=found.user_id,
            role=found.role,
            area=found.area_id,
            organisation=found.organisation_id,
            programme=found.programme_id,
            valid_to=found.valid_to,
        )

    def _found(self) -> RoleAssignment | None:
        return RoleAssignment.objects.filter(id=self.assignment).first()

    def _given(self, found: RoleAssignment, on: date) -> AssignRole:
        return AssignRole(
            assignment=self.becomes,
            user=self.successor,
            role=found.role,
            area=found.area_id,
            organisation=found.organisation_id,
            programme=found.programme_id,
            valid_from=on,
            valid_to=found.valid_to,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(RoleAssignment, self.assignment, valid_to=self.on)
        if self.user is not None:
            rows.update(User, self.user, signed_out_seq=entry.seq)
        rows.insert(
            RoleAssignment,
            id=self.becomes,
            user_id=self.successor,
            role=self.role,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            valid_from=self.on,
            valid_to=self.valid_to,
            follows=self.assignment,
        )

    def facts(self) -> dict[str, Any]:
        """For sentences: the role and the day in words."""
        day = "" if self.on is None else formats.date_format(self.on, "j F Y")
        return {**super().facts(), "role": LABELS.get(self.role or "", self.role), "on": day}
