"""What restricting and erasing somebody reaches: people, rows, kept bytes, keys. Reads only: acts/erasing.py writes.

Which columns go is `ERASED_COLUMNS`; tests/simulation/test_canaries.py looks into every column for what should be there.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec
from django.db import models

from karmika.intake.models import Submission, Withheld
from karmika.intake.secrecy import Sources, never_read, sources_of, submissions_behind
from karmika.journal.models import Entry, Key, Subject
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.text import name_tokens
from karmika.registry.facts import Part
from karmika.registry.models import (
    Household,
    Identifier,
    OccupationSpell,
    Person,
    PersonPlace,
    Restriction,
    SearchToken,
    Worker,
)

ERASED_COLUMNS: Mapping[type[models.Model], tuple[str, ...]] = {
    Person: ("name", "phone", "born_on"),
    Household: ("address", "landmark", "lat_e6", "lon_e6"),
    OccupationSpell: ("employer_name",),
    PersonPlace: ("description",),
    Identifier: ("value",),
}
"""Identity in the tables: null after erasure."""

SCRUBBED: tuple[str, ...] = (
    *(model._meta.db_table for model in ERASED_COLUMNS),
    SearchToken._meta.db_table,
    Submission._meta.db_table,  # what was found amiss in her forms
    Key._meta.db_table,
)
"""Tables whose old rows must leave the files of the database after an erasure (kernel/scrubbing.py)."""

NAME_LETTERS = 3
"""Shorter words of a name are too common in papers to refuse a paper for them."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Ids of everybody and everything that a restriction hides. `homes` holds the household if it goes too."""

    people: tuple[UUID, ...] = ()
    workers: tuple[UUID, ...] = ()
    homes: tuple[UUID, ...] = ()
    submissions: tuple[UUID, ...] = ()
    withheld: tuple[UUID, ...] = ()
    """Those of the people and homes of whom nothing is read already."""

    def seen(self) -> tuple[UUID, ...]:
        """People and homes of whom everything is still read."""
        return _less((*self.people, *self.homes), self.withheld)

    def without(self, other: "Reach") -> "Reach":
        """What is not in the other."""
        return Reach(
            people=_less(self.people, other.people),
            workers=_less(self.workers, other.workers),
            homes=_less(self.homes, other.homes),
            submissions=_less(self.submissions, other.submissions),
            withheld=_less(self.withheld, (*other.people, *other.homes)),
        )

    def to_destroy(self) -> tuple[Sources, tuple[UUID, ...]]:
        """The kept bytes that end with them, and the owners of all keys that are destroyed."""
        sources = sources_of(self.submissions)
        entries = _entries_of((*self.people, *self.homes))
        kept = {derive(entry, "source") for entry in entries} | set(sources.owners())
        alive = Key.objects.filter(owner__in=kept, wrapped__isnull=False)
        keys = {*self.people, *self.homes, *alive.values_list("owner", flat=True)}
        return sources, tuple(sorted(keys))


def household_of_any(household: UUID) -> Household:
    """The household, hidden or not. Raises Refused("registry.unknown_household")."""
    found = Household.objects.filter(id=household).first()
    if found is None:
        raise Refused("registry.unknown_household", number="")
    return found


def open_restriction(restriction: UUID) -> Restriction:
    """A request that is still open. Raises Refused("registry.no_restriction")."""
    found = Restriction.objects.filter(id=restriction, state="open").first()
    if found is None:
        raise Refused("registry.no_restriction")
    return found


def asker_of(restriction: Restriction) -> UUID:
    """Who recorded the request."""
    return Entry.objects.values_list("actor", flat=True).get(seq=restriction.entry_seq)


def people_of(household: UUID, person: UUID | None) -> tuple[UUID, ...]:
    """The one person if she is of the household; without one everybody who was ever recorded in it."""
    found = Person.objects.filter(household_id=household)
    if person is not None:
        found = found.filter(id=person)
    return tuple(sorted(found.values_list("id", flat=True)))


