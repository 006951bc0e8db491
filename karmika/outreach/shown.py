"""Rows as people read them: tables, pairs and slips in the active language. No rights, no questions to the tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from karmika.outreach.desk_form import APPLICATIONS_SHOWN, GAPS_SHOWN, DeskPageForm
from karmika.outreach.models import Attendance, Camp, Campaign, LentPerson
from karmika.outreach.queries import Behind, Due, Tokens
from karmika.outreach.report import NAMES, SHOWN, Report, cell_of, lines_of, whole_of
from karmika.outreach.terms import (
    AGENDA,
    CAMP_STATES,
    DEPARTMENTS,
    GAPS,
    OUTCOMES,
    RESOURCE_PERSONS,
    SCHEMES,
    Terms,
)
from karmika.registry.models import Person
from karmika.registry.shown import age
from karmika.ui.components import Cell, Table
from karmika.ui.templatetags.ui import india_date, india_time, indian, phone

Pair = tuple[str | Promise, str | Promise]


def words(codes: Iterable[str], terms: Terms) -> str:
    """The names of several codes."""
    return ", ".join(str(terms.get(code, code)) for code in codes)


def campaigns_table(rows: Sequence[Campaign]) -> Table:
    """Campaigns, each with its days and area."""
    return Table(
        caption=_("Campaigns"),
        head=(_("Campaign"), _("Number"), _("Area"), _("First day"), _("Last day")),
        rows=tuple(
            (
                Cell(one.name, reverse("outreach.campaign", args=[one.id])),
                Cell(str(one.number)),
                Cell(one.area.name),
                Cell(india_date(one.starts_on)),
                Cell(india_date(one.ends_on)),
            )
            for one in rows
        ),
        stacked=True,
    )


def camps_table(rows: Sequence[Camp], tokens: Mapping[UUID, Tokens]) -> Table:
    """Camps, each with its tokens."""
    return Table(
        caption=_("Camps"),
        head=(_("Camp"), _("Day"), _("Village or ward"), _("Place"), _("Status"), _("Tokens"), _("Seen")),
        rows=tuple(
            (
                Cell(one.code, reverse("outreach.camp", args=[one.id])),
                Cell(india_date(one.held_on)),
                Cell(one.area.name),
                Cell(one.venue),
                Cell(CAMP_STATES[one.state]),
                Cell(tokens.get(one.id, Tokens()).given),
                Cell(tokens.get(one.id, Tokens()).seen),
            )
            for one in rows
        ),
        stacked=True,
    )


def tokens_table(rows: Sequence[Attendance], *, serves: bool) -> Table:
    """Tokens with what came of them, and the form that says so; the receipt where the viewer serves at desks. No names."""
    return Table(
        caption=_("What came of the tokens"),
        head=(_("Token"), _("What was done"), _("Form")),
        rows=tuple(
            (
                Cell(one.token, reverse("outreach.receipt", args=[one.id]) if serves else ""),
                Cell(OUTCOMES.get(one.outcome, "")),
                Cell(_("Form as sent"), reverse("intake.submission", args=[one.submission_id]))
                if one.submission_id
                else Cell("–"),
            )
            for one in rows
        ),
        stacked=True,
    )


def camp_pairs(held: Camp, team: Sequence[str]) -> list[Pair]:
    """When and how a camp is held."""
    pairs: list[tuple[str, Any]] = [
        (_("Day"), f"{india_date(held.held_on)}, {held.opens_at}–{held.closes_at}"),
        (_("Village or ward"), held.area.name),
        (_("Place"), held.venue),
        (_("Agenda"), words(held.agenda, AGENDA)),
        (_("Departments that come"), words(held.departments, DEPARTMENTS)),
        (_("Who else comes"), words(held.resource_persons, RESOURCE_PERSONS)),
        (_("Colleagues who come"), ", ".join(team)),
        (_("Desks"), held.desks),
        (_("People expected"), held.target),
    ]
    return [(name, str(value)) for name, value in pairs if value not in (None, "")]


def report_pairs(found: Report) -> list[tuple[str | Promise, str, int | None, str]]:
    """The sums of a campaign: name, sum, target where there is one, the address of the acts behind it."""
    targets = {"camps_held": found.campaign.target_camps, "camp_met": found.campaign.target_people}
    return [
        (
            NAMES[one],
            _number(number),
            targets.get(one),
            reverse("outreach.campaign_acts", args=[found.campaign.id, one]) if number else "",
        )
        for one, number in zip(SHOWN, whole_of(found), strict=True)
    ]


def report_tables(found: Report) -> list[Table]:
    """The parts of a report that have anything in them."""
    return [
        Table(
            caption=heading,
            head=(heading, *(NAMES[one] for one in SHOWN)),
            rows=tuple(
                (Cell(name), *(Cell(_number(number)) for number in numbers))
                for name, *numbers in lines_of(found, part)
            ),
        )
        for heading, part in found.parts()
        if part
    ]


def _number(number: int | None) -> str:
    return cell_of(None) if number is None else indian(number)


def acts_table(rows: Sequence[Behind]) -> Table:
    """Acts behind a figure."""
    return Table(
        caption=_("What adds up to it"),
        head=(_("When"), _("Area"), _("What happened"), _("Counts")),
        rows=tuple(
            (
                Cell(india_time(one.at)),
                Cell(one.area),
                Cell(one.sentence, reverse("monitoring.entry", args=[one.entry])),
                Cell(one.amount),
            )
            for one in rows
        ),
        stacked=True,
    )


def follow_ups_table(rows: Sequence[Due]) -> Table:
    """Who is to be asked, why, since when."""
    return Table(
        caption=_("To ask again"),
        head=(_("Who"), _("Why"), _("Due"), _("After"), _("Camp"), _("Tried"), _("Phone")),
        rows=tuple(
            (
                Cell(one.name or _("Not shown"), reverse("outreach.follow_up", args=[one.row.id])),
                Cell(OUTCOMES.get(one.row.why, one.row.why)),
                Cell(india_date(one.row.due_on)),
                Cell(_("%(days)s days") % {"days": one.row.after_days}),
                Cell(one.row.attendance.camp.code),
                Cell(one.row.tries),
                Cell(phone(one.phone) if one.phone else _("Not shown")),
            )
            for one in rows
        ),
        stacked=True,
    )


def slip(held: Attendance) -> list[Pair]:
    """What stands on the receipt. No name."""
    pairs: list[tuple[str, Any]] = [
        (_("Token"), held.token),
        (_("Receipt"), held.receipt),
        (_("Camp"), f"{held.camp.code}, {held.camp.area.name}, {india_date(held.camp.held_on)}"),
        (_("What was done"), OUTCOMES.get(held.outcome, "")),
        (_("You are probably owed"), words(held.told, SCHEMES)),
        (_("What is missing"), words(held.gaps, GAPS)),
        (_("Prepared, to be handed in"), words(held.prepared, SCHEMES)),
        (_("Filed"), words(held.filed, SCHEMES)),
    ]
    return [(name, value) for name, value in pairs if value]


@dataclass(frozen=True)
class Choice:
    """Somebody to choose at the desk: her id, her name, a line that tells her apart."""

    id: UUID
    name: str
    line: str


def people_to_choose(persons: Iterable[Person], borrowed: Iterable[LentPerson] = ()) -> list[Choice]:
    """Persons of this house, then those whom it has borrowed."""
    here = [Choice(one.id, one.name or "", _line(age(one), one.area.name)) for one in persons]
    return here + [Choice(one.person_id, one.name, _line(_years(one), one.area.name)) for one in borrowed]


def _line(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _years(one: LentPerson) -> str:
    return "" if one.age_years is None else _("about %(age)s") % {"age": one.age_years}


@dataclass(frozen=True)
class DeskPart:
    """One part of the form of the desk. `more`: what most people do not need, folded until somebody unfolds it."""

    heading: str | Promise
    fields: Sequence[Any]
    more: Sequence[Any] = ()

    @property
    def unfolded(self) -> bool:
        """Whether something stands in the folded fields, or is wrong with them."""
        return any(one.value() or one.errors for one in self.more)


def desk_parts(form: DeskPageForm) -> list[DeskPart]:
    """The form in the order of the talk."""
    gaps = [name for n in range(GAPS_SHOWN) for name in (f"document_{n}", f"reason_{n}")]
    applied = [
        name for n in range(APPLICATIONS_SHOWN) for name in (f"scheme_{n}", f"stage_{n}", f"filed_number_{n}")
    ]
    person = ("member_name", "sex", "age_precision", "born_on", "age_years", "household_number", "phone")
    asked = ("occupation", "income_tax", "construction_days", "income_usual", "eshram", "bocw", "epf_esi")
    consents = ("consent_survey", "consent_schemes", "consent_share_department")
    return [
        DeskPart(_("Notice and consent"), form.part(*consents)),
        DeskPart(_("The person"), form.part(*person, "may_call", "social_category", "marital", "disability")),
        DeskPart(_("Ten questions"), form.part(*asked, "ration_card", "bank_account", "mobile_linked")),
        DeskPart(_("Told"), form.part("told")),
        DeskPart(_("Missing papers"), form.part(*gaps[:2]), form.part(*gaps[2:])),
        DeskPart(_("Applications"), form.part(*applied[:3]), form.part(*applied[3:])),
    ]
