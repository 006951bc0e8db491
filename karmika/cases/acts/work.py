"""The work on a case: notes, tasks, rupees, papers."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.cases.acts import checking
from karmika.cases.acts.checking import OnCase, Saying
from karmika.cases.acts.counting import count
from karmika.cases.models import Case as CaseRow
from karmika.cases.models import CaseMoney, CasePaper, CaseTask
from karmika.cases.terms import CASE_WORKERS, MONEY, PAPERS, TASKS
from karmika.cases.words import tidy
from karmika.journal.act import Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.numbers import rupees
from karmika.kernel.refused import Refused

TASK_YEARS = timedelta(days=3 * 366)


class AddNote(Saying, frozen=True, kw_only=True):
    """Something to remember about a case, for its team."""

    kind: ClassVar[str] = "cases.add_note"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} wrote a note")

    note: UUID

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.say_it, and those of `checking.seen`."""
        row = checking.seen(context, self.case, closed=True)
        return msgspec.structs.replace(self, level=row["level"], words=checking.said(self.words, "text"))

    def apply(self, entry: Header, rows: Rows) -> None:
        """Nothing but the words, which the journal keeps."""


class AddTask(Saying, frozen=True, kw_only=True):
    """Something to do by a day, by somebody or by whoever has the case."""

    kind: ClassVar[str] = "cases.add_task"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} noted a task, due {due_on}: {what}")

    task: UUID
    what: str
    due_on: date
    user: UUID | None = None

    def facts(self) -> dict[str, Any]:
        return {**Saying.facts(self), "what": TASKS.get(self.what, self.what)}

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.choose, cases.due, cases.not_a_paralegal, cases.noted_already."""
        row = checking.seen(context, self.case)
        checking.known(self.what, TASKS)
        if not context.today <= self.due_on <= context.today + TASK_YEARS:
            raise Refused("cases.due")
        if self.user is not None:
            checking.paralegal(self.user, row, context.today)
        if context.rows.find(CaseTask, self.task) is not None:
            raise Refused("cases.noted_already")
        return msgspec.structs.replace(self, level=row["level"], words=tidy(self.words))

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            CaseTask, id=self.task, case_id=self.case, what=self.what, due_on=self.due_on, user_id=self.user
        )


class FinishTask(OnCase, frozen=True, kw_only=True):
    """A task is done."""

    kind: ClassVar[str] = "cases.finish_task"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} finished a task")

    task: UUID

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.no_such_task, cases.noted_already."""
        row = checking.seen(context, self.case, closed=True)
        task = context.rows.find(CaseTask, self.task)
        if task is None or task["case_id"] != self.case:
            raise Refused("cases.no_such_task")
        if task["done_on"] is not None:
            raise Refused("cases.noted_already")
        return msgspec.structs.replace(self, level=row["level"])

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(CaseTask, self.task, done_on=entry.happened_on)


class RecordMoney(OnCase, frozen=True, kw_only=True):
    """Rupees claimed, offered or received. What is claimed or offered is said anew; payments add up."""

    kind: ClassVar[str] = "cases.record_money"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} recorded money: {what} {amount} on {on_day}")

    money: UUID
    what: str
    amount_paise: int
    on_day: date
    before: UUID | None = None
    """The row that said something else until now."""
    before_paise: int | None = None
    before_on: date | None = None

    def facts(self) -> dict[str, Any]:
        words = {"what": MONEY.get(self.what, self.what), "amount": rupees(self.amount_paise)}
        return {**OnCase.facts(self), **words}

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.choose, cases.amount, cases.future, cases.noted_already."""
        row = checking.seen(context, self.case, closed=self.what == "received")
        checking.known(self.what, MONEY)
        checking.amount(self.amount_paise)
        checking.not_future(self.on_day, context.today)
        if context.rows.find(CaseMoney, self.money) is not None:
            raise Refused("cases.noted_already")
        if self.what == "received":
            if not self.amount_paise:
                raise Refused("cases.amount")
            return msgspec.structs.replace(
                self, level=row["level"], before=None, before_paise=None, before_on=None
            )
        held = CaseMoney.objects.filter(case_id=self.case, what=self.what, holds=True).first()
        return msgspec.structs.replace(
            self,
            level=row["level"],
            before=held.id if held else None,
            before_paise=held.amount_paise if held else None,
            before_on=held.on_day if held else None,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        case = rows.get(CaseRow, self.case)
        measure = f"case_{self.what}_paise"
        if self.before is not None:
            rows.update(CaseMoney, self.before, holds=False)
            count(
                rows,
                entry,
                measure,
                case,
                amount=-(self.before_paise or 0),
                happened_on=self.before_on or self.on_day,
            )
        rows.insert(
            CaseMoney,
            id=self.money,
            case_id=self.case,
            what=self.what,
            amount_paise=self.amount_paise,
            on_day=self.on_day,
        )
        count(rows, entry, measure, case, amount=self.amount_paise, happened_on=self.on_day)


class RecordPaper(Saying, frozen=True, kw_only=True):
    """An FIR, a receipt of an office, an order or an agreement: what it is, of which day, under which number."""

    kind: ClassVar[str] = "cases.record_paper"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} recorded a paper of {on_day}: {what}")

    paper: UUID
    what: str
    on_day: date

    def facts(self) -> dict[str, Any]:
        return {**Saying.facts(self), "what": PAPERS.get(self.what, self.what)}

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.choose, cases.future, cases.say_it, cases.noted_already."""
        row = checking.seen(context, self.case, closed=True)
        checking.known(self.what, PAPERS)
        checking.not_future(self.on_day, context.today)
        if context.rows.find(CasePaper, self.paper) is not None:
            raise Refused("cases.noted_already")
        return msgspec.structs.replace(self, level=row["level"], words=checking.said(self.words, "number"))

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(CasePaper, id=self.paper, case_id=self.case, what=self.what, on_day=self.on_day)
