"""The list of cases that can be taken along: those of level 0, without a name. Restricted ones are in no file."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from karmika.access.queries import names_of
from karmika.cases import queries
from karmika.cases.models import Case
from karmika.cases.terms import READERS, RESULTS, STATES, TOLD, WAGE, matter_name
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.viewer import Viewer
from karmika.registry.choices import SEXES
from karmika.registry.occupations import occupation_name
from karmika.ui import asked


def _cases(viewer: Viewer, sought: Sought) -> "QuerySet[Case]":
    wanted = queries.Sought(
        area=asked.id_of(sought.get("area", "")),
        state=sought.get("state", "open"),
        matter=sought.get("matter", ""),
    )
    return queries.found(viewer, wanted).filter(level=WAGE)


def _with_money(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    def paise(what: str) -> Sum:
        return Sum("money__amount_paise", filter=Q(money__what=what, money__holds=True))

    found = list(
        rows.select_related("area").annotate(
            disputed=paise("disputed"), offered=paise("offered"), received=paise("received")
        )
    )
    names = names_of({row.assigned_to for row in found if row.assigned_to})
    for row in found:
        row.assignee = names.get(row.assigned_to, "")
    return found


def _rupees(paise: int | None) -> str:
    return "" if paise is None else f"{paise // 100}.{paise % 100:02d}"


CASES = Listing(
    name="cases",
    page="cases.cases",
    title=_("Cases"),
    about=_(
        "One line for each case about work: what, where, how far, rupees. No names. Restricted cases are not in it."
    ),
    roles=READERS,
    filters=("area", "state", "matter"),
    rows=_cases,
    read=_with_money,
    order=("-received_at", "id"),
    columns=(
        Column(_("Number"), lambda row: row.number),
        Column(_("What it is about"), lambda row: matter_name(row.matter)),
        Column(_("How it was told"), lambda row: TOLD[row.told]),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Occupation"), lambda row: occupation_name(row.occupation)),
        Column(_("Sex"), lambda row: SEXES.get(row.sex, "")),
        Column(_("Reported on"), lambda row: row.reported_on),
        Column(
            _("Answered in time"),
            lambda row: "" if row.in_time is None else _("Yes") if row.in_time else _("No"),
        ),
        Column(_("With"), lambda row: row.assignee),
        Column(_("Status"), lambda row: STATES[row.state]),
        Column(_("How it ended"), lambda row: RESULTS.get(row.result, "")),
        Column(_("Closed on"), lambda row: row.closed_on),
        Column(_("Rupees claimed"), lambda row: _rupees(row.disputed)),
        Column(_("Rupees offered"), lambda row: _rupees(row.offered)),
        Column(_("Rupees received"), lambda row: _rupees(row.received)),
    ),
)

LISTS = (CASES,)
