"""Wages told in the survey against the minimum: who is probably paid too little, so that it is found and not only reported.

A wage is told as "about": somebody is counted as below only where every amount that she may have meant is below. What
cannot be told (no rate on file, hours not asked) is counted apart and never guessed.
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
from karmika.cases.intervals import Between
from karmika.cases.rates import RateBook, Work, rate_book
from karmika.cases.wages import Comparison, Per, Told, Verdict, compare
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.registry.models import OccupationSpell, Person, Worker

PAID_BY_OTHERS = ("employer", "contractor")
"""Who works on own account, for an app or by the piece for many has no minimum wage that we could ask for."""
PEOPLE = 50
_BELOW = (Verdict.BELOW, Verdict.BELOW_WITH_OVERTIME)
_UNITS: Mapping[str, Per] = {"hour": "hour", "day": "day", "week": "week", "month": "month"}


class _Told(NamedTuple):
    """What workers told alike: one comparison answers for all of them."""

    area: UUID
    occupation: str
    unit: str
    rate_paise: int
    hours: int | None
    days: int | None
    on: date


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Workers of one occupation who told a wage: how many, and what the comparison says of them."""

    occupation: str
    told: int = 0
    below: int = 0
    not_below: int = 0

    @property
    def unknown(self) -> int:
        """Of whom it cannot be told."""
        return self.told - self.below - self.not_below


@dataclass(frozen=True, kw_only=True)
class Found:
    """One worker who is probably paid too little."""

    person: Person
    occupation: str
    rate_paise: int
    unit: str
    comparison: Comparison


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
    told, below, fair = Counter[str](), Counter[str](), Counter[str]()
    for group, number in groups.items():
        told[group.occupation] += number
        below[group.occupation] += number if compared[group].verdict in _BELOW else 0
        fair[group.occupation] += number if compared[group].verdict is Verdict.NOT_BELOW else 0
    counts = [
        Counted(occupation=code, told=told[code], below=below[code], not_below=fair[code])
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
        wage_unit__in=list(_UNITS),
        wage_rate_paise__isnull=False,
    )


_COLUMNS = (
    "worker__area_id", "occupation", "wage_unit", "wage_rate_paise", "hours_a_day", "worker__days_worked",
    "worker__listed_on",
)  # fmt: skip


def _grouped(spells: QuerySet[OccupationSpell]) -> Any:
    return spells.values_list(*_COLUMNS).annotate(number=Count("worker_id", distinct=True)).order_by()


def _compare(groups: Mapping[_Told, int]) -> dict[_Told, Comparison]:
    book, places = rate_book(), _places({group.area for group in groups})
    known: dict[tuple[Any, ...], Comparison] = {}
    compared: dict[_Told, Comparison] = {}
    for group in groups:
        state, district = places.get(group.area, ("", None))
        key = (state, district, *group[1:])
        if key not in known:
            known[key] = _one(book, Work(state=state, district=district, occupation=group.occupation), group)
        compared[group] = known[key]
    return compared


def _one(book: RateBook, work: Work, group: _Told) -> Comparison:
    told = Told(
        pay_paise=Between.about(group.rate_paise),
        per=_UNITS[group.unit],
        minutes_a_day=_exactly(group.hours, 60, most=24),
        # what the survey asks is of a month
        days=_exactly(group.days, 1, most=31) if group.unit == "month" else None,
    )
    return compare(book, work, told, group.on)


def _exactly(number: int | None, times: int, *, most: int) -> Between | None:
    return None if number is None or not 0 < number <= most else Between.exactly(number * times)


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
    viewer: Viewer, spells: QuerySet[OccupationSpell], compared: Mapping[_Told, Comparison]
) -> list[Found]:
    below = {group: one for group, one in compared.items() if one.verdict in _BELOW}
    rates = {group.rate_paise for group in below}
    hits = [
        (worker, group)
        for worker, *told in spells.filter(wage_rate_paise__in=rates).values_list("worker_id", *_COLUMNS)
        if (group := _Told(*told)) in below
    ]
    hits.sort(key=lambda hit: (-_missing(below[hit[1]]), str(hit[0])))
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
            comparison=below[group],
        )
        for worker, group in some
        if worker in seen
    ]


def _missing(comparison: Comparison) -> int:
    """What is missing of a day, in paise, to put the worst first: a month has 26 days, a week 6."""
    days = {"month": 26, "week": 6}.get(comparison.per, 1)
    return comparison.shortfall.low_paise // days if comparison.shortfall else 0
