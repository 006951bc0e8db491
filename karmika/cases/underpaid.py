"""Wages told in the survey against the minimum: who is probably paid too little, so that it is found and not only reported.

A wage is told as "about": somebody is counted as probably below only where every amount that she may have meant is below,
and as perhaps below where some are. What cannot be told (no rate on file, hours not said) is counted apart, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet

from karmika.areas.models import Ancestor
from karmika.areas.queries import within
from karmika.cases.intervals import ABOUT_PERCENT
from karmika.cases.rates import RateBook, Work, rate_book
from karmika.cases.wages import (
    Answers,
    Comparison,
    Shortfall,
    Verdict,
    a_day,
    compare,
    told_in_survey,
)
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.registry import choices
from karmika.registry.models import OccupationSpell, Person, Worker

PAID_BY_OTHERS = ("employer", "contractor")
"""Who works on own account, for an app or by the piece for many has no minimum wage that we could ask for."""
PEOPLE = 50
_BELOW = (Verdict.BELOW, Verdict.BELOW_WITH_OVERTIME)


class _Told(NamedTuple):
    """What workers told alike: one comparison answers for all of them."""

    area: UUID
    occupation: str
    unit: str
    rate_paise: int
    hours: int | None
    days: int | None
    """In the last 30."""
    days_a_week: int | None
    pieces_paid: int | None
    pieces_a_day: int | None
    on: date


class _Answer(NamedTuple):
    comparison: Comparison
    a_day: Shortfall | None

    @property
    def below(self) -> bool:
        return self.comparison.verdict in _BELOW

    @property
    def perhaps(self) -> bool:
        return self.comparison.perhaps is not None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Workers of one occupation who told a wage: how many, and what the comparison says of them."""

    occupation: str
    told: int = 0
    below: int = 0
    perhaps: int = 0
    """Of what they may have meant some is below, some not."""
    not_below: int = 0

    @property
    def unknown(self) -> int:
        """Of whom it cannot be told."""
        return self.told - self.below - self.perhaps - self.not_below


@dataclass(frozen=True, kw_only=True)
class Found:
    """One worker who is probably paid too little, or perhaps."""

    person: Person
    occupation: str
    rate_paise: int
    unit: str
    comparison: Comparison
    a_day: Shortfall | None
    """What is missing of a day, or may be; None where it is of a lot of pieces."""
    sure: bool
    """Whatever was meant is below."""


@dataclass(frozen=True, kw_only=True)
class Underpaid:
    """An area's answer: counts by occupation, and some of the people, the worst paid first."""

    counts: Sequence[Counted]
    people: Sequence[Found]
    more: bool


def underpaid(viewer: Viewer, area: UUID | None, occupation: str = "", *, people: bool = False) -> Underpaid:
    """Probable underpayment in an area (None: all of the viewer's). `people`: also who, of those whom he may see."""
    spells = _spells(viewer, area, occupation)
    groups = {_Told(*row[:-1]): row[-1] for row in _grouped(spells)}
    compared = _compare(groups)
    told, below, perhaps, fair = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for group, number in groups.items():
        answer, work = compared[group], group.occupation
        told[work] += number
        below[work] += number if answer.below else 0
        perhaps[work] += number if answer.perhaps else 0
        fair[work] += number if answer.comparison.verdict is Verdict.NOT_BELOW else 0
    counts = [
        Counted(
            occupation=code,
            told=told[code],
            below=below[code],
            perhaps=perhaps[code],
            not_below=fair[code],
        )
        for code in sorted(told, key=lambda code: (-below[code], code))
    ]
    found = _people(viewer, spells, compared) if people else []
    return Underpaid(counts=counts, people=found[:PEOPLE], more=len(found) > PEOPLE)


