"""One's own sign-in: where one is signed in, the second factor set up, asked for and taken away, the password once more."""

from __future__ import annotations

from typing import Any, cast

from allauth.mfa.base import views as allauth_views
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from karmika.access import second_factor, sessions, throttle
from karmika.access.models import Account
from karmika.access.pages.decorator import open_to
from karmika.access.pages.sign_in import check_own_password, slowed
from karmika.kernel.address import client_address


class ProofForm(forms.Form):
    """A code from the app that is being set up."""

    code = forms.CharField(
        label=gettext_lazy("Six digits from the app"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class CodeForm(ProofForm):
    """A code of the second factor that holds, or one from paper; guesses are counted."""

    def __init__(self, request: HttpRequest, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.account = request, account
        self.fields["code"].label = gettext_lazy("Code from the app, or a recovery code")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "autofocus": True,
        }

    def clean_code(self) -> str:
        """Refuse a wrong code, one that was used already, and too many of them."""
        code, who = str(self.cleaned_data["code"]), str(self.account.pk)
        try:
            attempt = throttle.attempt("code", who, client_address(self.request), known_as=who)
        except throttle.TooMany as too_many:
            raise too_many.as_error() from too_many
        if not second_factor.verify(self.account.pk, code):
            raise forms.ValidationError(_("This code is wrong, or was used already. Wait for the next one."))
        attempt.succeeded()
        return code

    def save(self) -> None:
        """Allauth asks for it: note in the session that the code was right."""
        second_factor.note_used(self.request, self.account)


class CodeAtSignIn(allauth_views.AuthenticateView):  # type: ignore[misc]
    """Allauth's step between password and session, with our form."""

    template_name = "access/code.html"

    def _build_forms(self) -> forms.Form | None:
        posted = self.request.POST if self.request.method == "POST" else None
        self.webauthn_form = None
        self.auth_form = CodeForm(self.request, self.stage.login.user, posted)
        return self.auth_form

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The form again with what was wrong."""
        return slowed(self.render_to_response(self.get_context_data()), form)


code = open_to("anyone")(sensitive_post_parameters("code")(CodeAtSignIn.as_view()))


class ConfirmForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.request = request

    def clean_password(self) -> str:
        """Refuse a wrong password."""
        password = str(self.cleaned_data["password"])
        check_own_password(self.request, cast(Account, self.request.user), password)
        return password


@open_to("signed in")
@sensitive_post_parameters("password")
def confirm(request: HttpRequest) -> HttpResponse:
    """The password before the gravest acts, then back to where one came from."""
    way_back = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(way_back, allowed_hosts={request.get_host()}):
        way_back = "/"
    form = ConfirmForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        sessions.confirm(request)
        return HttpResponseRedirect(way_back)
    return slowed(render(request, "access/confirm.html", {"form": form, "next": way_back}), form)


@open_to("signed in")
def own(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; posted to: out everywhere else."""
    account = cast(Account, request.user)
    if request.method == "POST":
        ended = sessions.end_others(request, account.id)
        messages.success(request, _("Ended: %(count)s.") % {"count": ended})
        return HttpResponseRedirect(reverse("access.own"))
    lines = [{"row": row, "this": sessions.is_this(request, row)} for row in sessions.of(account)]
    context = {
        "lines": lines,
        "others": len(lines) > 1,
        "offered": second_factor.is_offered(),
        "set_up": second_factor.is_set_up(account.id),
    }
    return render(request, "access/own.html", context)


@open_to("signed in")
@sensitive_post_parameters("code")
def factor(request: HttpRequest) -> HttpResponse:
    """Set up a second factor, or see the one there is and take it away (for another phone)."""
    account = cast(Account, request.user)
    if not second_factor.is_offered():
        return HttpResponseRedirect(reverse("access.own"))
    if second_factor.is_set_up(account.id):
        return _standing(request, account)
    if not sessions.is_confirmed(request):
        return HttpResponseRedirect(f"{reverse('access.confirm')}?next={request.path}")
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.set_up(request, account, form.cleaned_data["code"])
        if codes is not None:
            sessions.end_others(request, account.id)
            return render(request, "access/recovery_codes.html", {"codes": codes})
        form.add_error(
            "code", _("This code does not fit. Is the clock of your phone right? Type the next code.")
        )
    secret = second_factor.pending_secret(request, account)
    context = {
        "form": form,
        "picture": second_factor.qr_data_uri(account, secret),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "required": second_factor.is_required(request.viewer),  # type: ignore[attr-defined]
    }
    return render(request, "access/second_factor.html", context)


def _standing(request: HttpRequest, account: Account) -> HttpResponse:
    form = CodeForm(request, account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        second_factor.take_away(account.id)
        sessions.end_others(request, account.id)
        messages.success(request, _("The second factor was taken away. Set it up anew."))
        return HttpResponseRedirect(reverse("access.second_factor"))
    context = {"form": form, "left": second_factor.recovery_codes_left(account.id)}
    return slowed(render(request, "access/second_factor_stands.html", context), form)
