"""The head of the chain: as it is printed on sheets, mailed, and read back from paper."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, connection
from django.db.models import Sum

from karmika.chain.models import Link, Mailed
from karmika.chain.sealing import last_link

SHORT = 16
"""Hexadecimal digits of a printed head. Fewer could be met by trying times of sealing on rented machines."""
_TYPED = re.compile(r"^\s*(?:(\d+)\s*[-·:\s]\s*)?([0-9a-f]{16,64})(?![0-9a-f])", re.IGNORECASE)
_REMEMBERED_S = 30
_remembered: dict[str, tuple[float, "Head | None"]] = {}


@dataclass(frozen=True)
class Head:
    """The last link: what everybody outside should have a copy of."""

    number: int
    digest: str
    last_seq: int
    sealed_at: datetime

    @property
    def short(self) -> str:
        """As on sheets: number of the link, beginning of its digest."""
        return f"{self.number}-{self.digest[:SHORT]}"

    @property
    def full(self) -> str:
        """As in mails."""
        return f"{self.number}-{self.digest}"


def head() -> Head | None:
    """The head as it is now; None before the first link."""
    link = last_link()
    if link is None:
        return None
    return Head(link.number, bytes(link.digest).hex(), link.last_seq, link.sealed_at)


def head_for_pages() -> Head | None:
    """The head at most half a minute old: one query for many pages. None when the database does not answer."""
    key = str(connection.settings_dict["NAME"])
    known = _remembered.get(key)
    if known is None or monotonic() - known[0] > _REMEMBERED_S:
        try:
            known = _remembered[key] = (monotonic(), head())
        except DatabaseError:  # a page of ours that says what went wrong must not go wrong over its footer
            return None
    return known[1]


def entries_bound() -> int:
    """How many entries all links hold together."""
    return Link.objects.aggregate(total=Sum("count"))["total"] or 0


@dataclass(frozen=True)
class Comparison:
    """Whether a head that somebody kept is in this chain, and what that means in words."""

    holds: bool
    sentence: str


def compare(text: str) -> Comparison:
    """Look for a head from a sheet or a mail among the links. At least SHORT digits are needed."""
    typed = _TYPED.match(text)
    if typed is None:
        return Comparison(
            False,
            f"This is not a head. A head is the number of a link, a dash and {SHORT} to 64 of 0-9 and a-f.",
        )
    number, digits = typed.group(1), typed.group(2).lower()
    if number is not None:
        return _compare_at(int(number), digits)
    for found, digest in Link.objects.order_by("number").values_list("number", "digest").iterator():
        if bytes(digest).hex().startswith(digits):
            return _compare_at(found, digits)
    return Comparison(
        False, "No link of this chain has this head. What it stood for was rewritten or cut off."
    )


def _compare_at(number: int, digits: str) -> Comparison:
    link = Link.objects.defer("leaves").filter(number=number).first()
    if link is None:
        last = last_link()
        return Comparison(
            False,
            f"The chain ends at link {last.number if last else 0}; this head is of link {number}. "
            "What came after was cut off, or this is an older copy.",
        )
    if not bytes(link.digest).hex().startswith(digits):
        return Comparison(
            False,
            f"Link {number} of this chain is another one. The history was rewritten at or before entry {link.last_seq}.",
        )
    day = f"{link.sealed_at:%Y-%m-%d %H:%M} UTC"
    return Comparison(
        True,
        f"This head is link {number} of this chain, sealed {day}: entries up to {link.last_seq} are those of then.",
    )


def witnesses() -> tuple[list[str], list[str]]:
    """The witnesses' addresses as configured, each once, and what stands there and is no address."""
    good, bad = [], []
    for address in dict.fromkeys(part.strip() for part in settings.KARMIKA_WITNESSES.split(",")):
        if not address:
            continue
        try:
            validate_email(address)
        except ValidationError:
            bad.append(address)
        else:
            good.append(address)
    return good, bad


@dataclass(frozen=True)
class Witness:
    """One witness and the last head that was mailed there (full); None, None for never."""

    address: str
    mailed_at: datetime | None
    head: str | None


@dataclass(frozen=True)
class MailState:
    """How the mailing of heads stands. `server`: whether a mail server is configured; `unreadable`: no addresses."""

    server: bool
    witnesses: tuple[Witness, ...]
    unreadable: tuple[str, ...]
    former: tuple[Witness, ...] = ()
    """Who got heads earlier and is no longer configured."""

    def late(self, at: datetime) -> tuple[Witness, ...]:
        """Configured witnesses without a mail for more than a day and a half."""
        before = at - timedelta(hours=36)
        return tuple(one for one in self.witnesses if one.mailed_at is None or one.mailed_at < before)


def mail_state() -> MailState:
    """Who is configured as a witness and what was mailed last to whom."""
    good, bad = witnesses()
    last: dict[str, Witness] = {}
    sent = Mailed.objects.filter(mailed_at__isnull=False).order_by("mailed_at", "id")
    for address, at, number, digest in sent.values_list("witness", "mailed_at", "number", "digest"):
        last[address] = Witness(address, at, f"{number}-{bytes(digest).hex()}")
    return MailState(
        server=bool(settings.KARMIKA_EMAIL_URL),
        witnesses=tuple(last.get(one) or Witness(one, None, None) for one in good),
        unreadable=tuple(bad),
        former=tuple(one for address, one in last.items() if address not in good),
    )
