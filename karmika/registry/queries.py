"""Questions to the registry: lists, one person, one household (searching.py finds them). Every one takes the viewer.

What a viewer may not see is as if it did not exist.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from karmika.areas.models import Ancestor
from karmika.areas.queries import within
from karmika.kernel.asking import ask
from karmika.kernel.newest import FEW, aside, in_order, newest
from karmika.kernel.viewer import Viewer
from karmika.registry.above import ALONE, MEMBER, PROPOSED, Above, Rows, Tie, speaks
from karmika.registry.cards import said, said_to_groups, worker_of
from karmika.registry.choices import OCCUPATION_GROUPS, TRAITS
from karmika.registry.missing import NO, UNASKED, YES, Known
from karmika.registry.models import Consent, Household, OccupationSpell, Person, Visit, Worker
from karmika.registry.occupations import occupations
from karmika.registry.told import Event, told

PAGE = 50
WORKPLACE_PAGE = 20
NAMED = 300
"""Areas that are named one by one in a question; more are asked for by what they lie in."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What narrows the list of workers. `work` is an occupation or a group of them; empty means all."""

    area: UUID | None = None
    work: str = ""
    page: int = 0

    @cached_property
    def inside(self) -> "list[UUID] | QuerySet[Ancestor, UUID]":
        """The areas inside `area`, named one by one where they are few: a database then goes straight to them."""
        assert self.area is not None
        ids = list(within(self.area)[: NAMED + 1])
        return ids if len(ids) <= NAMED else within(self.area)


@dataclass(frozen=True, kw_only=True)
class Sensitive:
    """A sensitive answer with what it was asked for."""

    label: str | Promise
    value: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One debt; `rate_e2` hundredths of its unit, None where there is none or nobody knows."""

    source: str
    amount_paise: int
    rate_unit: str
    rate_e2: int | None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What one person answered in lists: codes as in choices.py, pairs of a code and what belongs to it."""

    accounts: Sequence[str] = ()
    covers: Sequence[str] = ()
    shocks: Sequence[str] = ()
    places: Sequence[tuple[str, str]] = ()
    cards: Sequence[tuple[str, str]] = ()
    debts: Sequence[Owed] = ()
    sensitive: Sequence[Sensitive] = ()


@dataclass(frozen=True, kw_only=True)
class Profile:
    """All that is known of one person, with a page of the history, newest first."""

    person: Person
    worker: Worker | None
    spells: Sequence[OccupationSpell]
    answers: Answers
    consents: Sequence[Consent]
    known: Known
    ties: Sequence[Tie]
    spoken: Collection[str]
    """The tables of rooms above in which there is something about the person."""
    history: Sequence[Event]
    more_history: bool


@dataclass(frozen=True, kw_only=True)
class HouseholdView:
    """A household with its living members, visits and answers, and a page of its history, newest first."""

    household: Household
    persons: Sequence[Person]
    visits: Sequence[Visit]
    sensitive: Sequence[Sensitive]
    consents: Sequence[Consent]
    said: Mapping[UUID, str]
    """What each of them said last about being proposed for a group."""
    history: Sequence[Event] = field(default_factory=tuple)
    more_history: bool = False


def workers(viewer: Viewer) -> QuerySet[Worker]:
    """Workers whom the viewer may see and who were not taken out."""
    return Worker.objects.visible_to(viewer).filter(state="active")


def worker_list(viewer: Viewer, sought: Sought) -> tuple[list[Worker], bool]:
    """A page of workers, the latest recorded first, and whether there are more."""
    near = _sought(workers(viewer), sought)
    page = slice(sought.page * PAGE, (sought.page + 1) * PAGE + 1)

    def ids(rows: QuerySet[Worker]) -> QuerySet[Worker, UUID]:
        return rows.order_by("-entry_seq", "id").values_list("id", flat=True)

    def walk(after: int) -> QuerySet[Worker, UUID]:
        # indexes of these columns lead away from the newest
        rows = Worker.objects.alias(any_area_id=aside("area_id"), any_state=aside("state"))
        rows = rows.alias(any_occupation=aside("occupation"), any_occupation_group=aside("occupation_group"))
        rows = rows.visible_to(viewer, area="any_area_id").filter(any_state="active", entry_seq__gt=after)
        return ids(_sought(rows, sought, "any_"))

    # few are sorted here: told to sort and stop, a database may walk the whole table for them
    few = list(near.order_by().values_list("entry_seq", "id")[:FEW])
    if len(few) < FEW:
        found = [one for _seq, one in sorted(few, key=lambda row: (-row[0], str(row[1])))[page]]
    else:
        found = newest(_end(Worker.objects.all()), walk, lambda: ids(near), page)
    rows = in_order(found, Worker.objects.select_related("person", "area", "worksite").only(*OF_A_LINE))
    return rows[:PAGE], len(found) > PAGE


