"""Sessions of the console: each has a row; it ends by sign-out, idleness, age, from another browser, and by acts.

Most offices share their computers, so a session is short unless the person says that the computer is his alone.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest

from karmika.access.models import Account, SignIn, User
from karmika.access.throttle import let_in
from karmika.kernel.address import client_address
from karmika.kernel.dates import now

LONGEST = timedelta(hours=12)
OWN_COMPUTER_IDLE = timedelta(hours=4)
CONFIRMED_FOR = timedelta(minutes=15)
"""How long after the password was typed the gravest acts may be done without typing it again."""
CLEAR_SITE_DATA = '"cache", "storage"'
"""For Clear-Site-Data. Not the cookies: the session's is cleared by itself, the language may stay."""

_KEY = "sign_in"
_OWN = "own_computer"
_SEEN_EVERY = timedelta(minutes=1)
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def on_own_computer(request: HttpRequest, own: bool) -> None:
    """Note, while somebody signs in, whose computer it is."""
    request.session[_OWN] = own


def current(request: HttpRequest, user: User, read: SignIn | None = None) -> SignIn | None:
    """The row of this session, begun with its first request; None when the session is over.

    `read`: the row, where it was read with the account.
    """
    if _KEY not in request.session:
        return _begin(request, user)
    row = read
    if row is None or (row.id, row.account_id) != (id_of(request), user.id):
        row = SignIn.objects.filter(id=id_of(request), account_id=user.id).first()
    if row is None or row.after_seq != user.signed_out_seq or _too_old(row):
        return None
    if (at := now()) - row.seen_at > _SEEN_EVERY or at < row.seen_at:
        with suppress(OperationalError):  # on a full disk what is there can still be read
            SignIn.objects.filter(id=row.id).update(seen_at=at)
    return row


def end(request: HttpRequest) -> None:
    """This session is over: its row goes. Django's own session is for the caller to flush."""
    SignIn.objects.filter(id=id_of(request)).delete()


def end_others(request: HttpRequest, account_id: UUID) -> int:
    """End the account's sessions in all other browsers; how many there were."""
    others = SignIn.objects.filter(account_id=account_id).exclude(id=id_of(request))
    return others.delete()[0]


def of(account: Account) -> list[SignIn]:
    """The account's sessions that still hold, the latest first."""
    user = User.objects.get(id=account.id)
    rows = SignIn.objects.filter(account_id=account.id, after_seq=user.signed_out_seq).order_by(
        "-seen_at", "id"
    )
    return [row for row in rows if not _too_old(row)]


def is_this(request: HttpRequest, row: SignIn) -> bool:
    """Whether this row is the session that asks."""
    return row.id == id_of(request)


def confirm(request: HttpRequest) -> None:
    """The password was typed again in this session."""
    SignIn.objects.filter(id=id_of(request)).update(confirmed_at=now())


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the password was typed in this session lately enough for the gravest acts."""
    at = now()
    found = SignIn.objects.filter(id=id_of(request)).values_list("confirmed_at", flat=True).first()
    return found is not None and timedelta() <= at - found <= CONFIRMED_FOR


def forget_old(at: datetime) -> None:
    """Throw away the rows of sessions that are over, and Django's own expired ones."""
    from django.contrib.sessions.models import Session

    SignIn.objects.filter(began_at__lt=at - LONGEST).delete()
    Session.objects.filter(expire_date__lt=at).delete()


def idle_limit(own_computer: bool) -> timedelta:
    """How long a session may lie idle."""
    shared = timedelta(minutes=settings.KARMIKA_IDLE_MINUTES)
    return max(shared, OWN_COMPUTER_IDLE) if own_computer else shared


def id_of(request: HttpRequest) -> UUID:
    """The id of this session's row; one that no row has where there is none."""
    return UUID(request.session.get(_KEY) or UUID(int=0).hex)


def _begin(request: HttpRequest, user: User) -> SignIn:
    at = now()
    row = SignIn.objects.create(
        id=uuid4(),
        account_id=user.id,
        began_at=at,
        seen_at=at,
        confirmed_at=at,
        own_computer=request.session.pop(_OWN, False),
        client=_named(request.headers.get("User-Agent", "")),
        after_seq=user.signed_out_seq,
    )
    request.session[_KEY] = str(row.id)
    let_in(str(user.id), client_address(request))
    return row


def _too_old(row: SignIn) -> bool:
    at = now()
    return at - row.seen_at > idle_limit(row.own_computer) or at - row.began_at > LONGEST


def _named(agent: str) -> str:
    """Browser and system in two words; the whole line would tell more than the list needs."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return ", ".join(part for part in (browser, system) if part)
