"""How a case ends: one asks for it, another confirms; and how it opens again, or is forgotten."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.cases.acts import checking
from karmika.cases.acts.checking import OnCase
from karmika.cases.acts.counting import count
from karmika.cases.acts.recordings import KeepReport
from karmika.cases.models import Case, CaseRecording, ClaimLine
from karmika.cases.terms import CASE_WORKERS, MANAGERS, REOPEN_REASONS, RESULTS
from karmika.cases.words import file_of
from karmika.journal.act import Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused

CLOSERS: frozenset[str] = CASE_WORKERS | MANAGERS


class AskClosure(OnCase, frozen=True, kw_only=True):
    """Who works on a case says how it ended. It is not closed before a second person has looked."""

    kind: ClassVar[str] = "cases.ask_closure"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} asked to close the case: {result}")

    result: str

    def facts(self) -> dict[str, Any]:
        return {**OnCase.facts(self), "result": RESULTS.get(self.result, self.result)}

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.choose, cases.closing, and those of `checking.seen`."""
        row = checking.seen(context, self.case)
        if row["state"] != "open":
            raise Refused("cases.closing")
        checking.known(self.result, RESULTS)
        return msgspec.structs.replace(self, level=row["level"])

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(
            Case,
            self.case,
            state="closing",
            result=self.result,
            closing_by=entry.actor,
            closing_on=entry.recorded_on,
        )


class _Second(OnCase, frozen=True, kw_only=True):
    roles: ClassVar[frozenset[str]] = CLOSERS

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.nobody_asked, cases.same_person, and those of `checking.seen`."""
        row = checking.seen(context, self.case)
        if row["state"] != "closing":
            raise Refused("cases.nobody_asked")
        if row["closing_by"] == context.viewer.id:
            raise Refused("cases.same_person")
        return msgspec.structs.replace(self, level=row["level"])


class ConfirmClosure(_Second, frozen=True, kw_only=True):
    """A second person has looked, and the case is closed."""

    kind: ClassVar[str] = "cases.confirm_closure"
    says: ClassVar[str | Promise] = _("{actor} closed the case: {result}")

    result: str = ""

    def facts(self) -> dict[str, Any]:
        return {**OnCase.facts(self), "result": RESULTS.get(self.result, self.result)}

    def check(self, context: Context) -> Self:
        """As it was asked; raises Refused: cases.nobody_asked, cases.same_person, and those of `checking.seen`."""
        decided = super().check(context)
        row = checking.seen(context, self.case)
        return msgspec.structs.replace(decided, result=row["result"])

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Case, self.case, state="closed", closed_on=entry.recorded_on, closed_by=entry.actor)
        row = rows.get(Case, self.case)
        count(rows, entry, "cases_closed", row, category=self.result, happened_on=entry.recorded_on)


class DeclineClosure(_Second, frozen=True, kw_only=True):
    """A second person has looked, and there is more to do."""

    kind: ClassVar[str] = "cases.decline_closure"
    says: ClassVar[str | Promise] = _("{actor} looked at the case and kept it open")

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Case, self.case, state="open", result="", closing_by=None, closing_on=None)


class ReopenCase(OnCase, frozen=True, kw_only=True):
    """A closed case is open again. What was counted as closed is taken back on the day it was counted."""

    kind: ClassVar[str] = "cases.reopen"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} opened the case again: {reason}")

    reason: str
    result: str = ""
    closed_on: date | None = None

    def facts(self) -> dict[str, Any]:
        return {**OnCase.facts(self), "reason": REOPEN_REASONS.get(self.reason, self.reason)}

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.choose, cases.not_closed, and those of `checking.seen`."""
        row = checking.seen(context, self.case, closed=True)
        if row["state"] != "closed":
            raise Refused("cases.not_closed")
        checking.known(self.reason, REOPEN_REASONS)
        return msgspec.structs.replace(
            self, level=row["level"], result=row["result"], closed_on=row["closed_on"]
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        row = rows.get(Case, self.case)
        counted = self.closed_on or entry.recorded_on
        count(rows, entry, "cases_closed", row, amount=-1, category=self.result, happened_on=counted)
        rows.update(
            Case,
            self.case,
            state="open",
            result="",
            closing_by=None,
            closing_on=None,
            closed_on=None,
            closed_by=None,
            reopened_count=row["reopened_count"] + 1,
        )


class ForgetCase(OnCase, frozen=True, kw_only=True):
    """The words of a closed case are destroyed with its key: names, numbers, what happened (DPDP Act 2023, s. 8(7)).

    What is left is that there was a case, and the rupees. Nobody can take this back. Its voice notes end with it, and what
    a phone had sent of it in vain; the lines of its claim no longer say whose they are.
    """

    kind: ClassVar[str] = "cases.forget"
    roles: ClassVar[frozenset[str]] = frozenset({Role.LEGAL_ADVISOR})
    says: ClassVar[str | Promise] = _("{actor} had the words of the case destroyed")

    recordings: tuple[UUID, ...] = ()
    lines: tuple[UUID, ...] = ()
    """Those of its claim that name somebody of the registry."""
    refused: tuple[UUID, ...] = ()
    """Entries that keep what a phone sent before the report could be taken up (KeepReport)."""

    def destroys(self) -> Iterable[UUID]:
        return (self.case, *(derive(one, "source") for one in (*self.recordings, *self.refused)))

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.not_closed, and those of `checking.seen`."""
        row = checking.seen(context, self.case, closed=True)
        if row["state"] != "closed":
            raise Refused("cases.not_closed")
        kept = CaseRecording.objects.filter(case_id=self.case).order_by("id")
        named = ClaimLine.objects.filter(case_id=self.case, person_id__isnull=False).order_by("id")
        return msgspec.structs.replace(
            self,
            level=row["level"],
            recordings=tuple(kept.values_list("id", flat=True)),
            lines=tuple(named.values_list("id", flat=True)),
            refused=tuple(head.id for head, act in file_of(self.case).entries if act.kind == KeepReport.kind),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Case, self.case, person_id=None, forgotten_on=entry.recorded_on)
        for line in self.lines:
            rows.update(ClaimLine, line, person_id=None)
