"""Questions to the registry: lists, search, one person, one household. Every one takes the viewer.

What a viewer may not see is as if it did not exist.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from karmika.areas.queries import within
from karmika.journal.queries import HistoryLine, history
from karmika.kernel.newest import aside, in_order, is_few, newest
from karmika.kernel.refused import Refused
from karmika.kernel.text import name_tokens
from karmika.kernel.viewer import Viewer
from karmika.registry.choices import OCCUPATION_GROUPS, TRAITS
from karmika.registry.derive import PHONE_TAIL
from karmika.registry.models import (
    Consent,
    Household,
    Identifier,
    Person,
    PersonPlace,
    SearchToken,
    Trait,
    Visit,
    Worker,
)
from karmika.registry.numbers import is_household_number, tidy
from karmika.registry.occupations import occupations

PAGE = 50
FOUND_MAXIMUM = 50
NAME_MINIMUM = 2


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What narrows the list of workers. `work` is an occupation or a group of them; empty means all."""

    area: UUID | None = None
    work: str = ""
    page: int = 0


@dataclass(frozen=True)
class Found:
    """What a search found: persons, and the household when a number was typed. `more`: there are others."""

    persons: Sequence[Person] = ()
    household: Household | None = None
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Sensitive:
    """A sensitive answer with what it was asked for."""

    label: str | Promise
    value: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """All that is known of one person, with the history in sentences, newest first."""

    person: Person
    worker: Worker | None
    places: Sequence[PersonPlace]
    identifiers: Sequence[Identifier]
    sensitive: Sequence[Sensitive]
    consents: Sequence[Consent]
    history: Sequence[HistoryLine]


@dataclass(frozen=True, kw_only=True)
class HouseholdView:
    """A household with its living members, visits and answers."""

    household: Household
    persons: Sequence[Person]
    visits: Sequence[Visit]
    sensitive: Sequence[Sensitive]
    consents: Sequence[Consent]
    history: Sequence[HistoryLine] = field(default_factory=tuple)


def workers(viewer: Viewer) -> QuerySet[Worker]:
    """Workers whom the viewer may see and who were not taken out."""
    return Worker.objects.visible_to(viewer).filter(state="active")


def worker_list(viewer: Viewer, sought: Sought) -> tuple[list[Worker], bool]:
    """A page of workers, the latest recorded first, and whether there are more."""
    near = _sought(workers(viewer), sought, "area_id")
    page = slice(sought.page * PAGE, (sought.page + 1) * PAGE + 1)

    def ids(rows: QuerySet[Worker]) -> QuerySet[Worker, UUID]:
        return rows.order_by("-entry_seq", "id").values_list("id", flat=True)

    def walk(after: int) -> QuerySet[Worker, UUID]:
        rows = Worker.objects.alias(anywhere=aside("area_id"), still=aside("state"))
        rows = rows.visible_to(viewer, area="anywhere").filter(still="active", entry_seq__gt=after)
        return ids(_sought(rows, sought, "anywhere"))

    if is_few(near):
        found = list(ids(near)[page])
    else:
        found = newest(_end(Worker.objects.all()), walk, lambda: ids(near), page)
    rows = in_order(found, Worker.objects.select_related("person", "area", "worksite"))
    return rows[:PAGE], len(found) > PAGE


def _sought(rows: QuerySet[Worker], sought: Sought, area: str) -> QuerySet[Worker]:
    if sought.area is not None:
        rows = rows.filter(**{f"{area}__in": within(sought.area)})
    if sought.work in OCCUPATION_GROUPS:
        return rows.filter(occupation_group=sought.work)
    return rows.filter(occupation=sought.work) if sought.work in occupations() else rows


def _end(rows: "QuerySet[Worker] | QuerySet[Person]") -> int:
    """The newest entry that made one of all these rows."""
    return rows.order_by("-entry_seq").values_list("entry_seq", flat=True).first() or 0


