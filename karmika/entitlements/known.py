"""What is known of a person for the schemes: what registry rows say, what was told, what papers and benefits prove.

Each fact with where it comes from. What nobody asked is not here: it is unknown, never *no*.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.areas.queries import ancestors
from karmika.entitlements.acts.parts import Told
from karmika.entitlements.facts import Fact as Given
from karmika.entitlements.kinds import schemes
from karmika.entitlements.loading import installed
from karmika.entitlements.models import Application, SealedTelling, ToldFact, papers_on
from karmika.entitlements.rules import Joined, conditions
from karmika.entitlements.sealed import said_in
from karmika.entitlements.terms import OPEN_STATES, RECEIVED
from karmika.kernel.asking import ask
from karmika.kernel.dates import today
from karmika.registry.cards import worker_of
from karmika.registry.models import Person, Worker

EVENT = "event."
"""Begins the name under which an event of the family is kept among what was told."""
ABOUT_YEARS = 2
"""An estimated age is true to so many years."""
URBAN = frozenset({"ward", "ulb"})
RURAL = frozenset({"village", "gram_panchayat", "block"})
SCHOOLING: Mapping[str, tuple[int, int]] = {
    "none": (0, 0),
    "primary": (0, 5),
    "middle": (6, 8),
    "secondary": (9, 10),
    "higher_secondary": (11, 12),
    "graduate": (12, 20),
}
"""Answers of the survey -> the highest class passed, lowest and highest."""
CARDS = {"uan": "eshram_registered", "bocw": "bocw_registered", "aadhaar": "has_aadhaar"}
PAPERS = {
    "aadhaar": "has_aadhaar",
    "bank_passbook": "has_bank_account",
    "eshram_card": "eshram_registered",
    "bocw_card": "bocw_registered",
    "vending_certificate": "vending_certificate",
    "vendor_letter": "vendor_letter",
    "ayushman_card": "ayushman_card",
}
"""Papers that prove a yes by being there."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is known: the answer as the rules take it, where it comes from, and since when."""

    value: Given
    whence: str | Promise
    on: date | None = None
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that is known of a person for the schemes on a day."""

    facts: Mapping[str, Fact]
    events: Mapping[str, date]
    """What happened in the family as it was told, by kind of event: the latest day of each."""
    papers: frozenset[str]
    """Kinds of papers that she has."""
    applications: Sequence[Application]
    """Those that are open, and those of which the benefit arrived."""


def known_of(person: Person, on: date | None = None, *, private: bool = False) -> Known:
    """What is known of a person on a day (today unless given). Read her with her worker: it spares a question.

    `private`: with what was told in private, which only this person's own page may use.
    """
    day = on or today()
    told = [one for one in _told(person) if one.told_on <= day]
    papers = papers_on(person.id, day)
    seen = dict(papers.order_by("document_kind").values_list("document_kind", "seen_on"))
    rows = Application.objects.filter(person_id=person.id, state__in=(*OPEN_STATES, RECEIVED))
    applications = list(rows.order_by("scheme", "prepared_on", "id"))
    answers = [(one.fact, one.value, one.told_on) for one in told if not one.fact.startswith(EVENT)]
    if private:
        answers += [(one.fact, one.value, since) for since, one in _told_in_private(person) if since <= day]
    found = dict(_fitting(_registered(person, day)))
    for name, value, told_on in answers:
        fact = Fact(value=_as_given(value), whence=_("Told"), on=told_on, told=True)
        found |= dict(_fitting([(name, fact)]))
    found |= dict(_fitting([*_seen(seen), *_received(applications)]))
    return Known(
        facts=found,
        events={
            one.fact.removeprefix(EVENT): date.fromisoformat(one.value)
            for one in told
            if one.fact.startswith(EVENT) and isinstance(one.value, str)
        },
        papers=frozenset(seen),
        applications=applications,
    )


def facts_of(person: Person, on: date | None = None, *, private: bool = False) -> Mapping[str, Fact]:
    """What is known of a person on a day, by the names of schemes/facts.yaml (see `known_of`)."""
    return known_of(person, on, private=private).facts


def _told(person: Person) -> Iterable[ToldFact]:
    """Her answers, and those of her household that hold for everybody in it; the latest last."""
    hers = Q(person_id=person.id) | Q(household_id=person.household_id, of_household=True)
    return ToldFact.objects.filter(hers).order_by("told_on", "entry_seq", "id")


def _told_in_private(person: Person) -> Iterator[tuple[date, Told]]:
    rows = SealedTelling.objects.filter(person_id=person.id).values_list("entry_seq", "told_on")
    days = dict(rows)
    for head, act in sorted(said_in(days), key=lambda said: (days[said[0].seq], said[0].seq)):
        if getattr(act, "person", None) == person.id:
            for one in getattr(act, "private", None) or ():
                yield days[head.seq], one


def _as_given(value: object) -> Given:
    """An answer as it was kept, as the rules take it: two numbers are a span, several codes a set."""
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(one, int) for one in value):
            return (value[0], value[1])
        return frozenset(str(one) for one in value)
    return value  # type: ignore[return-value]


def _fitting(found: Iterator[tuple[str, Fact]] | list[tuple[str, Fact]]) -> Iterator[tuple[str, Fact]]:
    """Those of which the files still know the question and the answer: files change, answers stay."""
    known = installed().facts
    for name, fact in found:
        if name not in known:
            continue
        try:
            known[name].known(fact.value)
        except ValueError:
            continue
        yield name, fact


def _registered(person: Person, on: date) -> Iterator[tuple[str, Fact]]:
    """What the rows of the registry say."""
    survey = person.listed_on
    if (age := age_on(person, on)) is not None:
        whence = _("Date of birth") if person.born_on else _("Age at the survey")
        yield "age", Fact(value=age, whence=whence, on=survey)
    if person.sex in ("female", "male", "transgender"):
        yield "sex", Fact(value=person.sex, whence=_("Survey"), on=survey)
    yield from _place(person)
    if person.schooling in SCHOOLING:
        yield "education_class", Fact(value=SCHOOLING[person.schooling], whence=_("Survey"), on=survey)
    yield from _answers(person)
    worker = worker_of(person)
    if worker is not None:
        yield from _work(worker)


def age_on(person: Person, on: date) -> int | tuple[int, int] | None:
    """Completed years on a day; two bounds where it is not certain; None where nobody knows."""
    if person.born_on is not None:
        return max(0, _years(person.born_on, on))
    if person.age_years is None:
        return None
    passed = max(0, _years(person.listed_on, on))
    sure = 0 if person.age_precision == "exact" else ABOUT_YEARS
    # a birthday may have come since, or not
    low, high = person.age_years + passed - sure, person.age_years + passed + sure + (person.listed_on < on)
    return (max(0, low), min(120, high))


def _years(since: date, on: date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def _place(person: Person) -> Iterator[tuple[str, Fact]]:
    areas = list(ancestors(person.area_id))
    for area in areas:
        if area.level == "state":
            yield "state", Fact(value=area.code, whence=_("Home"))
    levels = {area.level for area in areas[:1]}
    if levels & URBAN:
        yield "residence_area", Fact(value="urban", whence=_("Home"))
    elif levels & RURAL:
        yield "residence_area", Fact(value="rural", whence=_("Home"))


def _work(worker: Worker) -> Iterator[tuple[str, Fact]]:
    survey = worker.listed_on
    values = installed().facts["occupation_group"].values if "occupation_group" in installed().facts else {}
    for code in (worker.occupation, worker.occupation_group):
        if code in values:
            yield "occupation_group", Fact(value=code, whence=_("Survey"), on=survey)
            break
    yield "unorganised_worker", Fact(value=True, whence=_("Work"), on=survey)
    lowest, highest = worker.income_min_paise, worker.income_max_paise
    if lowest is not None and highest is not None and lowest <= highest:
        yield "income_month", Fact(value=(lowest // 100, highest // 100), whence=_("Survey"), on=survey)


def _answers(person: Person) -> Iterator[tuple[str, Fact]]:
    """Account, cards and sensitive answers of the survey, in one question for three tables, the latest last."""
    rows = ask(_ANSWERS, person.id, person.id, person.id, person.household_id)
    for _seq, table, what, value in sorted(rows, key=lambda row: (row[0], row[1], row[2])):
        if table == "account":
            if what in ("active", "dormant", "none"):
                yield "has_bank_account", Fact(value=what != "none", whence=_("Survey"))
        elif table == "card":
            yield from _card(what)
        elif value != "refused":
            yield from _trait(what, value)


_ANSWERS = (
    "SELECT entry_seq, 'account', account_state, '' FROM registry_bankaccount WHERE worker_id = %s"
    " UNION ALL SELECT entry_seq, 'card', what, '' FROM registry_identifier WHERE person_id = %s"
    " UNION ALL SELECT entry_seq, 'trait', trait, value FROM registry_trait"
    " WHERE person_id = %s OR household_id = %s AND person_id IS NULL"
)
"""Entry, table, code, answer. A card that was seen is a yes; one that was not seen says nothing."""


def _card(what: str) -> Iterator[tuple[str, Fact]]:
    if what in CARDS:
        yield CARDS[what], Fact(value=True, whence=_("Card seen at the survey"))
    elif what == "ration_card" and "ration_card" in installed().facts:
        some = frozenset(installed().facts["ration_card"].values) - {"none"}
        yield "ration_card", Fact(value=some, whence=_("Card seen at the survey"))


def _trait(trait: str, value: str) -> Iterator[tuple[str, Fact]]:
    if trait == "social_category":
        yield "social_category", Fact(value=value, whence=_("Survey"))
    elif trait == "minority":
        yield "minority", Fact(value=value != "no", whence=_("Survey"))
    elif trait == "disability":
        yield "disability_percent", Fact(value=0 if value == "no" else (1, 100), whence=_("Survey"))


def _seen(papers: Mapping[str, date]) -> Iterator[tuple[str, Fact]]:
    """What a paper in her hands proves."""
    for kind, seen_on in papers.items():
        if kind in PAPERS:
            yield PAPERS[kind], Fact(value=True, whence=_("Paper seen"), on=seen_on)


def _received(applications: Iterable[Application]) -> Iterator[tuple[str, Fact]]:
    """What a benefit that arrived proves: nothing is offered twice."""
    known = schemes()
    for one in applications:
        already = known[one.scheme].already if one.scheme in known else None
        if (
            one.state != RECEIVED
            or already is None
            or (isinstance(already, Joined) and already.kind == "any")
        ):
            continue  # which of several it was, the benefit does not say
        for wanted in conditions(already):
            if wanted.op == "eq" and wanted.value is True:
                yield wanted.fact, Fact(value=True, whence=_("Benefit received"), on=one.received_on)
