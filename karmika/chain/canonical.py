"""What is hashed: stored columns in a form that is the same on SQLite and PostgreSQL. Pure: knows no database.

A value becomes bytes: whole numbers and instants (microseconds since 2000, UTC) as 8 bytes big-endian, ids as 16,
text as UTF-8, bytes as stored. A row is the lengths of all its values, 8 bytes each, then the values: unambiguous.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

ALGORITHM = "sha256/1"
COLUMNS: tuple[tuple[str, str], ...] = (
    ("seq", "number"),
    ("id", "uuid"),
    ("actor", "uuid"),
    ("role", "text"),
    ("organisation", "uuid"),
    ("programme", "uuid"),
    ("device", "uuid"),
    ("device_seq", "number"),
    ("device_previous", "bytes"),
    ("area", "uuid"),
    ("occurred_at", "instant"),
    ("recorded_at", "instant"),
    ("cause", "uuid"),
    ("mac", "bytes"),
    ("acts", "bytes"),
    ("source", "bytes"),
)
"""Columns of an entry under ALGORITHM, in the order in which they are hashed. Never changed: a new column is a new
algorithm, and links keep the one they were made with."""

NOTHING = bytes(32)
"""What the first link has for its predecessor's digest."""

_EPOCH = datetime(2000, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_LENGTHS = struct.Struct(f">{len(COLUMNS)}q")
_LEAF = struct.Struct(">q8s")
_number = struct.Struct(">q").pack

Reader = Callable[[Any], bytes]


def instant(moment: datetime) -> bytes:
    """An aware instant as it is hashed."""
    return _number((moment.astimezone(UTC).replace(tzinfo=None) - _EPOCH) // _MICROSECOND)


def _as_number(value: Any) -> bytes:
    if type(value) is not int:
        raise ValueError
    return _number(value)


def _as_text(value: Any) -> bytes:
    if type(value) is not str:
        raise ValueError
    return value.encode("utf-8", "surrogateescape")


def _as_bytes(value: Any) -> bytes:
    if type(value) is not bytes:
        raise ValueError
    return value


def _uuid_from_text(value: Any) -> bytes:
    found = bytes.fromhex(value)
    if len(found) != 16 or found.hex() != value:
        raise ValueError
    return found


def _instant_from_text(value: Any) -> bytes:
    found = datetime.fromisoformat(value)
    if str(found) != value:
        raise ValueError
    return _number((found - _EPOCH) // _MICROSECOND)


_SQLITE: dict[str, Reader] = {
    "number": _as_number,
    "uuid": _uuid_from_text,
    "text": _as_text,
    "instant": _instant_from_text,
    "bytes": _as_bytes,
}
READERS: dict[str, tuple[Reader, ...]] = {
    "sqlite": tuple(_SQLITE[kind] for _, kind in COLUMNS),
    "postgresql": tuple(_as_bytes for _ in COLUMNS),
}
"""Kind of database -> what makes bytes of each column. PostgreSQL's own binary form is the one that is hashed."""


def leaf(row: Sequence[Any], readers: Sequence[Reader]) -> bytes:
    """SHA-256 of one entry's stored columns, 32 bytes.

    A value that no program of ours would have stored so (an id in capitals, a number as text) is hashed as it lies
    there, marked: it must not pass for the value that it looks like.
    """
    lengths: list[int] = []
    parts: list[bytes] = []
    for value, read in zip(row, readers, strict=True):
        if value is None:
            lengths.append(-1)
            continue
        try:
            part = read(value)
            lengths.append(len(part))
        except (ValueError, TypeError, OverflowError):
            part = f"{type(value).__name__} {value!r}".encode("utf-8", "surrogateescape")
            lengths.append(-2 - len(part))
        parts.append(part)
    return sha256(_LENGTHS.pack(*lengths) + b"".join(parts)).digest()


def pack_leaf(seq: int, digest: bytes) -> bytes:
    """An entry's number and the beginning of its hash: 16 bytes, by which `verify` can name it."""
    return _LEAF.pack(seq, digest[:8])


def unpack_leaves(leaves: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and beginning of the hash of each entry of a link. Bytes left over are not read."""
    return _LEAF.iter_unpack(leaves[: len(leaves) // _LEAF.size * _LEAF.size])


def link_digest(
    numbers: Sequence[int], previous: bytes, leaves: bytes, content: bytes, sealed_at: datetime
) -> bytes:
    """SHA-256 of a link: its number, first and last entry and count; the digest before it; leaves and content; when."""
    parts = (
        ALGORITHM.encode(),
        *(_number(one) for one in numbers),
        previous,
        sha256(leaves).digest(),
        content,
        instant(sealed_at),
    )
    return sha256(b"".join(_number(len(part)) + part for part in parts)).digest()
