"""What administrators do when somebody cannot come in: take away a second factor, end a wait. Codes are no part of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access import second_factor
from karmika.access.acts.rights import (
    active_user,
    refuse_reset_of_the_same_hand,
    refuse_unless_manageable,
)
from karmika.access.acts.user import OneUser
from karmika.access.models import User
from karmika.journal.act import Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused

RESET_REASONS: Mapping[str, Promise] = {
    "lost": _("The phone was lost"),
    "stolen": _("The phone was stolen"),
    "broken": _("The phone is broken"),
    "replaced": _("The phone was replaced"),
    "misused": _("Somebody else may know the codes"),
}


class ResetSecondFactor(OneUser, frozen=True, kw_only=True):
    """A user's second factor no longer holds; all his sessions end, and he sets up another. Never one's own."""

    kind: ClassVar[str] = "access.reset_second_factor"
    says: ClassVar[str | Promise] = _("{actor} took away this user's second factor ({reason})")
    reason: str
    number: int | None = None

    def check(self, context: Context) -> Self:
        user = active_user(self.user)
        if self.user == context.viewer.id:
            raise Refused("access.not_your_own")
        refuse_unless_manageable(context, self.user)
        if self.reason not in RESET_REASONS:
            raise Refused("access.reason_unknown")
        if not second_factor.stands(self.user):
            raise Refused("access.no_second_factor")
        refuse_reset_of_the_same_hand(context, user)
        return msgspec.structs.replace(self, number=user.second_factor_resets + 1)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(
            User,
            self.user,
            second_factor_resets=self.number,
            second_factor_reset_at=entry.recorded_at,
            second_factor_reset_by=entry.actor,
            signed_out_seq=entry.seq,
        )

    def facts(self) -> dict[str, Any]:
        """For sentences: the reason in words."""
        return {**super().facts(), "reason": RESET_REASONS.get(self.reason, self.reason)}


class LiftWaiting(OneUser, frozen=True, kw_only=True):
    """A user who waits after wrong passwords or codes may try again at once. The counts are no part of the journal."""

    kind: ClassVar[str] = "access.lift_waiting"
    says: ClassVar[str | Promise] = _("{actor} let this user try to sign in again at once")

    def check(self, context: Context) -> Self:
        active_user(self.user)
        refuse_unless_manageable(context, self.user)
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        """Nothing: who waits is not journalled (access/throttle.py); that somebody ended the wait is."""
