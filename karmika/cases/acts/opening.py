"""A report becomes a case, and somebody answers it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.cases.acts import checking
from karmika.cases.acts.checking import OnCase, subjects_of
from karmika.cases.acts.counting import count
from karmika.cases.acts.team import join
from karmika.cases.models import Case
from karmika.cases.terms import (
    ANSWERS,
    CASE_WORKERS,
    CHANNELS,
    CONSENT_WAYS,
    FIRST_RESPONSE,
    LEVELS,
    REACHED,
    REPORTERS,
    RESTRICTED,
    TOLD,
    WAGE,
    matter_name,
    matters,
)
from karmika.cases.words import Words, tidy
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.dates import in_india
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.models import Person, Worker
from karmika.registry.occupations import occupations


class OpenCase(Act, frozen=True, kw_only=True):
    """Somebody reports a wrong: in her own name, without one, or for somebody else.

    At level 2 what it is about, whom and when is moved into the sealed words, and the check decides who is of the team.
    """

    kind: ClassVar[str] = "cases.open"
    roles: ClassVar[frozenset[str]] = REPORTERS
    says: ClassVar[str | Promise] = _("{actor} took down a report: {matter}")
    identity: ClassVar[tuple[str, ...]] = ("words",)
    owner: ClassVar[str] = "case"

    case: UUID
    level: int
    area: UUID
    organisation: UUID
    programme: UUID
    told: str
    matter: str
    channel: str = ""
    person: UUID | None = None
    """A person of our registry, whose consent was asked (`consent_how`)."""
    consent_how: str = ""
    occupation: str = ""
    sex: str = ""
    happened_from: date | None = None
    happened_to: date | None = None
    words: Words | None = None
    number: str | None = None
    team: tuple[UUID, ...] = ()
    assigned_to: UUID | None = None

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (self.case,)

    def subjects(self) -> Iterable[UUID]:
        return subjects_of(self.case, self.level)

    def facts(self) -> dict[str, Any]:
        return {**Act.facts(self), "matter": matter_name(self.matter) if self.matter else _("restricted")}

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.opened_already, .choose, .level, .future, .nobody_answers and those of the fields."""
        if context.rows.find(Case, self.case) is not None:
            raise Refused("cases.opened_already")
        self._check_fields(context.today)
        person = self._person(context)
        words = tidy(self.words) or Words()
        if self.told == "anonymous" and (person is not None or words.name):
            raise Refused("cases.anonymous_has_no_name")
        if self.told == "named" and person is None and not words.name:
            raise Refused("cases.name")
        facts: dict[str, Any] = {"occupation": self.occupation, "sex": self.sex}
        if person is not None:
            facts = {"sex": person.sex, "occupation": _work_of(person) or self.occupation}
        facts |= {"matter": self.matter, "happened_from": self.happened_from, "happened_to": self.happened_to}
        facts["person"] = None if person is None else person.id
        team, assigned = self._team(context)
        decided = {"number": checking.free_number(self.case), "team": team, "assigned_to": assigned}
        if self.level == RESTRICTED:
            return msgspec.structs.replace(
                self, **_NOTHING, **decided, words=msgspec.structs.replace(words, **facts)
            )
        return msgspec.structs.replace(self, **facts, **decided, words=words)

    def _check_fields(self, today: date) -> None:
        if self.level not in LEVELS:
            raise Refused("cases.choose")
        if self.matter not in matters(self.level):
            raise Refused("cases.level")
        checking.known(self.told, TOLD)
        checking.known(self.channel, ("", *CHANNELS))
        checking.known(self.sex, ("", "female", "male", "transgender"))
        checking.known(self.occupation, ("", *occupations()))
        checking.known(self.consent_how, ("", *CONSENT_WAYS))
        for day in (self.happened_from, self.happened_to):
            checking.not_future(day, today)
        if self.happened_from and self.happened_to and self.happened_to < self.happened_from:
            raise Refused("cases.days_in_order")

    def _person(self, context: Context) -> Person | None:
        if self.person is None:
            return None
        if self.consent_how not in CONSENT_WAYS:
            raise Refused("cases.consent")
        ours = Person.objects.visible_to(context.viewer).filter(
            id=self.person,
            state="active",
            hidden=False,
            organisation_id=self.organisation,
            programme_id=self.programme,
        )
        found = ours.first()
        if found is None:
            raise Refused("cases.unknown_person")
        return found

    def _team(self, context: Context) -> tuple[tuple[UUID, ...], UUID | None]:
        """Who answers: the paralegal who took it down herself; at level 2 never nobody."""
        held = checking.holders(CASE_WORKERS, self.place(), context.today)
        mine = context.viewer.id if context.viewer.id in held else None
        if self.level == WAGE:
            return ((mine,) if mine else ()), mine
        if not held:
            raise Refused("cases.nobody_answers")
        team = {mine} if mine else set()
        if not any(Role.LEGAL_ADVISOR in roles for roles in held.values()):
            team |= held.keys()  # nobody is above them, so all of them see it
        return tuple(sorted(team)), mine

    def apply(self, entry: Header, rows: Rows) -> None:
        reported_at = min(entry.occurred_at, entry.recorded_at)
        rows.insert(
            Case,
            id=self.case,
            **{name: getattr(self, name) for name in _SAME},
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            person_id=self.person,
            opened_by=entry.actor,
            opened_act=rows.act_number,
            reported_at=reported_at,
            received_at=entry.recorded_at,
            reported_on=in_india(reported_at),
        )
        for user in self.team:
            join(rows, self.case, user, entry.recorded_on)
        count(rows, entry, "case_reports", rows.get(Case, self.case), category=self.matter)


_NOTHING: dict[str, Any] = {
    "person": None, "matter": "", "occupation": "", "sex": "", "happened_from": None, "happened_to": None,
}  # fmt: skip
_SAME = (
    "number", "level", "told", "channel", "matter", "occupation", "sex", "happened_from", "happened_to", "assigned_to",
)  # fmt: skip


def _work_of(person: Person) -> str:
    worker = Worker.objects.filter(id=person.id, state="active").first()
    return worker.occupation if worker is not None else ""


class NoteFirstResponse(OnCase, frozen=True, kw_only=True):
    """Somebody of us spoke with the person, or tried to. Only who was reached was answered."""

    kind: ClassVar[str] = "cases.answer"
    roles: ClassVar[frozenset[str]] = CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} answered the report: {how}")

    how: str
    answered_at: datetime | None = None
    first: bool | None = None
    in_time: bool | None = None

    def facts(self) -> dict[str, Any]:
        return {**OnCase.facts(self), "how": ANSWERS.get(self.how, self.how)}

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.choose, cases.future, and those of `checking.seen`."""
        row = checking.seen(context, self.case)
        checking.known(self.how, ANSWERS)
        at = self.answered_at or context.now
        if at > context.now or at < row["reported_at"]:
            raise Refused("cases.answered_when")
        first = self.how in REACHED and row["answered_at"] is None
        return msgspec.structs.replace(
            self,
            level=row["level"],
            answered_at=at,
            first=first,
            in_time=first and at - row["received_at"] <= FIRST_RESPONSE,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        if not self.first:
            return
        rows.update(
            Case,
            self.case,
            answered_at=self.answered_at,
            answered_by=entry.actor,
            answered_how=self.how,
            in_time=self.in_time,
        )
        if self.in_time:
            row = rows.get(Case, self.case)
            count(rows, entry, "case_answered_in_time", row, happened_on=row["reported_on"])
