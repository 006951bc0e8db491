"""An arrival opened: the bytes as they may be kept, their keyed hash, and the ids that follow from them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from karmika.intake.instances import Instance, mask_source, read_instance
from karmika.intake.values import read_value
from karmika.kernel.dates import now
from karmika.kernel.ids import stable
from karmika.kernel.sealing import keyed_hash

_UUID = re.compile(r"(?:uuid:)?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})", re.IGNORECASE)

ID_MAXIMUM = 200
"""Letters of an instance id; a longer one is replaced by what follows from it."""

CLOCK_TOLERANCE = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A submission's XML with what identifies it. `mac` is over the bytes as received, `kept` has Aadhaar masked."""

    instance: Instance
    received: bytes
    kept: bytes
    mac: str
    instance_id: str
    entry_id: UUID
    deprecated_id: str
    occurred_at: datetime | None
    clock_ahead: bool


def open_letter(xml: bytes, mac: str | None = None) -> Letter:
    """Read an arrival. `mac` is given when the bytes come from the journal and are known by another hash.

    Raises Refused: "intake.not_xml", "intake.hostile_xml".
    """
    instance = read_instance(xml)
    mac = mac or keyed_hash(xml).hex()
    instance_id = instance.instance_id or f"uuid:{stable('intake.mac', mac)}"
    if len(instance_id) > ID_MAXIMUM:
        instance_id = f"uuid:{stable('intake.instance_id', instance_id)}"
    occurred_at, clock_ahead = _occurred(instance)
    return Letter(
        instance=instance,
        received=xml,
        kept=mask_source(xml),
        mac=mac,
        instance_id=instance_id,
        entry_id=entry_id_of(instance_id),
        deprecated_id=instance.deprecated_id or "",
        occurred_at=occurred_at,
        clock_ahead=clock_ahead,
    )


def entry_id_of(instance_id: str) -> UUID:
    """The UUID inside an instance id, else one that follows from its text."""
    found = _UUID.fullmatch(instance_id.strip())
    return UUID(found.group(1)) if found else stable("intake.instance_id", instance_id)


def _occurred(instance: Instance) -> tuple[datetime | None, bool]:
    """When the form was filled in, as the phone says, and whether its clock is more than a day ahead of ours."""
    for name in ("end", "start"):
        text = (instance.root.findtext(name) or "").strip()
        if not text:
            continue
        try:
            said = read_value("dateTime", text)
        except ValueError:
            continue
        if isinstance(said, datetime):
            moment = now()
            ahead = said - moment > CLOCK_TOLERANCE
            return (None if said > moment else said), ahead
    return None, False
