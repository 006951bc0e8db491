"""The secrets of phones: made here, found by a keyed hash, sealed so that the sheet can be printed again.

Not journalled: a journal keeps things for ever, and a secret must be able to end. Which key is in force is
journalled (`Device.key_number`), so a key that was replaced is dead even if this table was not touched since.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from karmika.access.models import Device, DeviceKey, DeviceSeen
from karmika.kernel.dates import now
from karmika.kernel.sealing import keyed_hash, open_secret, seal_secret

TOKEN_LENGTH = 64
_SEEN_EVERY = timedelta(minutes=5)


def mac_of(token: str) -> bytes | None:
    """The keyed hash by which a token is found; None for what cannot be a token."""
    return _hash(token) if len(token) == TOKEN_LENGTH and token.isascii() else None


def token_of(device_id: UUID) -> str:
    """The token in force of a phone, 64 url-safe characters; made at the first call after it was (re-)issued."""
    number = Device.objects.values_list("key_number", flat=True).get(id=device_id)
    held = DeviceKey.objects.filter(device_id=device_id, number=number).first()
    if held is not None:
        return open_secret(bytes(held.token_sealed), _context(device_id, number)).decode()
    token = secrets.token_urlsafe(48)
    assert len(token) == TOKEN_LENGTH
    try:
        with transaction.atomic():
            DeviceKey.objects.create(
                token_hmac=_hash(token),
                device_id=device_id,
                number=number,
                token_sealed=seal_secret(token.encode(), _context(device_id, number)),
                issued_at=now(),
            )
    except IntegrityError:  # somebody printed the same sheet at the same moment: theirs is in force
        held = DeviceKey.objects.get(device_id=device_id, number=number)
        return open_secret(bytes(held.token_sealed), _context(device_id, number)).decode()
    return token


def seen(device_id: UUID, client: str, before: datetime | None) -> None:
    """Note that a phone spoke to us, at most every five minutes; `client` is the name of its app, `before` its last call."""
    moment = now()
    if before is None:
        DeviceSeen.objects.bulk_create(
            [DeviceSeen(device_id=device_id, first_seen_at=moment, last_seen_at=moment, client=client[:200])],
            ignore_conflicts=True,
        )
    elif moment - before > _SEEN_EVERY:
        DeviceSeen.objects.filter(device_id=device_id).update(last_seen_at=moment, client=client[:200])


def _hash(token: str) -> bytes:
    return keyed_hash(b"device token:" + token.encode())


def _context(device_id: UUID, number: int) -> bytes:
    return b"device token:" + device_id.bytes + number.to_bytes(4, "big")
