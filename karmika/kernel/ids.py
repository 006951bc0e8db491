"""Identifiers: made by clients (version 7), derived from an entry (version 8), or from a natural key (version 5).

Derived ids carry the time prefix of the entry they come from, so that indexes stay local however many
rows one entry writes; replaying the entry gives the same ids (docs/design.md, rule 1).
"""

import hashlib
import os
import time
from uuid import UUID, SafeUUID, uuid5

_NATURAL = UUID("6b61726d-696b-5a61-8000-6e61747572a1")
"""Namespace of ids that come from a natural key; never changes."""

_TIME_MASK = (1 << 48) - 1
_ROW_BITS = 16
_ROW_MASK = (1 << _ROW_BITS) - 1


def _compose(milliseconds: int, version: int, tail: int) -> UUID:
    value = (milliseconds & _TIME_MASK) << 80
    value |= tail & ((1 << 80) - 1)
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=value | version << 76 | 0x2 << 62)


def _known_good(value: int) -> UUID:
    """A UUID of its 128 bits as they are: every row has one, and the library would look them over each time."""
    made = UUID.__new__(UUID)
    object.__setattr__(made, "int", value)
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


def uuid7() -> UUID:
    """A new time-ordered id (RFC 9562, version 7) for something that our own side makes."""
    return _compose(time.time_ns() // 1_000_000, 7, int.from_bytes(os.urandom(10), "big"))


def time_prefix(identifier: UUID) -> int | None:
    """Milliseconds since 1970 that a version 7 or 8 id begins with; None for other versions."""
    return identifier.int >> 80 if identifier.version in (7, 8) else None


def derive(origin: UUID, *parts: str | int | UUID, at_ms: int = 0) -> UUID:
    """The id that follows from `origin` and `parts`, the same on every machine and every replay.

    `at_ms` is the time prefix (milliseconds since 1970) when the origin carries none itself, as the
    version 4 ids of ODK Collect do.
    """
    prefix = time_prefix(origin)
    digest = hashlib.blake2b(origin.bytes, digest_size=10)
    for part in parts:
        digest.update(b"\x1f" + str(part).encode())
    return _compose(at_ms if prefix is None else prefix, 8, int.from_bytes(digest.digest(), "big"))


class RowIds:
    """Ids of the rows of one entry: they begin with the moment it was recorded, so every index of them grows at its end.

    The entry's own id is of no use for that: survey apps make random ones.
    """

    __slots__ = ("_at_ms", "_base", "_block", "_entry")

    def __init__(self, entry: UUID, at_ms: int) -> None:
        self._entry, self._at_ms, self._block, self._base = entry, at_ms, -1, 0

    def __getitem__(self, number: int) -> UUID:
        """The id of one row, counted from 1. 58 bits follow from the entry, the last 16 are the number."""
        block = number >> _ROW_BITS
        if block != self._block:
            origin = self._entry.bytes + b"\x1frow\x1f" + block.to_bytes(4, "big")
            tail = int.from_bytes(hashlib.blake2b(origin, digest_size=10).digest(), "big")
            self._base = _compose(self._at_ms, 8, tail >> _ROW_BITS << _ROW_BITS).int
            self._block = block
        return _known_good(self._base + (number & _ROW_MASK))


def stable(*parts: str | int | UUID) -> UUID:
    """The id of a thing that has a natural key, such as an area with its LGD code."""
    return uuid5(_NATURAL, "\x1f".join(str(part) for part in parts))
