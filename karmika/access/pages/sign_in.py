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
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from karmika.access.accounts import password_rules
from karmika.access.adapter import AccountAdapter
from karmika.access.models import Account
from karmika.access.pages.decorator import open_to

sign_in = open_to("anyone")(allauth_views.LoginView.as_view(template_name="access/sign_in.html"))
sign_out = open_to("anyone")(allauth_views.LogoutView.as_view(template_name="access/sign_out.html"))
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

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.account = account

    def clean_present(self) -> str:
        """Refuse a wrong present password."""
        present = str(self.cleaned_data["present"])
        if not self.account.check_password(present):
            raise forms.ValidationError(_("This is not your present password. Type it again."))
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


@open_to("signed in")
@sensitive_post_parameters("present", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; whoever came in with a one-time password gets no further before."""
    account = cast(Account, request.user)
    form = PasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        AccountAdapter(request).set_password(account, form.cleaned_data["new"])
        update_session_auth_hash(request, account)
        messages.success(request, _("Your password was changed."))
        return HttpResponseRedirect("/")
    return render(
        request, "access/password.html", {"form": form, "must_change": account.must_change_password}
    )


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
        translation.activate(code)
    return response
