"""The form that a template is uploaded with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karmika.access import queries
from karmika.areas.levels import LEVEL_NAMES
from karmika.kernel.ids import uuid7
from karmika.kernel.viewer import Viewer
from karmika.monitoring.acts import NAME_MAXIMUM

LEVELS = ("state", "district", "ulb")


class SheetForm(forms.Form):
    """A template: its name, for which area and organisation, the file."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the sheet"),
        max_length=NAME_MAXIMUM,
        help_text=_("As your office calls it, for example: Monthly progress of the mission."),
    )
    area = forms.ChoiceField(
        label=_("Area"), help_text=_("It can be opened for this area and every area in it.")
    )
    organisation = forms.ChoiceField(label=_("Organisation"))
    file = forms.FileField(
        label=_("Excel file"),
        help_text=_("An .xlsx file of up to 20 megabytes, with a mark in every cell that is to be filled."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        # the entry's id goes with the form, so that a second click keeps nothing twice
        super().__init__(*args, **{"label_suffix": "", "initial": {"entry": uuid7()}, **kwargs})
        areas = [
            (str(one.id), f"{one.name} ({LEVEL_NAMES[one.level]}, {one.code})")
            for one in queries.areas_of(viewer, levels=LEVELS)
        ]
        organisations = [(str(one.id), one.name) for one in queries.organisations(viewer)]
        for name, choices in (("area", areas), ("organisation", organisations)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
