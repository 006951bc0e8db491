"""Keys: one per person and one per kept source, wrapped by the deployment's master key; and small secrets.

AES-256-GCM throughout. Destroying a person's key makes every sealed field about her unreadable while the
journal's bytes, and any chain over them, stay as they are (docs/design.md, rule 4).
"""

import base64
import hashlib
import hmac
import os
import zlib
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from karmika.journal import guard
from karmika.journal.models import Key

_NONCE = 12


@lru_cache(maxsize=4)
def _sub_key(master: str, purpose: str) -> bytes:
    return hmac.new(base64.b64decode(master), purpose.encode(), hashlib.sha256).digest()


def _deployment_key(purpose: str) -> bytes:
    return _sub_key(settings.KARMIKA_MASTER_KEY, purpose)


def keyed_hash(content: bytes) -> bytes:
    """HMAC-SHA256 under the deployment's key: tells "same content?" without letting anybody guess the content."""
    return hmac.new(_deployment_key("mac"), content, hashlib.sha256).digest()


def encrypt(key: bytes, content: bytes, context: bytes) -> bytes:
    """Nonce and ciphertext of `content`; opens only with the same `context`."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, context)


def decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """What was encrypted. Raises cryptography's InvalidTag when key, bytes or context differ."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)


def seal_secret(content: bytes, context: bytes) -> bytes:
    """Seal a small secret (a phone's token) under the master key."""
    return encrypt(_deployment_key("secret"), content, context)


def open_secret(sealed: bytes, context: bytes) -> bytes:
    """Open what `seal_secret` made."""
    return decrypt(_deployment_key("secret"), sealed, context)


def seal_source(key: bytes, content: bytes, entry_id: UUID) -> bytes:
    """Compress and seal the bytes that an entry keeps."""
    return encrypt(key, zlib.compress(content, 6), entry_id.bytes)


def open_source(key: bytes, sealed: bytes, entry_id: UUID) -> bytes:
    """The bytes that an entry keeps."""
    return zlib.decompress(decrypt(key, sealed, entry_id.bytes))


def read_keys(owners: Iterable[UUID]) -> dict[UUID, bytes | None]:
    """Owner -> key, None where it was destroyed; owners without a key are left out."""
    found = Key.objects.filter(owner__in=set(owners)).values_list("owner", "wrapped")
    return {owner: None if wrapped is None else _unwrap(owner, bytes(wrapped)) for owner, wrapped in found}


def make_keys(owners: Iterable[UUID], purpose: str) -> dict[UUID, bytes]:
    """New keys for owners that have none. Runs inside the transaction of the entry that needs them."""
    made = {owner: os.urandom(32) for owner in owners}
    with guard.opened():
        Key.objects.bulk_create(
            Key(owner=owner, purpose=purpose, wrapped=_wrap(owner, key)) for owner, key in made.items()
        )
    return made


def _wrap(owner: UUID, key: bytes) -> bytes:
    return encrypt(_deployment_key("wrap"), key, owner.bytes)


def _unwrap(owner: UUID, wrapped: bytes) -> bytes:
    return decrypt(_deployment_key("wrap"), wrapped, owner.bytes)
