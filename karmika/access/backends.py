"""How somebody is let in: by user name or phone, and a password."""

from __future__ import annotations

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from karmika.access.models import Account
from karmika.access.viewer import account_today


class UsernameOrPhoneBackend(AuthenticationBackend):  # type: ignore[misc]
    """Allauth's own, under our name: `Account.is_active` says whether the user may still come in."""

    def get_user(self, user_id: UUID) -> Account | None:
        """Who asks, read anew for each request: account, user and roles in one question."""
        account = account_today(user_id)
        return account if account is not None and account.is_active else None
