"""The page form of a correction: one field for each answer that may be corrected, made from the form's definition."""

from collections.abc import Sequence
from typing import Any

from django import forms

from karmika.intake.editing import Shown


class CorrectionForm(forms.Form):
    """Answers by position; `changes` gives them back by their keys in the XML."""

    def __init__(self, lines: Sequence[Shown], *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.lines = {f"answer-{number}": line for number, line in enumerate(lines) if line.editable}
        self.all_lines = [(f"answer-{number}", line) for number, line in enumerate(lines)]
        for name, line in self.lines.items():
            self.fields[name] = _field(line)

    def rows(self) -> list[tuple[Shown, Any]]:
        """Every line with its field, None for headings and what may not be corrected."""
        return [(line, self[name] if name in self.lines else None) for name, line in self.all_lines]

    def changes(self) -> dict[str, str]:
        """Key -> answer as it stands in XML, for all fields."""
        return {line.key: _text(self.cleaned_data[name], line) for name, line in self.lines.items()}


def _text(value: Any, line: Shown) -> str:
    """The answer for XML. Several choices in another order are the same answer."""
    if not isinstance(value, list):
        return str(value).strip()
    return line.value if set(value) == set(line.value.split()) else " ".join(value)


def _field(line: Shown) -> forms.Field:
    if line.several and line.choices:
        return forms.MultipleChoiceField(
            label=line.label,
            choices=list(line.choices),
            initial=line.value.split(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if line.choices:
        known = [value for value, _ in line.choices]
        extra = [] if line.value in ("", *known) else [(line.value, line.text)]
        return forms.ChoiceField(
            label=line.label, choices=[("", "–"), *line.choices, *extra], initial=line.value, required=False
        )
    widget = forms.DateInput(attrs={"type": "date"}) if line.kind == "date" else forms.TextInput()
    return forms.CharField(
        label=line.label, initial=line.value, required=False, max_length=2000, widget=widget
    )
