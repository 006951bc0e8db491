"""Workers: what a person's work and money are, put right, and taken back when there is no such work."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.overlay import Read
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.acts.checking import (
    RECORDERS,
    any_person,
    any_worker,
    demand_open,
    known_purposes,
    place_in,
    place_of,
    place_of_row,
    work_parts,
)
from karmika.registry.acts.writing import (
    count,
    drop,
    owned,
    recount,
    work_columns,
    write,
    write_consent,
    write_money,
    write_trait,
)
from karmika.registry.facts import ConsentAnswer, Owner, Part, WorkerFacts
from karmika.registry.models import Identifier, OccupationSpell, Person, PersonPlace, Worker
from karmika.registry.occupations import occupation

_PERSONAL = ("employer_name", "native_place", "uan", "ration_card", "bocw", "aadhaar")


class RecordWorker(Act, frozen=True, kw_only=True):
    """A person does one of the programme's occupations: the interview about it, and the worker's own consents."""

    kind: ClassVar[str] = "registry.record_worker"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} recorded the work of the person")
    looks: ClassVar[bool] = False
    identity: ClassVar[tuple[str, ...]] = _PERSONAL
    owner: ClassVar[str] = "person"

    person: UUID
    household: UUID
    whose: Owner
    answers: WorkerFacts
    employer_name: str | None = None
    native_place: str | None = None
    uan: str | None = None
    ration_card: str | None = None
    bocw: str | None = None
    aadhaar: str | None = None
    consents: tuple[ConsentAnswer, ...] = ()
    sex: str = ""
    category: str = ""
    nco_code: str = ""
    again: bool = False

    def place(self) -> Place:
        return place_of(self.whose)

    def locks(self) -> Iterable[UUID]:
        return (self.person,)

    def reads(self) -> Iterable[Read]:
        return ((Person, "id", self.person), (Worker, "id", self.person))

    def subjects(self) -> Iterable[UUID]:
        return (self.person,)

    def check(self, context: Context) -> "RecordWorker":
        known_purposes(self.consents)
        person = context.rows.find(Person, self.person)
        if person is None or person["state"] != "active":
            raise Refused("registry.unknown_person")
        demand_open(person)
        if (place_in(person), person["household_id"]) != (self.place(), self.household):
            raise Refused("registry.household_elsewhere")
        worker = context.rows.find(Worker, self.person)
        if worker is not None and worker["state"] == "active":
            raise Refused("registry.worker_exists")
        return msgspec.structs.replace(
            self,
            sex=person["sex"],
            category=person["category"],
            nco_code=nco_code(self.answers.occupation),
            again=worker is not None,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        worker = {
            **owned(self.whose),
            "id": self.person,
            "person_id": self.person,
            "household_id": self.household,
            "sex": self.sex,
            "category": self.category,
            "state": "active",
            "listed_on": entry.happened_on,
            **work_columns(self.answers),
        }
        write(rows, Worker, self.again, **worker)
        write_parts(self, entry, rows)
        count(rows, entry, "workers", worker, amount=1)
        for consent in self.consents:
            write_consent(
                rows, entry, consent, whose=self.whose, household=self.household, person=self.person
            )


class CorrectWorker(Act, frozen=True, kw_only=True):
    """Something about the work or the money was wrong. Everything is said anew. Consents have acts of their own."""

    kind: ClassVar[str] = "registry.correct_worker"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} corrected what is noted about the work")
    identity: ClassVar[tuple[str, ...]] = _PERSONAL
    owner: ClassVar[str] = "person"

    person: UUID
    answers: WorkerFacts
    employer_name: str | None = None
    native_place: str | None = None
    uan: str | None = None
    ration_card: str | None = None
    bocw: str | None = None
    aadhaar: str | None = None
    household: UUID | None = None
    nco_code: str = ""
    parts: tuple[Part, ...] = ()

    def place(self) -> Place:
        return place_of_row(any_person(self.person))

    def locks(self) -> Iterable[UUID]:
        return (self.person,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person,)

    def check(self, context: Context) -> "CorrectWorker":
        worker = any_worker(self.person)
        return msgspec.structs.replace(
            self,
            household=worker.household_id,
            nco_code=nco_code(self.answers.occupation),
            parts=work_parts(self.person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        before = rows.get(Worker, self.person)
        changes = work_columns(self.answers)
        rows.update(Worker, self.person, **changes)
        drop(rows, self.parts)
        write_parts(self, entry, rows)
        recount(rows, entry, "workers", before, {**before, **changes})


class RemoveWorker(Act, frozen=True, kw_only=True):
    """The person does none of the programme's occupations after all. The person stays; the answers about work go."""

    kind: ClassVar[str] = "registry.remove_worker"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} noted that the person does not do this work")

    person: UUID
    parts: tuple[Part, ...] = ()

    def place(self) -> Place:
        return place_of_row(any_person(self.person))

    def locks(self) -> Iterable[UUID]:
        return (self.person,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person,)

    def check(self, context: Context) -> "RemoveWorker":
        any_worker(self.person)
        return msgspec.structs.replace(self, parts=work_parts(self.person))

    def apply(self, entry: Header, rows: Rows) -> None:
        drop(rows, self.parts)
        rows.update(Worker, self.person, state="removed")
        count(rows, entry, "workers", rows.get(Worker, self.person), amount=-1)


def nco_code(code: str) -> str:
    """The NCO-2015 code to keep with a spell: the occupation's, else its family's, else none.

    Raises Refused("registry.unknown_answer").
    """
    found = occupation(code)
    if found is None:
        raise Refused("registry.unknown_answer", question="occupation", answer=code)
    return found.nco2015 or found.nco_family


def write_parts(act: RecordWorker | CorrectWorker, entry: Header, rows: Rows) -> None:
    """The rows around a worker: the spell of work, money, places, cards, union."""
    facts, person = act.answers, act.person
    assert act.household is not None
    rows.insert(
        OccupationSpell,
        id=rows.new_id(),
        worker_id=person,
        occupation=facts.occupation,
        nco_code=act.nco_code,
        employment=facts.employment,
        employer_name=act.employer_name,
        worksite_id=facts.worksite,
        since_year=facts.since_year,
        hours_a_day=facts.hours_a_day,
        wage_rate_paise=facts.wage_rate_paise,
        wage_unit=facts.wage_unit,
        days_a_week=facts.days_a_week,
        pieces_paid=facts.pieces_paid,
        pieces_a_day=facts.pieces_a_day,
    )
    write_money(rows, person, facts, entry.happened_on)
    described: dict[str, Any] = {"native": act.native_place}
    for what in facts.places:
        rows.insert(
            PersonPlace, id=rows.new_id(), person_id=person, what=what, description=described.get(what)
        )
    for what in facts.identifiers:
        rows.insert(Identifier, id=rows.new_id(), person_id=person, what=what, value=getattr(act, what))
    if facts.union:
        write_trait(rows, act.household, person, "union", facts.union)
