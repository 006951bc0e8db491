"""Persons as cards: who, what work and where, in which household and group, and what is missing. Takes the viewer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from karmika.kernel.asking import ask_any, uuid_of
from karmika.kernel.viewer import Viewer
from karmika.registry.above import ALONE, Above, Tie
from karmika.registry.missing import NO, UNASKED, YES, Gap, Known, gaps
from karmika.registry.models import Consent, Person, Worker

SHOWN_GAPS = ("consent", "worksite", "phone", "age")
"""What a card says of what is missing: that which holds somebody up."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A person in a list, read with household, area and worker."""

    person: Person
    worker: Worker | None
    ties: Sequence[Tie] = ()
    gaps: Sequence[Gap] = ()


def cards(
    viewer: Viewer, persons: Sequence[Person], above: Above = ALONE, said: Mapping[UUID, str] | None = None
) -> list[Card]:
    """Cards of persons whom the viewer may see (the caller has asked), in two questions however many they are.

    `said`: what they said about being proposed for a group, where the caller has read that already.
    """
    if not persons:
        return []
    workers = {one.id: worker for one in persons if (worker := worker_of(one)) is not None}
    if said is None:
        said = _said_to_groups_by(list(workers))
    ties = above.now(viewer, list(workers))
    return [
        Card(
            person=one,
            worker=workers.get(one.id),
            ties=ties.get(one.id, ()),
            gaps=[gap for gap in gaps(_known(one, workers.get(one.id), said)) if gap.code in SHOWN_GAPS],
        )
        for one in persons
    ]


def worker_of(person: Person) -> Worker | None:
    """The person as a worker, if still one. Asks nothing where the person was read with the worker."""
    worker: Worker | None = getattr(person, "worker", None)
    return worker if worker is not None and worker.state == "active" else None


def said_to_groups(consents: Iterable[Consent]) -> dict[UUID, str]:
    """What each person said last about being proposed for a group: YES or NO; who was not asked is left out."""
    return _said_last(
        (one.entry_seq, one.id, one.person_id, one.given, one.withdrawn_on)
        for one in consents
        if one.person_id and one.purpose == "groups"
    )


def _said_to_groups_by(people: Sequence[UUID]) -> dict[UUID, str]:
    """The same of these people, read in plain SQL: every answer while somebody types holds it."""
    return _said_last(
        ask_any(
            "SELECT entry_seq, id, person_id, given, withdrawn_on FROM registry_consent"
            " WHERE purpose = 'groups' AND person_id",
            people,
        )
    )


def _said_last(rows: Iterable[Sequence[Any]]) -> dict[UUID, str]:
    """Of rows (entry, id, person, given, withdrawn on) in any order the last word of each person."""
    ordered = sorted(rows, key=lambda row: (row[0], str(row[1])))
    return {uuid_of(person): _word(given, withdrawn) for _seq, _id, person, given, withdrawn in ordered}


def said(consent: Consent) -> str:
    """YES, or NO for what was refused or taken back."""
    return _word(consent.given, consent.withdrawn_on)


def _word(given: bool, withdrawn_on: object) -> str:
    return YES if given and withdrawn_on is None else NO


def _known(person: Person, worker: Worker | None, said: Mapping[UUID, str]) -> Known:
    return Known(
        works=worker is not None,
        has_phone=bool(person.phone),
        has_age=person.age_years is not None,
        has_worksite=worker is not None and worker.worksite_id is not None,
        consent=said.get(person.id, UNASKED),
    )
