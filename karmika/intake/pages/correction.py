"""The page form of a correction: one field for each answer that may be corrected, of the kind that its question asks."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karmika.intake.acts.receipts import CORRECTIONS
from karmika.intake.editing import Shown
from karmika.intake.pages.answers import AnswerLine
from karmika.intake.pages.labels import KINDS
from karmika.intake.values import READERS, read_value

_KEYBOARDS = {"int": "numeric", "decimal": "decimal"}
"""Which keys a small phone offers. Not a number field: that shows nothing of an answer that is no number."""


class CorrectionForm(forms.Form):
    """Answers by position; `changes` gives them back by their keys in the XML. Why they change is asked as well."""

    because = forms.ChoiceField(
        label=_("Why do you correct this?"),
        choices=lambda: [("", "–"), *CORRECTIONS.items()],
        error_messages={"required": _("Choose why you correct this.")},
    )

    def __init__(self, lines: Sequence[AnswerLine], *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **given})
        named = [(f"answer-{number}", line) for number, line in enumerate(lines)]
        self.lines = {name: line.shown for name, line in named if line.shown.editable}
        self.all_lines = named
        for name, line in named:
            if line.shown.editable:
                self.fields[name] = _field(line)

    def rows(self) -> Iterator[tuple[AnswerLine, Any]]:
        """Every line with its field, None for headings and what may not be corrected."""
        for name, line in self.all_lines:
            yield line, self[name] if name in self.lines else None

    def clean(self) -> dict[str, Any]:
        """A new answer must be of the kind that is asked; one that nobody touched is not judged here."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, line in self.lines.items():
            if name not in given:
                continue
            text = _text(given[name], line)
            if text and text != line.value and not _is_readable(line.kind, text):
                self.add_error(name, _("This should be {kind}.").format(kind=KINDS.get(line.kind, line.kind)))
        return given

    def changes(self) -> dict[str, str]:
        """Key -> answer as it stands in XML, for all fields."""
        return {line.key: _text(self.cleaned_data[name], line) for name, line in self.lines.items()}


def _is_readable(kind: str, text: str) -> bool:
    if kind not in READERS:
        return True
    try:
        read_value(kind, text)
    except ValueError:
        return False
    return True


def _text(value: Any, line: Shown) -> str:
    """The answer for XML. Several choices in another order are the same answer."""
    if not isinstance(value, list):
        return str(value).strip()
    return line.value if set(value) == set(line.value.split()) else " ".join(value)


def _field(line: AnswerLine) -> forms.Field:
    asked, help_text = line.shown, ". ".join(line.oddities)
    common: dict[str, Any] = {"label": asked.label, "required": False, "help_text": help_text}
    known = [value for value, _label in asked.choices]
    if asked.several and asked.choices:
        chosen = asked.value.split()
        strange = [(value, value) for value in chosen if value not in known]
        return forms.MultipleChoiceField(
            choices=[*asked.choices, *strange], initial=chosen, widget=forms.CheckboxSelectMultiple, **common
        )
    if asked.choices:
        extra = [] if asked.value in ("", *known) else [(asked.value, asked.text)]
        return forms.ChoiceField(choices=[("", "–"), *asked.choices, *extra], initial=asked.value, **common)
    return forms.CharField(initial=asked.value, max_length=2000, widget=_widget(asked), **common)


def _widget(asked: Shown) -> forms.Widget:
    """The browser's own field for days, where the answer is one: else it would look unanswered."""
    if asked.kind == "date" and (
        not asked.value or (_is_readable("date", asked.value) and len(asked.value) == 10)
    ):
        return forms.DateInput(attrs={"type": "date"})
    if asked.kind in _KEYBOARDS:
        return forms.TextInput(attrs={"inputmode": _KEYBOARDS[asked.kind]})
    if asked.kind == "string" and len(asked.value) > 80:
        return forms.Textarea(attrs={"rows": 3})
    return forms.TextInput()
