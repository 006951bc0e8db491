"""The secrets of links, and who speaks through one. Only a keyed hash of a secret is kept; it is shown once.

Not journalled: a journal keeps things for ever, and a secret must be able to end. Which link is open, since when and
until when, is journalled, so a secret alone opens nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from karmika.access.roles import Role
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.kernel.sealing import keyed_hash
from karmika.kernel.viewer import Grant, Place
from karmika.referrals import terms
from karmika.referrals.models import Link, LinkKey, Referral

TOKEN_LENGTH = 64
_KEPT_FOR = timedelta(days=2)
"""How long the hash of a link that ended is kept: a second press of the button gets the first answer."""


@dataclass(frozen=True)
class Answerer:
    """Whoever holds a link: may answer its one referral for the office, and nothing else. Lives for one request."""

    id: UUID
    name: str
    grant: Grant
    device: UUID | None = None
    language: str = "en"

    @property
    def grants(self) -> tuple[Grant, ...]:
        """None that a page or a query would look at: a link opens one page, and the act asks `authorise`."""
        return ()

    def authorise(self, roles: frozenset[str], place: Place) -> Grant:
        """The link's grant, at the place of its referral alone. Raises Refused("access.not_yours")."""
        if self.grant.role in roles and place == Place(*self.grant[1:]):
            return self.grant
        raise Refused("access.not_yours")


@dataclass(frozen=True)
class Opened:
    """A link that somebody came with. `stands`: it may be read and answered now."""

    link: Link
    referral: Referral
    viewer: Answerer
    stands: bool


def new_token(link_id: UUID) -> str:
    """The secret of a link that was just given, 64 url-safe characters; it cannot be shown again."""
    token = secrets.token_urlsafe(48)
    assert len(token) == TOKEN_LENGTH
    LinkKey.objects.create(token_hmac=_hash(token), link_id=link_id, made_at=now())
    return token


def opened(token: str) -> Opened | None:
    """The link with this secret, also when it ended; None where there is none."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    held = LinkKey.objects.filter(token_hmac=_hash(token)).values_list("link_id", flat=True).first()
    if held is None:
        return None
    link = Link.objects.select_related("referral__office").get(id=held)
    found = link.referral
    grant = Grant(Role.DEPARTMENT_OFFICER, found.area_id, found.organisation_id, found.programme_id)
    stands = link.ended == "" and link.expires_at > now() and found.state in terms.OPEN
    stands = stands and Referral.objects.filter(id=found.id).living().exists()
    return Opened(link, found, Answerer(link.id, found.office.name, grant), stands)


def forget_old(at: datetime) -> None:
    """Throw away the hashes of links that ended or expired."""
    open_ones = Link.objects.filter(ended="", expires_at__gt=at).values("id")
    LinkKey.objects.filter(made_at__lt=at - _KEPT_FOR).exclude(link_id__in=open_ones).delete()


def _hash(token: str) -> bytes:
    return keyed_hash(b"referral link:" + token.encode())