def search(viewer: Viewer, text: str) -> Found:
    """Persons by words of the name (any of the three scripts, beginnings will do) or by the end of the phone number.

    A household number finds the household. Raises Refused("registry.search_too_short").
    """
    if is_household_number(text):
        return Found(household=Household.objects.visible_to(viewer).filter(number=tidy(text)).first())
    digits = tidy(text)
    tails: dict[str, str] = {}
    if digits and not any(letter.isalpha() for letter in text):
        if len(digits) < PHONE_TAIL:
            raise Refused("registry.search_too_short")
        tokens = [Q(token=f"#{digits[-PHONE_TAIL:]}")]
        tails = {"phone__endswith": digits[-10:]}
    else:
        words = name_tokens(text)
        typed = sum(letter.isalpha() for letter in text)
        # "zzzz" folds to a single letter, "x" to two: both are too little to look for
        if min(typed, sum(map(len, words))) < NAME_MINIMUM:
            raise Refused("registry.search_too_short")
        tokens = [_beginning(word) for word in words]
    ids = _persons_with(viewer, tokens, tails)
    rows = in_order(ids, Person.objects.select_related("household", "area", "worker"))
    return Found(persons=rows[:FOUND_MAXIMUM], more=len(ids) > FOUND_MAXIMUM)


def _persons_with(viewer: Viewer, tokens: Sequence[Q], tails: dict[str, str]) -> list[UUID]:
    """Ids of the newest persons whom the viewer may see and who have all these search words, one more than is shown."""
    most = slice(0, FOUND_MAXIMUM + 1)

    def ids(rows: QuerySet[Person]) -> QuerySet[Person, UUID]:
        rows = rows.filter(**tails)
        return rows.order_by("-entry_seq", "id").values_list("id", flat=True)

    def sort() -> QuerySet[Person, UUID]:
        rows = Person.objects.visible_to(viewer).filter(state="active")
        for token in tokens:
            rows = rows.filter(id__in=SearchToken.objects.filter(token).values("person_id"))
        return ids(rows)

    def walk(after: int) -> QuerySet[Person, UUID]:
        rows = Person.objects.alias(anywhere=aside("area_id")).visible_to(viewer, area="anywhere")
        rows = rows.filter(state="active", entry_seq__gt=after)
        for token in tokens:
            rows = rows.filter(Exists(SearchToken.objects.filter(token, person_id=OuterRef("id"))))
        return ids(rows)

    if any(is_few(SearchToken.objects.filter(token)) for token in tokens):
        return list(sort()[most])
    return newest(_end(Person.objects.all()), walk, sort, most)


def profile(viewer: Viewer, person_id: UUID) -> Profile | None:
    """Everything about one person; None when there is none whom the viewer may see."""
    visible = Person.objects.visible_to(viewer).select_related("household", "area")
    person = visible.filter(id=person_id).first()
    if person is None:
        return None
    found = Worker.objects.filter(id=person_id, state="active").select_related("worksite", "area")
    worker = found.prefetch_related("spells__worksite", "debts", "accounts", "policies", "shocks").first()
    return Profile(
        person=person,
        worker=worker,
        places=list(person.places.order_by("what", "id")),
        identifiers=list(person.identifiers.order_by("what", "id")),
        sensitive=_sensitive(person.traits.all()),
        consents=list(person.consents.order_by("purpose", "-entry_seq", "id")),
        history=history(person_id)[::-1],
    )


def household_view(viewer: Viewer, household_id: UUID) -> HouseholdView | None:
    """One household; None when there is none that the viewer may see."""
    visible = Household.objects.visible_to(viewer).select_related("area")
    household = visible.filter(id=household_id).first()
    if household is None:
        return None
    seen = Person.objects.visible_to(viewer).filter(household=household)
    persons = seen.filter(state="active").select_related("worker")
    return HouseholdView(
        household=household,
        persons=list(persons.order_by("entry_seq", "-age_years", "id")),
        visits=list(household.visits.order_by("attempt", "id")),
        sensitive=_sensitive(household.traits.filter(person=None)),
        consents=list(household.consents.filter(person=None).order_by("purpose", "-entry_seq", "id")),
        history=history(household_id)[::-1],
    )


def _beginning(word: str) -> Q:
    """Tokens that begin with a word. SQLite uses its index for a range, PostgreSQL for LIKE."""
    if connection.vendor == "sqlite":
        return Q(token__gte=word, token__lt=f"{word}\U0010ffff")
    return Q(token__startswith=word)


def _sensitive(traits: Iterable[Trait]) -> list[Sensitive]:
    rows = sorted(traits, key=lambda trait: (list(TRAITS).index(trait.trait), trait.id))
    return [Sensitive(label=TRAITS[row.trait][0], value=row.value, purpose=row.purpose) for row in rows]
