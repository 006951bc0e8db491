"""What a person says beside a file that is loaded. Whether it may be done is for the acts to say."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from karmika.access import queries
from karmika.areas.levels import LEVEL_NAMES
from karmika.files.kinds import IDS, FileKind, Handed
from karmika.kernel.viewer import Viewer

_WIDE = ("state", "district", "ulb", "block")


class HandedForm(forms.Form):
    """The file, and what its kind asks for."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A CSV in UTF-8 or a workbook (XLSX). The first line names the columns as in the sample."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    area = forms.ChoiceField(label=_("Area"), help_text=_("All of the list lies in it."))
    organisation = forms.ChoiceField(label=_("Organisation"))
    programme = forms.ChoiceField(label=_("Programme"))
    basis = forms.CharField(
        label=_("Where the list comes from"),
        max_length=200,
        help_text=_("Who handed it over, and on what paper you have it."),
    )
    checked_by = forms.CharField(label=_("Which office checked it"), max_length=200)

    def __init__(self, kind: FileKind, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name in set(self.fields) - {"file", *kind.asks}:
            del self.fields[name]
        choices = {
            "area": [
                (str(one.id), f"{one.name} ({LEVEL_NAMES[one.level]})")
                for one in queries.areas_of(viewer, levels=_WIDE)
            ],
            "organisation": [(str(one.id), one.name) for one in queries.organisations(viewer)],
            "programme": [(str(one.id), one.name) for one in queries.programmes(viewer)],
        }
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].choices = offered  # type: ignore[attr-defined]

    def handed(self, content: bytes, name: str) -> Handed:
        """The file with what was said beside it."""
        said: dict[str, Any] = {
            key: value for key, value in self.cleaned_data.items() if key != "file" and value
        }
        for key in IDS & said.keys():
            said[key] = UUID(said[key])
        return Handed(content=content, name=name, **said)


class UndoForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(label=_("Why it is taken back"), max_length=200, min_length=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
