"""The lists of this room that can be taken along: workers, households, requests to be forgotten."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL, SEES_RESTRICTED
from karmika.access.visibility import scope
from karmika.areas.queries import within
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.text import dialled
from karmika.kernel.viewer import Viewer
from karmika.registry import choices, queries
from karmika.registry.acts.erasing import LIFT_REASONS, REASONS
from karmika.registry.choices import OCCUPATION_GROUPS
from karmika.registry.models import Household, Restriction, Worker
from karmika.registry.numbers import spaced
from karmika.registry.occupations import occupation_name, occupations
from karmika.registry.shown import label
from karmika.ui import asked

CLOSED = {"open": _("restricted"), "lifted": _("lifted"), "erased": _("erased")}


def rupees(paise: int | None) -> Decimal | None:
    """Paise as rupees, exactly: a number with which a spreadsheet can count."""
    return None if paise is None else Decimal(paise).scaleb(-2)


def _workers(viewer: Viewer, sought: Sought) -> "QuerySet[Worker]":
    found = queries.workers(viewer).filter(hidden=False)
    area, work = asked.id_of(sought.get("area", "")), sought.get("work", "")
    if area is not None:
        found = found.filter(area_id__in=within(area))
    if work in OCCUPATION_GROUPS:
        return found.filter(occupation_group=work)
    return found.filter(occupation=work) if work in occupations() else found


def _with_person(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("person__household", "area", "worksite")


WORKERS = Listing(
    name="workers",
    page="registry.workers",
    title=_("Workers"),
    about=_("One line for each worker: name, phone, work, place and income, as last recorded."),
    roles=PERSONAL,
    filters=("area", "work"),
    rows=_workers,
    read=_with_person,
    subjects=lambda row: (row.id,),
    columns=(
        Column(_("Name"), lambda row: row.person.name),
        Column(_("Sex"), lambda row: label(choices.SEXES, row.sex)),
        Column(_("Age"), lambda row: row.person.age_years),
        Column(_("Age as of"), lambda row: row.person.listed_on),
        Column(_("Phone"), lambda row: dialled(row.person.phone)),
        Column(_("Household number"), lambda row: spaced(row.person.household.number)),
        Column(_("Work"), lambda row: occupation_name(row.occupation)),
        Column(_("Group of work"), lambda row: label(OCCUPATION_GROUPS, row.occupation_group)),
        Column(_("Worksite"), lambda row: row.worksite and row.worksite.name),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Days worked a month"), lambda row: row.days_worked),
        Column(_("Usual income a month (rupees)"), lambda row: rupees(row.income_usual_paise)),
        Column(_("Recorded on"), lambda row: row.listed_on),
        Column(_("Number in Karmika"), lambda row: str(row.id)),
    ),
)


def _households(viewer: Viewer, sought: Sought) -> "QuerySet[Household]":
    found = Household.objects.visible_to(viewer).filter(hidden=False, erased_on=None)
    area = asked.id_of(sought.get("area", ""))
    return found if area is None else found.filter(area_id__in=within(area))


def _with_people(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    living = Q(persons__state="active", persons__hidden=False)
    counted: QuerySet[Any] = rows.select_related("area").annotate(people=Count("persons", filter=living))
    return counted


HOUSEHOLDS = Listing(
    name="households",
    title=_("Households"),
    about=_(
        "One line for each household: number, address, how many people, visits and what came of the last."
    ),
    roles=PERSONAL,
    filters=("area",),
    rows=_households,
    read=_with_people,
    subjects=lambda row: (row.id,),
    columns=(
        Column(_("Household number"), lambda row: spaced(row.number)),
        Column(_("Address"), lambda row: row.address),
        Column(_("Landmark"), lambda row: row.landmark),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("People"), lambda row: row.people),
        Column(_("Visits"), lambda row: row.visits_count),
        Column(_("Last visit"), lambda row: label(choices.OUTCOMES, row.last_outcome)),
        Column(_("To be visited again on"), lambda row: None if row.ended else row.revisit_on),
        Column(_("Recorded on"), lambda row: row.listed_on),
        Column(_("Number in Karmika"), lambda row: str(row.id)),
    ),
)


def _requests(viewer: Viewer, sought: Sought) -> "QuerySet[Restriction]":
    return Restriction.objects.filter(scope(viewer, roles=SEES_RESTRICTED, programme="programme_id"))


def _with_household(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("household", "area")


def _of_request(row: Restriction) -> tuple[UUID, ...]:
    return (row.household_id, *((row.person_id,) if row.person_id else ()))


REQUESTS = Listing(
    name="requests",
    page="registry.requests",
    title=_("Requests to be forgotten"),
    about=_("One line for each request: on what paper, when it is due, what became of it. No names."),
    roles=SEES_RESTRICTED,
    rows=_requests,
    read=_with_household,
    order=("due_on", "id"),
    subjects=_of_request,
    columns=(
        Column(_("Reference"), lambda row: row.reference),
        Column(_("Paper on whose authority it is done"), lambda row: row.authority),
        Column(_("Household number"), lambda row: spaced(row.household.number)),
        Column(_("Whole household"), lambda row: _("No") if row.person_id else _("Yes")),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Why"), lambda row: REASONS.get(row.reason, row.reason)),
        Column(_("Asked on"), lambda row: row.asked_on),
        Column(_("Due on"), lambda row: row.due_on),
        Column(_("Status"), lambda row: CLOSED.get(row.state, row.state)),
        Column(_("Closed on"), lambda row: row.closed_on),
        Column(_("What became of it"), lambda row: LIFT_REASONS.get(row.closed_reason, row.closed_reason)),
    ),
)

LISTS = (WORKERS, HOUSEHOLDS, REQUESTS)
