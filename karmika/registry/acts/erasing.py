"""A person is forgotten in two acts: restricted at once, erased on the due date. A request can be withdrawn in between.

Figures, consents and memberships of groups stay under the id; they are facts without a name.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import SEES_RESTRICTED, Role
from karmika.intake.secrecy import Sources, release, set_secrecy, shred, withhold
from karmika.journal.act import Act, Context, Header
from karmika.journal.models import Key
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.acts.checking import PART_TABLES, place_of_row
from karmika.registry.erasing import (
    ERASED_COLUMNS,
    Reach,
    asker_of,
    household_of_any,
    identity_parts,
    names_in,
    open_restriction,
    people_of,
    reach_of,
    still_restricted,
)
from karmika.registry.facts import Part
from karmika.registry.models import Household, Person, Restriction, Worker

FORGETS: frozenset[str] = SEES_RESTRICTED | {Role.OPERATOR}
"""Who restricts and erases: the privacy officer, and the operator on a written authority."""

REASONS: dict[str, Promise] = {
    "own_request": _("The person asked for it"),
    "consent_withdrawn": _("Consent was withdrawn"),
    "purpose_ended": _("The purpose has ended"),
    "retention_ended": _("The time for which it may be kept is over"),
    "entered_wrongly": _("It should never have been recorded"),
    "order": _("Ordered by a court or the Data Protection Board"),
}

LIFT_REASONS: dict[str, Promise] = {
    "withdrawn": _("The request was withdrawn"),
    "not_the_person": _("Somebody else had asked"),
    "law_keeps_it": _("A law demands that it is kept"),
}

TEXT_MAXIMUM = 200


class Restrict(Act, frozen=True, kw_only=True):
    """One person, or a whole household, is hidden at once from everybody but the privacy officer, and erased when due.

    `authority` and `reference` name a paper (its number, who signed it) and never the person: they outlive the erasure.
    """

    kind: ClassVar[str] = "registry.restrict"
    roles: ClassVar[frozenset[str]] = FORGETS
    says: ClassVar[str | Promise] = _("{actor} restricted the data, to be erased on {due_on} ({reason})")

    restriction: UUID
    household: UUID
    person: UUID | None = None
    """Empty: everybody in the household, and the household."""
    reason: str
    authority: str
    reference: str
    due_on: date
    reach: Reach = Reach()
    """Who and what is hidden; decided by `check`."""

    def place(self) -> Place:
        return place_of_row(household_of_any(self.household))

    def locks(self) -> Iterable[UUID]:
        return (self.restriction, self.household, *people_of(self.household, self.person))

    def subjects(self) -> Iterable[UUID]:
        return dict.fromkeys((self.household, *self.reach.people))

    def facts(self) -> dict[str, Any]:
        due = formats.date_format(self.due_on, "j F Y")
        return {**super().facts(), "reason": REASONS.get(self.reason, self.reason), "due_on": due}

    def check(self, context: Context) -> Self:
        people = people_of(self.household, self.person)
        if self.person is not None and not people:
            raise Refused("registry.unknown_person")
        _checked_request(self, context.today)
        if (
            self.person is None
            and Household.objects.filter(id=self.household, erased_on=None).first() is None
        ):
            raise Refused("registry.erased_already")
        erased = Person.objects.filter(id__in=people, erased_on__isnull=False)
        if self.person is not None and erased.exists():
            raise Refused("registry.erased_already")
        asked = Restriction.objects.filter(
            Q(person_id=self.person), household_id=self.household, state="open"
        )
        if asked.exists() or Restriction.objects.filter(id=self.restriction).exists():
            raise Refused("registry.restricted_already")
        if names_in(f"{self.authority} {self.reference}", people):
            raise Refused("registry.name_in_authority")
        return msgspec.structs.replace(self, reach=reach_of(self.household, self.person))

    def apply(self, entry: Header, rows: Rows) -> None:
        household = rows.get(Household, self.household)
        whose = ("area_id", "organisation_id", "programme_id", "submission_id")
        rows.insert(
            Restriction,
            id=self.restriction,
            **{name: household[name] for name in whose},
            household_id=self.household,
            person_id=self.person,
            reason=self.reason,
            authority=self.authority,
            reference=self.reference,
            asked_on=entry.recorded_on,
            due_on=self.due_on,
            state="open",
        )
        _hide(rows, self.reach, hidden=True)
        withhold(rows, self.reach.seen(), "restricted", known=False)
        set_secrecy(rows, self.reach.submissions, "restricted")


class LiftRestriction(Act, frozen=True, kw_only=True):
    """The request was withdrawn, or may not be followed: what it had hidden is seen again."""

    kind: ClassVar[str] = "registry.lift_restriction"
    roles: ClassVar[frozenset[str]] = FORGETS
    says: ClassVar[str | Promise] = _("{actor} lifted the restriction ({reason})")

    restriction: UUID
    reason: str
    household: UUID | None = None
    person: UUID | None = None
    reach: Reach = Reach()
    """Who and what is seen again; decided by `check`."""

    def place(self) -> Place:
        return place_of_row(open_restriction(self.restriction))

    def locks(self) -> Iterable[UUID]:
        return _locks_of(self.restriction)

    def subjects(self) -> Iterable[UUID]:
        return dict.fromkeys((*self.reach.people, *((self.household,) if self.household else ())))

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "reason": LIFT_REASONS.get(self.reason, self.reason)}

    def check(self, context: Context) -> Self:
        found = open_restriction(self.restriction)
        if self.reason not in LIFT_REASONS:
            raise Refused("registry.unknown_answer", question="reason", answer=self.reason)
        reach = reach_of(found.household_id, found.person_id)
        return msgspec.structs.replace(
            self,
            household=found.household_id,
            person=found.person_id,
            reach=reach.without(still_restricted(found)),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        closed = {"state": "lifted", "closed_on": entry.recorded_on, "closed_reason": self.reason}
        rows.update(Restriction, self.restriction, **closed)
        _hide(rows, self.reach, hidden=False)
        release(rows, self.reach.withheld)
        set_secrecy(rows, self.reach.submissions, "")


class Erase(Act, frozen=True, kw_only=True):
    """What was restricted is shredded: names go from the tables, and the keys that seal them in the journal are destroyed.

    Nobody can take this back. Before the due date only with `at_once`, and by somebody else than who restricted.
    """

    kind: ClassVar[str] = "registry.erase"
    roles: ClassVar[frozenset[str]] = FORGETS
    says: ClassVar[str | Promise] = _("{actor} erased the personal data")

    restriction: UUID
    at_once: bool = False
    household: UUID | None = None
    person: UUID | None = None
    reach: Reach = Reach()
    parts: tuple[Part, ...] = ()
    """Rows with something personal in them, besides those of persons and the household."""
    sources: Sources = Sources()
    keys: tuple[UUID, ...] = ()
    """Owners of the keys that are destroyed; decided by `check`."""

    def place(self) -> Place:
        return place_of_row(open_restriction(self.restriction))

    def locks(self) -> Iterable[UUID]:
        return _locks_of(self.restriction)

    def subjects(self) -> Iterable[UUID]:
        return dict.fromkeys((*self.reach.people, *((self.household,) if self.household else ())))

    def destroys(self) -> Iterable[UUID]:
        return self.keys

    def check(self, context: Context) -> Self:
        found = open_restriction(self.restriction)
        if found.due_on > context.today and not self.at_once:
            raise Refused("registry.not_due", due_on=formats.date_format(found.due_on, "j F Y"))
        alone = asker_of(found) == context.viewer.id
        if found.due_on > context.today and alone and not _ended_before(found):
            raise Refused("registry.second_person")
        reach = reach_of(found.household_id, found.person_id, to_erase=True)
        sources, keys = reach.to_destroy()
        return msgspec.structs.replace(
            self,
            household=found.household_id,
            person=found.person_id,
            reach=reach,
            parts=identity_parts(reach.people),
            sources=sources,
            keys=keys,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        closed = {"state": "erased", "closed_on": entry.recorded_on, "closed_reason": ""}
        rows.update(Restriction, self.restriction, **closed)
        _hide(rows, self.reach, hidden=True)
        gone: dict[str, Any] = {"erased_on": entry.recorded_on}
        for person in self.reach.people:
            rows.update(Person, person, **gone, **dict.fromkeys(ERASED_COLUMNS[Person]))
        for part in self.parts:
            model = PART_TABLES[part.table]
            rows.update(model, part.id, **dict.fromkeys(ERASED_COLUMNS[model]))
        for home in self.reach.homes:
            rows.update(Household, home, **gone, **dict.fromkeys(ERASED_COLUMNS[Household]))
        withhold(rows, self.reach.seen(), "erased", known=False)
        withhold(rows, self.reach.withheld, "erased", known=True)
        shred(rows, self.sources, erased=True)


def _ended_before(request: Restriction) -> bool:
    """The key is gone already: after a restore an erasure is only said again, and nobody has to agree to it."""
    owner = request.person_id or request.household_id
    return Key.objects.filter(owner=owner, wrapped=None).exists()


def _checked_request(act: Restrict, today: date) -> None:
    if act.reason not in REASONS:
        raise Refused("registry.unknown_answer", question="reason", answer=act.reason)
    for text in (act.authority, act.reference):
        if not 3 <= len(text.strip()) <= TEXT_MAXIMUM:
            raise Refused("registry.authority_missing")
    if act.due_on < today:
        raise Refused("registry.due_in_the_past")


def _locks_of(restriction: UUID) -> tuple[UUID, ...]:
    found = Restriction.objects.filter(id=restriction).first()
    if found is None:
        return (restriction,)
    return (restriction, found.household_id, *people_of(found.household_id, found.person_id))


def _hide(rows: Rows, reach: Reach, *, hidden: bool) -> None:
    for person in reach.people:
        rows.update(Person, person, hidden=hidden)
    for worker in reach.workers:
        rows.update(Worker, worker, hidden=hidden)
    for home in reach.homes:
        rows.update(Household, home, hidden=hidden)
