"""Keys: one per person and one per kept source, wrapped by the deployment's master key.

Destroying a person's key makes every sealed field about her unreadable while the
journal's bytes, and any chain over them, stay as they are (docs/design.md, rule 4).
"""

import os
import zlib
from collections.abc import Iterable
from uuid import UUID

from karmika.journal.models import Key
from karmika.kernel import guard
from karmika.kernel.sealing import decrypt, deployment_key, encrypt


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
    return encrypt(deployment_key("wrap"), key, owner.bytes)


def _unwrap(owner: UUID, wrapped: bytes) -> bytes:
    return decrypt(deployment_key("wrap"), wrapped, owner.bytes)