def reach_of(household: UUID, person: UUID | None, *, to_erase: bool = False) -> Reach:
    """What a restriction hides, or (`to_erase`) what its end erases: those who were erased before are left out.

    The household goes with the last of its living members; `person` None takes all of it.
    """
    people = people_of(household, person)
    erased = set(Person.objects.filter(id__in=people, erased_on__isnull=False).values_list("id", flat=True))
    people = tuple(one for one in people if one not in erased)
    others = Person.objects.filter(household_id=household, state="active").exclude(id__in=people)
    others = others.filter(erased_on=None) if to_erase else others.filter(hidden=False)
    standing = Household.objects.filter(id=household, erased_on=None).exists()
    homes = (household,) if standing and (person is None or not others.exists()) else ()
    working = Worker.objects.filter(id__in=people)
    withheld = Withheld.objects.filter(id__in=(*people, *homes))
    return Reach(
        people=people,
        workers=tuple(sorted(working.values_list("id", flat=True))),
        homes=homes,
        submissions=submissions_about(household, people, homes),
        withheld=tuple(sorted(withheld.values_list("id", flat=True))),
    )


def still_restricted(lifted: Restriction) -> Reach:
    """What other requests about the same household still hide, and what is erased and stays hidden."""
    others = Restriction.objects.filter(household_id=lifted.household_id, state="open").exclude(id=lifted.id)
    reaches = [reach_of(one.household_id, one.person_id) for one in others]
    gone = Person.objects.filter(household_id=lifted.household_id, erased_on__isnull=False)
    people = {*gone.values_list("id", flat=True), *(one for reach in reaches for one in reach.people)}
    covered = any(one.person_id is None for one in others)
    return Reach(
        people=tuple(sorted(people)),
        workers=tuple(sorted(people)),
        homes=(lifted.household_id,) if covered else (),
        submissions=tuple(sorted({one for reach in reaches for one in reach.submissions})),
    )


def identity_parts(people: Collection[UUID]) -> tuple[Part, ...]:
    """The rows around these people that hold something personal."""
    spells = OccupationSpell.objects.filter(worker_id__in=people)
    places = PersonPlace.objects.filter(person_id__in=people)
    cards = Identifier.objects.filter(person_id__in=people)
    found = [
        Part(table, row)
        for table, rows in (("spell", spells), ("place", places), ("identifier", cards))
        for row in rows.values_list("id", flat=True)
    ]
    return tuple(sorted(found, key=lambda part: (part.table, part.id.bytes)))


def names_in(text: str, people: Collection[UUID]) -> bool:
    """Whether a text holds a word of the name of one of these people, in any script."""
    words = {word for word in name_tokens(text) if len(word) >= NAME_LETTERS}
    names = Person.objects.filter(id__in=people, name__isnull=False).values_list("name", flat=True)
    return any(words & set(name_tokens(name or "")) for name in names)


def _entries_of(subjects: Collection[UUID]) -> set[UUID]:
    """Entries that speak of one of these, and the entries that caused them: a file, a form."""
    seqs = Subject.objects.filter(subject__in=subjects).values("entry_seq")
    rows = Entry.objects.filter(seq__in=seqs).values_list("id", "cause")
    return {one for row in rows for one in row if one is not None}


def submissions_about(household: UUID, people: Collection[UUID], homes: Collection[UUID]) -> tuple[UUID, ...]:
    """Every submission that recorded, changed or names them."""
    concerned = (*people, *homes)
    found = submissions_taken_in_about(concerned)
    made = Person.objects.filter(id__in=people).values_list("submission_id", flat=True)
    found |= {one for one in made if one is not None}
    organisation = Household.objects.values_list("organisation_id", flat=True).get(id=household)
    found |= never_read(organisation, concerned)
    return tuple(sorted(found))


def submissions_taken_in_about(subjects: Collection[UUID]) -> set[UUID]:
    """Submissions that were taken in and speak of one of these people or households."""
    return submissions_behind(_entries_of(subjects))


def _less(ids: tuple[UUID, ...], other: tuple[UUID, ...]) -> tuple[UUID, ...]:
    gone = set(other)
    return tuple(one for one in ids if one not in gone)
