"""Forms of the pages: what a person types. Whether it may be done is for the acts to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access import queries, sessions
from karmika.access.acts.second_factor import RESET_REASONS
from karmika.access.kinds import REVOCATION_REASONS
from karmika.access.models import Device
from karmika.areas.levels import LEVEL_NAMES
from karmika.kernel.refused import Refused
from karmika.kernel.text import phone_e164
from karmika.kernel.viewer import Viewer

Choices = Sequence[tuple[str, str | Promise]]


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name or phone, and password; and whose computer this is: shared, unless one says otherwise."""

    own_computer = forms.BooleanField(
        label=_("Only I use this computer: keep me signed in longer"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("User name or phone number")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        password.label, password.help_text = _("Password"), ""
        password.widget.attrs.pop("placeholder", None)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """In, or on to the second factor."""
        sessions.on_own_computer(request, bool(self.cleaned_data["own_computer"]))
        response: HttpResponse = super().login(request, redirect_url)
        return response

    def clean_login(self) -> str:
        """One spelling for one phone number, so that attempts are counted together."""
        typed = str(self.cleaned_data["login"]).strip()
        if not any(character.isalpha() for character in typed):
            try:
                return phone_e164(typed)
            except Refused:
                return typed
        return typed.lower()


class UserForm(forms.Form):
    """A new user."""

    user = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200)
    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        help_text=_("Small letters, digits, dot or hyphen. The person types it to sign in."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone number"), max_length=30, required=False, help_text=_("Also lets the person sign in.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    organisation = forms.ChoiceField(label=_("Organisation"))
    area = forms.ChoiceField(label=_("Posted in"))

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        _choose(self, "organisation", [(str(one.id), one.name) for one in queries.organisations(viewer)])
        _choose(self, "area", area_choices(viewer))


class ChangeUserForm(forms.Form):
    """A user's details; the user name stays."""

    name = forms.CharField(label=_("Name"), max_length=200)
    phone = forms.CharField(
        label=_("Phone number"), max_length=30, required=False, help_text=_("Also lets the person sign in.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    area = forms.ChoiceField(label=_("Posted in"))

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        _choose(self, "area", area_choices(viewer))


class RoleForm(forms.Form):
    """A role for a user."""

    assignment = forms.UUIDField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Role"))
    area = forms.ChoiceField(label=_("Area"))
    organisation = forms.ChoiceField(label=_("Organisation"))
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    valid_to = forms.DateField(
        label=_("First day without the role"),
        required=False,
        help_text=_("Leave empty if the role has no end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        _choose(self, "role", queries.grantable_roles(viewer))
        _choose(self, "area", area_choices(viewer))
        _choose(self, "organisation", [(str(one.id), one.name) for one in queries.organisations(viewer)])
        programmes: list[tuple[str, str | Promise]] = [
            (str(one.id), one.name) for one in queries.programmes(viewer)
        ]
        if any(grant.programme is None for grant in viewer.grants):
            programmes.insert(0, ("", _("All programmes")))
        _choose(self, "programme", programmes)


class DeviceForm(forms.Form):
    """A new phone."""

    device = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the phone"),
        max_length=100,
        help_text=_("As written on its back, for example: W07-1."),
    )
    holder = forms.CharField(
        label=_("User name of the holder"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    project = forms.ChoiceField(label=_("Project"))
    area = forms.ChoiceField(
        label=_("Area"), help_text=_("The phone receives the wards and worksites of this area.")
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.projects = {str(one.id): one for one in queries.projects(viewer)}
        _choose(self, "project", [(key, f"{one.number} · {one.name}") for key, one in self.projects.items()])
        _choose(self, "area", area_choices(viewer))


class HandOverForm(forms.Form):
    """To whom a post goes, when, and with which phones."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    on = forms.DateField(
        label=_("First day of the successor"),
        help_text=_("The holder has the role until the evening before."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    successor = forms.CharField(
        label=_("User name of the successor"),
        max_length=64,
        required=False,
        help_text=_("Leave empty if the successor is no user yet, and fill in the next four."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name of a new user"), max_length=200, required=False)
    username = forms.CharField(
        label=_("User name of a new user"),
        max_length=64,
        required=False,
        help_text=_("Small letters, digits, dot or hyphen. The person types it to sign in."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    phone = forms.CharField(label=_("Phone number of a new user"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Language of a new user"), choices=settings.LANGUAGES)
    phones = forms.MultipleChoiceField(
        label=_("Phones that go to the successor"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The successor gets a new sheet to scan. Send everything from the phone before that day."
        ),
    )

    def __init__(self, phones: Sequence[Device], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.known_phones = {str(one.id): one for one in phones}
        choices = [(key, f"{one.name or '–'}, {one.area.name}") for key, one in self.known_phones.items()]
        if choices:
            _choose(self, "phones", choices)
        else:
            del self.fields["phones"]

    def clean(self) -> dict[str, Any]:
        """Either a user, or what is needed for a new one."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        existing, newcomer = given.get("successor"), given.get("name") or given.get("username")
        if existing and newcomer:
            self.add_error("successor", _("Give the user name of a successor, or a new user, not both."))
        if not existing and not newcomer:
            self.add_error("successor", _("Say who the successor is."))
        if newcomer and not existing:
            for name in ("name", "username"):
                if not given.get(name):
                    self.add_error(name, _("A new user needs a name and a user name."))
        return given

    def chosen_phones(self) -> tuple[Device, ...]:
        """Those that go to the successor, in the order of the list."""
        chosen = set(self.cleaned_data.get("phones", ()))
        return tuple(one for key, one in self.known_phones.items() if key in chosen)


class RevokeForm(forms.Form):
    """Why a phone is withdrawn."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=lambda: [(code, label) for code, label in REVOCATION_REASONS.items() if code != "handed_on"],
    )


class ResetForm(forms.Form):
    """Why a second factor is taken away."""

    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: list(RESET_REASONS.items()))


class StaffFileForm(forms.Form):
    """A list of staff."""

    file = forms.FileField(
        label=_("CSV or Excel (XLSX) file"),
        help_text=_(
            "With the columns user_name, name, phone, language, role, area_level, area_code, programme."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def area_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """(id, name, level and code) of the areas a viewer may choose, in the active language."""
    return [
        (str(one.id), f"{one.name} ({LEVEL_NAMES[one.level]}, {one.code})")
        for one in queries.areas_of(viewer)
    ]


def chosen(form: forms.Form, name: str) -> UUID:
    """The id that was chosen in a field."""
    return UUID(str(form.cleaned_data[name]))


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # as is a field for several choices
    field.choices = list(choices)