def _spells(viewer: Viewer, area: UUID | None, occupation: str) -> QuerySet[OccupationSpell]:
    workers = Worker.objects.visible_to(viewer).filter(state="active", hidden=False)
    if area is not None:
        workers = workers.filter(area_id__in=within(area))
    if occupation:
        workers = workers.filter(occupation=occupation)
    return OccupationSpell.objects.filter(
        worker__in=workers.order_by(),
        to_on__isnull=True,
        employment__in=PAID_BY_OTHERS,
        wage_unit__in=list(choices.WAGE_UNITS),
        wage_rate_paise__isnull=False,
    )


_COLUMNS = (
    "worker__area_id", "occupation", "wage_unit", "wage_rate_paise", "hours_a_day", "worker__days_worked",
    "days_a_week", "pieces_paid", "pieces_a_day", "worker__listed_on",
)  # fmt: skip


def _grouped(spells: QuerySet[OccupationSpell]) -> Any:
    return spells.values_list(*_COLUMNS).annotate(number=Count("worker_id", distinct=True)).order_by()


def _compare(groups: Mapping[_Told, int]) -> dict[_Told, _Answer]:
    book, places = rate_book(), _places({group.area for group in groups})
    known: dict[tuple[Any, ...], _Answer] = {}
    compared: dict[_Told, _Answer] = {}
    for group in groups:
        state, district = places.get(group.area, ("", None))
        key = (state, district, *group[1:])
        if key not in known:
            known[key] = _one(book, Work(state=state, district=district, occupation=group.occupation), group)
        compared[group] = known[key]
    return compared


def _one(book: RateBook, work: Work, group: _Told) -> _Answer:
    told = told_in_survey(
        Answers(
            pay_paise=group.rate_paise,
            unit=group.unit,
            hours_a_day=group.hours,
            days=group.days_a_week if group.unit == "week" else group.days,
            pieces_paid=group.pieces_paid,
            pieces_a_day=group.pieces_a_day,
        ),
        ABOUT_PERCENT,
    )
    assert told is not None, "the query asks for known units alone"
    comparison = compare(book, work, told, group.on)
    return _Answer(comparison, a_day(comparison, told))


def _places(areas: set[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """Area -> the codes of its state and its district."""
    rows = Ancestor.objects.filter(
        area_id__in=areas, valid_from__lte=today(), ancestor__level__in=("state", "district")
    ).exclude(valid_to__lte=today())
    found: dict[UUID, dict[str, str]] = {}
    for area, level, code in rows.values_list("area_id", "ancestor__level", "ancestor__code"):
        found.setdefault(area, {})[level] = code
    return {area: (codes.get("state", ""), codes.get("district")) for area, codes in found.items()}


def _people(
    viewer: Viewer, spells: QuerySet[OccupationSpell], compared: Mapping[_Told, _Answer]
) -> list[Found]:
    """Those who are probably below before those who perhaps are; within each the worst paid first."""
    short = {group: one for group, one in compared.items() if one.below or one.perhaps}
    rates = {group.rate_paise for group in short}
    hits = [
        (worker, group)
        for worker, *told in spells.filter(wage_rate_paise__in=rates).values_list("worker_id", *_COLUMNS)
        if (group := _Told(*told)) in short
    ]
    hits.sort(key=lambda hit: (not short[hit[1]].below, -_missing(short[hit[1]]), str(hit[0])))
    some = hits[: PEOPLE + 1]
    seen = {
        one.id: one
        for one in Person.objects.visible_to(viewer)
        .filter(id__in=[worker for worker, _ in some], hidden=False)
        .select_related("area")
    }
    return [
        Found(
            person=seen[worker],
            occupation=group.occupation,
            rate_paise=group.rate_paise,
            unit=group.unit,
            comparison=short[group].comparison,
            a_day=short[group].a_day,
            sure=short[group].below,
        )
        for worker, group in some
        if worker in seen
    ]


def _missing(answer: _Answer) -> int:
    """What is missing of a day, in paise, to put the worst first; of a lot of pieces, of the lot."""
    missing = answer.a_day or answer.comparison.shortfall or answer.comparison.perhaps
    if missing is None:
        return 0
    return missing.low_paise or missing.high_paise or 0
