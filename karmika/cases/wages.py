"""Wages told in a survey or a case against the notified minimum wage: below, not below, or cannot be told, with the reasons.

Pure: no Django, no clock, no floats: whole paise and exact fractions, rounded once at the end (`Shortfall`). By the Code on
Wages and its Central Rules of 2026 a day is the month divided by 26, an hour the day divided by 8, overtime counts twice.
What is not known stays unknown: it never becomes an amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from karmika.cases.compensation import half_up
from karmika.cases.intervals import Between, ceiling, floor
from karmika.cases.rates import Found, RateBook, Rated, Work
from karmika.cases.saying import Said, in_words, sentences

DAYS_A_MONTH, MINUTES_A_DAY, OVERTIME_TIMES = 26, 480, 2
LEAST_PAISE = 1  # less than a paisa cannot be paid, and is not missing
LONGEST_DAY_MINUTES = 1440
LONGEST_DAYS = {"week": 7}
"""Days that a stretch can have; 31 where nothing else is said."""

Per = Literal["hour", "day", "week", "month", "piece"]
Of = Literal["day", "week", "month", "lot"]


class Verdict(StrEnum):
    """What a comparison says."""

    BELOW = "below"  # even if nothing was due for overtime
    BELOW_WITH_OVERTIME = "below_with_overtime"  # once the hours above eight count twice
    NOT_BELOW = "not_below"
    CANNOT_BE_TOLD = "cannot_be_told"


@dataclass(frozen=True, slots=True)
class Told:
    """What a worker tells: pay in paise per hour, day, week, month or piece; minutes and pieces of a day; days of that week
    or month.

    None is what she did not say. `piece` is the kind of piece, where it has a notified rate; the pay is for `pieces_paid`
    of them. Raises TypeError for what is no `Between`, ValueError for days and months that there are not.
    """

    pay_paise: Between | None
    per: Per
    minutes_a_day: Between | None = None
    days: Between | None = None
    pieces_a_day: Between | None = None
    piece: str | None = None
    pieces_paid: int = 1

    def __post_init__(self) -> None:
        for told in (self.pay_paise, self.minutes_a_day, self.days, self.pieces_a_day):
            if told is not None and not isinstance(told, Between):
                raise TypeError(f"Between is needed, not {told!r}")
        if self.minutes_a_day is not None and self.minutes_a_day.high > LONGEST_DAY_MINUTES:
            raise ValueError("a day has 1,440 minutes")
        if self.days is not None and self.days.high > LONGEST_DAYS.get(self.per, 31):
            raise ValueError("a month has at most 31 days, a week 7")
        if type(self.pieces_paid) is not int or self.pieces_paid < 1:
            raise ValueError("pay is for one piece or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the survey asks of a wage: paise for `unit`, hours of a day, days of the week or of the last month, pieces."""

    pay_paise: int | None
    unit: str
    hours_a_day: int | None = None
    days: int | None = None
    pieces_paid: int | None = None
    pieces_a_day: int | None = None


def told_in_survey(answers: Answers, about_percent: int = 0) -> Told | None:
    """The survey's answers as something told; None for a unit that it does not have. A trip is paid like a piece.

    `about_percent` widens pay and pieces either way, where they were told as "about". Hours and days that there are not
    count as not told.
    """
    per = _SURVEY_UNITS.get(answers.unit)
    if per is None:
        return None
    pay, pieces = answers.pay_paise, answers.pieces_a_day
    return Told(
        pay_paise=None if pay is None else Between.about(pay, about_percent),
        per=per,
        minutes_a_day=_exactly(answers.hours_a_day, 60, most=24),
        days=_exactly(answers.days, 1, most=LONGEST_DAYS.get(per, 31)),
        pieces_a_day=None if pieces is None else Between.about(pieces, about_percent),
        pieces_paid=answers.pieces_paid or 1,
    )


def _exactly(number: int | None, times: int, *, most: int) -> Between | None:
    return None if number is None or not 0 < number <= most else Between.exactly(number * times)


