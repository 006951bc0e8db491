"""What allauth asks us: no sign-up, no e-mail, users found by phone, sentences of our own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.access import second_factor, throttle
from karmika.access.models import Account, User
from karmika.kernel.address import client_address
from karmika.kernel.refused import Refused
from karmika.kernel.text import phone_e164

_MISMATCH = _("User name, phone number or password is wrong. Try again, or ask your administrator.")


class PhoneField(forms.CharField):
    """A phone number, cleaned to E.164."""

    def clean(self, value: Any) -> str:
        """The number as +919876543210."""
        text = str(super().clean(value))
        if any(character.isalpha() for character in text):
            raise forms.ValidationError(_MISMATCH)
        try:
            return phone_e164(text)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence()) from refused


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff only: accounts are opened by administrators."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "invalid_login": _MISMATCH,
        "enter_current_password": _("This is not your present password. Type it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by himself."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the page that follows shows that one is in, or out."""

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        """How a phone number is told from a user name."""
        return PhoneField(**kwargs)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Count the attempt, then look at the password; a wait is told before anything is looked at."""
        typed = str(credentials.get("username", ""))
        known_as = self._account_of(typed)
        try:
            attempt = throttle.attempt("password", typed, client_address(request), known_as=known_as)
        except throttle.TooMany as too_many:
            raise too_many.as_error() from too_many
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            attempt.succeeded()
        return user

    def _account_of(self, typed: str) -> str:
        found = User.objects.filter(Q(username=typed) | Q(phone=typed)).values_list("id", flat=True).first()
        return str(found or "")

    def get_user_by_phone(self, phone: str) -> Account | None:
        """The account of the user with this number, written in any way."""
        try:
            number = phone_e164(phone)
        except Refused:
            return None
        user_id = User.objects.filter(phone=number).values_list("id", flat=True).first()
        return None if user_id is None else Account.objects.filter(id=user_id).first()

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        """The user's number; the office vouches for it."""
        number = User.objects.filter(id=user.pk).values_list("phone", flat=True).first()
        return None if number is None else (number, True)

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        """Never: a user's phone changes by an act."""
        raise AssertionError("a phone number is changed by access.change_user")

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """Never: see set_phone."""
        raise AssertionError("a phone number is changed by access.change_user")

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        """Never: there is no log-in by code."""
        raise AssertionError("Karmika sends no codes")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A password of one's own choice: the one-time password is done with."""
        assert isinstance(user, Account)
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Home, after the password was changed."""
        return "/"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home; with a one-time password first to the page where it is changed."""
        account = request.user
        if isinstance(account, Account) and account.must_change_password:
            return reverse("account_change_password")
        return "/"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Whether allauth asks for a code at sign-in, and what an app calls us. The codes are ours: access/second_factor.py."""

    def is_mfa_enabled(self, user: Account, types: Any = None) -> bool:
        """Whether a code is asked of this account."""
        return user.pk is not None and second_factor.is_set_up(user.pk)

    def get_totp_issuer(self) -> str:
        """What the app writes over the code."""
        return "Karmika"

    def encrypt(self, text: str) -> str:
        """Never: secrets are sealed for one account, and this hook does not say whose they are."""
        raise AssertionError("secrets are kept by access/second_factor.py")

    def decrypt(self, encrypted_text: str) -> str:
        """Never: see encrypt."""
        raise AssertionError("secrets are kept by access/second_factor.py")
