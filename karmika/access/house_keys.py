"""The house's own two keys: `mac` (is this the same content? whose is this token?) and `secret` (phones' tokens).

Rows that the master key wraps, as it does people's keys: so they stay as they are when the master key is replaced.
"""

from uuid import UUID

from django.db import connection

from karmika.access.models import HouseKey
from karmika.kernel.asking import ask_one
from karmika.kernel.ids import stable
from karmika.kernel.master import MasterKeyError
from karmika.kernel.sealing import unwrap_key

PURPOSES = ("mac", "secret")

_known: dict[tuple[str, str, str], bytes] = {}


def house_key(purpose: str) -> bytes:
    """The house's key for "mac" or "secret"; it never changes, so each process asks once. Raises MasterKeyError."""
    name = (connection.vendor, str(connection.settings_dict["NAME"]), purpose)
    if name not in _known:
        row = ask_one("SELECT wrapped, master FROM access_housekey WHERE purpose = %s", purpose)
        if row is None:
            raise MasterKeyError(
                f"This database has no {purpose} key of the house: restore it from a backup."
            )
        _known[name] = unwrap_key(owner_of(purpose), bytes(row[0]), row[1])
    return _known[name]


def owner_of(purpose: str) -> UUID:
    """The id that is bound into the wrapping of a key of the house."""
    return stable("access", "house key", purpose)


def demand_fitting() -> None:
    """Raises MasterKeyError, saying what to do, when the master key at hand is not this database's."""
    for key in HouseKey.objects.all():
        unwrap_key(owner_of(key.purpose), bytes(key.wrapped), key.master)
