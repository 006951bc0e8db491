"""The claim of a gang: one line for each worker, days and agreed rate, paid and due, and sums that are exact.

Pure: no Django, no floats. Whole paise; each line is rounded half up once, so the sum of the lines is that of the claim.
What a line does not know is not in the sum, and the claim says that it is not complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from karmika.cases.compensation import half_up
from karmika.cases.wages import MINUTES_A_DAY, OVERTIME_TIMES


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one worker: days (half a day is Fraction(1, 2)), rate a day, overtime, what was paid. None: unknown.

    `minimum_day_paise` is the minimum of a day where it is known; what is due is never less. Raises TypeError for floats,
    ValueError for a number below nought.
    """

    worker: UUID | str
    days: Fraction | int | None
    agreed_day_paise: int | None
    paid_paise: int | None
    overtime_minutes: int = 0
    minimum_day_paise: int | None = None

    def __post_init__(self) -> None:
        if self.days is not None and type(self.days) not in (int, Fraction):
            raise TypeError(f"days are whole or a Fraction, not {self.days!r}")
        amounts = (self.agreed_day_paise, self.paid_paise, self.overtime_minutes, self.minimum_day_paise)
        for amount in amounts:
            if amount is not None and type(amount) is not int:
                raise TypeError(f"paise and minutes are whole, not {amount!r}")
            if amount is not None and amount < 0:
                raise ValueError("paise and minutes are not negative")
        if self.days is not None and self.days < 0:
            raise ValueError("days are not negative")


@dataclass(frozen=True, slots=True)
class LineDue:
    """One line worked out, in paise. `due_paise` is wages and overtime; None where it cannot be told.

    `balance_paise` is due less paid, never below nought: what one worker got too much is no other's debt (`overpaid_paise`).
    """

    line: Line
    wages_paise: int | None
    overtime_paise: int | None
    by_minimum: bool
    balance_paise: int | None
    overpaid_paise: int = 0

    @property
    def due_paise(self) -> int | None:
        """Wages and overtime together."""
        if self.wages_paise is None or self.overtime_paise is None:
            return None
        return self.wages_paise + self.overtime_paise


@dataclass(frozen=True, slots=True)
class Claim:
    """All lines and their sums. The sums are over the lines with a balance; the others are `unknown` in number."""

    lines: tuple[LineDue, ...]
    due_paise: int
    paid_paise: int
    balance_paise: int
    overpaid_paise: int
    unknown: int

    @property
    def complete(self) -> bool:
        """Whether every line could be told."""
        return self.unknown == 0


def overtime_paise(day_paise: int, minutes: int) -> int:
    """Pay for minutes beyond the ordinary day: twice the day's rate by the minute (Code on Wages s. 14), rounded half up."""
    if type(day_paise) is not int or type(minutes) is not int:
        raise TypeError("paise and minutes are whole")
    if day_paise < 0 or minutes < 0:
        raise ValueError("paise and minutes are not negative")
    return half_up(Fraction(OVERTIME_TIMES * day_paise * minutes, MINUTES_A_DAY))


def due(line: Line) -> LineDue:
    """What is due to one worker. Each of wages and overtime is rounded half up to the paisa."""
    rates = [rate for rate in (line.agreed_day_paise, line.minimum_day_paise) if rate is not None]
    if not rates or line.days is None:
        return LineDue(line, None, None, False, None)
    rate = max(rates)
    wages = half_up(Fraction(rate) * line.days)
    overtime = overtime_paise(rate, line.overtime_minutes)
    by_minimum = line.agreed_day_paise is None or line.agreed_day_paise < rate
    if line.paid_paise is None:
        return LineDue(line, wages, overtime, by_minimum, None)
    balance = wages + overtime - line.paid_paise
    return LineDue(line, wages, overtime, by_minimum, max(0, balance), max(0, -balance))


def claim(lines: Iterable[Line]) -> Claim:
    """The claim of a gang. Raises ValueError where a worker has two lines."""
    worked = tuple(due(line) for line in lines)
    if len({one.line.worker for one in worked}) != len(worked):
        raise ValueError("a worker has one line")
    known = [one for one in worked if one.balance_paise is not None]
    return Claim(
        lines=worked,
        due_paise=sum(one.due_paise or 0 for one in known),
        paid_paise=sum(one.line.paid_paise or 0 for one in known),
        balance_paise=sum(one.balance_paise or 0 for one in known),
        overpaid_paise=sum(one.overpaid_paise for one in known),
        unknown=len(worked) - len(known),
    )
