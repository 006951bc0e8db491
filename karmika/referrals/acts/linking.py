"""An office without an account is given a link to answer by. Who gave it is an act; its secret is not (links.py)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.referrals import terms
from karmika.referrals.acts import deciding
from karmika.referrals.models import Link, Referral
from karmika.referrals.roles import REFERRERS

LINK_DAYS = 14


class GiveLink(Act, frozen=True, kw_only=True):
    """A link by which an office answers one referral; an earlier one ends. It opens for 14 days.

    When the office takes the referral up, it opens until the day that is due, for what came of it.
    """

    kind: ClassVar[str] = "referrals.give_link"
    roles: ClassVar[frozenset[str]] = REFERRERS
    says: ClassVar[str | Promise] = _(
        "{actor} gave {office_names} a link to answer the referral {number}, until {expires_on}"
    )

    referral: UUID
    link: UUID | None = None
    subject: UUID | None = None
    number: str = ""
    office_names: tuple[str, str, str] = ("", "", "")
    given_on: date | None = None
    expires_on: date | None = None
    expires_at: datetime | None = None
    ends: UUID | None = None

    def place(self) -> Place:
        """The referral's."""
        return deciding.referral_place(self.referral)

    def locks(self) -> Iterable[UUID]:
        """The referral: it has one open link."""
        return (self.referral,)

    def subjects(self) -> Iterable[UUID]:
        """The referral and whom it is about: who was shown her data is part of her history."""
        return (self.referral,) if self.subject is None else (self.referral, self.subject)

    def check(self, context: Context) -> Self:
        """Raises Refused: referrals.unknown, referrals.closed."""
        found = deciding.seen_referral(context.viewer, self.referral)
        deciding.refuse_closed(found)
        if not Referral.objects.filter(id=found.id).living().exists():
            raise Refused("referrals.unknown")
        return msgspec.structs.replace(
            self,
            link=deciding.new_id(context, "link", self.referral),
            subject=found.subject_id,
            number=found.number,
            office_names=found.office.names,
            given_on=context.today,
            expires_on=context.today + timedelta(days=LINK_DAYS),
            expires_at=context.now + timedelta(days=LINK_DAYS),
            ends=deciding.open_link(self.referral),
        )

    def facts(self) -> dict[str, Any]:
        """The office by name, the day as people read it."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The link; the one before it ends."""
        if self.ends is not None:
            rows.update(Link, self.ends, ended="replaced")
        rows.insert(
            Link,
            id=self.link,
            referral_id=self.referral,
            given_on=self.given_on,
            expires_at=self.expires_at,
        )