def _names(of: str) -> tuple[str, ...]:
    """The columns with the name of an area or a worksite in each language."""
    return tuple(f"{of}__name_{language}" for language in ("en", "te", "hi"))


OF_A_LINE = (
    *("occupation", "entry_seq", "person__name", "person__age_years", "person__age_precision"),
    *_names("area"),
    *_names("worksite"),
)
"""What a line of the list of workers says: reading the rest of each row takes longer than finding it."""


def _sought(rows: QuerySet[Worker], sought: Sought, named: str = "") -> QuerySet[Worker]:
    """`named`: what the names of the columns begin with in these rows."""
    if sought.area is not None:
        rows = rows.filter(**{f"{named}area_id__in": sought.inside})
    if sought.work in OCCUPATION_GROUPS:
        return rows.filter(**{f"{named}occupation_group": sought.work})
    return rows.filter(**{f"{named}occupation": sought.work}) if sought.work in occupations() else rows


def _end(rows: QuerySet[Worker]) -> int:
    """The newest entry that made one of all these rows."""
    return rows.order_by("-entry_seq").values_list("entry_seq", flat=True).first() or 0


OF_A_CARD = (
    *(
        "name",
        "phone",
        "sex",
        "age_years",
        "age_precision",
        "relation",
        "state",
        "hidden",
        "household_id",
        "area_id",
        "entry_seq",
    ),
    "household__number",
    *_names("area"),
    *("worker__state", "worker__occupation", "worker__worksite_id"),
    *_names("worker__worksite"),
)
"""What a card says: a list of people reads a hundred columns less of each of them."""


def seen(viewer: Viewer, ids: Sequence[UUID]) -> list[Person]:
    """Those of these few persons whom the viewer may see, in this order, with household, area and work."""
    rows = Person.objects.alias(anywhere=aside("area_id")).visible_to(viewer, area="anywhere")
    rows = rows.filter(state="active").select_related("household", "area", "worker__worksite")
    return in_order(ids, rows.only(*OF_A_CARD))


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """A worksite as its people make it: a page of them, the newest first, and how many they are."""

    persons: Sequence[Person]
    said: Mapping[UUID, str]
    """What each of them said last about being proposed for a group."""
    more: bool
    workers: int
    agreed: int
    """Who agreed to be proposed for a group."""


def workers_at(viewer: Viewer, worksite_id: UUID) -> QuerySet[Worker]:
    """The workers of a worksite whom the viewer may see."""
    rows = Worker.objects.alias(anywhere=aside("area_id")).visible_to(viewer, area="anywhere")
    return rows.filter(state="active", worksite_id=worksite_id)


def workplace(viewer: Viewer, worksite_id: UUID, page: int = 0) -> Workplace:
    """Who works at a worksite, as far as the viewer may see."""
    rows = workers_at(viewer, worksite_id)
    asked = Consent.objects.filter(person_id=OuterRef("id"), purpose="groups")
    yes = Exists(asked.filter(given=True, withdrawn_on__isnull=True))
    counts = rows.aggregate(workers=Count("id"), agreed=Count("id", filter=yes))
    wanted = rows.select_related("person__household", "person__area", "worksite")
    wanted = wanted.annotate(said_yes=yes, was_asked=Exists(asked)).order_by("-entry_seq", "id")
    start = page * WORKPLACE_PAGE
    found = list(wanted[start : start + WORKPLACE_PAGE + 1])
    return Workplace(
        persons=[row.person for row in found[:WORKPLACE_PAGE]],
        said={row.id: YES if row.said_yes else NO for row in found if row.was_asked},
        more=len(found) > WORKPLACE_PAGE,
        **counts,
    )


def person_of(viewer: Viewer, person_id: UUID) -> Person | None:
    """One person with household, area and work; None when there is none whom the viewer may see."""
    visible = Person.objects.visible_to(viewer).select_related("household", "area", "worker__worksite")
    return visible.filter(id=person_id).first()


def profile(viewer: Viewer, person_id: UUID, *, above: Above = ALONE, page: int = 0) -> Profile | None:
    """Everything about one person; None when there is none whom the viewer may see. `page`: of the history."""
    person = person_of(viewer, person_id)
    if person is None:
        return None
    worker = worker_of(person)
    spells = OccupationSpell.objects.filter(worker_id=person_id).select_related("worksite")
    answers, spoken = _answers(person_id, above.all_rows)
    consents = list(person.consents.order_by("purpose", "-entry_seq", "id"))
    tied = worker is not None and speaks(above.rows, spoken)
    ties = above.ever(viewer, [person_id]).get(person_id, ()) if tied else ()
    history, more = told(viewer, person_id, page, known=[person.area])
    return Profile(
        person=person,
        worker=worker,
        spells=list(spells.order_by("entry_seq", "id")) if worker else (),
        answers=answers,
        consents=consents,
        known=_known(person, answers, consents, ties),
        ties=ties,
        spoken=spoken,
        history=history,
        more_history=more,
    )


