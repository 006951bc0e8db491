"""The secrets of phones: made here, found by a keyed hash, sealed so that the sheet can be printed again.

Not journalled: a journal keeps things for ever, and a secret must be able to end. Which key is in force is
journalled (`Device.key_number`), so a key that was replaced is dead even if this table was not touched since.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from karmika.access.models import Device, DeviceFetch, DeviceKey, DeviceSeen
from karmika.kernel.dates import now
from karmika.kernel.sealing import keyed_hash, open_secret, seal_secret

TOKEN_LENGTH = 64
_SEEN_EVERY = timedelta(minutes=5)
_FETCHED_EVERY = timedelta(hours=1)
_APPS = {"org.odk.collect.android": "ODK Collect"}
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,60}")


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
    """Note that a phone spoke to us, at most every five minutes; `client` is its User-Agent, `before` its last call."""
    moment = now()
    if before is None:
        first = DeviceSeen(
            device_id=device_id, first_seen_at=moment, last_seen_at=moment, client=app_of(client)
        )
        DeviceSeen.objects.bulk_create([first], ignore_conflicts=True)
    elif moment - before > _SEEN_EVERY:
        DeviceSeen.objects.filter(device_id=device_id).update(last_seen_at=moment, client=app_of(client))


def app_of(user_agent: str) -> str:
    """The app and its version, "ODK Collect v2025.2.3": what a User-Agent says beside that about the handset is not kept."""
    name, _slash, version = user_agent.split(" ", 1)[0].partition("/")
    if not _PLAIN.fullmatch(name) or not _PLAIN.fullmatch(version):
        return ""
    return f"{_APPS.get(name, name)} {version}"


def fetched(device_id: UUID, name: str, version: str, *, is_form: bool, lines: int | None = None) -> None:
    """Note what a phone fetched: written when it is another version than before, else once in an hour at most."""
    moment = now()
    key = {"device_id": device_id, "is_form": is_form, "name": name}
    known = DeviceFetch.objects.filter(**key).values_list("version", "fetched_at").first()
    if known is not None and known[0] == version and moment - known[1] < _FETCHED_EVERY:
        return
    says = {"version": version, "lines": lines, "fetched_at": moment}
    DeviceFetch.objects.bulk_create(
        [DeviceFetch(**key, **says)],
        update_conflicts=True,
        unique_fields=list(key),
        update_fields=list(says),
    )


def _hash(token: str) -> bytes:
    return keyed_hash(b"device token:" + token.encode())


def _context(device_id: UUID, number: int) -> bytes:
    return b"device token:" + device_id.bytes + number.to_bytes(4, "big")
