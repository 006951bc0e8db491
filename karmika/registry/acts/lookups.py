"""The questions that every survey asks of the tables, in plain SQL: the ORM would take most of a survey's time.

Reads only. Answers are places and states, never anything personal.
"""

from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from karmika.kernel.viewer import Place


class Door(NamedTuple):
    """A household as `check` needs it. `visit_known`: the visit asked about is recorded already."""

    place: Place
    number: str
    ended: bool
    visits_count: int
    visit_known: bool


class Standing(NamedTuple):
    """A person (and the worker, if any) as `check` needs it. A state is None where there is no such row."""

    place: Place
    household: UUID
    person_state: str | None
    sex: str
    category: str
    worker_state: str | None


def door(household: UUID, visit: UUID) -> Door | None:
    """A household, and whether a visit is known. None when there is no such household."""
    row = _one(
        "SELECT h.area_id, h.organisation_id, h.programme_id, h.number, h.ended, h.visits_count, v.id"
        " FROM registry_household h LEFT JOIN registry_visit v ON v.id = %s WHERE h.id = %s",
        visit,
        household,
    )
    if row is None:
        return None
    return Door(_place(row), row[3], bool(row[4]), row[5], row[6] is not None)


def newcomer(household: UUID, person: UUID) -> tuple[Place, str | None, UUID | None] | None:
    """Where a household is, and the state and household of a person who may be recorded already.

    None when there is no such household.
    """
    row = _one(
        "SELECT h.area_id, h.organisation_id, h.programme_id, p.state, p.household_id"
        " FROM registry_household h LEFT JOIN registry_person p ON p.id = %s WHERE h.id = %s",
        person,
        household,
    )
    return None if row is None else (_place(row), row[3], None if row[4] is None else UUID(str(row[4])))


def standing(person: UUID) -> Standing | None:
    """A person with the state of the worker. None when there is no such person."""
    row = _one(
        "SELECT p.area_id, p.organisation_id, p.programme_id, p.household_id, p.state, p.sex, p.category, w.state"
        " FROM registry_person p LEFT JOIN registry_worker w ON w.id = p.id WHERE p.id = %s",
        person,
    )
    return None if row is None else Standing(_place(row), UUID(str(row[3])), *row[4:])


def taken(household: UUID, number: str) -> tuple[bool, bool]:
    """Whether a household's id is in use, and whether its number is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, number FROM registry_household WHERE id = %s OR number = %s",
            [_key(household), number],
        )
        rows = cursor.fetchall()
    return any(UUID(str(row[0])) == household for row in rows), any(row[1] == number for row in rows)


def sender(submission: UUID | None) -> tuple[UUID, UUID | None] | None:
    """Who sent a submission, with which phone. None when there is no such submission."""
    if submission is None:
        return None
    row = _one("SELECT user_id, device_id FROM intake_submission WHERE id = %s", submission)
    return None if row is None else (UUID(str(row[0])), None if row[1] is None else UUID(str(row[1])))


def _key(identifier: UUID) -> Any:
    return identifier.hex if connection.vendor == "sqlite" else identifier


def _one(sql: str, *ids: UUID) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_key(one) for one in ids])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _place(row: tuple[Any, ...]) -> Place:
    return Place(UUID(str(row[0])), UUID(str(row[1])), UUID(str(row[2])))
