"""What is not known of a person, why that matters and what to do; and the one thing to do next. Plain facts, no tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
YES, NO, UNASKED = "yes", "no", ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the tables say of one person, as far as it decides what to do."""

    active: bool = True
    works: bool
    has_phone: bool
    has_age: bool
    has_worksite: bool = False
    account: str | None = None
    """The state of the bank account; "" where nobody asked; None where nobody looked."""
    consent: str = UNASKED
    """To be proposed for a group: YES, NO (or taken back), UNASKED."""
    has_uan: bool | None = None
    """None where nobody looked."""
    in_group: bool = False
    proposed: bool = False


@dataclass(frozen=True)
class Gap:
    """Something that is not known or not there."""

    code: str
    what: Text
    why: Text
    act: Text


GAPS = {
    gap.code: gap
    for gap in (
        Gap(
            "consent",
            _("Not asked about a group"),
            _("Without a yes nobody may propose this worker for a group."),
            _("Read the notice out at the next visit and note the answer."),
        ),
        Gap(
            "worksite",
            _("No worksite"),
            _("Groups are made of people who work at one place."),
            _("Ask where this worker stands or works, and correct the form."),
        ),
        Gap(
            "phone",
            _("No phone"),
            _("The office cannot call, and news of meetings and payments does not arrive."),
            _("Ask whose phone may be rung."),
        ),
        Gap(
            "age",
            _("No age"),
            _("Many schemes have an age limit."),
            _("Ask for the age; about so many years will do."),
        ),
        Gap(
            "account_unasked",
            _("Bank account not asked"),
            _("Savings and payments need an account in the worker's own name."),
            _("Ask whether there is one, and whether it is in use."),
        ),
        Gap(
            "account_none",
            _("No bank account"),
            _("Savings and payments need an account in the worker's own name."),
            _("Help to open one: a group's first meeting is a good day for it."),
        ),
        Gap(
            "account_dormant",
            _("Bank account not in use"),
            _("Payments to an account that sleeps may come back."),
            _("Go along to the bank once, so that it wakes up."),
        ),
        Gap(
            "uan",
            _("No e-Shram number"),
            _("Accident cover and several schemes ask for it."),
            _("Look at the card, or register at the next camp."),
        ),
    )
}
ACCOUNTS = {"": "account_unasked", "none": "account_none", "dormant": "account_dormant"}


def gaps(known: Known) -> list[Gap]:
    """What is missing, what holds up most first."""
    return [GAPS[code] for code in _codes(known)] if known.active else []


def _codes(known: Known) -> Iterator[str]:
    if known.works and known.consent == UNASKED:
        yield "consent"
    if known.works and not known.has_worksite:
        yield "worksite"
    if known.works and not known.has_phone:
        yield "phone"
    if not known.has_age:
        yield "age"
    if known.works and known.account in ACCOUNTS:
        yield ACCOUNTS[known.account]
    if known.works and known.has_uan is False:
        yield "uan"


@dataclass(frozen=True)
class Step:
    """The one thing to do next. `way`: "consents", "form", "group" or "propose", where the page has a link for it."""

    sentence: Text
    way: str = ""


def next_step(known: Known, *, records: bool, proposes: bool) -> Step:
    """What to do next, for somebody who `records` what people say, who `proposes` groups, or who only looks."""
    if not known.active:
        return Step(_("Taken out. Nothing is to be done."))
    if not known.works:
        return Step(_("Does none of the programme's work. Nothing is to be done until that changes."))
    if known.in_group:
        return Step(_("In a group. What comes next is on the page of the group."), "group")
    if known.proposed:
        return Step(_("Proposed for a group. The proposal is decided next."), "group")
    if known.consent == NO:
        return Step(_("Said no to being proposed for a group. Ask again only if this worker speaks of it."))
    if known.consent == UNASKED:
        if records:
            return Step(_("Ask about joining a group, and note the answer."), "consents")
        return Step(_("Whoever visits next asks about joining a group."))
    if not known.has_worksite:
        if records:
            return Step(_("Ask where this worker works: without a worksite there is no group."), "form")
        return Step(_("Whoever visits next asks for the worksite: without one there is no group."))
    if proposes:
        return Step(_("Ready for a group: propose one at the worksite."), "propose")
    return Step(_("Ready for a group. The community organiser proposes one."))
