"""What was expected by a day of a target's period. No Django, no I/O.

The target times the share of its days that are over, today among them, rounded down: nobody is behind over a fraction.
"""

from datetime import date


def expected(amount: int, starts_on: date, ends_on: date, today: date) -> int:
    """How many of `amount` were due by the end of `today`: 0 before the period, all of them from its last day on."""
    days = (ends_on - starts_on).days + 1
    over = min(max((today - starts_on).days + 1, 0), days)
    return amount * over // days
