"""The master keys, numbered: one, and while it is being replaced the old one beside it (`karmika keys rotate`).

They come from KARMIKA_MASTER_KEY, else from master.key in the data directory, which is read anew when it has changed:
a running server follows a rotation. Written as `2:BASE64 1:BASE64`; one without a number is number 1.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BYTES_MINIMUM = 32
_ENTRY = re.compile(r"(?:(\d{1,4}):)?([A-Za-z0-9+/=]+)")


class MasterKeyError(ImproperlyConfigured):
    """The master key is missing, unreadable, or not the one that is asked for; says what to do."""


@dataclass(frozen=True)
class Ring:
    """Master keys by number, as they are written in base64.

    `retired`: those that were there before the file changed, for what this process had read but not opened yet.
    """

    keys: Mapping[int, str]
    retired: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def newest(self) -> int:
        """The number of the key that everything new is wrapped by."""
        return max(self.keys)

    def written(self) -> str:
        """As text, the newest first: what the file or the variable holds."""
        return "\n".join(f"{number}:{self.keys[number]}" for number in sorted(self.keys, reverse=True))

    def sub_key(self, number: int, purpose: str) -> bytes:
        """32 bytes for one purpose. Raises MasterKeyError for a number that is not in the ring."""
        key = self.keys.get(number) or self.retired.get(number)
        if key is None:
            raise MasterKeyError(
                f"Keys in this database are wrapped by master key {number}, but {place()} holds only "
                f"{' and '.join(map(str, sorted(self.keys)))}. Put master key {number} beside what is there, as a line "
                f"{number}:KEY, and run `karmika keys rotate`."
            )
        return _sub_key(key, purpose)


def ring() -> Ring:
    """The keys at hand now. Raises MasterKeyError when there are none or they cannot be read."""
    file: Path | None = settings.KARMIKA_MASTER_KEY_FILE
    if file is None:
        return parsed(settings.KARMIKA_MASTER_KEY)
    try:
        found = file.stat()
        return _from_file(str(file), (found.st_mtime_ns, found.st_ino, found.st_size))
    except FileNotFoundError:
        return parsed(settings.KARMIKA_MASTER_KEY)  # taken away while we run: as it was at the start


_last: dict[str, tuple[tuple[int, int, int], Ring]] = {}


def _from_file(file: str, stamp: tuple[int, int, int]) -> Ring:
    known = _last.get(file)
    if known is not None and known[0] == stamp:
        return known[1]
    found = parsed(Path(file).read_text(encoding="ascii", errors="replace"))
    before = {} if known is None else known[1].keys
    found = Ring(found.keys, {number: key for number, key in before.items() if number not in found.keys})
    _last[file] = (stamp, found)
    return found


@lru_cache(maxsize=8)
def parsed(text: str) -> Ring:
    """The ring that a text says. Raises MasterKeyError."""
    keys: dict[int, str] = {}
    for word in re.split(r"[\s,]+", text.strip()):
        if not word:
            raise MasterKeyError("KARMIKA_MASTER_KEY is not set, and the data directory has no master.key")
        match = _ENTRY.fullmatch(word)
        number = int(match[1] or 1) if match else 0
        if match is None or number in keys or not number or _length(match[2]) < BYTES_MINIMUM:
            raise MasterKeyError(
                f"{place()} cannot be read: it must hold 32 bytes in base64, or several as NUMBER:BASE64. "
                "Put back the one that this database was made with."
            )
        keys[number] = match[2]
    return Ring(keys)


def paper_keys() -> dict[str, bytes]:
    """Keys for papers beside the database (backups, their lists), by the name of the master key; the newest first.

    Not a key of the house: those stand in the database that a backup is to bring back.
    """
    keys = ring()
    return {_name(keys, number): keys.sub_key(number, "papers") for number in sorted(keys.keys, reverse=True)}


def signature(content: bytes, key: str) -> str:
    """HMAC-SHA256 in hexadecimal under the master key of this name. Raises MasterKeyError when it is not at hand."""
    found = paper_keys().get(key)
    if found is None:
        raise MasterKeyError(f"{place()} does not hold the master key by which this was signed.")
    return hmac.new(found, content, hashlib.sha256).hexdigest()


def key_name() -> str:
    """A name for the newest master key that says nothing about it."""
    keys = ring()
    return _name(keys, keys.newest)


def _name(keys: Ring, number: int) -> str:
    return hashlib.sha256(keys.sub_key(number, "name of the key")).hexdigest()[:16]


def place() -> str:
    """Where the keys come from, for sentences."""
    return (
        "KARMIKA_MASTER_KEY"
        if settings.KARMIKA_MASTER_KEY_FILE is None
        else str(settings.KARMIKA_MASTER_KEY_FILE)
    )


def _length(text: str) -> int:
    try:
        return len(base64.b64decode(text, validate=True))
    except binascii.Error:
        return 0


@lru_cache(maxsize=16)
def _sub_key(master: str, purpose: str) -> bytes:
    return hmac.new(base64.b64decode(master), purpose.encode(), hashlib.sha256).digest()
