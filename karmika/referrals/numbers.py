"""The number of a referral, as it is said on the phone: R, seven digits and a check digit. No Django, no I/O."""

import hashlib
from uuid import UUID

from karmika.kernel.numbers import check_digit

ATTEMPTS = 20
"""Tries before one gives up; each is taken with the share of all numbers that were given out."""


def referral_number(referral: UUID, attempt: int = 0) -> str:
    """The number of a referral, drawn from its id, so that it tells nothing of others.

    `attempt` above 0 gives another number, for when the first is taken.
    """
    digest = hashlib.blake2b(referral.bytes, digest_size=8, key=attempt.to_bytes(2, "big")).digest()
    digits = str(1_000_000 + int.from_bytes(digest, "big") % 9_000_000)
    return f"R{digits}{check_digit(digits)}"
