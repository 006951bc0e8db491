"""In and out: allauth's views under our addresses and templates, the password, the language."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as allauth_views
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from karmika.access import sessions, throttle
from karmika.access.accounts import password_rules
from karmika.access.adapter import AccountAdapter
from karmika.access.models import Account
from karmika.access.pages.decorator import open_to
from karmika.kernel.address import client_address


class SignIn(allauth_views.LoginView):  # type: ignore[misc]
    """Allauth's, and 429 for whoever has to wait."""

    template_name = "access/sign_in.html"

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The form again with what was wrong."""
        return slowed(super().form_invalid(form), form)


class SignOut(allauth_views.LogoutView):  # type: ignore[misc]
    """Allauth's; the browser is told to forget what it saw, and a code that was asked for is asked no more."""

    template_name = "access/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Out."""
        sessions.end(self.request)
        response: HttpResponse = super().post(*args, **kwargs)
        self.request.session.flush()
        response.headers["Clear-Site-Data"] = sessions.CLEAR_SITE_DATA
        return response


def slowed(response: HttpResponse, form: forms.Form) -> HttpResponse:
    """429 where the form says that one has to wait, so that programs see it too."""
    for error in form.errors.as_data().values():
        for one in error:
            if one.code == "too_many" and one.params:
                response.status_code = 429
                response.headers["Retry-After"] = str(one.params["seconds"])
    return response


sign_in = open_to("anyone")(SignIn.as_view())
sign_out = open_to("anyone")(SignOut.as_view())
inactive = open_to("anyone")(allauth_views.AccountInactiveView.as_view(template_name="access/inactive.html"))


class PasswordForm(forms.Form):
    """The present password, and a new one twice."""

    present = forms.CharField(
        label=gettext_lazy("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        help_text=gettext_lazy("At least ten signs, not only digits, not a common word."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.request, self.account = request, cast(Account, request.user)

    def clean_present(self) -> str:
        """Refuse a wrong present password."""
        present = str(self.cleaned_data["present"])
        check_own_password(self.request, self.account, present)
        return present

    def clean_new(self) -> str:
        """Refuse a weak password, and the one-time password itself."""
        new = str(self.cleaned_data["new"])
        if self.account.check_password(new):
            raise forms.ValidationError(_("This is the password you have. Choose another."))
        validate_password(new, self.account, password_validators=password_rules())
        return new

    def clean(self) -> dict[str, Any]:
        """Refuse two different spellings."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("The two new passwords differ. Type the same one twice."))
        return cleaned


def check_own_password(request: HttpRequest, account: Account, present: str) -> None:
    """Raises ValidationError for a wrong password, and for one typed too often."""
    try:
        attempt = throttle.attempt(
            "present", str(account.id), client_address(request), known_as=str(account.id)
        )
    except throttle.TooMany as too_many:
        raise too_many.as_error() from too_many
    if not account.check_password(present):
        raise forms.ValidationError(_("This is not your present password. Type it again."))
    attempt.succeeded()


@open_to("signed in")
@sensitive_post_parameters("present", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; whoever came in with a one-time password gets no further before."""
    account = cast(Account, request.user)
    form = PasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        AccountAdapter(request).set_password(account, form.cleaned_data["new"])
        update_session_auth_hash(request, account)
        sessions.end_others(request, account.id)
        sessions.confirm(request)
        messages.success(request, _("Your password was changed."))
        return HttpResponseRedirect("/")
    context = {"form": form, "must_change": account.must_change_password}
    return slowed(render(request, "access/password.html", context), form)


@open_to("anyone")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: kept in a cookie, and with the account of whoever is signed in."""
    code = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if code in dict(settings.LANGUAGES):
        if isinstance(request.user, Account):
            Account.objects.filter(id=request.user.id).update(language=code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
