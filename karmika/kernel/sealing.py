"""Sealing of bytes with AES-256-GCM, and the deployment's keyed hash. Knows no table: keys of people are the journal's,
those of the house itself are handed in (karmika/access/house_keys.py).
"""

import hmac
import os
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from karmika.kernel.master import MasterKeyError, place, ring

_NONCE = 12
_WRAP = "wrap"


_house_key: list[Callable[[str], bytes]] = []


def install(house_key: Callable[[str], bytes]) -> None:
    """Take over the function that knows the house's own keys ("mac", "secret"); they do not change with the master key."""
    _house_key[:] = [house_key]


def keyed_hash(content: bytes) -> bytes:
    """HMAC-SHA256 under the deployment's key: tells "same content?" without letting anybody guess the content."""
    return hmac.digest(_house_key[0]("mac"), content, "sha256")


def encrypt(key: bytes, content: bytes, context: bytes) -> bytes:
    """Nonce and ciphertext of `content`; opens only with the same `context`."""
    return _encrypt(AESGCM(key), content, context)


def _encrypt(cipher: AESGCM, content: bytes, context: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, content, context)


_wrapping = lru_cache(maxsize=4)(AESGCM)
"""The cipher of a master key, which wraps several keys for each form."""


def decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """What was encrypted. Raises cryptography's InvalidTag when key, bytes or context differ."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)


def wrap_key(owner: UUID, key: bytes) -> dict[str, Any]:
    """Seal a key under the newest master key: its columns `wrapped` and `master`."""
    return wrap_keys({owner: key})[owner]


def wrap_keys(new: Mapping[UUID, bytes]) -> dict[UUID, dict[str, Any]]:
    """`wrap_key` for several owners, with one look at the master keys."""
    keys = ring()
    number = keys.newest
    cipher = _wrapping(keys.sub_key(number, _WRAP))
    return {
        owner: {"wrapped": _encrypt(cipher, key, owner.bytes), "master": number} for owner, key in new.items()
    }


def unwrap_key(owner: UUID, wrapped: bytes, master: int) -> bytes:
    """Open what `wrap_key` made. Raises MasterKeyError when that master key is not at hand, or is another."""
    try:
        return decrypt(ring().sub_key(master, _WRAP), wrapped, owner.bytes)
    except InvalidTag as error:
        raise MasterKeyError(
            "The master key does not open this database. Put back the one that it was made with "
            f"(master key {master} in {place()})."
        ) from error


def pack_source(content: bytes) -> bytes:
    """The bytes that an entry keeps, made smaller before they are sealed: no key is needed for that."""
    return zlib.compress(content, 3)


def seal_source(key: bytes, packed: bytes, entry_id: UUID) -> bytes:
    """Seal what `pack_source` made."""
    return encrypt(key, packed, entry_id.bytes)


def open_source(key: bytes, sealed: bytes, entry_id: UUID) -> bytes:
    """The bytes that an entry keeps."""
    return zlib.decompress(decrypt(key, sealed, entry_id.bytes))


def seal_secret(content: bytes, context: bytes) -> bytes:
    """Seal a small secret (a phone's token) under a key of the house."""
    return encrypt(_house_key[0]("secret"), content, context)


def open_secret(sealed: bytes, context: bytes) -> bytes:
    """Open what `seal_secret` made."""
    return decrypt(_house_key[0]("secret"), sealed, context)
