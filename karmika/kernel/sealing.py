"""Sealing of bytes with AES-256-GCM, and the deployment's keyed hash. Knows no table; keys of people are the journal's."""

import base64
import hashlib
import hmac
import os
import zlib
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12


@lru_cache(maxsize=8)
def _sub_key(master: str, purpose: str) -> bytes:
    return hmac.new(base64.b64decode(master), purpose.encode(), hashlib.sha256).digest()


def deployment_key(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from KARMIKA_MASTER_KEY."""
    if not settings.KARMIKA_MASTER_KEY:
        raise ImproperlyConfigured("KARMIKA_MASTER_KEY is not set, and the data directory has no master.key")
    return _sub_key(settings.KARMIKA_MASTER_KEY, purpose)


def keyed_hash(content: bytes) -> bytes:
    """HMAC-SHA256 under the deployment's key: tells "same content?" without letting anybody guess the content."""
    return hmac.new(deployment_key("mac"), content, hashlib.sha256).digest()


def encrypt(key: bytes, content: bytes, context: bytes) -> bytes:
    """Nonce and ciphertext of `content`; opens only with the same `context`."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, context)


def decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """What was encrypted. Raises cryptography's InvalidTag when key, bytes or context differ."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)


def wrap_key(owner: UUID, key: bytes) -> bytes:
    """Seal a person's or a source's key under the master key."""
    return encrypt(deployment_key("wrap"), key, owner.bytes)


def unwrap_key(owner: UUID, wrapped: bytes) -> bytes:
    """Open what `wrap_key` made."""
    return decrypt(deployment_key("wrap"), wrapped, owner.bytes)


def seal_source(key: bytes, content: bytes, entry_id: UUID) -> bytes:
    """Compress and seal the bytes that an entry keeps."""
    return encrypt(key, zlib.compress(content, 6), entry_id.bytes)


def open_source(key: bytes, sealed: bytes, entry_id: UUID) -> bytes:
    """The bytes that an entry keeps."""
    return zlib.decompress(decrypt(key, sealed, entry_id.bytes))


def seal_secret(content: bytes, context: bytes) -> bytes:
    """Seal a small secret (a phone's token) under the master key."""
    return encrypt(deployment_key("secret"), content, context)


def open_secret(sealed: bytes, context: bytes) -> bytes:
    """Open what `seal_secret` made."""
    return decrypt(deployment_key("secret"), sealed, context)
