"""Accounts: opened beside a user, with a one-time password that must be changed at the first sign-in.

Passwords are never journalled; that one was issued is (`access.issue_password`).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import get_password_validators

from karmika.access import second_factor, throttle
from karmika.access.acts.role import AssignRole
from karmika.access.acts.second_factor import LiftWaiting, ResetSecondFactor
from karmika.access.acts.user import AddUser, IssuePassword
from karmika.access.models import Account, User
from karmika.access.roles import Role
from karmika.access.viewer import Operator
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.viewer import Viewer

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_ONE_TIME_ITERATIONS = 20_000
"""Enough for 59 random bits that live until the first sign-in; a list of 200 staff would else take minutes."""


@dataclass(frozen=True)
class NewLogin:
    """A log-in to hand over, once: the password is kept nowhere."""

    user: UUID
    username: str
    password: str = field(repr=False)


@lru_cache(maxsize=1)
def password_rules() -> list[Any]:
    """What a password of one's own choice must be; one that the operator sets is his own affair."""
    validation = "django.contrib.auth.password_validation"
    return get_password_validators(
        [
            {"NAME": f"{validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
            {"NAME": f"{validation}.CommonPasswordValidator"},
            {"NAME": f"{validation}.NumericPasswordValidator"},
        ]
    )


def one_time_password() -> str:
    """Twelve random signs in three groups, none of which looks like another; for handing over on paper."""
    signs = [secrets.choice(_ALPHABET) for _ in range(12)]
    return "-".join("".join(signs[start : start + 4]) for start in (0, 4, 8))


def open_account(user_id: UUID, password: str | None = None, *, must_change: bool = True) -> str:
    """Let a user in with this password, or with a new one-time password; replaces what he had. Returns it."""
    user = User.objects.get(id=user_id)
    account = Account.objects.filter(id=user_id).first() or Account(id=user_id, username=user.username or "")
    if password is None:
        password = one_time_password()
        hasher = PBKDF2PasswordHasher()
        # Django raises the count to today's by itself when the password is used
        account.password = hasher.encode(password, hasher.salt(), iterations=_ONE_TIME_ITERATIONS)
    else:
        account.set_password(password)
    account.must_change_password = must_change
    account.save()
    return password


def add_user(act: AddUser, viewer: Viewer) -> NewLogin:
    """Add a user and open his account. Raises Refused; then there is neither."""
    perform(act, viewer)
    user = User.objects.get(id=act.user)
    return NewLogin(user.id, user.username or "", open_account(user.id))


def issue_password(user_id: UUID, viewer: Viewer) -> NewLogin:
    """A new one-time password in place of the old one. Raises Refused; then the old one still holds."""
    perform(IssuePassword(user=user_id), viewer)
    user = User.objects.get(id=user_id)
    return NewLogin(user.id, user.username or "", open_account(user.id))


def reset_second_factor(user_id: UUID, reason: str, viewer: Viewer) -> None:
    """Take away a user's second factor. Raises Refused; then it still holds."""
    perform(ResetSecondFactor(user=user_id, reason=reason), viewer)
    second_factor.take_away(user_id)  # dead by its number already; what is dead need not be kept


def lift_waiting(user_id: UUID, viewer: Viewer) -> None:
    """Let a user try to sign in again at once. Raises Refused; then he waits."""
    perform(LiftWaiting(user=user_id), viewer)
    throttle.lift(log_ins_of(User.objects.get(id=user_id)))


def log_ins_of(user: User) -> tuple[str, ...]:
    """What is counted when this user tries to come in."""
    return (user.username or "", user.phone or "", str(user.id))


def create_administrator(
    *,
    username: str,
    name: str,
    organisation: UUID,
    area: UUID,
    phone: str | None = None,
    password: str | None = None,
) -> NewLogin:
    """The first administrator of an organisation in an area, made by the person with the shell. Raises Refused."""
    user = uuid7()
    acts = [
        AddUser(user=user, username=username, name=name, phone=phone, organisation=organisation, area=area),
        AssignRole(
            assignment=uuid7(), user=user, role=Role.ADMINISTRATOR, area=area, organisation=organisation
        ),
    ]
    perform(acts, Operator())
    made = User.objects.get(id=user)
    return NewLogin(user, made.username or "", open_account(user, password, must_change=password is None))
