"""The number of an application, on its receipt: nine digits and a check digit, drawn from its id. No Django, no I/O.

It can be given out where there is no network, because nobody has to be asked for the next one.
"""

import hashlib
from uuid import UUID

from karmika.kernel.numbers import check_digit

ATTEMPTS = 20


def application_number(application: UUID, attempt: int = 0) -> str:
    """The number of an application. `attempt` above 0 gives another one, for when the first is taken."""
    key = b"application" + attempt.to_bytes(2, "big")
    digest = hashlib.blake2b(application.bytes, digest_size=8, key=key).digest()
    digits = str(100_000_000 + int.from_bytes(digest, "big") % 900_000_000)
    return digits + check_digit(digits)