def _known(person: Person, answers: Answers, consents: Sequence[Consent], ties: Sequence[Tie]) -> Known:
    worker = worker_of(person)
    last = max(
        (one for one in consents if one.purpose == "groups"), key=lambda one: one.entry_seq, default=None
    )
    return Known(
        active=person.state == "active",
        works=worker is not None,
        has_phone=bool(person.phone),
        has_age=person.age_years is not None,
        has_worksite=worker is not None and worker.worksite_id is not None,
        account=answers.accounts[0] if answers.accounts else "",
        consent=UNASKED if last is None else said(last),
        has_uan=any(what == "uan" for what, _ in answers.cards),
        in_group=any(tie.what == MEMBER for tie in ties),
        proposed=any(tie.what == PROPOSED for tie in ties),
    )


def _answers(person_id: UUID, rows: Rows) -> tuple[Answers, frozenset[str]]:
    """The rows of the answers, and which of the rooms' tables hold something about the person, all in one question."""
    question = _ANSWERS + "".join(_SPOKEN.format(table=table, column=column) for table, column in rows)
    by: dict[str, list[tuple[Any, ...]]] = {}
    for table, *values in sorted(ask(question, *[person_id] * (7 + len(rows))), key=lambda row: row[:4]):
        by.setdefault(table, []).append(tuple(values))

    def codes(table: str) -> list[str]:
        return [row[0] for row in by.get(table, ())]

    def pairs(table: str) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in by.get(table, ())]

    debts = [
        Owed(source=source, rate_unit=unit, amount_paise=amount, rate_e2=rate)
        for source, unit, amount, rate, _ in by.get("debt", ())
    ]
    answers = Answers(
        accounts=codes("account"),
        covers=codes("policy"),
        shocks=codes("shock"),
        places=pairs("place"),
        cards=pairs("card"),
        debts=debts,
        sensitive=_in_form((trait, value, why) for trait, value, _, _, why in by.get("trait", ())),
    )
    return answers, frozenset(codes("spoken"))


_ANSWERS = (
    "SELECT 'debt', source, rate_unit, amount_paise, rate_e2, '' FROM registry_debt WHERE worker_id = %s"
    " UNION ALL SELECT 'account', account_state, '', 0, 0, '' FROM registry_bankaccount WHERE worker_id = %s"
    " UNION ALL SELECT 'policy', cover, '', 0, 0, '' FROM registry_insurancepolicy WHERE worker_id = %s"
    " UNION ALL SELECT 'shock', what, '', 0, 0, '' FROM registry_shock WHERE worker_id = %s"
    " UNION ALL SELECT 'place', what, coalesce(description, ''), 0, 0, '' FROM registry_personplace"
    " WHERE person_id = %s"
    " UNION ALL SELECT 'card', what, coalesce(value, ''), 0, 0, '' FROM registry_identifier WHERE person_id = %s"
    " UNION ALL SELECT 'trait', trait, value, 0, 0, purpose FROM registry_trait WHERE person_id = %s"
)
"""Table, code, what belongs to it, amount in paise, rate, purpose."""
_SPOKEN = (
    " UNION ALL SELECT 'spoken', '{table}', '', 0, 0, ''"
    " WHERE EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)"
)


def household_view(viewer: Viewer, household_id: UUID, *, page: int = 0) -> HouseholdView | None:
    """One household; None when there is none that the viewer may see. `page`: of the history."""
    visible = Household.objects.visible_to(viewer).select_related("area")
    household = visible.filter(id=household_id).first()
    if household is None:
        return None
    seen = Person.objects.visible_to(viewer).filter(household=household)
    persons = seen.filter(state="active").select_related("area", "worker__worksite")
    history, more = told(viewer, household_id, page, known=[household.area])
    consents = list(household.consents.order_by("purpose", "-entry_seq", "id"))
    traits = household.traits.filter(person=None).values_list("trait", "value", "purpose")
    return HouseholdView(
        household=household,
        persons=list(persons.order_by("entry_seq", "-age_years", "id")),
        visits=list(household.visits.order_by("attempt", "id")),
        sensitive=_in_form(traits),
        consents=[one for one in consents if one.person_id is None],
        said=said_to_groups(consents),
        history=history,
        more_history=more,
    )


def _in_form(traits: Iterable[tuple[str, str, str]]) -> list[Sensitive]:
    """Sensitive answers (trait, value, purpose) in the order of the form."""
    rows = sorted(traits, key=lambda row: list(TRAITS).index(row[0]))
    return [Sensitive(label=TRAITS[trait][0], value=value, purpose=why) for trait, value, why in rows]
