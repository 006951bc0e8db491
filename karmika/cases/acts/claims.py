"""The claim of a gang: one case, one line for each worker, in days and paise."""

from fractions import Fraction
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.cases.acts import checking
from karmika.cases.acts.checking import OnCase, Saying
from karmika.cases.claims import Line, due
from karmika.cases.models import Case, ClaimLine
from karmika.cases.terms import CASE_WORKERS, REPORTERS, RESTRICTED
from karmika.cases.words import Words, tidy
from karmika.journal.act import Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.registry.models import Person

HALF_DAYS_MAXIMUM = 2000
RATE_MAXIMUM = 100_000_00
"""Paise for a day: a lakh of rupees."""


def owed(half_days: int, rate_paise: int, paid_paise: int) -> int:
    """What is still owed, in paise: days (given in halves) at the rate, less what was paid, never below nothing."""
    line = Line(worker="", days=Fraction(half_days, 2), agreed_day_paise=rate_paise, paid_paise=paid_paise)
    balance = due(line).balance_paise
    assert balance is not None, "days, rate and payment are known"
    return balance


def _check_amounts(half_days: int, rate_paise: int, paid_paise: int) -> None:
    if not 1 <= half_days <= HALF_DAYS_MAXIMUM:
        raise Refused("cases.days")
    if not 0 <= rate_paise <= RATE_MAXIMUM:
        raise Refused("cases.amount")
    checking.amount(paid_paise)


class SetClaimLine(Saying, frozen=True, kw_only=True):
    """What one worker is owed; the same line again says it anew, whole."""

    kind: ClassVar[str] = "cases.set_line"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} wrote down what worker {position} is owed")

    line: UUID
    half_days: int
    rate_paise: int
    paid_paise: int
    person: UUID | None = None
    position: int = 0
    due_paise: int = 0
    again: bool = False

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.days, cases.amount, cases.unknown_person, cases.say_it, cases.no_such_line."""
        row = checking.seen(context, self.case)
        _check_amounts(self.half_days, self.rate_paise, self.paid_paise)
        held = context.rows.find(ClaimLine, self.line)
        if held is not None and held["case_id"] != self.case:
            raise Refused("cases.no_such_line")
        person, words = self.person, tidy(self.words)
        if person is not None:
            seen = Person.objects.visible_to(context.viewer).filter(
                id=person, hidden=False, organisation_id=row["organisation_id"]
            )
            if not seen.exists():
                raise Refused("cases.unknown_person")
            if row["level"] == RESTRICTED:
                words, person = msgspec.structs.replace(words or Words(), person=person), None
        elif words is None or not words.name:
            raise Refused("cases.name")
        last = ClaimLine.objects.filter(case_id=self.case).aggregate(last=Max("position"))["last"] or 0
        return msgspec.structs.replace(
            self,
            level=row["level"],
            person=person,
            words=words,
            position=held["position"] if held else last + 1,
            due_paise=owed(self.half_days, self.rate_paise, self.paid_paise),
            again=held is not None,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        values = {
            "person_id": self.person,
            "half_days": self.half_days,
            "rate_paise": self.rate_paise,
            "paid_paise": self.paid_paise,
            "due_paise": self.due_paise,
            "removed": False,
        }
        if self.again:
            rows.update(ClaimLine, self.line, **values)
        else:
            rows.insert(ClaimLine, id=self.line, case_id=self.case, position=self.position, **values)


class TellClaimLine(Saying, frozen=True, kw_only=True):
    """What one worker of a gang is owed, told together with the report: by whoever takes it down, in its very entry."""

    kind: ClassVar[str] = "cases.tell_line"
    roles: ClassVar[frozenset[str]] = REPORTERS
    says: ClassVar[str | Promise] = _("{actor} wrote down what worker {position} is owed")

    line: UUID
    position: int
    half_days: int
    rate_paise: int
    paid_paise: int
    due_paise: int | None = None

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.unknown, cases.days, cases.amount, cases.name."""
        row, entry = context.rows.find(Case, self.case), context.rows.entry
        if row is None or entry is None or row["entry_seq"] != entry.seq:
            raise Refused("cases.unknown")
        _check_amounts(self.half_days, self.rate_paise, self.paid_paise)
        return msgspec.structs.replace(
            self,
            level=row["level"],
            words=checking.said(self.words, "name"),
            due_paise=owed(self.half_days, self.rate_paise, self.paid_paise),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            ClaimLine,
            id=self.line,
            case_id=self.case,
            position=self.position,
            half_days=self.half_days,
            rate_paise=self.rate_paise,
            paid_paise=self.paid_paise,
            due_paise=self.due_paise,
        )


class RemoveClaimLine(OnCase, frozen=True, kw_only=True):
    """A worker is taken out of the claim."""

    kind: ClassVar[str] = "cases.remove_line"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} took a worker out of the claim")

    line: UUID

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.no_such_line."""
        row = checking.seen(context, self.case)
        held = context.rows.find(ClaimLine, self.line)
        if held is None or held["case_id"] != self.case or held["removed"]:
            raise Refused("cases.no_such_line")
        return msgspec.structs.replace(self, level=row["level"])

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(ClaimLine, self.line, removed=True)
