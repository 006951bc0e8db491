"""Acts to bytes and back: facts in the clear, identity sealed under its owner's key, old versions upcast on reading."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from karmika.journal.act import Act
from karmika.kernel.sealing import decrypt, encrypt

Record = dict[str, Any]
_RECORDS = msgspec.json.Decoder(list[Record])
_kinds: dict[str, type[Act]] = {}


def install(acts: Sequence[type[Act]]) -> None:
    """Take over the list of all acts (karmika/rooms.py). Two acts of one kind stop the start."""
    for act in acts:
        assert _kinds.setdefault(act.kind, act) is act, f"two acts of kind {act.kind}"


def kinds() -> Mapping[str, type[Act]]:
    """Kind -> class of every act that can be read."""
    return _kinds


def as_asked(acts: Sequence[Act]) -> bytes:
    """Stable bytes of acts as somebody asked for them, to tell whether the same is asked again."""
    return msgspec.json.encode([[act.kind, act.version, act] for act in acts], order="sorted")


def owner_of(act: Act) -> UUID | None:
    """Whose key seals the act's identity fields; None when it carries none."""
    for name in act.identity:
        if getattr(act, name) is not None:
            owner: UUID = getattr(act, act.owner)
            return owner
    return None


def without_lost(act: Act, person_keys: Mapping[UUID, bytes | None]) -> Act:
    """The act as replay will read it: no identity of somebody whose key was destroyed."""
    lost = bool(act.identity) and (o := owner_of(act)) is not None and person_keys.get(o, b"") is None
    return msgspec.structs.replace(act, **dict.fromkeys(act.identity)) if lost else act


def encode(acts: Sequence[Act], entry_id: UUID, person_keys: Mapping[UUID, bytes | None]) -> bytes:
    """The bytes that the journal keeps.

    `person_keys` holds the key of every `owner_of`; a destroyed key drops the identity.
    """
    return msgspec.json.encode([_encode_one(act, n, entry_id, person_keys) for n, act in enumerate(acts)])


def _encode_one(act: Act, n: int, entry_id: UUID, person_keys: Mapping[UUID, bytes | None]) -> dict[str, Any]:
    record: dict[str, Any] = {"kind": act.kind, "version": act.version}
    fields: Any = act
    if (owner := owner_of(act)) is not None:
        fields = msgspec.to_builtins(act)
        personal = {name: fields.pop(name) for name in act.identity if name in fields}
        key = person_keys[owner]
        if key is not None:
            sealed = encrypt(key, msgspec.json.encode(personal), _context(entry_id, n))
            record["owner"] = str(owner)
            record["sealed"] = base64.b64encode(sealed).decode()
    record["facts"] = fields
    return record


def mark_of(kind: str) -> bytes:
    """What the bytes of an entry contain (perhaps among others' words) when one of its acts is of this kind."""
    return b'"kind":' + msgspec.json.encode(kind)


def records(stored: bytes) -> list[Record]:
    """The acts of an entry as they were written down, identity still sealed."""
    return _RECORDS.decode(stored)


def decode(
    stored: bytes | list[Record], entry_id: UUID, person_keys: Mapping[UUID, bytes | None]
) -> list[Act]:
    """The acts of an entry, in today's version. Identity whose key is gone reads as None."""
    recorded = records(stored) if isinstance(stored, bytes) else stored
    return [_decode_one(record, n, entry_id, person_keys) for n, record in enumerate(recorded)]


def owners_in(*entries: list[Record]) -> set[UUID]:
    """Whose keys these entries need to be read whole."""
    return {UUID(record["owner"]) for entry in entries for record in entry if "owner" in record}


def _decode_one(record: Record, n: int, entry_id: UUID, person_keys: Mapping[UUID, bytes | None]) -> Act:
    act = _kinds[record["kind"]]
    fields: dict[str, Any] = record["facts"]
    if "sealed" in record and (key := person_keys.get(UUID(record["owner"]))) is not None:
        try:
            fields |= msgspec.json.decode(
                decrypt(key, base64.b64decode(record["sealed"]), _context(entry_id, n))
            )
        except InvalidTag as error:
            raise ValueError(f"entry {entry_id}, act {n}: sealed bytes do not open with their key") from error
    for version in range(record["version"], act.version):
        fields = act.upcasts[version](fields)
    return msgspec.convert(fields, act)


def _context(entry_id: UUID, n: int) -> bytes:
    return entry_id.bytes + n.to_bytes(2, "big")
