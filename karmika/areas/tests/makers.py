"""What the tests of this room have in common: the operator, areas on demand, a figure by area and day."""

from datetime import date
from uuid import UUID

from karmika.access.viewer import Operator
from karmika.areas import queries
from karmika.areas.acts import DefineArea
from karmika.areas.acts.naming import area_id
from karmika.journal.perform import perform

START = date(2024, 1, 1)


def define(level: str, code: str, parent: UUID | None, **fields) -> UUID:
    """A new area, defined by the operator."""
    fields = {"valid_from": START, "name_en": f"{level} {code}", **fields}
    perform(DefineArea(level=level, code=code, parent=parent, **fields), Operator())
    return area_id(level, code)


def town(name: str = "T") -> dict[str, UUID]:
    """A state with two districts, three towns in them and two wards in each town; by short name."""
    made = {"state": define("state", name, None)}
    for district in ("d1", "d2"):
        made[district] = define("district", f"{name}-{district}", made["state"])
    for ulb, district in (("u1", "d1"), ("u2", "d1"), ("u3", "d2")):
        made[ulb] = define("ulb", f"{name}-{ulb}", made[district])
        for ward in ("a", "b"):
            made[ulb + ward] = define("ward", f"{name}-{ulb}{ward}", made[ulb])
    return made


def counts(facts: dict[UUID, int], area: UUID, on: date) -> int:
    """How many of the facts count under the area on that day's map."""
    inside = set(queries.within(area, on))
    return sum(number for place, number in facts.items() if place in inside)


def one_each(made: dict[str, UUID]) -> dict[UUID, int]:
    """A different power of two recorded on each area, so that a sum tells which are in it."""
    return {area: 2**n for n, area in enumerate(made.values())}
