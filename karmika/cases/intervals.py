"""What was told, exactly or about: whole numbers from a lowest to a highest. Pure; no floats."""

from __future__ import annotations

from dataclasses import dataclass

ABOUT_PERCENT = 10
"""How far off "about" may be, either way, where nobody said more."""


@dataclass(frozen=True, slots=True)
class Between:
    """A whole number that lies from `low` to `high`, both included: paise, minutes, days, pieces."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Raise TypeError for anything but whole numbers, ValueError for a wrong order or a number below nought."""
        for number in (self.low, self.high):
            if type(number) is not int:
                raise TypeError(f"a whole number is needed, not {number!r}")
        if not 0 <= self.low <= self.high:
            raise ValueError("needs 0 <= low <= high")

    @classmethod
    def exactly(cls, number: int) -> Between:
        """A number that is known."""
        return cls(number, number)

    @classmethod
    def about(cls, number: int, percent: int = ABOUT_PERCENT) -> Between:
        """A number that was told as "about": so many percent either way, widened to whole numbers."""
        cls(number, number)
        spread = -(-number * percent // 100)
        return cls(max(0, number - spread), number + spread)

    def points(self, *breaks: int) -> tuple[int, ...]:
        """Both ends, and the given numbers that lie between them."""
        return tuple(sorted({self.low, self.high, *(one for one in breaks if self.low < one < self.high)}))


def floor(numerator: int, denominator: int) -> int:
    """Division rounded down."""
    return numerator // denominator


def ceiling(numerator: int, denominator: int) -> int:
    """Division rounded up."""
    return -(-numerator // denominator)
