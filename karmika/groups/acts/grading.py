"""A group is graded by a sheet of data/grading. What can be reckoned is reckoned; what needs the books is not counted."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms
from karmika.groups.acts import deciding
from karmika.groups.acts.life_parts import Marked
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.by_laws import customs
from karmika.groups.grading_sheets import ASKED, RECKONED, GradingSheet, SheetQuestion, sheet_for
from karmika.groups.models import CharterAdoption, Grading, Group
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused


class GroupAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the group answered to a question of the sheet."""

    question: str
    answer: str


class Grade(OfGroup, Act, frozen=True, kw_only=True):
    """A group is graded: its answers, what the house reckoned from its meetings, the marks, the grade.

    Not by resource persons, who would grade their own work.
    """

    kind: ClassVar[str] = "groups.grade"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _("{actor} graded the group {grade} on {on}: {marks} of {out_of} marks")

    group: UUID
    sheet: str
    on: date
    answers: tuple[GroupAnswer, ...]
    results: tuple[Marked, ...] = ()
    marks: int = 0
    out_of: int = 0
    grade: str = ""

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_sheet, groups.grading_answers, groups.nothing_to_grade, groups.graded_there."""
        group = deciding.living_group(self.group)
        deciding.refuse_day(self.on, context.today, earliest=group.formed_on)
        sheet = sheet_for(group.group_type, self.on)
        if sheet is None or sheet.code != self.sheet:
            raise Refused("groups.unknown_sheet")
        if Grading.objects.filter(group=group, sheet=self.sheet, graded_on=self.on).exists():
            raise Refused("groups.graded_there", on=self.on.isoformat())
        given = {one.question: one.answer for one in self.answers}
        asked = {one.code for one in sheet.questions if one.source == ASKED}
        if given.keys() != asked or len(given) != len(self.answers):
            raise Refused("groups.grading_answers")
        results = tuple(marked(group, sheet, given, self.on))
        counted = [one for one in results if one.marks is not None]
        if not counted:
            raise Refused("groups.nothing_to_grade")
        marks, out_of = sum(one.marks or 0 for one in counted), sum(one.out_of for one in counted)
        return msgspec.structs.replace(
            self, results=results, marks=marks, out_of=out_of, grade=sheet.grade(marks, out_of)
        )

    def facts(self) -> dict[str, Any]:
        """The day as people read it."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The grading with every question's marks."""
        rows.insert(
            Grading,
            id=rows.new_id(),
            group_id=self.group,
            sheet=self.sheet,
            graded_on=self.on,
            results=[msgspec.to_builtins(one) for one in self.results],
            marks=self.marks,
            out_of=self.out_of,
            grade=self.grade,
            graded_by=entry.actor,
        )


def marked(group: Group, sheet: GradingSheet, given: dict[str, str], on: date) -> Iterator[Marked]:
    """Every question with its marks. Raises Refused("groups.grading_answers") for an answer that it does not have."""
    for question in sheet.questions:
        if question.source == ASKED:
            marks = question.marks_of(given[question.code])
            if marks is None:
                raise Refused("groups.grading_answers")
            yield Marked(
                question=question.code, answer=given[question.code], marks=marks, out_of=question.out_of
            )
        elif question.source == RECKONED:
            yield _reckoned(group, sheet, question, on)
        else:
            yield Marked(question=question.code)


def _reckoned(group: Group, sheet: GradingSheet, question: SheetQuestion, on: date) -> Marked:
    percent = reckon(group, question.reckon, on, days=sheet.reckoned_over_days)
    if percent is None:
        return Marked(question=question.code)
    marks = question.marks_for(percent)
    return Marked(question=question.code, number=percent, marks=marks, out_of=question.out_of)


def reckon(group: Group, rule: str, on: date, *, days: int) -> int | None:
    """A number of a hundred from the meetings of so many days before; None where there is nothing to reckon from.

    attendance: of the members asked, those who came. regularity: of the meetings that the rules ask for, those held.
    """
    since = max(on - timedelta(days=days), group.formed_on)
    held = group.meetings.filter(withdrawn_on__isnull=True, held_on__gt=since, held_on__lte=on)
    sums = held.aggregate(meetings=Count("id"), came=Sum("present"), asked=Sum("members"))
    if rule == "attendance":
        return 100 * sums["came"] // sums["asked"] if sums["asked"] else None
    charter = CharterAdoption.objects.filter(group=group, adopted_on__lte=on).order_by(
        "-adopted_on", "-entry_seq"
    )
    every = charter.values_list("meets_every_days", flat=True).first()
    expected = (on - since).days // (every or customs(group.group_type).meets_every_days)
    return min(100, 100 * sums["meetings"] // expected) if expected else None
