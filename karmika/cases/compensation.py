"""What a death or lasting disability from work may bring: share of the wage times a factor for the age. Exact, in paise.

Pure: no Django, no floats. Employee's Compensation Act 1923 s. 4, Code on Social Security 2020 s. 76. A sum that an
authority may order, to be said as such and never promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Annotated, Literal

import msgspec

from karmika.cases.reading import (
    HOUSE,
    Confidence,
    Part,
    Problem,
    RupeeText,
    Unreadable,
    Written,
    paise_of,
    read,
)

FILE = HOUSE / "remedies" / "shared" / "compensation.yaml"
Kind = Literal["death", "disability"]


class Share(Part, frozen=True):
    """Percent of the monthly wage, and the least sum in rupees."""

    share_percent: Annotated[int, msgspec.Meta(ge=1, le=100)]
    least: RupeeText


class Sums(Part, frozen=True):
    """What counts for accidents from a day to a day (both included; None: still)."""

    valid_from: date
    valid_to: date | None
    wage_limit: RupeeText
    death: Share
    disability: Share
    law: Written
    source: Written
    confidence: Confidence
    verified_on: date | None


class Schedule(Part, frozen=True):
    """The file: sums by time, factors (as text, exact) by age."""

    sums: tuple[Sums, ...]
    doubtful_ages: tuple[int, ...]
    factors: dict[int, Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2,3}\.[0-9]{2}$")]]


@dataclass(frozen=True, slots=True)
class Compensation:
    """The sum in paise with its reckoning; `by_least_sum` where the formula gives less than the law's least."""

    amount_paise: int
    counted_wage_paise: int
    share_percent: int
    factor: Fraction
    by_least_sum: bool
    law: str
    to_be_checked: bool


@cache
def schedule() -> Schedule:
    """The installed schedule. Raises Unreadable where ages are missing or factors rise with the age."""
    source = read(FILE, Schedule)
    ages = sorted(source.value.factors)
    wrong: list[Problem] = []
    if ages != list(range(ages[0], ages[-1] + 1)):
        wrong.append(source.problem("factors", "an age is missing"))
    values = [Fraction(source.value.factors[age]) for age in ages]
    if values != sorted(values, reverse=True):
        wrong.append(source.problem("factors", "a factor rises with the age"))
    for number, sums in enumerate(source.value.sums):
        if (sums.verified_on is not None) != (sums.confidence == "high"):
            wrong.append(source.problem(f"sums[{number}].verified_on", "belongs to confidence high alone"))
    if wrong:
        raise Unreadable(*wrong)
    return source.value


def compensation(
    kind: Kind, age: int, month_wage_paise: int, happened_on: date, loss_percent: int = 100
) -> Compensation | None:
    """What may be ordered for a death, or for a disability of `loss_percent` of the earning power.

    Rounded half up to the paisa, once, at the end. None where no sums are on file for the day. Raises ValueError for an
    age, a wage or a percentage that cannot be, and for a death in part.
    """
    if age < 0 or month_wage_paise < 0 or not 1 <= loss_percent <= 100:
        raise ValueError("age, wage or percentage cannot be")
    if kind == "death" and loss_percent != 100:
        raise ValueError("there is no death in part")
    table = schedule()
    sums = next((one for one in table.sums if _holds(one, happened_on)), None)
    if sums is None:
        return None
    counted_age = min(max(age, min(table.factors)), max(table.factors))
    factor = Fraction(table.factors[counted_age])
    share = sums.death if kind == "death" else sums.disability
    counted = min(month_wage_paise, paise_of(sums.wage_limit))
    formula = Fraction(counted * share.share_percent, 100) * factor
    whole = max(formula, Fraction(paise_of(share.least)))
    return Compensation(
        amount_paise=half_up(whole * loss_percent / 100),
        counted_wage_paise=counted,
        share_percent=share.share_percent,
        factor=factor,
        by_least_sum=whole > formula,
        law=sums.law,
        to_be_checked=sums.confidence != "high" or counted_age in table.doubtful_ages,
    )


def half_up(amount: Fraction) -> int:
    """A sum that is not negative, to the whole number; halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def _holds(sums: Sums, day: date) -> bool:
    return sums.valid_from <= day and (sums.valid_to is None or day <= sums.valid_to)
