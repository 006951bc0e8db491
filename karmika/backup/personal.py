"""Which columns say who somebody is: they go into the second file of a backup, sealed, and die with it after 30 days.

What the tables keep after an erasure goes into the first file; so do facts under an id. The first file holds no name.
"""

import zlib
from collections.abc import Collection, Mapping
from typing import NamedTuple

from cryptography.exceptions import InvalidTag

from karmika.access.models import Device, User
from karmika.backup.archive import Change
from karmika.candidates.models import Candidate
from karmika.groups.models import Meeting
from karmika.journal.models import Key
from karmika.kernel.master import paper_keys
from karmika.kernel.sealing import decrypt, encrypt
from karmika.outreach.models import LentPerson
from karmika.registry.erasing import ERASED_COLUMNS
from karmika.registry.models import OccupationSpell, SearchToken


class Personal(NamedTuple):
    """Columns of a table that are read no more once the key of `owner` (a column too) is destroyed."""

    owner: str
    columns: tuple[str, ...]


def _owner(columns: Collection[str]) -> str:
    return next(name for name in ("worker_id", "person_id", "id") if name in columns)


PERSONAL: Mapping[str, Personal] = {
    **{
        model._meta.db_table: Personal(
            _owner({str(field.column) for field in model._meta.concrete_fields}), names
        )
        for model, names in ERASED_COLUMNS.items()
    },
    User._meta.db_table: Personal("id", ("username", "name", "phone")),
    Device._meta.db_table: Personal("holder_id", ("name",)),
    Candidate._meta.db_table: Personal("id", ("name", "phone", "address", "reference")),
    Meeting._meta.db_table: Personal("id", ("words",)),
    Key._meta.db_table: Personal("owner", ("wrapped",)),
}
WHOLE: Mapping[str, str] = {SearchToken._meta.db_table: "person_id", LentPerson._meta.db_table: "person_id"}
"""Tables that are personal in every row -> the column with their owner."""

assert PERSONAL[OccupationSpell._meta.db_table].owner == "worker_id", "a worker has the id of the person"


def sealing(name: str, key: bytes) -> Change:
    """How the frames of the second file of this set are sealed: all under one key, also while the master key changes."""

    def seal(frame: bytes, table: str, number: int) -> bytes:
        return encrypt(key, zlib.compress(frame, 1), _context(name, table, number))

    return seal


def opening(name: str, key: bytes | None = None) -> Change:
    """The way back, by this key or any at hand. Raises ValueError for what `sealing` did not make at this place."""

    def unseal(frame: bytes, table: str, number: int) -> bytes:
        for one in (key,) if key is not None else paper_keys().values():
            try:
                return zlib.decompress(decrypt(one, frame, _context(name, table, number)))
            except InvalidTag:
                continue
        raise ValueError("a frame that does not open")

    return unseal


def _context(name: str, table: str, number: int) -> bytes:
    return f"backup {name} {table} {number}".encode()
