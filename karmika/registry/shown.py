"""Rows as people read them: (label, value) pairs in the active language. No rights, no questions to the tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karmika.kernel.numbers import indian, rupees
from karmika.registry import choices
from karmika.registry.cards import Card
from karmika.registry.models import Household, OccupationSpell, Person, Worker
from karmika.registry.numbers import spaced
from karmika.registry.occupations import occupation_name
from karmika.registry.queries import Answers, Owed, Sensitive
from karmika.registry.searching import Found
from karmika.ui.addresses import address
from karmika.ui.components import PersonCard
from karmika.ui.templatetags.ui import phone

Pair = tuple[str | Promise, str | Promise]


def label(codes: Mapping[str, Promise], code: str) -> str:
    """The name of a code; the code itself when the list does not have it any more; empty stays empty."""
    return str(codes.get(code, code)) if code else ""


def labels(codes: Mapping[str, Promise], many: Iterable[str]) -> str:
    """The names of several codes."""
    return ", ".join(label(codes, code) for code in many)


def answered(*pairs: tuple[str | Promise, Any]) -> list[Pair]:
    """The pairs that have a value."""
    return [(name, str(value)) for name, value in pairs if value not in (None, "")]


def age(person: Person) -> str:
    """The age with its precision: "41", "about 41"."""
    if person.age_years is None:
        return ""
    if person.age_precision == "exact":
        return indian(person.age_years)
    return _("about %(age)s") % {"age": indian(person.age_years)}


def person_pairs(person: Person) -> list[Pair]:
    """What is known of a person, apart from name and work."""
    return answered(
        (_("Relation"), label(choices.RELATIONS, person.relation)),
        (_("Sex"), label(choices.SEXES, person.sex or "not_said")),
        (_("Age"), age(person)),
        (_("Date of birth"), person.born_on and formats.date_format(person.born_on, "j F Y")),
        (_("Phone"), phone(person.phone or "")),
        (_("Who answers the phone"), label(choices.PHONE_ANSWERERS, person.phone_answered_by)),
        (_("Best time"), label(choices.HOURS, person.preferred_hours)),
        (_("Languages"), labels(choices.LANGUAGES, person.languages)),
        (_("Schooling"), label(choices.SCHOOLINGS, person.schooling)),
    )


def spell_pairs(spell: OccupationSpell) -> list[Pair]:
    """One spell of work."""
    wage = ""
    if spell.wage_rate_paise is not None:
        wage = f"{rupees(spell.wage_rate_paise)} {label(choices.WAGE_UNITS, spell.wage_unit)}"
    return answered(
        (_("Occupation"), occupation_name(spell.occupation)),
        (_("NCO-2015 code"), spell.nco_code),
        (_("Works for"), label(choices.EMPLOYMENTS, spell.employment)),
        (_("Employer"), spell.employer_name),
        (_("Worksite"), spell.worksite.name if spell.worksite else ""),
        (_("Since"), spell.since_year),
        (_("Hours a day"), spell.hours_a_day),
        (_("Wage"), wage),
        (_("Days of work in a week"), spell.days_a_week),
        (_("Pieces for which it is paid"), spell.pieces_paid),
        (_("Pieces or trips a day"), spell.pieces_a_day),
    )


def money_pairs(worker: Worker, answers: Answers) -> list[Pair]:
    """Income, unpaid wages, account, covers, shocks, tools."""

    def amount(paise: int | None) -> str:
        return "" if paise is None else rupees(paise)

    days = worker.days_worked
    return answered(
        (_("Wages not paid"), amount(worker.unpaid_paise)),
        (_("Income comes"), label(choices.INCOME_PATTERNS, worker.income_pattern)),
        (_("Days worked in 30 days"), "" if days is None else indian(days)),
        (_("Worst month"), amount(worker.income_min_paise)),
        (_("Usual month"), amount(worker.income_usual_paise)),
        (_("Best month"), amount(worker.income_max_paise)),
        (_("Bank"), labels(choices.ACCOUNT_STATES, answers.accounts)),
        (_("UPI"), "" if worker.upi is None else _("Yes") if worker.upi else _("No")),
        (_("Cover"), labels(choices.INSURANCES, answers.covers)),
        (_("Last 12 months"), labels(choices.SHOCKS, answers.shocks)),
        (_("Tools"), labels(choices.TOOLS, worker.tools)),
        (_("Dangers at work"), labels(choices.HAZARDS, worker.hazards)),
        (_("Who answered"), label(choices.ANSWERED_BY, worker.answered_by)),
    )


def skill_pairs(worker: Worker) -> list[Pair]:
    """The six items of literacy."""
    return [
        (name, choices.CAN_DO_LABELS[value])
        for item, name in choices.SKILLS.items()
        if (value := getattr(worker, item)) is not None
    ]


def debt_line(debt: Owed) -> str:
    """One debt in words, with the rate in the lender's own unit."""
    unit = label(choices.DEBT_RATE_UNITS, debt.rate_unit)
    if debt.rate_e2 is not None:
        whole, part = divmod(debt.rate_e2, 100)
        unit = f"{whole}.{part:02d} {unit}" if part else f"{whole} {unit}"
    return f"{label(choices.DEBT_SOURCES, debt.source)}: {rupees(debt.amount_paise)}, {unit}"


