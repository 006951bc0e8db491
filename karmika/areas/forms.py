"""The form of a worksite: what a person types. Whether it may be done is for the acts to say."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from karmika.areas.acts.worksites import Details
from karmika.areas.checks import NAME_MAXIMUM
from karmika.areas.levels import WORKSITE_KINDS
from karmika.areas.models import Area, Worksite

_MILLION = 1_000_000


class WorksiteForm(forms.Form):
    """What is known of a worksite, in the words and units of the field: degrees, hours and minutes."""

    area = forms.ChoiceField(label=_("Ward or village"))
    kind = forms.ChoiceField(label=_("Kind"), choices=list(WORKSITE_KINDS.items()))
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_MAXIMUM)
    name_te = forms.CharField(label=_("Name in Telugu"), max_length=NAME_MAXIMUM, required=False)
    name_hi = forms.CharField(label=_("Name in Hindi"), max_length=NAME_MAXIMUM, required=False)
    lat = forms.DecimalField(
        label=_("Latitude"),
        help_text=_("In degrees, such as 16.5062."),
        required=False,
        max_digits=9,
        decimal_places=6,
    )
    lon = forms.DecimalField(
        label=_("Longitude"),
        help_text=_("In degrees, such as 80.6480."),
        required=False,
        max_digits=9,
        decimal_places=6,
    )
    opens_at = forms.TimeField(label=_("Opens at"), help_text=_("Such as 06:30."), required=False)
    closes_at = forms.TimeField(label=_("Closes at"), help_text=_("Such as 22:00."), required=False)

    def __init__(self, areas: Iterable[Area], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(area.id), area.name) for area in areas]

    def details(self, source: str) -> Details:
        """The valid form as an act wants it."""
        typed = self.cleaned_data
        return Details(
            area=UUID(typed["area"]),
            worksite_kind=typed["kind"],
            name_en=typed["name_en"].strip(),
            name_te=typed["name_te"].strip(),
            name_hi=typed["name_hi"].strip(),
            lat_e6=_millionths(typed["lat"]),
            lon_e6=_millionths(typed["lon"]),
            opens_at=typed["opens_at"].isoformat("minutes") if typed["opens_at"] else "",
            closes_at=typed["closes_at"].isoformat("minutes") if typed["closes_at"] else "",
            source=source,
        )


class NewWorksiteForm(WorksiteForm):
    """A new worksite, which also needs a code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("Short and never used before, such as VJA-AS-021. It is printed on lists."),
    )
    field_order = ("code",)


class ChangeWorksiteForm(WorksiteForm):
    """A known worksite, which may also be closed."""

    closed_on = forms.DateField(
        label=_("Closed from"),
        help_text=_(
            "The first day on which it is no longer used, such as 2026-11-30. Empty while it is used."
        ),
        required=False,
    )


def as_typed(worksite: Worksite) -> dict[str, object]:
    """What the form shows of a worksite that is known."""
    return {
        "area": str(worksite.area_id),
        "kind": worksite.kind,
        "name_en": worksite.name_en,
        "name_te": worksite.name_te,
        "name_hi": worksite.name_hi,
        "lat": _degrees(worksite.lat_e6),
        "lon": _degrees(worksite.lon_e6),
        "opens_at": worksite.opens_at,
        "closes_at": worksite.closes_at,
        "closed_on": worksite.closed_on,
    }


def _millionths(degrees: Decimal | None) -> int | None:
    return None if degrees is None else int(degrees * _MILLION)


def _degrees(millionths: int | None) -> Decimal | None:
    return None if millionths is None else Decimal(millionths) / _MILLION
