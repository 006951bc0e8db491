"""The second factor: six digits from an app (RFC 6238), ten recovery codes on paper. Secrets are sealed for one account.

The table is allauth's. Which factor holds is journalled as a number with the user: one that was taken away is dead
even where its row still stands.
"""

from __future__ import annotations

import base64
import logging
import secrets
from io import BytesIO
from uuid import UUID

import segno
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from karmika.access.models import Account, User
from karmika.access.roles import Role
from karmika.kernel.dates import now
from karmika.kernel.sealing import keyed_hash, open_secret, seal_secret
from karmika.kernel.viewer import Viewer

_log = logging.getLogger(__name__)

STEP_S = 30
DRIFT_STEPS = 1
"""A phone's clock may be half a minute off."""
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_PENDING = "second_factor_pending"


def is_offered() -> bool:
    """Whether this deployment knows a second factor at all."""
    return bool(settings.KARMIKA_SECOND_FACTOR != "off")


def is_required(viewer: Viewer) -> bool:
    """Whether one of the viewer's roles may not come in with a password alone."""
    return settings.KARMIKA_SECOND_FACTOR == "required" and any(
        Role(grant.role).needs_second_factor for grant in viewer.grants
    )


def is_set_up(account_id: UUID) -> bool:
    """Whether a code is asked of this account."""
    return is_offered() and stands(account_id)


def is_asked_of(account: Account) -> bool:
    """The same for an account that was read for this request: with what was read together with it."""
    if account.grants_read is None or account.person is None:
        return is_set_up(account.id)
    return is_offered() and account.factor_read == account.person.second_factor_resets


def stands(account_id: UUID) -> bool:
    """Whether this account has a second factor that was not taken away, asked for or not."""
    return _row(account_id) is not None


def was_used(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def note_used(request: HttpRequest, account: Account) -> None:
    """This session has shown its second factor."""
    record_authentication(request, account, "mfa")


def pending_secret(request: HttpRequest, account: Account, *, anew: bool = False) -> str:
    """The secret that is being set up, in base32; kept sealed in the session until a code proves it."""
    sealed = None if anew else request.session.get(_PENDING)
    if sealed is not None:
        try:
            return _open(sealed, account.id)
        except InvalidTag:
            pass  # another account's, or under another master key: begin anew
    secret: str = generate_totp_secret()
    request.session[_PENDING] = _seal(secret, account.id)
    return secret


def set_up(request: HttpRequest, account: Account, code: str) -> list[str] | None:
    """The pending secret becomes the second factor; the recovery codes, once. None: the code does not fit it."""
    secret = pending_secret(request, account)
    step = _step_of(secret, code, after=0)
    if step is None:
        return None
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    number = User.objects.values_list("second_factor_resets", flat=True).get(id=account.id)
    data = {
        "secret": _seal(secret, account.id),
        "number": number,
        "step": step,
        "codes": [_mac(account.id, one) for one in codes],
    }
    Authenticator.objects.update_or_create(
        user_id=account.id, type=Authenticator.Type.TOTP, defaults={"data": data, "last_used_at": None}
    )
    request.session.pop(_PENDING, None)
    note_used(request, account)
    return codes


def verify(account_id: UUID, code: str) -> bool:
    """Whether the code opens this account now. Each opens once: an older one than the last, too, is refused."""
    with transaction.atomic():
        row = (
            Authenticator.objects.select_for_update()
            .filter(user_id=account_id, type=Authenticator.Type.TOTP)
            .first()
        )
        if row is None or not _holds(row, account_id):
            return False
        try:
            secret = _open(row.data["secret"], account_id)
        except InvalidTag:
            _log.error("a second factor does not open for its account: moved there, or another master key")
            return False
        step = _step_of(secret, code, after=row.data["step"])
        mac = _mac(account_id, code)
        if step is not None:
            row.data["step"] = step
        elif mac in row.data["codes"]:
            row.data["codes"].remove(mac)
        else:
            return False
        row.record_usage()
        row.save(update_fields=["data"])
    return True


def recovery_codes_left(account_id: UUID) -> int:
    """How many of the codes on paper were not used yet."""
    row = _row(account_id)
    return 0 if row is None else len(row.data["codes"])


def take_away(account_id: UUID) -> None:
    """Nothing is asked of this account until it is set up anew."""
    Authenticator.objects.filter(user_id=account_id).delete()


def qr_data_uri(account: Account, secret: str) -> str:
    """The address that an app scans, as a picture for `src`: no file, no address of its own, nothing kept."""
    picture = BytesIO()
    segno.make(get_adapter().build_totp_url(account, secret), error="m", micro=False).save(
        picture, kind="svg", border=4, light="white", omitsize=True, svgclass=None, lineclass=None
    )
    return "data:image/svg+xml;base64," + base64.b64encode(picture.getvalue()).decode()


def _recovery_code() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{signs[:5]}-{signs[5:]}"


def _row(account_id: UUID) -> Authenticator | None:
    row = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).first()
    return row if row is not None and _holds(row, account_id) else None


def _holds(row: Authenticator, account_id: UUID) -> bool:
    """Whether it was not taken away since by an act."""
    number = User.objects.filter(id=account_id).values_list("second_factor_resets", flat=True).first()
    return bool(row.data["number"] == number)


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The step of time to which the code belongs, if that is about now and later than `after`."""
    typed = "".join(character for character in code if not character.isspace())
    present = int(now().timestamp()) // STEP_S
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        expected = format_hotp_value(hotp_value(secret, step))
        if step > after and secrets.compare_digest(typed.encode("utf-8", "replace"), expected.encode()):
            return step
    return None


def _mac(account_id: UUID, code: str) -> str:
    typed = "".join(character for character in code.lower() if character.isalnum())
    return keyed_hash(b"recovery code:" + account_id.bytes + typed.encode("utf-8", "replace")).hex()


def _seal(secret: str, account_id: UUID) -> str:
    return base64.b64encode(seal_secret(secret.encode(), _context(account_id))).decode()


def _open(sealed: str, account_id: UUID) -> str:
    return open_secret(base64.b64decode(sealed), _context(account_id)).decode()


def _context(account_id: UUID) -> bytes:
    return b"second factor:" + account_id.bytes
