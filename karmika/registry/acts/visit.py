"""Visits to a door: what came of it, what the household agreed to, and putting that right."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.intake.models import Submission
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.overlay import Read
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import Dims, contribute
from karmika.registry.acts.checking import (
    RECORDERS,
    allow_move,
    any_visit,
    demand_open,
    household_at,
    household_parts,
    in_order,
    known_purposes,
    place_in,
    place_of,
    place_of_row,
)
from karmika.registry.acts.writing import drop, owned, write_consent, write_trait
from karmika.registry.choices import DOOR, ENDING, OUTCOMES
from karmika.registry.facts import ConsentAnswer, HouseholdFacts, Owner, Part
from karmika.registry.models import Household, Trait, Visit

_YES_NO = {"yes": True, "no": False}


class RecordVisit(Act, frozen=True, kw_only=True):
    """Somebody knocked. A refusal keeps the outcome alone: an address noted before is blanked (DPDP Act 2023, s. 6)."""

    kind: ClassVar[str] = "registry.record_visit"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} visited the household: {outcome}")
    looks: ClassVar[bool] = False

    visit: UUID
    household: UUID | None = None
    whose: Owner
    outcome: str
    minutes: int | None = None
    revisit_on: date | None = None
    answers: HouseholdFacts = HouseholdFacts()
    consents: tuple[ConsentAnswer, ...] = ()
    visitor: UUID | None = None
    """Who stood at the door: the sender of the form, not the one who let it through from the queue."""
    device: UUID | None = None
    attempt: int = 1
    ends: bool | None = None
    parts: tuple[Part, ...] = ()
    lists: bool = False
    """The household was known from a camp alone, and is listed by this visit; decided by `check`."""

    def place(self) -> Place:
        return place_of(self.whose)

    def locks(self) -> Iterable[UUID]:
        return (self.visit, self.household) if self.household else (self.visit,)

    def reads(self) -> Iterable[Read]:
        yield Visit, "id", self.visit
        if self.household is not None:
            yield Household, "id", self.household

    def subjects(self) -> Iterable[UUID]:
        return tuple(one for one in (self.household, self.whose.submission) if one)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "outcome": OUTCOMES.get(self.outcome, self.outcome)}

    def check(self, context: Context) -> "RecordVisit":
        known_purposes(self.consents)
        visitor, device = _sender(self.whose.submission, context)
        seen = msgspec.structs.replace(self, visitor=visitor, device=device)
        known = context.rows.find(Visit, self.visit) is not None
        if self.household is None:
            if known:
                raise Refused("registry.visit_exists")
            return msgspec.structs.replace(seen, ends=True)
        household = context.rows.find(Household, self.household)
        if household is None:
            raise Refused("registry.unknown_household", number="")
        demand_open(household)
        if known:
            raise Refused("registry.visit_exists")
        if place_in(household) != self.place():
            raise Refused("registry.household_elsewhere")
        if household["ended"]:
            raise Refused("registry.household_ended", number=household["number"])
        parts: tuple[Part, ...] = ()
        if household["visits_count"]:
            traits = context.rows.keys(Trait, household_id=self.household, person_id=None)
            parts = in_order(Part("trait", trait) for trait in traits)
        return msgspec.structs.replace(
            seen,
            attempt=household["visits_count"] + 1,
            ends=self.outcome in ENDING,
            parts=parts,
            lists=household["met_at"] != DOOR,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        visit = {
            **owned(self.whose),
            "id": self.visit,
            "household_id": self.household,
            "outcome": self.outcome,
            "visited_at": entry.occurred_at,
            "visited_on": entry.happened_on,
            "user_id": self.visitor,
            "device_id": self.device,
            "attempt": self.attempt,
            "minutes": self.minutes,
        }
        rows.insert(Visit, **visit)
        count_visit(rows, entry, visit, amount=1)
        if self.ends:
            count_ended(rows, entry, visit, amount=1)
        if self.household is None:
            count_listed(rows, entry, visit, amount=1)
            return
        drop(rows, self.parts)
        rows.update(
            Household,
            self.household,
            visits_count=self.attempt,
            last_outcome=self.outcome,
            ended=bool(self.ends),
            revisit_on=self.revisit_on,
            **({"met_at": DOOR, "listed_on": entry.happened_on} if self.lists else {}),
            **after_refusal(self.outcome),
        )
        if self.lists:
            count_listed(rows, entry, visit, amount=1)
        write_answers(rows, self.household, self.answers)
        for consent in self.consents:
            write_consent(rows, entry, consent, whose=self.whose, household=self.household, person=None)


class CorrectVisit(Act, frozen=True, kw_only=True):
    """The outcome, the ward or the household's own answers were wrong. Consents have acts of their own."""

    kind: ClassVar[str] = "registry.correct_visit"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} corrected the visit: {outcome}")

    visit: UUID
    household: UUID | None = None
    whose: Owner
    outcome: str
    minutes: int | None = None
    revisit_on: date | None = None
    answers: HouseholdFacts = HouseholdFacts()
    ended_otherwise: bool = False
    """Another visit had ended the visits to this household; decided by `check`."""
    is_last: bool = True
    parts: tuple[Part, ...] = ()

    def place(self) -> Place:
        return place_of_row(any_visit(self.visit))

    def locks(self) -> Iterable[UUID]:
        return (self.visit, self.household) if self.household else (self.visit,)

    def subjects(self) -> Iterable[UUID]:
        return tuple(one for one in (self.household, self.whose.submission) if one)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "outcome": OUTCOMES.get(self.outcome, self.outcome)}

    def check(self, context: Context) -> "CorrectVisit":
        before = any_visit(self.visit)
        allow_move(self, context, self.whose, before)
        if self.household is None:
            if before.household_id is not None:
                raise Refused("registry.household_changed")
            return self
        if before.household_id not in (None, self.household):
            raise Refused("registry.household_changed")
        household = household_at(self.household, self.whose)
        others = Visit.objects.filter(household_id=self.household, outcome__in=sorted(ENDING)).exclude(
            id=self.visit
        )
        return msgspec.structs.replace(
            self,
            ended_otherwise=others.exists(),
            is_last=household.visits_count <= before.attempt,
            parts=household_parts(self.household),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        before = rows.get(Visit, self.visit)
        changes = {"outcome": self.outcome, "area_id": self.whose.area, "household_id": self.household}
        after = {**before, **changes}
        rows.update(Visit, self.visit, **changes, minutes=self.minutes)
        self._recount(entry, rows, before, after)
        if self.household is None:
            return
        drop(rows, self.parts)
        household: dict[str, Any] = {"ended": self.ended_otherwise or self.outcome in ENDING}
        if self.is_last:
            household |= {
                "last_outcome": self.outcome,
                "revisit_on": self.revisit_on,
                "visits_count": before["attempt"],
            }
        rows.update(Household, self.household, **household, **after_refusal(self.outcome))
        write_answers(rows, self.household, self.answers)

    def _recount(self, entry: Header, rows: Rows, before: dict[str, Any], after: dict[str, Any]) -> None:
        if (before["outcome"], before["area_id"]) != (after["outcome"], after["area_id"]):
            count_visit(rows, entry, before, amount=-1)
            count_visit(rows, entry, after, amount=1)
        if not self.ended_otherwise:
            keys = ("area_id", "household_id")
            was, now = before["outcome"] in ENDING, after["outcome"] in ENDING
            if (was, *(before[key] for key in keys)) != (now, *(after[key] for key in keys)):
                for row, ended, amount in ((before, was, -1), (after, now, 1)):
                    if ended:
                        count_ended(rows, entry, row, amount=amount)
        was_door, is_door = before["household_id"] is None, after["household_id"] is None
        if was_door and not (is_door and before["area_id"] == after["area_id"]):
            count_listed(rows, entry, before, amount=-1)
            if is_door:
                count_listed(rows, entry, after, amount=1)


def _sender(submission: UUID | None, context: Context) -> tuple[UUID, UUID | None]:
    """Who sent the form, with which phone; whoever records the visit where no form is behind it."""
    found = context.rows.find(Submission, submission) if submission else None
    return (context.viewer.id, context.device) if found is None else (found["user_id"], found["device_id"])


def after_refusal(outcome: str) -> dict[str, Any]:
    """What a refusal blanks in the household."""
    if outcome != "refused":
        return {}
    return {"address": None, "landmark": None, "lat_e6": None, "lon_e6": None, "single_woman": None}


def write_answers(rows: Rows, household: UUID, facts: HouseholdFacts) -> None:
    """The household's own sensitive answers."""
    if facts.single_woman:
        rows.update(Household, household, single_woman=_YES_NO.get(facts.single_woman))
    for trait, value in facts.traits():
        write_trait(rows, household, None, trait, value)


def _count(
    rows: Rows, entry: Header, measure: str, visit: dict[str, Any], *, amount: int, category: str = ""
) -> None:
    dims = Dims(category=category, organisation=visit["organisation_id"], programme=visit["programme_id"])
    by_visit = measure == "visit_outcomes"
    contribute(
        rows,
        entry,
        measure,
        subject=visit["id"] if by_visit else visit["household_id"] or visit["id"],
        area=visit["area_id"],
        amount=amount,
        dims=dims,
        happened_on=visit["visited_on"],
    )


def count_visit(rows: Rows, entry: Header, visit: dict[str, Any], *, amount: int) -> None:
    """One visit by its outcome."""
    _count(rows, entry, "visit_outcomes", visit, amount=amount, category=visit["outcome"])


def count_ended(rows: Rows, entry: Header, visit: dict[str, Any], *, amount: int) -> None:
    """One household that needs no further visit."""
    _count(rows, entry, "visits_ended", visit, amount=amount)


def move_visit(rows: Rows, entry: Header, visit: dict[str, Any], area: UUID, *, ends: bool) -> None:
    """Move the counts of a visit to another ward; `ends`: the household is counted as visited to an end by it."""
    if visit["area_id"] == area:
        return
    for row, amount in ((visit, -1), ({**visit, "area_id": area}, 1)):
        count_visit(rows, entry, row, amount=amount)
        if ends:
            count_ended(rows, entry, row, amount=amount)


def count_listed(rows: Rows, entry: Header, visit: dict[str, Any], *, amount: int) -> None:
    """One household that a visit lists: by its refusal alone, or because it was known from a camp before."""
    _count(rows, entry, "households_listed", visit, amount=amount)
