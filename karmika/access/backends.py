"""How somebody is let in: by user name or phone, and a password."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend


class UsernameOrPhoneBackend(AuthenticationBackend):  # type: ignore[misc]
    """Allauth's own, under our name: `Account.is_active` says whether the user may still come in."""
