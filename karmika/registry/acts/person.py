"""Persons: noted at the door, put right, taken out."""

from collections.abc import Iterable
from datetime import date
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
    allow_move,
    any_person,
    demand_open,
    living_person,
    person_parts,
    place_in,
    place_of,
    place_of_row,
    standing_consents,
)
from karmika.registry.acts.writing import (
    count,
    count_consent,
    drop,
    move_consents,
    owned,
    recount,
    write,
    write_trait,
)
from karmika.registry.facts import Owner, Part, PersonFacts
from karmika.registry.models import Consent, Household, Person, Worker


class RecordPerson(Act, frozen=True, kw_only=True):
    """A member of a household that agreed to the survey. The id comes from the form, so that an edit finds the person."""

    kind: ClassVar[str] = "registry.record_person"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} recorded a member of the household")
    looks: ClassVar[bool] = False
    identity: ClassVar[tuple[str, ...]] = ("name", "phone", "born_on")
    owner: ClassVar[str] = "person"

    person: UUID
    household: UUID
    whose: Owner
    name: str | None = None
    phone: str | None = None
    born_on: date | None = None
    answers: PersonFacts
    again: bool = False
    """The person had been taken out and comes back; decided by `check`."""

    def place(self) -> Place:
        return place_of(self.whose)

    def locks(self) -> Iterable[UUID]:
        return (self.person, self.household)

    def reads(self) -> Iterable[Read]:
        return ((Person, "id", self.person), (Household, "id", self.household))

    def subjects(self) -> Iterable[UUID]:
        return (self.person, self.household)

    def check(self, context: Context) -> "RecordPerson":
        household = context.rows.find(Household, self.household)
        if household is None:
            raise Refused("registry.unknown_household", number="")
        demand_open(household)
        if place_in(household) != self.place():
            raise Refused("registry.household_elsewhere")
        person = context.rows.find(Person, self.person)
        if person is None:
            return self
        demand_open(person)
        if (person["state"], person["household_id"]) != ("removed", self.household):
            raise Refused("registry.person_exists")
        return msgspec.structs.replace(self, again=True)

    def apply(self, entry: Header, rows: Rows) -> None:
        person = {
            **owned(self.whose),
            "id": self.person,
            "household_id": self.household,
            "state": "active",
            "listed_on": entry.happened_on,
            **_columns(self),
        }
        write(rows, Person, self.again, **person)
        write_person_traits(rows, self.household, self.person, self.answers)
        count(rows, entry, "persons", person, amount=1)


class CorrectPerson(Act, frozen=True, kw_only=True):
    """Something about a person was wrong. Everything is said anew; what is left out is unknown now."""

    kind: ClassVar[str] = "registry.correct_person"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} corrected what is noted about the person")
    identity: ClassVar[tuple[str, ...]] = ("name", "phone", "born_on")
    owner: ClassVar[str] = "person"

    person: UUID
    whose: Owner
    name: str | None = None
    phone: str | None = None
    born_on: date | None = None
    answers: PersonFacts
    household: UUID | None = None
    works: bool = False
    parts: tuple[Part, ...] = ()
    moved: tuple[UUID, ...] = ()
    """Consents that go along to another ward."""

    def place(self) -> Place:
        return place_of_row(any_person(self.person))

    def locks(self) -> Iterable[UUID]:
        return (self.person,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person,)

    def check(self, context: Context) -> "CorrectPerson":
        person = living_person(self.person)
        moves = allow_move(self, context, self.whose, person)
        return msgspec.structs.replace(
            self,
            moved=standing_consents(household=person.household_id, person=self.person) if moves else (),
            household=person.household_id,
            works=Worker.objects.filter(id=self.person, state="active").exists(),
            parts=person_parts(self.person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.household is not None
        before = rows.get(Person, self.person)
        changes = {"area_id": self.whose.area, **_columns(self)}
        rows.update(Person, self.person, **changes)
        drop(rows, self.parts)
        write_person_traits(rows, self.household, self.person, self.answers)
        recount(rows, entry, "persons", before, {**before, **changes})
        move_consents(rows, entry, self.moved, self.whose.area)
        if self.works:
            worker = rows.get(Worker, self.person)
            copied = {"area_id": self.whose.area, "sex": self.answers.sex, "category": self.answers.category}
            rows.update(Worker, self.person, **copied)
            recount(rows, entry, "workers", worker, {**worker, **copied})


class RemovePerson(Act, frozen=True, kw_only=True):
    """A person was entered by mistake, or is no member of the household any more: taken out of lists and figures.

    Nothing is erased by this; consents that the person gave end with it.
    """

    kind: ClassVar[str] = "registry.remove_person"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} took the person out ({reason})")

    person: UUID
    reason: str
    works: bool = False
    consents: tuple[UUID, ...] = ()
    household: UUID | None = None

    def place(self) -> Place:
        return place_of_row(any_person(self.person))

    def locks(self) -> Iterable[UUID]:
        return (self.person,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person, self.household) if self.household else (self.person,)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "reason": REMOVAL_REASONS.get(self.reason, self.reason)}

    def check(self, context: Context) -> "RemovePerson":
        person = living_person(self.person)
        if self.reason not in REMOVAL_REASONS:
            raise Refused("registry.unknown_answer", question="reason", answer=self.reason)
        return msgspec.structs.replace(
            self,
            household=person.household_id,
            works=Worker.objects.filter(id=self.person, state="active").exists(),
            consents=standing_consents(household=person.household_id, person=self.person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Person, self.person, state="removed")
        count(rows, entry, "persons", rows.get(Person, self.person), amount=-1)
        if self.works:
            rows.update(Worker, self.person, state="removed")
            count(rows, entry, "workers", rows.get(Worker, self.person), amount=-1)
        for consent in self.consents:
            rows.update(Consent, consent, withdrawn_on=entry.happened_on)
            row = rows.get(Consent, consent)
            count_consent(rows, entry, row, amount=-1, on=row["answered_on"])


REMOVAL_REASONS = {
    "vanished": _("missing from the corrected form"),
    "twice": _("entered twice"),
    "not_a_member": _("not a member of the household"),
    "no_consent": _("did not agree to the survey"),
}


def write_person_traits(rows: Rows, household: UUID, person: UUID, facts: PersonFacts) -> None:
    """The person's own sensitive answers."""
    if facts.disability:
        write_trait(rows, household, person, "disability", facts.disability)


def _columns(act: RecordPerson | CorrectPerson) -> dict[str, Any]:
    facts = act.answers
    return {
        "name": act.name,
        "phone": act.phone,
        "born_on": act.born_on,
        "relation": facts.relation,
        "sex": facts.sex,
        "age_years": facts.age_years,
        "age_precision": facts.age_precision,
        "phone_answered_by": facts.phone_answered_by,
        "languages": list(facts.languages),
        "schooling": facts.schooling,
        "preferred_hours": facts.preferred_hours,
        "category": facts.category,
    }
