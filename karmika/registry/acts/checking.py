"""What the `check` of this room's acts asks of the tables. Reads only; every function may refuse."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from karmika.access.roles import Role
from karmika.intake.secrecy import ERASED, RESTRICTED
from karmika.journal.act import Act, Context
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.choices import PURPOSES
from karmika.registry.facts import ConsentAnswer, Owner, Part
from karmika.registry.models import (
    BankAccount,
    Consent,
    Debt,
    Household,
    Identifier,
    InsurancePolicy,
    OccupationSpell,
    Person,
    PersonPlace,
    Placed,
    Shock,
    Trait,
    Visit,
    Worker,
)

RECORDERS: frozenset[str] = frozenset(
    {
        Role.RESOURCE_PERSON,
        Role.COMMUNITY_ORGANISER,
        Role.DATA_ENTRY_OFFICER,
        Role.CITY_MISSION_MANAGER,
        Role.CAMP_DESK,
    }
)
"""Who writes down what people say at the door, and corrects it."""

WORK_PARTS = {
    "spell": OccupationSpell,
    "debt": Debt,
    "account": BankAccount,
    "policy": InsurancePolicy,
    "shock": Shock,
}
PERSON_PARTS = {"place": PersonPlace, "identifier": Identifier, "trait": Trait}
PART_TABLES = {**WORK_PARTS, **PERSON_PARTS}
WORK_TRAITS = ("union",)


def place_of(whose: Owner) -> Place:
    """The place of an act that says itself whose it is; `check` compares it with the rows."""
    return Place(whose.area, whose.organisation, whose.programme)


def place_of_row(row: Placed) -> Place:
    """Where a row belongs now."""
    return Place(row.area_id, row.organisation_id, row.programme_id)


def place_in(row: Mapping[str, Any]) -> Place:
    """Where a row that `rows.find` gave belongs."""
    return Place(row["area_id"], row["organisation_id"], row["programme_id"])


def demand_open(row: Mapping[str, Any]) -> None:
    """Nothing is written about somebody who is restricted or erased.

    Raises Refused: intake.person_erased, intake.person_restricted; what arrived waits unread for these reasons.
    """
    if row["erased_on"] is not None:
        raise Refused(ERASED)
    if row["hidden"]:
        raise Refused(RESTRICTED)


def any_household(household: UUID) -> Household:
    """The household with this id. Raises Refused: registry.unknown_household, and those of `demand_open`."""
    found = Household.objects.filter(id=household).first()
    if found is None:
        raise Refused("registry.unknown_household", number="")
    demand_open(vars(found))
    return found


def household_at(household: UUID, whose: Owner) -> Household:
    """The household, if it lies where the act says. Raises Refused: registry.unknown_household, .household_elsewhere."""
    found = any_household(household)
    if place_of_row(found) != place_of(whose):
        raise Refused("registry.household_elsewhere")
    return found


def any_visit(visit: UUID) -> Visit:
    """The visit with this id. Raises Refused("registry.unknown_visit")."""
    found = Visit.objects.filter(id=visit).first()
    if found is None:
        raise Refused("registry.unknown_visit")
    return found


def any_person(person: UUID) -> Person:
    """The person with this id, removed or not. Raises Refused: registry.unknown_person, and those of `demand_open`."""
    found = Person.objects.filter(id=person).first()
    if found is None:
        raise Refused("registry.unknown_person")
    demand_open(vars(found))
    return found


def living_person(person: UUID) -> Person:
    """A person who was not taken out. Raises Refused: registry.unknown_person, registry.person_removed."""
    found = any_person(person)
    if found.state != "active":
        raise Refused("registry.person_removed")
    return found


def any_worker(person: UUID) -> Worker:
    """The worker with this id, if still one. Raises Refused("registry.not_a_worker")."""
    found = Worker.objects.filter(id=person, state="active").first()
    if found is None:
        raise Refused("registry.not_a_worker")
    return found


def allow_move(act: Act, context: Context, whose: Owner, row: Household | Visit | Person) -> bool:
    """Whether a correction puts something elsewhere: only where its author may write too, never into other hands.

    Raises Refused: access.not_yours, registry.household_changed.
    """
    if place_of_row(row) == place_of(whose):
        return False
    if (row.organisation_id, row.programme_id) != (whose.organisation, whose.programme):
        raise Refused("registry.household_changed")
    context.viewer.authorise(act.roles, place_of(whose))
    return True


def known_purposes(consents: Iterable[ConsentAnswer]) -> None:
    """Raises Refused("registry.unknown_purpose")."""
    for consent in consents:
        known_purpose(consent.purpose)


def known_purpose(purpose: str) -> None:
    """Raises Refused("registry.unknown_purpose")."""
    if purpose not in PURPOSES:
        raise Refused("registry.unknown_purpose", purpose=purpose)


def work_parts(person: UUID) -> tuple[Part, ...]:
    """The rows of a worker's answers, which a correction replaces."""
    found = [
        Part(name, part)
        for name, table in WORK_PARTS.items()
        for part in table._base_manager.filter(Q(worker_id=person)).values_list("id", flat=True)
    ]
    places = PersonPlace.objects.filter(person_id=person)
    cards = Identifier.objects.filter(person_id=person)
    found += [Part("place", part) for part in places.values_list("id", flat=True)]
    found += [Part("identifier", part) for part in cards.values_list("id", flat=True)]
    traits = Trait.objects.filter(person_id=person, trait__in=WORK_TRAITS)
    return in_order(found + [Part("trait", part) for part in traits.values_list("id", flat=True)])


def person_parts(person: UUID) -> tuple[Part, ...]:
    """The rows of a person's own sensitive answers, which a correction replaces."""
    traits = Trait.objects.filter(person_id=person).exclude(trait__in=WORK_TRAITS)
    return in_order([Part("trait", part) for part in traits.values_list("id", flat=True)])


def household_parts(household: UUID | None) -> tuple[Part, ...]:
    """The rows of a household's sensitive answers, which a later visit or a correction replaces."""
    if household is None:
        return ()
    traits = Trait.objects.filter(household_id=household, person=None)
    return in_order([Part("trait", part) for part in traits.values_list("id", flat=True)])


def in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Parts in a fixed order, so that the same decision has the same bytes."""
    return tuple(sorted(parts, key=lambda part: (part.table, part.id.bytes)))


def standing_consents(*, household: UUID, person: UUID | None) -> tuple[UUID, ...]:
    """Consents that this person (or the household for all) gave and did not withdraw."""
    given = Consent.objects.filter(Q(person_id=person), household_id=household, given=True, withdrawn_on=None)
    return tuple(sorted(given.values_list("id", flat=True)))
