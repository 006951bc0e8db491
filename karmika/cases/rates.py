"""Notified minimum wages by state, employment, zone, skill and day: wages/*.yaml, checked against the state's formula.

Pure: no Django, no floats: rupees are text in the files and whole paise here. What is not on file is said, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from karmika.cases.compensation import half_up
from karmika.cases.reading import (
    HOUSE,
    Code,
    Confidence,
    Part,
    Problem,
    RupeeText,
    Source,
    StateCode,
    Text,
    Unreadable,
    Written,
    paise_of,
    read,
)
from karmika.cases.saying import Said

FOLDER = HOUSE / "wages"


class Named(Part, frozen=True):
    """An employment, a skill or a post."""

    code: Code
    name: Text


class Zone(Part, frozen=True):
    """A part of a state with a rate of its own. `rest`: every district that no other zone of the day names."""

    code: Code
    name: Text
    confidence: Confidence
    valid_from: date | None = None
    valid_to: date | None = None
    districts: tuple[str, ...] = ()
    """LGD codes of districts."""
    rest: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the state was divided so on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Doing(Part, frozen=True):
    """As what an occupation counts. No skill: it may be any."""

    employment: Code
    skill: Code | None = None


class Formula(Part, frozen=True):
    """How a state makes its rates, to check them by: basic x index / base (proportional), or basic + allowance (flat)."""

    mode: Literal["proportional", "flat"]
    source: Written
    basic: dict[Code, dict[Code, RupeeText]]
    """By zone ("all": every zone), then by skill."""
    base: Annotated[int, msgspec.Meta(ge=1)] | None = None
    per_point: RupeeText | None = None


class _Dated(Part, frozen=True, kw_only=True):
    """A rate that holds from a day to a day (both included; None: still)."""

    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it was in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class MonthRate(_Dated, frozen=True, kw_only=True):
    """Rupees a month by skill.

    `printed`: as the source rounds, to the paisa, cut off there, or to rupees; "own" where no formula makes them.
    `carried`: a newer rate is not on file; the true one may be higher, as it may for an interim one.
    """

    employment: Code
    zone: Code
    status: Literal["final", "interim", "carried"]
    printed: Literal["paisa", "paisa_cut", "rupee", "own"]
    index: Annotated[int, msgspec.Meta(ge=1)] | None = None
    allowance: RupeeText | None = None
    month: dict[Code, RupeeText]
    source: Written
    confidence: Confidence
    verified_on: date | None = None

    @property
    def may_be_higher(self) -> bool:
        """Whether a higher rate may be in force that is not on file."""
        return self.status != "final"


class PieceRate(_Dated, frozen=True, kw_only=True):
    """Rupees for so many pieces."""

    employment: Code
    piece: Code
    name: Text
    per_pieces: Annotated[int, msgspec.Meta(ge=1)]
    amount: RupeeText
    source: Written
    confidence: Confidence
    verified_on: date | None = None

    @property
    def amount_paise(self) -> int:
        """The rate for the lot, in paise."""
        return paise_of(self.amount)


class StateRates(Part, frozen=True, kw_only=True):
    """One file of wages/: a state's rates."""

    state: StateCode
    state_name: Text
    on_file: Text
    """What is on file for the state and what is not, for people."""
    zones: tuple[Zone, ...]
    employments: tuple[Named, ...]
    skills: tuple[Named, ...]
    occupations: dict[Code, Doing] = {}
    occupations_confidence: Confidence
    formula: Formula
    month_rates: tuple[MonthRate, ...]
    piece_rates: tuple[PieceRate, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """The work whose minimum is asked: state and district by LGD code. What is not known is None, and stays unknown."""

    state: str
    employment: str | None = None
    occupation: str | None = None
    zone: str | None = None
    district: str | None = None
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """A rate that the work may have: for one zone and one skill."""

    employment_name: Text
    zone: Zone
    skill: Named
    rate: MonthRate
    month_paise: int


@dataclass(frozen=True, slots=True)
class Found:
    """The rates that a work may have on a day (several where zone or skill is not known), or why there are none."""

    rated: tuple[Rated, ...]
    gap: Said | None = None
    sure: bool = True
    """Whether rate, zone and class of work are all of confidence high."""


@dataclass(frozen=True, slots=True)
class RateBook:
    """The rates of all states on file, by LGD code."""

    states: dict[str, StateRates]

    def find(self, work: Work, day: date) -> Found:
        """The rates for a work on a day. A gap where any rate that it may have is missing: the lowest would be a guess."""
        file = self.states.get(work.state)
        if file is None:
            return Found((), Said("no_state"))
        doing = file.occupations.get(work.occupation or "")
        employment = work.employment or (doing.employment if doing else None)
        named = next((one for one in file.employments if one.code == employment), None)
        if named is None:
            return Found((), Said.of("no_work", state=file.state_name, on_file=file.on_file))
        zones = _zones(file, work, day)
        skills = _skills(file, work.skill or (doing.skill if doing else None), named.code)
        rated: list[Rated] = []
        for zone in zones:
            for skill in skills:
                rate = _rate(file, named.code, zone.code, skill.code, day)
                if rate is None:
                    rated = []
                    break
                rated.append(Rated(named.name, zone, skill, rate, paise_of(rate.month[skill.code])))
            if not rated:
                break
        if not rated:
            gap = Said.of(
                "no_rate", employment=named.name, state=file.state_name, day=day, on_file=file.on_file
            )
            return Found((), gap)
        by_occupation = work.employment is None or (work.skill is None and doing is not None)
        sure = all("high" == one.rate.confidence == one.zone.confidence for one in rated)
        return Found(
            tuple(rated), None, sure and not (by_occupation and file.occupations_confidence != "high")
        )

    def stretches(self, work: Work, first: date, last: date) -> tuple[tuple[date, date], ...]:
        """The days from `first` to `last`, divided where a rate or a zone of the state begins or ends."""
        file = self.states.get(work.state)
        dated: tuple[MonthRate | Zone, ...] = (*file.month_rates, *file.zones) if file else ()
        begins = {one.valid_from for one in dated if one.valid_from}
        begins |= {one.valid_to + timedelta(days=1) for one in dated if one.valid_to}
        cuts = [first, *sorted(day for day in begins if first < day <= last)]
        ends = [*(day - timedelta(days=1) for day in cuts[1:]), last]
        return tuple(zip(cuts, ends, strict=True)) if first <= last else ()

    def find_piece(self, work: Work, piece: str, day: date) -> PieceRate | None:
        """The notified rate for a kind of piece on a day, or None."""
        file = self.states.get(work.state)
        known = file.piece_rates if file else ()
        return next((one for one in known if one.piece == piece and one.holds_on(day)), None)


def _zones(file: StateRates, work: Work, day: date) -> list[Zone]:
    """The zone of the work, or every zone that it may lie in."""
    valid = [zone for zone in file.zones if zone.holds_on(day)]
    if work.zone is not None:
        return [zone for zone in valid if zone.code == work.zone]
    if work.district is not None and any(zone.districts or zone.rest for zone in valid):
        named = [zone for zone in valid if work.district in zone.districts]
        return named or [zone for zone in valid if zone.rest]
    return valid


def _skills(file: StateRates, skill: str | None, employment: str) -> list[Named]:
    if skill is not None:
        return [one for one in file.skills if one.code == skill]
    paid = {code for rate in file.month_rates if rate.employment == employment for code in rate.month}
    return [one for one in file.skills if one.code in paid]


def _rate(file: StateRates, employment: str, zone: str, skill: str, day: date) -> MonthRate | None:
    return next(
        (
            rate
            for rate in file.month_rates
            if rate.employment == employment
            and rate.zone == zone
            and skill in rate.month
            and rate.holds_on(day)
        ),
        None,
    )


@cache
def rate_book() -> RateBook:
    """The installed rates. Raises Unreadable."""
    return load(FOLDER)


def load(folder: Path) -> RateBook:
    """The rates of a folder. Raises Unreadable with all that is wrong in it."""
    states: dict[str, StateRates] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name.endswith(".cases.yaml"):
            continue
        try:
            source = read(path, StateRates)
        except Unreadable as error:
            problems += error.problems
            continue
        if source.value.state in states:
            problems.append(source.problem("state", "has a file already"))
        states[source.value.state] = source.value
        problems += [source.problem(place, what) for place, what in _problems(source)]
    if problems:
        raise Unreadable(*problems)
    return RateBook(states)


def _problems(source: Source[StateRates]) -> Iterator[tuple[str, str]]:
    file = source.value
    employments = {one.code for one in file.employments}
    skills = {one.code for one in file.skills}
    zones = {one.code: one for one in file.zones}
    for code, doing in file.occupations.items():
        if doing.employment not in employments or (doing.skill is not None and doing.skill not in skills):
            yield f"occupations.{code}", "names an employment or a skill that is not here"
    if (file.formula.mode == "proportional") != (file.formula.base is not None):
        yield "formula.base", "belongs to a proportional formula"
    spans: dict[tuple[str, str, str], list[tuple[date, date, int]]] = defaultdict(list)
    for number, rate in enumerate(file.month_rates):
        place = f"month_rates[{number}]"
        if rate.employment not in employments or rate.zone not in zones or not rate.month.keys() <= skills:
            yield place, "names an employment, a zone or a skill that is not here"
            continue
        yield from ((f"{place}.{name}", what) for name, what in _dated(rate))
        if not zones[rate.zone].holds_on(rate.valid_from):
            yield f"{place}.zone", "does not hold on the rate's first day"
        yield from ((f"{place}.month.{skill}", what) for skill, what in _by_formula(file.formula, rate))
        for skill in rate.month:
            spans[rate.employment, rate.zone, skill].append(
                (rate.valid_from, rate.valid_to or date.max, number)
            )
    for number, piece in enumerate(file.piece_rates):
        if piece.employment not in employments:
            yield f"piece_rates[{number}].employment", "is not here"
        yield from ((f"piece_rates[{number}].{name}", what) for name, what in _dated(piece))
    for dates in spans.values():
        for (_, end, _), (begin, _, number) in pairwise(sorted(dates)):
            if begin <= end:
                yield f"month_rates[{number}].valid_from", "another rate holds on that day"


def _dated(rate: MonthRate | PieceRate) -> Iterator[tuple[str, str]]:
    if rate.valid_to is not None and rate.valid_to < rate.valid_from:
        yield "valid_to", "ends before it begins"
    if (rate.verified_on is not None) != (rate.confidence == "high"):
        yield "verified_on", "a day of checking belongs to confidence high, and to nothing else"


def _by_formula(formula: Formula, rate: MonthRate) -> Iterator[tuple[str, str]]:
    """What the state's own formula does not make of its basic wages."""
    if rate.printed == "own":
        return
    if formula.per_point is not None and rate.allowance is not None:
        points = Fraction(paise_of(rate.allowance), paise_of(formula.per_point))
        steps = half_up(points) * paise_of(formula.per_point)
        if paise_of(rate.allowance) not in (steps, 100 * half_up(Fraction(steps, 100))):
            yield next(iter(rate.month)), f"{rate.allowance} is no number of points of {formula.per_point}"
    basic = formula.basic.get(rate.zone, formula.basic.get("all", {}))
    for skill, printed in rate.month.items():
        if skill not in basic:
            yield skill, "has no basic wage in the formula"
            continue
        exact = formula_paise(formula, basic[skill], rate)
        if exact is None:
            yield skill, "lacks the index or the allowance of the formula"
            continue
        made = {
            "paisa": half_up(exact),
            "paisa_cut": exact.numerator // exact.denominator,
            "rupee": 100 * half_up(exact / 100),
        }[rate.printed]
        if made != paise_of(printed):
            yield skill, f"the formula makes {made} paise, the file says {paise_of(printed)}"


def formula_paise(formula: Formula, basic: str, rate: MonthRate) -> Fraction | None:
    """A month's wage by the state's formula, exact, in paise; None where index or allowance is not given."""
    if formula.mode == "proportional":
        if rate.index is None or formula.base is None:
            return None
        return Fraction(paise_of(basic) * rate.index, formula.base)
    return None if rate.allowance is None else Fraction(paise_of(basic) + paise_of(rate.allowance))
