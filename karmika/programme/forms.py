"""Forms of the pages: what a person types. Whether it may be done is for the acts to say."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access import queries
from karmika.access.forms import area_choices
from karmika.kernel.viewer import Viewer
from karmika.programme.acts import Document
from karmika.programme.acts.parts import AMOUNT_MAXIMUM, TEXT_MAXIMUM
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.terms import CONFIDENCES, MEASURES, REPLACE_REASONS, SETTERS, WITHDRAW_REASONS

Choices = Sequence[tuple[str, str | Promise]]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class DocumentedForm(forms.Form):
    """What both kinds of forms ask: how many, from which document, and where it replaces something, why."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.IntegerField(label=_("How many"), min_value=0, max_value=AMOUNT_MAXIMUM)
    document_title = forms.CharField(label=_("Title of the document"), max_length=TEXT_MAXIMUM)
    document_issuer = forms.CharField(label=_("Who issued it"), max_length=TEXT_MAXIMUM)
    document_dated_on = _day(_("Date of the document"))
    document_reference = forms.CharField(
        label=_("Where in it"),
        max_length=TEXT_MAXIMUM,
        required=False,
        help_text=_("Page, paragraph, number or address."),
    )
    reason = forms.ChoiceField(label=_("Why it is replaced"), choices=list(REPLACE_REASONS.items()))

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if not replaces:
            del self.fields["reason"]

    def document(self) -> Document:
        """As it was typed."""
        typed = self.cleaned_data
        return Document(
            title=typed["document_title"],
            issuer=typed["document_issuer"],
            dated_on=typed["document_dated_on"],
            reference=typed["document_reference"],
        )


class TargetForm(DocumentedForm):
    """A target, or one in the place of another: then measure, area and whose it is stay."""

    field_order = ("entry", "measure", "area", "organisation", "programme", "starts_on", "ends_on", "amount")

    measure = forms.ChoiceField(label=_("What is counted"))
    area = forms.ChoiceField(label=_("Area"))
    organisation = forms.ChoiceField(label=_("Organisation"))
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))

    def __init__(self, viewer: Viewer, *args: Any, held: Target | None = None, **kwargs: Any) -> None:
        super().__init__(*args, replaces=held is not None, **kwargs)
        if held is not None:
            for name in ("measure", "area", "organisation", "programme"):
                del self.fields[name]
            return
        _choose(self, "measure", _measures())
        _choose(self, "area", area_choices(viewer))
        _choose(self, "organisation", [(str(one.id), one.name) for one in queries.organisations(viewer)])
        programmes: list[tuple[str, str | Promise]] = [
            (str(one.id), one.name) for one in queries.programmes(viewer)
        ]
        if any(grant.programme is None for grant in viewer.grants if grant.role in SETTERS):
            programmes.insert(0, ("", _("All programmes")))
        _choose(self, "programme", programmes)


class OutsideFigureForm(DocumentedForm):
    """What others published, or one in the place of another: then measure and area stay."""

    field_order = ("entry", "measure", "about", "organisation", "as_of", "amount", "wording", "source")

    measure = forms.ChoiceField(label=_("Which of our figures it stands beside"))
    about = forms.ChoiceField(label=_("What area it is about"))
    organisation = forms.ChoiceField(label=_("Organisation"))
    as_of = _day(_("As of"), help_text=_("The day up to which it was counted; of a month its last day."))
    wording = forms.CharField(
        label=_("What the source says it counted"),
        max_length=TEXT_MAXIMUM,
        help_text=_("In the source's own words."),
    )
    source = forms.CharField(label=_("Who published it"), max_length=TEXT_MAXIMUM)
    confidence = forms.ChoiceField(label=_("Where you read it"), choices=list(CONFIDENCES.items()))

    def __init__(self, viewer: Viewer, *args: Any, held: OutsideFigure | None = None, **kwargs: Any) -> None:
        super().__init__(*args, replaces=held is not None, **kwargs)
        self.fields["document_issuer"].required = False
        self.fields["document_dated_on"].required = False
        if held is not None:
            for name in ("measure", "about", "organisation"):
                del self.fields[name]
            return
        areas = area_choices(viewer)
        _choose(self, "measure", _measures())
        _choose(self, "about", [*_nation(viewer), *areas])
        _choose(self, "organisation", [(str(one.id), one.name) for one in queries.organisations(viewer)])


class WithdrawForm(forms.Form):
    """Why a target or figure is withdrawn."""

    reason = forms.ChoiceField(label=_("Reason"), choices=list(WITHDRAW_REASONS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


NATION = "nation "


def place_of(typed: str) -> tuple[UUID | None, UUID]:
    """What a figure is about (None: the nation) and which area keeps it, from the choice in `about`."""
    if typed.startswith(NATION):
        return None, UUID(typed.removeprefix(NATION))
    return UUID(typed), UUID(typed)


def typed_of(held: Target | OutsideFigure) -> dict[str, str | int | date | None]:
    """What stands in the form at first when something is replaced."""
    names = ["amount", "document_title", "document_issuer", "document_dated_on", "document_reference"]
    if isinstance(held, Target):
        names += ["starts_on", "ends_on"]
    else:
        names += ["as_of", "wording", "source", "confidence"]
    return {name: getattr(held, name) for name in names}


def _measures() -> Choices:
    return [(code, measure.name) for code, measure in MEASURES.items()]


def _nation(viewer: Viewer) -> Choices:
    """The nation, once for each area in which the viewer may record: usually one."""
    own = dict.fromkeys(grant.area for grant in viewer.grants if grant.role in SETTERS and grant.area)
    return [(f"{NATION}{area}", _("India")) for area in own]


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
