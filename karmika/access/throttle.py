"""Whoever guesses wrong waits: by account and address together, by account, by address. In the database, for all processes.

An address from which the person came in lately is judged by what happens between the two alone, so that a stranger's
guesses lock nobody out (docs/decisions/0012-second-factor-and-sessions.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karmika.access.models import Waiting
from karmika.kernel.dates import INDIA, now
from karmika.kernel.sealing import keyed_hash

FREE_TOGETHER, FREE_ACCOUNT, FREE_ADDRESS = 5, 20, 30
"""Wrong guesses without waiting: of one account from one address, of one account, from one address."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
"""The wait doubles with each further wrong guess."""
FORGOTTEN_AFTER = timedelta(hours=12)
KNOWN_FOR = timedelta(days=30)


class TooMany(Exception):
    """Wait until then; nothing was looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many attempts")
        self.until = until

    @property
    def seconds(self) -> int:
        """How long, for Retry-After."""
        return max(1, int((self.until - now()).total_seconds()) + 1)

    def sentence(self) -> str:
        """When to try again, and who can help, in the active language."""
        minutes = -(-self.seconds // 60)
        at = timezone.localtime(self.until + timedelta(seconds=59), INDIA).strftime("%H:%M")
        said = ngettext(
            "Too many wrong attempts. Try again in %(minutes)s minute, at %(time)s.",
            "Too many wrong attempts. Try again in %(minutes)s minutes, at %(time)s.",
            minutes,
        ) % {"minutes": minutes, "time": at}
        help_with_it = _("Your administrator can end the wait.")
        return f"{said} {help_with_it}"

    def as_error(self) -> ValidationError:
        """The same for a form."""
        return ValidationError(self.sentence(), code="too_many", params={"seconds": self.seconds})


@dataclass(frozen=True)
class Attempt:
    """A guess that was counted as wrong until `succeeded` is called."""

    together: str
    others: tuple[str, ...]

    def succeeded(self) -> None:
        """It was right: the pair starts anew, and the others forget this one."""
        Waiting.objects.filter(key=self.together).delete()
        Waiting.objects.filter(key__in=self.others, failures__gt=0).update(
            failures=F("failures") - 1, until=None
        )


def attempt(purpose: str, who: str, address: str, *, known_as: str = "") -> Attempt:
    """Count one guess before it is looked at, so that many at once do not slip through. Raises TooMany.

    `who` is the log-in as typed, never what it belongs to: a name that nobody has is counted like any other.
    `known_as` is the account it belongs to, if any: at an address where that account was let in lately only the pair counts.
    """
    together = _key(purpose, who, address)
    limits = {together: (FREE_TOGETHER, _hash("who", who))}
    if not _is_known(known_as, address):
        limits[_key(purpose, who, "")] = (FREE_ACCOUNT, _hash("who", who))
        if address:
            limits[_key(purpose, "", address)] = (FREE_ADDRESS, "")
    _count(limits)
    return Attempt(together, tuple(key for key in limits if key != together))


def attempt_from(purpose: str, address: str) -> None:
    """Count a guess that names nobody (a phone's key) by its address alone. Raises TooMany."""
    if address:
        _count({_key(purpose, "", address): (FREE_ADDRESS, "")})


def let_in(account: str, address: str) -> None:
    """Remember that this account came in from here."""
    if address:
        values = {"who": _hash("account", account), "last_at": now()}
        Waiting.objects.update_or_create(key=_key("known", account, address), defaults=values)


def lift(logins: Iterable[str]) -> int:
    """End every wait for these log-ins, wherever they come from; how many there were."""
    found = Waiting.objects.filter(who__in=[_hash("who", login) for login in logins if login])
    return found.delete()[0]


def waits(logins: Iterable[str]) -> datetime | None:
    """Until when somebody who types one of these log-ins waits somewhere; None: nobody does."""
    hashes = [_hash("who", login) for login in logins if login]
    found = Waiting.objects.filter(who__in=hashes, until__gt=now()).order_by("-until")
    return found.values_list("until", flat=True).first()


def forget_old(at: datetime) -> None:
    """Throw away what no longer counts."""
    known = Waiting.objects.filter(failures=0, last_at__lt=at - KNOWN_FOR)
    known.delete()
    Waiting.objects.filter(failures__gt=0, last_at__lt=at - FORGOTTEN_AFTER).delete()


def _count(limits: dict[str, tuple[int, str]]) -> None:
    at = now()
    waiting = Waiting.objects.filter(key__in=limits, until__gt=at).values_list("until", flat=True)
    if told := max((wait for until in waiting if (wait := _still(until, at))), default=None):
        raise TooMany(told)  # before any lock is taken: a flood of guesses must not hold up those who write
    rows = [Waiting(key=key, who=limits[key][1], last_at=at) for key in sorted(limits)]
    with transaction.atomic():
        Waiting.objects.bulk_create(rows, ignore_conflicts=True)
        held = list(Waiting.objects.select_for_update().filter(key__in=limits).order_by("key"))
        until = max((wait for row in held if (wait := _still(row.until, at))), default=None)
        if until is None:
            for row in held:
                _fail(row, limits[row.key][0], at)
            Waiting.objects.bulk_update(held, ["failures", "until", "last_at"])
    if until is not None:
        raise TooMany(until)


def _still(until: datetime | None, at: datetime) -> datetime | None:
    """The wait, if it lasts; one that a clock set back made longer than any does not."""
    return until if until is not None and at < until <= at + LONGEST_WAIT else None


def _fail(row: Waiting, free: int, at: datetime) -> None:
    if at - row.last_at > FORGOTTEN_AFTER:
        row.failures = 0
    row.failures += 1
    row.last_at = at
    over = row.failures - free
    row.until = None if over < 0 else at + min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT)


def _is_known(account: str, address: str) -> bool:
    key = _key("known", account, address)
    since = now() - KNOWN_FOR
    found = Waiting.objects.filter(key=key, last_at__gt=since).exists()
    return found and bool(account and address)


def _key(purpose: str, who: str, address: str) -> str:
    return _hash(purpose, who, address)


def _hash(*parts: str) -> str:
    return keyed_hash("\x1f".join(("waiting", *parts)).encode("utf-8", "surrogatepass")).hex()
