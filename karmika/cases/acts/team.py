"""Who works on a case: at level 2 also who knows that there is one."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.cases.acts import checking
from karmika.cases.acts.checking import OnCase
from karmika.cases.models import Case, CaseMember
from karmika.cases.terms import CASE_WORKERS, LEAVE_REASONS, RESTRICTED, SUPERVISORS
from karmika.journal.act import Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


def member_id(case: UUID, user: UUID) -> UUID:
    """The id of the row of somebody in a team: one for each, however often she comes and goes."""
    return stable("cases", "member", case, user)


def join(rows: Rows, case: UUID, user: UUID, day: date) -> None:
    """For `apply`: the user is of the team from this day; twice changes nothing."""
    key = member_id(case, user)
    held = rows.find(CaseMember, key)
    if held is None:
        rows.insert(CaseMember, id=key, case_id=case, user_id=user, joined_on=day)
    elif held["left_on"] is not None:
        rows.update(CaseMember, key, joined_on=day, left_on=None, left_reason="")


class _Joining(OnCase, frozen=True, kw_only=True):
    roles: ClassVar[frozenset[str]] = SUPERVISORS

    user: UUID

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.not_a_paralegal, access.not_yours, and those of `checking.seen`."""
        row = checking.seen(context, self.case)
        checking.may_lead(context, row)
        checking.paralegal(self.user, row, context.today)
        return msgspec.structs.replace(self, level=row["level"])

    def apply(self, entry: Header, rows: Rows) -> None:
        join(rows, self.case, self.user, entry.recorded_on)


class AssignCase(_Joining, frozen=True, kw_only=True):
    """A paralegal is given the case: she answers for it, and is of its team."""

    kind: ClassVar[str] = "cases.assign"
    says: ClassVar[str | Promise] = _("{actor} gave the case to somebody to work on")

    def apply(self, entry: Header, rows: Rows) -> None:
        join(rows, self.case, self.user, entry.recorded_on)
        rows.update(Case, self.case, assigned_to=self.user)


class JoinTeam(_Joining, frozen=True, kw_only=True):
    """Somebody comes to the team of a case."""

    kind: ClassVar[str] = "cases.join_team"
    says: ClassVar[str | Promise] = _("{actor} took somebody into the team")


class LeaveTeam(OnCase, frozen=True, kw_only=True):
    """Somebody leaves the team, or steps out because she is too near to the other side. At level 2 she sees it no more."""

    kind: ClassVar[str] = "cases.leave_team"
    roles: ClassVar[frozenset[str]] = SUPERVISORS | CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} recorded that somebody left the team: {reason}")

    user: UUID
    reason: str

    def facts(self) -> dict[str, Any]:
        return {**OnCase.facts(self), "reason": LEAVE_REASONS.get(self.reason, self.reason)}

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.choose, cases.not_in_team, cases.last_of_team, access.not_yours."""
        row = checking.seen(context, self.case, closed=True)
        checking.known(self.reason, LEAVE_REASONS)
        place = Place(row["area_id"], row["organisation_id"], row["programme_id"])
        if self.user != context.viewer.id:
            checking.may_lead(context, row)
            context.viewer.authorise(SUPERVISORS, place)
        held = checking.holders(CASE_WORKERS, place, context.today)
        rows = CaseMember.objects.filter(case_id=self.case)
        here = set(rows.filter(left_on__isnull=True).values_list("user_id", flat=True))
        advises = Role.LEGAL_ADVISOR in held.get(self.user, ())
        if self.user not in here and not (advises and row["level"] == RESTRICTED):
            raise Refused("cases.not_in_team")
        if row["level"] == RESTRICTED:
            gone = set(rows.filter(left_on__isnull=False).values_list("user_id", flat=True))
            advisors = {user for user, roles in held.items() if Role.LEGAL_ADVISOR in roles} - gone
            if not ((here & held.keys()) | advisors) - {self.user}:
                raise Refused("cases.last_of_team")
        return msgspec.structs.replace(self, level=row["level"])

    def apply(self, entry: Header, rows: Rows) -> None:
        key = member_id(self.case, self.user)
        left = {"left_on": entry.recorded_on, "left_reason": self.reason}
        if rows.find(CaseMember, key) is None:
            rows.insert(
                CaseMember, id=key, case_id=self.case, user_id=self.user, joined_on=entry.recorded_on, **left
            )
        else:
            rows.update(CaseMember, key, **left)
        if rows.get(Case, self.case)["assigned_to"] == self.user:
            rows.update(Case, self.case, assigned_to=None)
