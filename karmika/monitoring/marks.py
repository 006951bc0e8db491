"""Where a list of entries goes on, as it stands in an address: sealed, so that nobody can count the entries between two.

An entry's number would tell by its gaps of entries that the reader may not know of, restricted cases among them.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag

from karmika.kernel.sealing import open_secret, seal_secret

_CONTEXT = b"place in the journal"
LENGTH_MAXIMUM = 100


def mark_of(seq: int) -> str:
    """The mark of the place before an entry's number; it is another one each time."""
    return urlsafe_b64encode(seal_secret(seq.to_bytes(8, "big"), _CONTEXT)).decode()


def seq_of(mark: str) -> int:
    """The number that was marked; 0 for anything that is no mark of ours."""
    if not mark.isascii() or len(mark) > LENGTH_MAXIMUM:
        return 0
    try:
        return int.from_bytes(open_secret(urlsafe_b64decode(mark), _CONTEXT), "big")
    except (InvalidTag, ValueError):
        return 0
