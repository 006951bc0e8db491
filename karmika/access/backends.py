"""How somebody is let in: by user name or phone, and a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from karmika.access.models import Account
from karmika.access.viewer import account_today

_asking: ContextVar[UUID | None] = ContextVar("sign_in", default=None)


@contextmanager
def asking(sign_in: UUID | None) -> Iterator[None]:
    """Who asks is read together with the row of this session: Django asks a backend for an account by its id alone."""
    token = _asking.set(sign_in)
    try:
        yield
    finally:
        _asking.reset(token)


class UsernameOrPhoneBackend(AuthenticationBackend):  # type: ignore[misc]
    """Allauth's own, under our name: `Account.is_active` says whether the user may still come in."""

    def get_user(self, user_id: UUID) -> Account | None:
        """Who asks, read anew for each request: account, user, roles, session in one question."""
        account = account_today(user_id, _asking.get())
        return account if account is not None and account.is_active else None
