"""The form of the desk on a page: the same questions as forms/camp_desk.md, and the answers as that form has them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.kernel.dates import completed_years, today
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.outreach.models import Attendance, LentPerson
from karmika.outreach.terms import (
    DEDUCTIONS,
    DOCUMENTS,
    GAPS,
    MARITAL,
    RATION_CARDS,
    SCHEMES,
    YES_NO_UNKNOWN,
)
from karmika.registry import choices
from karmika.registry.models import Person
from karmika.registry.numbers import is_household_number
from karmika.registry.occupations import occupation, occupation_name, occupations

Codes = Mapping[str, str | Promise]
NOTICE = "2026-11"
GAPS_SHOWN = 3
APPLICATIONS_SHOWN = 3

ASKED = (
    "income_tax",
    "eshram",
    "bocw",
    "epf_esi",
    "ration_card",
    "bank_account",
    "mobile_linked",
    "construction_days",
    "income_usual",
    "occupation",
    "sex",
    "age_years",
    "marital",
    "social_category",
    "age_precision",
)
"""What the rules are told."""

STAGES: Codes = {"prepared": _("Prepared, not handed in yet"), "filed": _("Filed, with a number")}


def _choice(label: Any, codes: Codes, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "–"), *codes.items()], required=False, **more)


def _yes_no(label: Any) -> forms.ChoiceField:
    widget = forms.RadioSelect
    return forms.ChoiceField(label=label, choices=list(choices.YES_NO.items()), widget=widget, required=False)


class DeskPageForm(forms.Form):
    """One token. `attendance`, `started` and `ended` are hidden: sent twice, they make the same bytes twice."""

    started = forms.CharField(widget=forms.HiddenInput, max_length=40)
    ended = forms.CharField(widget=forms.HiddenInput, max_length=40)
    known_person = forms.UUIDField(widget=forms.HiddenInput, required=False)

    consent_survey = _yes_no(_("May we write down and keep your answers?"))
    consent_schemes = _yes_no(_("May we check which schemes you can get?"))
    consent_share_department = _yes_no(
        _("May we share the answers with a government department when a benefit needs it?")
    )

    member_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    sex = _choice(_("Sex"), choices.SEXES)
    age_precision = _choice(_("How is the age known?"), choices.AGE_PRECISIONS)
    born_on = forms.DateField(
        label=_("Date of birth"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    age_years = forms.IntegerField(label=_("Age in years"), min_value=0, max_value=110, required=False)
    household_number = forms.CharField(
        label=_("Household number from the slip, if there is one"), max_length=14, required=False
    )
    phone = forms.RegexField(
        r"^[6-9][0-9]{9}$", label=_("Phone number (10 digits)"), max_length=10, required=False
    )
    may_call = _yes_no(_("May we call this number later?"))
    social_category = _choice(_("Social category"), choices.SOCIAL_CATEGORIES)
    marital = _choice(_("Married?"), MARITAL)
    disability = _choice(_("Does this person have a disability?"), choices.YES_NO_REFUSED)

    occupation = forms.ChoiceField(label=_("1. Main work"), required=False)
    income_tax = _choice(_("2. Do they pay income tax?"), YES_NO_UNKNOWN)
    construction_days = forms.IntegerField(
        label=_("3. Days of building work in the last 12 months"), min_value=0, max_value=366, required=False
    )
    income_usual = forms.IntegerField(
        label=_("4. Income in a usual month (rupees)"), min_value=0, max_value=9_999_999, required=False
    )
    eshram = _choice(_("5. Is there an e-Shram card?"), YES_NO_UNKNOWN)
    bocw = _choice(_("6. Registered with the building workers' board?"), YES_NO_UNKNOWN)
    epf_esi = _choice(_("7. Is EPF or ESI deducted from the wage?"), DEDUCTIONS)
    ration_card = _choice(_("8. Which ration card?"), RATION_CARDS)
    bank_account = _choice(_("9. Bank account in their own name"), choices.ACCOUNT_STATES)
    mobile_linked = _choice(_("10. Is the mobile number linked to Aadhaar?"), YES_NO_UNKNOWN)

    told = forms.MultipleChoiceField(
        label=_("What was the person told they are owed?"),
        choices=list(SCHEMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        field = self.fields["occupation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((code, occupation_name(code)) for code in occupations())]
        for n in range(GAPS_SHOWN):
            self.fields[f"document_{n}"] = _choice(_("Which paper is missing?"), DOCUMENTS)
            self.fields[f"reason_{n}"] = _choice(_("Why is it missing?"), GAPS)
        for n in range(APPLICATIONS_SHOWN):
            self.fields[f"scheme_{n}"] = _choice(_("For what?"), SCHEMES)
            self.fields[f"stage_{n}"] = _choice(_("How far did it come?"), STAGES)
            self.fields[f"filed_number_{n}"] = forms.CharField(
                label=_("Acknowledgement number"), max_length=40, required=False
            )

    def part(self, *names: str) -> list[Any]:
        """Some fields, for a part of the page."""
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """What the form on the phone would demand too."""
        typed = super().clean() or {}
        if not typed.get("consent_survey"):
            self.add_error("consent_survey", _("Ask, and choose yes or no."))
        if typed.get("consent_survey") == "yes":
            self._demand_person(typed)
            self._demand_work(typed)
        return typed

    def _demand_person(self, typed: dict[str, Any]) -> None:
        called = ("may_call",) if typed.get("phone") else ()
        asked = ("consent_schemes", "consent_share_department", "member_name", "sex", "age_precision")
        for name in (*asked, *called):
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, _("Please answer this question."))
        wanted = {"exact": "born_on", "estimated": "age_years"}.get(typed.get("age_precision") or "")
        if wanted and typed.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, _("Please answer this question."))
        number = typed.get("household_number")
        if number and not is_household_number(number):
            self.add_error(
                "household_number", Refused("registry.unknown_household", number=number).sentence()
            )

    def _demand_work(self, typed: dict[str, Any]) -> None:
        for n in range(GAPS_SHOWN):
            if typed.get(f"document_{n}") and not typed.get(f"reason_{n}"):
                self.add_error(f"reason_{n}", _("Please answer this question."))
        for n in range(APPLICATIONS_SHOWN):
            if typed.get(f"scheme_{n}") and typed.get("consent_schemes") == "no":
                self.add_error(f"scheme_{n}", Refused("entitlements.not_agreed").sentence())
            if typed.get(f"scheme_{n}") and not typed.get(f"stage_{n}"):
                self.add_error(f"stage_{n}", _("Please answer this question."))
            if typed.get(f"stage_{n}") == "filed" and not typed.get(f"filed_number_{n}"):
                self.add_error(f"filed_number_{n}", _("Please answer this question."))

    def asked(self) -> dict[str, str | int]:
        """The ten answers, for the rules."""
        given = {name: self.cleaned_data.get(name) for name in ASKED}
        born_on = self.cleaned_data.get("born_on")
        if given["age_precision"] == "exact" and born_on is not None:
            given["age_years"] = completed_years(born_on, today())
        return {name: value for name, value in given.items() if value not in (None, "")}

    def said(self, attendance: Attendance, code: str, served_by: UUID) -> dict[str, Any]:
        """The answers as forms/camp_desk.md has them, nested; empty ones are left out. `served_by`: who sits there."""
        typed = self.cleaned_data
        agreed = typed["consent_survey"] == "yes"
        consent = {"consent_survey": typed["consent_survey"]}
        if agreed:
            consent |= {
                name: typed[name] for name in ("consent_schemes", "consent_share_department") if typed[name]
            }
        said: dict[str, Any] = head(attendance, typed["started"], typed["ended"], served_by)
        said["token"] = token_part(attendance, code, "yes")
        said["consent"] = consent
        if agreed:
            said["person"] = self._person(typed)
            if typed["consent_schemes"] == "yes":
                said["asked"] = self._asked(typed)
            said["result"] = self._result(typed, attendance.id)
        return said

    def _person(self, typed: dict[str, Any]) -> dict[str, Any]:
        aged = {"exact": ("born_on",), "estimated": ("age_years",)}.get(typed["age_precision"], ())
        names = ("known_person", "household_number", "member_name", "sex", "age_precision", *aged, "phone")
        calls = ("may_call",) if typed["phone"] else ()
        return _given(typed, (*names, *calls, "social_category", "marital", "disability"))

    def _asked(self, typed: dict[str, Any]) -> dict[str, Any]:
        known = occupation(typed["occupation"]) if typed["occupation"] else None
        group = {"occupation_group": known.category} if known else {}
        names = ("occupation", "income_tax", "construction_days", "income_usual", "eshram", "bocw", "epf_esi")
        return group | _given(typed, (*names, "ration_card", "bank_account", "mobile_linked"))

    def _result(self, typed: dict[str, Any], attendance: UUID) -> dict[str, Any]:
        gaps = [
            {
                "gap_uid": derive(attendance, "gap", n),
                "document": typed[f"document_{n}"],
                "gap_reason": typed[f"reason_{n}"],
            }
            for n in range(GAPS_SHOWN)
            if typed[f"document_{n}"]
        ]
        applications = [
            {
                "application_uid": derive(attendance, "application", n),
                "scheme": typed[f"scheme_{n}"],
                **_given({"stage": typed[f"stage_{n}"]}, ("stage",)),
                **({"external_number": typed[f"filed_number_{n}"]} if typed[f"stage_{n}"] == "filed" else {}),
            }
            for n in range(APPLICATIONS_SHOWN)
            if typed[f"scheme_{n}"]
        ]
        told = {"told": " ".join(typed["told"])} if typed["told"] else {}
        return {**told, "gap": gaps, "application": applications}


def head(attendance: Attendance, started: str, ended: str, served_by: UUID) -> dict[str, Any]:
    """What begins every form: hours, the ids that a phone would make by itself, who sits at the desk."""
    return {
        "start": started,
        "end": ended,
        "attendance_uid": attendance.id,
        "person_uid": derive(attendance.id, "person"),
        "household_uid": derive(attendance.id, "household"),
        "notice_version": NOTICE,
        "served_by": served_by,
    }


def token_part(attendance: Attendance, code: str, came: str) -> dict[str, Any]:
    """Camp, desk and number."""
    return {"camp": code, "desk": attendance.desk, "number": attendance.number, "came": came}


def _given(typed: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: typed[name] for name in names if typed.get(name) not in (None, "", [])}


def known_answers(person: Person) -> dict[str, Any]:
    """What stands in the form at first for somebody who is known already."""
    return {
        "known_person": person.id,
        "household_number": person.household.number,
        "member_name": person.name,
        "sex": person.sex or "not_said",
        "age_precision": person.age_precision or "not_known",
        "born_on": person.born_on,
        "age_years": person.age_years,
        "phone": (person.phone or "").removeprefix("+91"),
        "social_category": person.category,
    }


def lent_answers(person: LentPerson) -> dict[str, Any]:
    """The same of somebody whom the laptop has only borrowed: less is known of her."""
    return {
        "known_person": person.person_id,
        "household_number": person.number,
        "member_name": person.name,
        "sex": person.sex or "not_said",
        "age_precision": "estimated" if person.age_years is not None else "not_known",
        "age_years": person.age_years,
    }
