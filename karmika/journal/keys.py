"""Keys: one per person and one per kept source, wrapped by the deployment's master key.

Destroying a person's key makes every sealed field about her unreadable while the
journal's bytes, and any chain over them, stay as they are (docs/design.md, rule 4).
"""

import os
from collections.abc import Iterable
from uuid import UUID

from karmika.journal.models import Key
from karmika.journal.rows import Rows
from karmika.kernel.asking import ask_any, uuid_of
from karmika.kernel.ids import stable
from karmika.kernel.sealing import unwrap_key, wrap_keys

ERASURES = stable("journal", "erasures")
"""The subject under which every entry is found that ended keys."""


def read_keys(owners: Iterable[UUID], *, using: str = "default") -> dict[UUID, bytes | None]:
    """Owner -> key, None where it was destroyed; owners without a key are left out."""
    found = ask_any("SELECT owner, wrapped, master FROM journal_key WHERE owner", list(owners), using=using)
    return {
        (owner := uuid_of(key)): None if wrapped is None else unwrap_key(owner, bytes(wrapped), master)
        for key, wrapped, master in found
    }


def destroy(owners: Iterable[UUID], rows: Rows) -> None:
    """End these keys for good, with the act that says so. An owner without a key gets an empty one: nobody makes it anew."""
    for owner in owners:
        if rows.find(Key, owner) is None:
            rows.insert(Key, owner=owner, purpose="none", wrapped=None)
        else:
            rows.update(Key, owner, wrapped=None)


def make_keys(owners: Iterable[UUID], purpose: str, rows: Rows) -> dict[UUID, bytes]:
    """New keys for owners that have none, written with the entry that needs them."""
    made = {owner: os.urandom(32) for owner in owners}
    for owner, wrapped in wrap_keys(made).items() if made else ():
        rows.insert(Key, owner=owner, purpose=purpose, **wrapped)
    return made
