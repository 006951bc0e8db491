"""Which remedies fit a wrong, and by when: a safe date, an outer date, and the road for whoever comes later.

Pure: no Django, no clock, no files (`remedy_book` reads them). The day on which a claim arose decides which law it
falls under. Nothing here says that it is too late: that is for a court, and excuses are heard.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from karmika.cases.reading import Code, Confidence, Part, RupeeText, StateCode, Text, Written, paise_of

CODES_SINCE = date(2025, 11, 21)
"""The four labour codes are in force (Code on Wages: S.O. 5322(E)); what arose before stays under the old Acts."""
MONTHS_MAXIMUM, DAYS_MAXIMUM = 240, 3660
_SHORTEST_DAYS = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
"""The fewest days that so many months can have, counted from any day of any year."""
WARN_DAYS_BEFORE = (90, 30, 7)
"""When a person in charge is reminded before the safe date."""

Regime = Literal["codes", "before_codes", "any"]


class Wrong(Part, frozen=True):
    """What happened to somebody. Level 2 (violence, atrocity, bondage, children) is seen by the case team alone."""

    code: Code
    level: Literal[0, 2]
    name: Text
    also_ask: tuple[Code, ...] = ()
    """Wrongs that often stand behind this one."""


class Period(Part, frozen=True):
    """A time within which to file, in months or in days; `more_months` is a fixed further time that reasons may bring."""

    law: Written
    confidence: Confidence
    months: Annotated[int, msgspec.Meta(ge=0, le=MONTHS_MAXIMUM)] = 0
    days: Annotated[int, msgspec.Meta(ge=0, le=DAYS_MAXIMUM)] = 0
    more_months: Annotated[int, msgspec.Meta(ge=0, le=MONTHS_MAXIMUM)] = 0
    now_repealed: bool = False

    def safe_end(self, arose_on: date) -> date:
        """The last day if every month and year is counted at its shortest: nobody can count less."""
        years, months = divmod(self.months, 12)
        return arose_on + timedelta(days=self.days + 365 * years + _SHORTEST_DAYS[months])

    def calendar_end(self, arose_on: date) -> date:
        """The last day by the calendar, without any further time."""
        return months_later(arose_on, self.months) + timedelta(days=self.days)

    def outer_end(self, arose_on: date) -> date:
        """The last day by the calendar, with the further time that may be given for reasons."""
        return months_later(arose_on, self.months + self.more_months) + timedelta(days=self.days)


class Step(Part, frozen=True):
    """What the case worker does, and how soon after the report. `hours` where it cannot wait for a working day."""

    step: Code
    days: Annotated[int, msgspec.Meta(ge=0, le=365)] | None = None
    hours: Annotated[int, msgspec.Meta(ge=0, le=240)] | None = None

    @property
    def within_hours(self) -> int:
        """Hours after the report, whichever way they are written."""
        return self.hours if self.hours is not None else 24 * (self.days or 0)


class MayOrder(Part, frozen=True):
    """The most that an authority may order on top: so many times the claim, or a fixed sum. Never a promise."""

    times: Annotated[int, msgspec.Meta(ge=1, le=20)] | None = None
    rupees: RupeeText | None = None


class Remedy(Part, frozen=True, kw_only=True):
    """A way to put a wrong right. `valid_from` and `valid_to` (both included) are about the day the claim arose."""

    code: Code
    wrong: Code
    regime: Regime
    valid_from: date | None = None
    valid_to: date | None = None
    states: tuple[StateCode, ...] = ()
    """Where it holds, by LGD code; empty: everywhere."""
    name: Text
    who_may_file: tuple[Code, ...]
    only_if: Text | None = None
    offices: tuple[Code, ...]
    clock: Code
    periods: tuple[Period, ...] = ()
    late_roads: tuple[Code, ...]
    steps: tuple[Step, ...] = ()
    duties: tuple[Code, ...] = ()
    helplines: tuple[Code, ...] = ()
    office_answers_in_days: int | None = None
    evidence: tuple[Code, ...]
    relief: Text
    may_order: MayOrder | None = None
    law: Written
    source: Written
    confidence: Confidence
    doubt: Text | None = None
    verified_on: date | None = None

    def holds_on(self, arose_on: date) -> bool:
        """Whether a claim that arose on this day falls under it."""
        return (self.valid_from is None or self.valid_from <= arose_on) and (
            self.valid_to is None or arose_on <= self.valid_to
        )

    def holds_in(self, state: str | None) -> bool:
        """Whether it holds in a state (LGD code). Where the state is not known, it may."""
        return not self.states or state is None or state in self.states

    @property
    def to_be_checked(self) -> bool:
        """Whether a lawyer must look first: it is not of confidence high, a period in it is not, or a doubt is written."""
        return (
            self.confidence != "high"
            or self.doubt is not None
            or any(period.confidence != "high" for period in self.periods)
        )

    @property
    def acts_at_once(self) -> bool:
        """Whether its first step is counted in hours."""
        return any(step.hours is not None for step in self.steps)


@dataclass(frozen=True, slots=True)
class PeriodShown:
    """One period of a deadline as people are shown it: under which law, and the last day by the calendar."""

    law: str
    ends_on: date
    now_repealed: bool
    to_be_checked: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """When to file. Up to `safe_on` nobody can object to the day. Up to `outer_on` some law or leave may still carry it.

    Afterwards, and where no date is known (both None: act at once), `how_late` are the roads that stay open.
    """

    safe_on: date | None
    outer_on: date | None
    how_late: tuple[str, ...]
    periods: tuple[PeriodShown, ...] = ()

    def reminders(self) -> tuple[date, ...]:
        """The days on which somebody is reminded of the safe date; empty where there is none."""
        if self.safe_on is None:
            return ()
        return tuple(self.safe_on - timedelta(days=days) for days in WARN_DAYS_BEFORE)


class Standing(StrEnum):
    """How a day stands to a deadline. There is none that ends the matter."""

    NO_LAST_DAY = "no_last_day"  # the law names no day that we know: act at once
    SAFE = "safe"
    ARGUABLE = "arguable"  # after the safe date: file now and say why it comes now
    WITH_REASONS = "with_reasons"  # after the outer date: file with a request to excuse the delay


@dataclass(frozen=True, slots=True)
class Fit:
    """A remedy for what arose on a day (or from `arose_on` to `arose_to`, oldest first), with its deadline."""

    remedy: Remedy
    arose_on: date
    arose_to: date
    deadline: Deadline

    @property
    def last_deadline(self) -> Deadline:
        """The deadline of the newest part: whoever misses the first still has the later ones."""
        return deadline_of(self.remedy, self.arose_to)


def regime_on(arose_on: date) -> Regime:
    """The law of a claim that arose on a day: the labour codes from 21 November 2025, the old Acts before."""
    return "codes" if arose_on >= CODES_SINCE else "before_codes"


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def deadline_of(remedy: Remedy, arose_on: date) -> Deadline:
    """The deadline of a claim that arose on a day.

    With several periods (an old Act's and the code's) the safe date is the end of the shortest, the outer date that of the
    longest: which one a court will take for an older claim is not settled.
    """
    if not remedy.periods:
        return Deadline(None, None, remedy.late_roads)
    return Deadline(
        safe_on=min(period.safe_end(arose_on) for period in remedy.periods),
        outer_on=max(period.outer_end(arose_on) for period in remedy.periods),
        how_late=remedy.late_roads,
        periods=tuple(
            PeriodShown(
                period.law,
                period.calendar_end(arose_on),
                period.now_repealed,
                period.confidence != "high",
            )
            for period in remedy.periods
        ),
    )


def standing(deadline: Deadline, today: date) -> Standing:
    """How today stands to a deadline."""
    if deadline.safe_on is None or deadline.outer_on is None:
        return Standing.NO_LAST_DAY
    if today <= deadline.safe_on:
        return Standing.SAFE
    return Standing.ARGUABLE if today <= deadline.outer_on else Standing.WITH_REASONS


def fitting(
    remedies: tuple[Remedy, ...], wrong: str, arose_on: date, state: str | None = None
) -> tuple[Fit, ...]:
    """The remedies for a wrong that arose on a day in a state (LGD code; None: not known)."""
    return fitting_stretch(remedies, wrong, (arose_on, arose_on), state)


def fitting_stretch(
    remedies: tuple[Remedy, ...], wrong: str, arose: tuple[date, date], state: str | None = None
) -> tuple[Fit, ...]:
    """The remedies for a wrong that went on from a day to a day (both included).

    What began under the old Acts and went on under the codes is two claims, each with its own days, the older first.
    Raises ValueError where the first day is after the last.
    """
    first, last = arose
    if first > last:
        raise ValueError("it cannot end before it began")
    fits = []
    for remedy in remedies:
        begins = max(first, remedy.valid_from or first)
        ends = min(last, remedy.valid_to or last)
        if remedy.wrong == wrong and begins <= ends and remedy.holds_in(state):
            fits.append(Fit(remedy, begins, ends, deadline_of(remedy, begins)))
    return tuple(sorted(fits, key=lambda fit: fit.arose_on))


def may_be_ordered_up_to_paise(remedy: Remedy, claim_paise: int) -> int | None:
    """The most that may be ordered on top of a claim, in paise; None where no law names it. Never a promise."""
    if claim_paise < 0:
        raise ValueError("a claim is not negative")
    if remedy.may_order is None:
        return None
    if remedy.may_order.rupees is not None:
        return paise_of(remedy.may_order.rupees)
    return (remedy.may_order.times or 0) * claim_paise
