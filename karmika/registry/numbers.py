"""The number of a household, for a printed slip: nine digits and a check digit. No Django, no I/O."""

import hashlib
from uuid import UUID

from karmika.kernel.numbers import check_digit, check_ok

LENGTH = 10
ATTEMPTS = 20
"""Tries before one gives up: with ten million households a try fails once in ninety."""


def household_number(household: UUID, attempt: int = 0) -> str:
    """The number of a household: nine digits drawn from its id (the first not 0) and an ISO 7064 check digit.

    Not in order of listing, so that a number tells nobody's neighbour. `attempt` above 0 gives another number,
    for when the first is taken.
    """
    digest = hashlib.blake2b(household.bytes, digest_size=8, key=attempt.to_bytes(2, "big")).digest()
    digits = str(100_000_000 + int.from_bytes(digest, "big") % 900_000_000)
    return digits + check_digit(digits)


def tidy(typed: str) -> str:
    """The digits of a number as somebody typed it, without blanks and hyphens, in Roman digits."""
    return "".join(str(int(letter)) for letter in typed if letter.isdecimal())


def is_household_number(typed: str) -> bool:
    """Whether this is a household number with a right check digit (one wrong or two swapped digits do not pass)."""
    digits = tidy(typed)
    return len(digits) == LENGTH and check_ok(digits)


def spaced(number: str) -> str:
    """The number as printed: 123 456 789 0."""
    return f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