def sensitive_pairs(answers: Iterable[Sensitive]) -> list[Pair]:
    """Sensitive answers."""
    named: dict[str, str | Promise] = {
        **choices.SOCIAL_CATEGORIES,
        **choices.MINORITIES,
        **choices.YES_NO_REFUSED,
    }
    return [(one.label, named.get(one.value, one.value)) for one in answers]


def household_pairs(household: Household) -> list[Pair]:
    """What is known of a household."""
    return answered(
        (_("Number"), spaced(household.number)),
        (_("Address"), household.address),
        (_("Landmark"), household.landmark),
        (_("Ward or village"), household.area.name),
        (_("Listed on"), formats.date_format(household.listed_on, "j F Y")),
        (_("Last visit"), label(choices.OUTCOMES, household.last_outcome)),
        (_("Come back on"), household.revisit_on and formats.date_format(household.revisit_on, "j F Y")),
    )


def visits_words(count: int) -> str:
    """How many visits, in words."""
    return ngettext("%(count)s visit", "%(count)s visits", count) % {"count": indian(count)}


def head_words(person: Person, worker: Worker | None) -> list[str]:
    """Who somebody is, in a few words: work, worksite, ward."""
    work = occupation_name(worker.occupation) if worker else label(choices.RELATIONS, person.relation)
    site = worker.worksite.name if worker and worker.worksite else ""
    return [one for one in (work, site, person.area.name) if one]


def card(one: Card, *, with_household: bool = True) -> PersonCard:
    """A card in words: work and worksite, then ward, age and household; groups as tags, and what is missing."""
    person, worker = one.person, one.worker
    number = _("household %(number)s") % {"number": spaced(person.household.number)} if with_household else ""
    lines = (head_words(person, worker), [age(person), number])
    tags = [(tie.label, "good") for tie in one.ties]
    if person.state != "active":
        tags = [(_("taken out"), "bad")]
    return PersonCard(
        name=person.name or "",
        url=address("registry.person", person.id),
        lines=tuple(joined for line in lines if (joined := " · ".join(filter(None, line)))),
        lacks=tuple(gap.what for gap in one.gaps),
        tags=tuple(tags),
    )


def found_words(found: Found) -> str:
    """How much a search found, for those who hear the page."""
    people = len(found.persons)
    if found.more:
        return _("More than %(count)s found. Type another word of the name.") % {"count": indian(people)}
    return ngettext("%(count)s found", "%(count)s found", found.count) % {"count": indian(found.count)}


def household_step(household: Household, *, records: bool) -> str:
    """The one thing to do next at this door."""
    if household.ended:
        return _("The door is done: no further visit is needed.")
    if household.revisit_on:
        day = {"day": formats.date_format(household.revisit_on, "j F Y")}
        return _("Visit again on %(day)s.") % day if records else _("To be visited again on %(day)s.") % day
    return _("Visit again: nobody has answered everything yet.")


def state_tags(row: Person | Household) -> list[tuple[str, str]]:
    """What must be seen at once of a person or a household: taken out, restricted, erased."""
    tags = [(_("taken out"), "bad")] if getattr(row, "state", "active") == "removed" else []
    if row.erased_on:
        return [*tags, (_("erased"), "bad")]
    return [*tags, (_("restricted"), "bad")] if row.hidden else tags
