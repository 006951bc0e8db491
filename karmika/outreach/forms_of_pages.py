"""Forms of the office's pages: campaigns, camps, the evening, follow-ups. Whether it may be done is for the acts to say."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access import queries as access
from karmika.access.forms import area_choices
from karmika.access.models import User
from karmika.areas.levels import LEVEL_NAMES
from karmika.kernel.viewer import Viewer
from karmika.outreach.acts import CampaignDetails, CampDetails
from karmika.outreach.models import Camp, Campaign
from karmika.outreach.terms import (
    AGENDA,
    CANCEL_REASONS,
    DEPARTMENTS,
    DESKS_MAXIMUM,
    DIFFERENCES,
    FOLLOW_UP_OUTCOMES,
    RESOURCE_PERSONS,
    TEXT_MAXIMUM,
    Terms,
)

Choices = Sequence[tuple[str, str | Promise]]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _hour(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=5, widget=forms.TimeInput(attrs={"type": "time"}))


def _several(label: Any, codes: Terms) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=list(codes.items()), widget=widget, required=False)


def _number(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, required=False, **more)


def choose(form: forms.Form, name: str, choices: Choices) -> None:
    """The choices of a field that depend on who asks."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class Entered(forms.Form):
    """What every form carries: the id of the entry, so that a second click changes nothing."""

    entry = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class CampaignForm(Entered):
    """A campaign; of one that is changed, area and whose it is stay."""

    name = forms.CharField(label=_("Name"), max_length=TEXT_MAXIMUM)
    area = forms.ChoiceField(label=_("Area"))
    organisation = forms.ChoiceField(label=_("Organisation"))
    programme = forms.ChoiceField(label=_("Programme"))
    aims = forms.CharField(
        label=_("What it is for"),
        max_length=TEXT_MAXIMUM,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    areas = forms.MultipleChoiceField(
        label=_("Where camps are held"),
        required=False,
        help_text=_("Nothing chosen: anywhere in the area."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    target_camps = _number(_("Camps aimed at"))
    target_people = _number(_("People aimed at"))

    def __init__(self, viewer: Viewer, *args: Any, held: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "areas", area_choices(viewer))
        if held is not None:
            for name in ("area", "organisation", "programme"):
                del self.fields[name]
            return
        choose(self, "area", area_choices(viewer))
        choose(self, "organisation", [(str(one.id), one.name) for one in access.organisations(viewer)])
        choose(self, "programme", [(str(one.id), one.name) for one in access.programmes(viewer)])

    def details(self) -> CampaignDetails:
        """As it was typed."""
        names = ("name", "aims", "starts_on", "ends_on", "target_camps", "target_people")
        typed = {name: self.cleaned_data[name] for name in names}
        return CampaignDetails(areas=tuple(UUID(one) for one in self.cleaned_data["areas"]), **typed)


class CampForm(Entered):
    """A camp; of one that is changed, village and code stay."""

    area = forms.ChoiceField(label=_("Village or ward"))
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        required=False,
        help_text=_("Capital letters and digits; it begins every token. Left empty, one is given."),
    )
    venue = forms.CharField(label=_("Place"), max_length=TEXT_MAXIMUM)
    held_on = _day(_("Day"))
    opens_at = _hour(_("From"))
    closes_at = _hour(_("To"))
    desks = forms.IntegerField(label=_("Desks"), min_value=1, max_value=DESKS_MAXIMUM)
    target = _number(
        _("People expected"),
        help_text=_("With ten minutes for each and six hours, one desk is enough for about 24 people."),
    )
    agenda = _several(_("Agenda"), AGENDA)
    departments = _several(_("Departments that come"), DEPARTMENTS)
    resource_persons = _several(_("Who else comes"), RESOURCE_PERSONS)
    team = forms.MultipleChoiceField(
        label=_("Colleagues who come"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )

    def __init__(self, viewer: Viewer, *args: Any, held: Camp | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "team", _staff(viewer))
        if held is not None:
            del self.fields["area"]
            del self.fields["code"]
            return
        villages = access.areas_of(viewer, levels=("village", "ward", "gram_panchayat", "ulb"))
        choose(self, "area", [(str(a.id), f"{a.name} ({LEVEL_NAMES[a.level]}, {a.code})") for a in villages])

    def details(self) -> CampDetails:
        """As it was typed."""
        typed = self.cleaned_data
        return CampDetails(
            venue=typed["venue"],
            held_on=typed["held_on"],
            opens_at=typed["opens_at"],
            closes_at=typed["closes_at"],
            desks=typed["desks"],
            target=typed["target"],
            agenda=tuple(typed["agenda"]),
            departments=tuple(typed["departments"]),
            resource_persons=tuple(typed["resource_persons"]),
            team=tuple(UUID(one) for one in typed["team"]),
        )


def _staff(viewer: Viewer) -> Choices:
    found = User.objects.visible_to(viewer).filter(active=True, name__isnull=False).order_by("name", "id")
    return [(str(one.id), one.name or "") for one in found[:300]]


class ReasonForm(Entered):
    """Why a camp is cancelled."""

    reason = forms.ChoiceField(label=_("Reason"), choices=list(CANCEL_REASONS.items()))


class EveningForm(Entered):
    """The tokens as they were counted by hand."""

    tokens_given = forms.IntegerField(label=_("Tokens given out, all desks together"), min_value=0)
    difference = forms.ChoiceField(
        label=_("Why they are not what became of them, if they are not"),
        choices=[("", "–"), *DIFFERENCES.items()],
        required=False,
    )


class LendForm(forms.Form):
    """Which laptop, and until when."""

    laptop = forms.ChoiceField(label=_("Laptop"))
    until = _day(_("Last day on which the people may be on the laptop"))

    def __init__(self, laptops: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        choose(self, "laptop", laptops)


class FollowUpForm(Entered):
    """What was said when somebody asked again."""

    outcome = forms.ChoiceField(
        label=_("How does it stand?"), choices=list(FOLLOW_UP_OUTCOMES.items()), widget=forms.RadioSelect
    )


def typed_of(held: Campaign | Camp) -> dict[str, Any]:
    """What stands in the form at first when something is changed."""
    names = [field.name for field in held._meta.fields if not field.is_relation]
    return {name: getattr(held, name) for name in names}
