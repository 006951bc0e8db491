"""Scales: where a number lies, which ticks are round, which class of shades it falls into, how long numbers are said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from karmika.kernel.numbers import indian
from karmika.ui.charts.ink import SHADES, WHITE

LAKH, CRORE = 100_000, 10_000_000


@dataclass(frozen=True)
class Scale:
    """Numbers from `low` to `high` laid on places from 0 to `length`."""

    low: int
    high: int
    length: float

    @classmethod
    def over(cls, values: Iterable[int | None], length: float) -> "Scale":
        """From the least to the greatest of the known values, zero among them."""
        known = [0, *(value for value in values if value is not None)]
        return cls(min(known), max(known), length)

    def at(self, value: int) -> float:
        """The place of a number."""
        span = self.high - self.low
        return (min(max(value, self.low), self.high) - self.low) / span * self.length if span else 0.0

    def bar(self, value: int) -> tuple[float, float]:
        """Where the bar of a number begins, and how long it is: visible unless it is zero."""
        zero, end = self.at(0), self.at(value)
        long = abs(end - zero)
        if value and long < 1:
            long = 1.0
            return (max(zero - 1, 0.0) if value < 0 else min(zero, self.length - 1)), long
        return min(zero, end), long


def ticks(low: int, high: int, about: int = 3) -> list[int]:
    """Round numbers from low to high or a little beyond, `about` as many and evenly apart."""
    step = _step(max(high - low, 1), about)
    first = low // step
    last = -(-high // step)
    return [step * n for n in range(first, max(last, first + 1) + 1)]


def _step(span: int, about: int) -> int:
    least = max(-(-span // about), 1)
    power = int("1" + "0" * (len(str(least)) - 1))
    return next(power * n for n in (1, 2, 5, 10) if power * n >= least)


def brief(value: int) -> str:
    """A number in few letters: from one lakh on in lakh and crore with one decimal, which is cut, not rounded up."""
    size = abs(value)
    sign = "−" if value < 0 else ""
    if size < LAKH:
        return indian(value)
    unit = LAKH if size < CRORE else CRORE
    tenths = size * 10 // unit
    said = sign + indian(tenths // 10) + (f".{tenths % 10}" if tenths % 10 else "")
    if unit == LAKH:
        return gettext("%(number)s lakh") % {"number": said}
    return gettext("%(number)s crore") % {"number": said}


@dataclass(frozen=True)
class Shade:
    """A class of numbers, both ends in it, with its shade."""

    low: int
    high: int
    fill: str


def shades(values: Sequence[int | None]) -> tuple[Shade, ...]:
    """At most five classes that hold about as many different numbers each; zero is a class of its own, white."""
    known = sorted({value for value in values if value is not None})
    zero = (Shade(0, 0, WHITE),) if 0 in known and known[0] >= 0 else ()
    rest = known[1:] if zero else known
    count = min(len(SHADES), len(rest))
    found = []
    for n in range(count):
        part = rest[n * len(rest) // count : (n + 1) * len(rest) // count]
        place = n * (len(SHADES) - 1) // (count - 1) if count > 1 else 2
        found.append(Shade(part[0], part[-1], SHADES[place]))
    return (*zero, *found)


def fill_of(value: int, found: Iterable[Shade]) -> str:
    """The shade of one of the numbers that the classes were made of."""
    return next(shade.fill for shade in found if shade.low <= value <= shade.high)


def ranks(values: Sequence[int | None]) -> list[int | None]:
    """1 for the greatest; equal numbers share a rank; unknown has none."""
    ordered = sorted((value for value in values if value is not None), reverse=True)
    place: dict[int, int] = {}
    for n, value in enumerate(ordered, 1):
        place.setdefault(value, n)
    return [None if value is None else place[value] for value in values]
