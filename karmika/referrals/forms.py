"""The form of an office on the console. What it says is checked again by the act."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from karmika.referrals import terms
from karmika.referrals.acts.offices import NAME_MAXIMUM, TEXT_MAXIMUM, Details, details_of
from karmika.referrals.models import Office
from karmika.referrals.service_list import services

Options = Sequence[tuple[str, str]]


class OfficeForm(forms.Form):
    """Everything known of an office but its code."""

    office_kind = forms.ChoiceField(label=_("Kind"))
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_MAXIMUM)
    name_te = forms.CharField(label=_("Name in Telugu"), max_length=NAME_MAXIMUM, required=False)
    name_hi = forms.CharField(label=_("Name in Hindi"), max_length=NAME_MAXIMUM, required=False)
    area = forms.ChoiceField(label=_("Area it serves"), help_text=_("With everything that lies in it."))
    services = forms.MultipleChoiceField(
        label=_("What it does"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    hours = forms.CharField(label=_("Open at"), max_length=TEXT_MAXIMUM, required=False)
    address = forms.CharField(label=_("Address"), max_length=TEXT_MAXIMUM, required=False)
    officers_of = forms.ChoiceField(
        label=_("Whose officers answer here"),
        required=False,
        help_text=_(
            "A department or bank whose officers sign in here. Without one the office answers by links."
        ),
    )

    def __init__(self, *args: Any, areas: Options, officers: Options, **more: Any) -> None:
        super().__init__(*args, **more)
        self._choose("office_kind", [("", ""), *terms.OFFICE_KINDS.items()])
        self._choose("area", areas)
        self._choose("services", [(code, terms.service_label(code)) for code in services()])
        self._choose("officers_of", [("", _("None")), *officers])

    def _choose(self, name: str, options: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options

    def details(self, source: str) -> Details:
        """What was filled in. `source`: where it comes from."""
        said = self.cleaned_data
        texts = ("office_kind", "name_en", "name_te", "name_hi", "phone", "hours", "address")
        return Details(
            area=UUID(said["area"]),
            services=tuple(said["services"]),
            officers_of=UUID(said["officers_of"]) if said["officers_of"] else None,
            source=source,
            **{name: said[name] for name in texts},
        )


class NewOfficeForm(OfficeForm):
    """An office that comes onto the list."""

    code = forms.CharField(
        label=_("Code"), max_length=32, help_text=_("Short, as on your own lists: VJA-LO-1.")
    )

    field_order = ("code",)


def said_of(office: Office) -> dict[str, Any]:
    """What the form shows of an office that is known."""
    details = details_of(office)
    names = ("office_kind", "name_en", "name_te", "name_hi", "phone", "hours", "address")
    return {
        **{name: getattr(details, name) for name in names},
        "area": str(details.area),
        "services": list(details.services),
        "officers_of": str(details.officers_of or ""),
    }
