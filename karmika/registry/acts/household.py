"""Households: listed at the door, and put right."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.overlay import Read
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import Dims, contribute
from karmika.registry.acts.checking import (
    RECORDERS,
    allow_move,
    any_household,
    place_of,
    place_of_row,
)
from karmika.registry.acts.visit import move_visit
from karmika.registry.acts.writing import move_consents, owned, recount
from karmika.registry.choices import DOOR, ENDING, MET_AT
from karmika.registry.facts import Owner
from karmika.registry.models import Consent, Household, Person, Visit, Worker
from karmika.registry.numbers import ATTEMPTS, household_number


class ListHousehold(Act, frozen=True, kw_only=True):
    """A door is noted, with the address that a revisit needs. The household gets its number here, for good."""

    kind: ClassVar[str] = "registry.list_household"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} listed the household {number}")
    looks: ClassVar[bool] = False
    identity: ClassVar[tuple[str, ...]] = ("address", "landmark", "lat_e6", "lon_e6")
    owner: ClassVar[str] = "household"

    household: UUID
    whose: Owner
    address: str | None = None
    landmark: str | None = None
    lat_e6: int | None = None
    lon_e6: int | None = None
    number: str | None = None
    met_at: str = DOOR
    """"camp": nobody stood at the door yet, so it is not counted as listed until somebody does."""

    def place(self) -> Place:
        return place_of(self.whose)

    def locks(self) -> Iterable[UUID]:
        return (self.household, stable("household number", household_number(self.household)))

    def reads(self) -> Iterable[Read]:
        yield Household, "id", self.household
        yield Household, "number", household_number(self.household)

    def subjects(self) -> Iterable[UUID]:
        return (self.household, self.whose.submission) if self.whose.submission else (self.household,)

    def check(self, context: Context) -> "ListHousehold":
        if self.met_at not in MET_AT:
            raise Refused("registry.unknown_answer", question="met_at", answer=self.met_at[:40])
        return msgspec.structs.replace(self, number=_free_number(context.rows, self.household))

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Household,
            id=self.household,
            **owned(self.whose),
            number=self.number,
            address=self.address,
            landmark=self.landmark,
            lat_e6=self.lat_e6,
            lon_e6=self.lon_e6,
            listed_on=entry.happened_on,
            met_at=self.met_at,
        )
        if self.met_at == DOOR:
            _count(rows, entry, self.household, owned(self.whose), amount=1)


class CorrectHousehold(Act, frozen=True, kw_only=True):
    """The address, or the ward, was wrong. Everything is said anew; what is left out is unknown now."""

    kind: ClassVar[str] = "registry.correct_household"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} corrected the address or the ward of the household")
    identity: ClassVar[tuple[str, ...]] = ("address", "landmark", "lat_e6", "lon_e6")
    owner: ClassVar[str] = "household"

    household: UUID
    whose: Owner
    address: str | None = None
    landmark: str | None = None
    lat_e6: int | None = None
    lon_e6: int | None = None
    moved: tuple[UUID, ...] = ()
    """Consents that go along to another ward."""
    people: tuple[UUID, ...] = ()
    workers: tuple[UUID, ...] = ()
    visits: tuple[UUID, ...] = ()
    """Who and what goes along, whichever form recorded it."""
    ended_by: UUID | None = None
    """The visit with which the household is counted as visited to an end."""

    def place(self) -> Place:
        return place_of_row(any_household(self.household))

    def locks(self) -> Iterable[UUID]:
        return (self.household,)

    def subjects(self) -> Iterable[UUID]:
        return (self.household, self.whose.submission) if self.whose.submission else (self.household,)

    def check(self, context: Context) -> "CorrectHousehold":
        if not allow_move(self, context, self.whose, any_household(self.household)):
            return self
        consents = Consent.objects.filter(household_id=self.household, given=True, withdrawn_on=None)
        people = Person.objects.filter(household_id=self.household, state="active")
        workers = Worker.objects.filter(household_id=self.household, state="active")
        visits = Visit.objects.filter(household_id=self.household)
        ending = visits.filter(outcome__in=sorted(ENDING)).order_by("attempt", "entry_seq")
        return msgspec.structs.replace(
            self,
            moved=_sorted_ids(consents),
            people=_sorted_ids(people),
            workers=_sorted_ids(workers),
            visits=_sorted_ids(visits),
            ended_by=ending.values_list("id", flat=True).first(),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        before = rows.get(Household, self.household)
        rows.update(
            Household,
            self.household,
            area_id=self.whose.area,
            address=self.address,
            landmark=self.landmark,
            lat_e6=self.lat_e6,
            lon_e6=self.lon_e6,
        )
        if before["area_id"] != self.whose.area and before["met_at"] == DOOR:
            _count(rows, entry, self.household, before, amount=-1)
            _count(rows, entry, self.household, {**before, "area_id": self.whose.area}, amount=1)
        move_consents(rows, entry, self.moved, self.whose.area)
        self._move(rows, entry)

    def _move(self, rows: Rows, entry: Header) -> None:
        """People, workers and visits to the right ward, and their counts with them."""
        to = {"area_id": self.whose.area}
        for model, measure, ids in ((Person, "persons", self.people), (Worker, "workers", self.workers)):
            for key in ids:
                before = rows.get(model, key)
                rows.update(model, key, **to)
                recount(rows, entry, measure, before, {**before, **to})
        for key in self.visits:
            before = rows.get(Visit, key)
            rows.update(Visit, key, **to)
            move_visit(rows, entry, before, self.whose.area, ends=key == self.ended_by)


def _sorted_ids(rows: QuerySet[Any]) -> tuple[UUID, ...]:
    return tuple(sorted(rows.values_list("id", flat=True)))


def _free_number(rows: Rows, household: UUID) -> str:
    if rows.find(Household, household) is not None:
        raise Refused("registry.household_exists")
    for attempt in range(ATTEMPTS):
        number = household_number(household, attempt)
        if not rows.exists(Household, number=number):
            return number
    raise Refused("registry.no_number_left")


def _count(rows: Rows, entry: Header, household: UUID, row: dict[str, Any], *, amount: int) -> None:
    contribute(
        rows,
        entry,
        "households_listed",
        subject=household,
        area=row["area_id"],
        amount=amount,
        dims=Dims(organisation=row["organisation_id"], programme=row["programme_id"]),
        happened_on=row.get("listed_on"),
    )
