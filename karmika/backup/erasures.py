"""The erasure list beside the backups: whose keys were destroyed, by id alone. It only grows.

A backup is older than the last erasure; this list is not: the worker extends it every ten minutes, not once a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from karmika.backup.archive import BackupError
from karmika.journal import follow
from karmika.journal.models import Entry
from karmika.kernel import durable
from karmika.kernel.lockfile import locked
from karmika.kernel.master import MasterKeyError, key_name, signature
from karmika.registry.erasure_list import erasure_list

NAME = "karmika-erasures.json"


class ErasureList(msgspec.Struct, frozen=True, kw_only=True):
    """Owners of destroyed keys of one house, up to an entry of its journal."""

    house: str
    last_seq: int
    made_at: datetime
    owners: tuple[str, ...]
    key: str = ""
    """The name of the master key that signs it."""
    mac: str = ""
    last_entry: str | msgspec.UnsetType = msgspec.UNSET
    """The id of the entry with that number; unset in lists of before it was written. After a restore it is another one."""

    def signed(self) -> ErasureList:
        """The same with its mac under the master key. Raises MasterKeyError when that one is not at hand."""
        bare = msgspec.structs.replace(self, mac="")
        return msgspec.structs.replace(bare, mac=signature(msgspec.json.encode(bare), self.key))


def house() -> str:
    """The id of the journal's first entry: the name of this house. Empty before it."""
    first = Entry.objects.order_by("seq").values_list("id", flat=True).first()
    return first.hex if first else ""


def of_the_journal(at: datetime) -> ErasureList:
    """The list as the default database's journal has it."""
    return ErasureList(house=house(), last_seq=0, made_at=at, owners=_hex(erasure_list()))


def read(path: Path) -> ErasureList:
    """A list from a file. Raises BackupError when it is not one of ours, whole."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=ErasureList)
    except FileNotFoundError as error:
        raise BackupError(f"There is no erasure list {path}.") from error
    except (OSError, msgspec.MsgspecError) as error:
        raise BackupError(f"The erasure list {path} is damaged.") from error
    try:
        whole = found.signed().mac == found.mac
    except MasterKeyError:
        whole = False
    if not whole:
        raise BackupError(f"The erasure list {path} was changed, or is of a house with another master key.")
    return found


def extend(folder: Path, at: datetime) -> int:
    """Add what this journal has erased to the list in a directory; how many ids it holds now. Raises BackupError."""
    path = folder / NAME
    with _held(folder):
        upto = follow.horizon()  # before looking: what is written meanwhile is looked at the next time
        kept = read(path) if path.exists() else None
        new = of_the_journal(at)
        if kept is not None and kept.house not in ("", new.house):
            raise BackupError(
                f"{path} is the erasure list of another house. Give each house a backup directory of its own."
            )
        owners = tuple(sorted({*new.owners, *(kept.owners if kept else ())}))
        last = _entry_at(upto) or msgspec.UNSET
        _write(path, msgspec.structs.replace(new, owners=owners, last_seq=upto, last_entry=last))
    return len(owners)


def sign_anew(folder: Path) -> bool:
    """Sign the list in a directory by the newest master key, while the old one is still at hand; False: there is none.

    Raises BackupError for a list that no master key at hand has signed; OSError when it cannot be written.
    """
    path = folder / NAME
    if not path.exists():
        return False
    with _held(folder):
        _write(path, read(path))
    return True


def extend_if_new(folder: Path, at: datetime) -> None:
    """For the worker: write only when somebody was erased since."""
    path = folder / NAME
    kept = read(path) if path.exists() else None
    known = ids(kept) if kept is not None else set()
    # every owner since, not the newest entry's alone: on PostgreSQL an entry can appear below one that is seen already
    if not known.issuperset(erasure_list(after=_seen(kept))):
        extend(folder, at)


def _seen(kept: ErasureList | None) -> int:
    """Up to which entry a list has seen this journal: after a restore its numbers begin again where the backup ended."""
    return kept.last_seq if kept is not None and _entry_at(kept.last_seq) == kept.last_entry else 0


def _entry_at(seq: int) -> str:
    found = Entry.objects.filter(seq=seq).values_list("id", flat=True).first()
    return found.hex if found else ""


def _hex(owners: Iterable[UUID]) -> tuple[str, ...]:
    return tuple(sorted({owner.hex for owner in owners}))


def ids(found: ErasureList) -> set[UUID]:
    """The owners."""
    return {UUID(hex=owner) for owner in found.owners}


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """One writer of the list at a time; a backup, which takes hours in a large house, does not hold it up."""
    with locked(folder / ".erasures.lock"):
        yield


def _write(path: Path, found: ErasureList) -> None:
    signed = msgspec.structs.replace(found, key=key_name()).signed()
    temporary = path.with_name(".erasures.part")  # not a name that the pruning of sets takes away
    durable.write(path, msgspec.json.encode(signed), temporary)