_SURVEY_UNITS: dict[str, Per] = {
    "hour": "hour", "day": "day", "week": "week", "month": "month", "piece": "piece", "trip": "piece",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is missing, in whole paise: at least `low_paise`, at most `high_paise` (None: not known).

    Where everything was told exactly both are the exact sum rounded half up. Otherwise the lower is rounded down and the
    higher up, so that what is missing lies between them.
    """

    low_paise: int
    high_paise: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer. Only the two verdicts of "below" have a `shortfall`, for one day, week, month or lot of pieces (`per`).

    `perhaps`: of what cannot be told because it was not told exactly enough, what may be missing at most.
    """

    verdict: Verdict
    per: Of
    reasons: tuple[Said, ...]
    shortfall: Shortfall | None = None
    rated: tuple[Rated, ...] = ()
    to_be_checked: bool = False
    perhaps: Shortfall | None = None

    def in_words(self, language: str) -> tuple[str, ...]:
        """The reasons as sentences, the verdict last but for the note that the rate is to be checked."""
        return tuple(in_words(said, language) for said in self.reasons)


def a_day(comparison: Comparison, told: Told) -> Shortfall | None:
    """What is missing of one day, or may be: a week or month shared among its days. None where nothing is, or of a lot.

    The lower is rounded down and the higher up, so that what is missing of a day lies between them.
    """
    missing = comparison.shortfall or comparison.perhaps
    if missing is None or comparison.per == "lot":
        return None
    if comparison.per == "day":
        return missing
    if told.days is None or not told.days.low:
        return None
    high = missing.high_paise
    return Shortfall(
        floor(missing.low_paise, told.days.high), None if high is None else ceiling(high, told.days.low)
    )


@dataclass(frozen=True, slots=True)
class _Gap:
    """Due less paid, at one corner of what was told."""

    ordinary: Fraction
    whole: Fraction


def compare(book: RateBook, work: Work, told: Told, day: date) -> Comparison:
    """Wages told against the minimum of their state, employment, zone and skill on a day."""
    per: Of = told.per if told.per in ("week", "month") else "day"
    if told.pay_paise is None:
        return _cannot(per, Said("no_pay"))
    if told.per == "piece" and told.piece is not None:
        by_piece = _against_piece_rate(book, work, told, day)
        if by_piece is not None:
            return by_piece
    found = book.find(work, day)
    if found.gap is not None:
        return _cannot(per, found.gap)
    missing = _missing(told)
    if missing is not None:
        return _cannot(per, *_of_rates(found.rated), missing)
    gaps = list(_gaps(found.rated, told))
    may_be_higher = any(one.rate.may_be_higher for one in found.rated)
    reasons = [*_of_rates(found.rated), *_of_hours(told)]
    return _answer(gaps, reasons, per, found, may_be_higher)


def _missing(told: Told) -> Said | None:
    """The first thing without which nothing can be reckoned. Pay by the hour needs hours too: above 8 they count twice."""
    if told.per == "piece" and told.pieces_a_day is None:
        return Said("no_pieces")
    if told.minutes_a_day is None:
        return Said("no_hours")
    if told.per in ("week", "month") and told.days is None:
        return Said("no_days")
    return None


def _gaps(rated: tuple[Rated, ...], told: Told) -> Iterator[_Gap]:
    """Due less paid at every corner of what was told: it is linear in between, so the least and the most are there."""
    assert told.pay_paise is not None and told.minutes_a_day is not None
    counts = {"week": told.days, "month": told.days, "piece": told.pieces_a_day}.get(
        told.per
    ) or Between.exactly(1)
    for month_paise in {one.month_paise for one in rated}:
        for minutes in told.minutes_a_day.points(MINUTES_A_DAY):
            for pay in told.pay_paise.points():
                for count in counts.points():
                    yield from _corner(
                        month_paise, minutes, told.per, _paid(told, minutes, pay, count), count
                    )


def _paid(told: Told, minutes: int, pay: int, count: int) -> Fraction:
    """What was paid for a day, or for the week or month where it is paid so."""
    if told.per == "hour":
        return Fraction(pay * minutes, 60)
    return Fraction(pay * count, told.pieces_paid) if told.per == "piece" else Fraction(pay)


def _corner(month_paise: int, minutes: int, per: Per, paid: Fraction, count: int) -> Iterator[_Gap]:
    a_minute = Fraction(month_paise, DAYS_A_MONTH * MINUTES_A_DAY)
    days = count if per in ("week", "month") else 1
    overtime = OVERTIME_TIMES * a_minute * max(0, minutes - MINUTES_A_DAY)
    ordinary = a_minute * min(minutes, MINUTES_A_DAY)
    yield _Gap(ordinary * days - paid, (ordinary + overtime) * days - paid)
    if minutes < MINUTES_A_DAY and per != "hour":
        # The whole day is due where the employer had less work for her (Code on Wages s. 10); a part-timer is due her part.
        yield _Gap(a_minute * MINUTES_A_DAY * days - paid, a_minute * MINUTES_A_DAY * days - paid)


def _answer(
    gaps: list[_Gap],
    reasons: list[Said],
    per: Of,
    found: Found,
    may_be_higher: bool,
) -> Comparison:
    ordinary_low = min(gap.ordinary for gap in gaps)
    low, high = min(gap.whole for gap in gaps), max(gap.whole for gap in gaps)
    unsure = may_be_higher or not found.sure
    if low >= LEAST_PAISE:
        verdict = Verdict.BELOW if ordinary_low >= LEAST_PAISE else Verdict.BELOW_WITH_OVERTIME
        shortfall = _rounded(low, None if may_be_higher else high)
        reasons.append(
            Said.of(verdict.value, shortfall_paise=shortfall.low_paise, per=sentences()[f"per_{per}"])
        )
        if unsure:
            reasons.append(Said("to_be_checked"))
        return Comparison(verdict, per, tuple(reasons), shortfall, found.rated, unsure)
    if high >= LEAST_PAISE:
        perhaps = _rounded(Fraction(0), None if may_be_higher else high)
        reasons.append(Said("about"))
        return Comparison(
            Verdict.CANNOT_BE_TOLD, per, tuple(reasons), None, found.rated, unsure, perhaps=perhaps
        )
    if may_be_higher:
        return _cannot(per, *reasons, Said("may_be_higher"), rated=found.rated)
    reasons.append(Said("not_below"))
    if unsure:
        reasons.append(Said("to_be_checked"))
    return Comparison(Verdict.NOT_BELOW, per, tuple(reasons), None, found.rated, unsure)


def _rounded(low: Fraction, high: Fraction | None) -> Shortfall:
    if high is not None and low == high:
        return Shortfall(half_up(low), half_up(low))
    top = None if high is None else ceiling(high.numerator, high.denominator)
    return Shortfall(floor(low.numerator, low.denominator), top)


def _against_piece_rate(book: RateBook, work: Work, told: Told, day: date) -> Comparison | None:
    """Pay by the piece against a notified piece rate, for its lot of pieces; None where there is no such rate."""
    rate = book.find_piece(work, told.piece or "", day)
    if rate is None or told.pay_paise is None:
        return None
    amount = rate.amount_paise
    reasons = [Said.of("piece_rate", amount_paise=amount, per_pieces=rate.per_pieces, piece=rate.name)]
    missing = [amount - Fraction(pay * rate.per_pieces, told.pieces_paid) for pay in told.pay_paise.points()]
    gaps = [_Gap(one, one) for one in missing]
    return _answer(gaps, reasons, "lot", Found((), None, rate.confidence == "high"), False)


def _cannot(per: Of, *reasons: Said, rated: tuple[Rated, ...] = ()) -> Comparison:
    return Comparison(Verdict.CANNOT_BE_TOLD, per, reasons, None, rated)


def _of_rates(rated: tuple[Rated, ...]) -> Iterator[Said]:
    """Which rate was used."""
    amounts = sorted({one.month_paise for one in rated})
    first = rated[0]
    if len(rated) == 1:
        yield Said.of(
            "rate",
            employment=first.employment_name,
            skill=first.skill.name,
            zone=first.zone.name,
            valid_from=first.rate.valid_from,
            month_paise=first.month_paise,
        )
    else:
        yield Said.of(
            "rates_between",
            employment=first.employment_name,
            low_paise=amounts[0],
            high_paise=amounts[-1],
        )
    for status in ("interim", "carried"):
        if any(one.rate.status == status for one in rated):
            yield Said(f"rate_{status}")
    yield Said.of("day_of_month", day_paise=half_up(Fraction(amounts[0], DAYS_A_MONTH)))


def _of_hours(told: Told) -> Iterator[Said]:
    minutes = told.minutes_a_day
    assert minutes is not None
    if minutes.high > MINUTES_A_DAY:
        yield Said.of("overtime_twice", overtime_minutes=minutes.high - MINUTES_A_DAY)
    if minutes.low < MINUTES_A_DAY:
        yield Said("short_day")


@dataclass(frozen=True, slots=True)
class Total:
    """Shortfalls of several stretches: at least `low_paise`; where any is unknown `high_paise` is None, `complete` False."""

    low_paise: int
    high_paise: int | None
    complete: bool


def total(comparisons: Iterable[tuple[Comparison, int]]) -> Total:
    """Shortfalls times their numbers of days, weeks, months or lots: one comparison for each stretch with a rate of its own.

    What cannot be told adds nothing to the lower sum and leaves the higher open. Raises ValueError below nought.
    """
    low, high, complete = 0, 0, True
    for comparison, number in comparisons:
        if type(number) is not int or number < 0:
            raise ValueError("a number of days, weeks, months or lots is whole and not negative")
        if comparison.verdict is Verdict.CANNOT_BE_TOLD and number:
            complete = False
        elif comparison.shortfall is not None and number:
            low += number * comparison.shortfall.low_paise
            complete = complete and comparison.shortfall.high_paise is not None
            high += number * (comparison.shortfall.high_paise or 0)
    return Total(low, high if complete else None, complete)
