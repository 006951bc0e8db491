"""The lists of this room that can be taken along: offices, and referrals with what became of them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.kernel.dates import today
from karmika.kernel.listing import Column, Listing
from karmika.kernel.viewer import Viewer
from karmika.referrals import terms
from karmika.referrals.models import Office
from karmika.referrals.queries.offices import sought_offices
from karmika.referrals.queries.referrals import FILTERS, is_overdue, lines, sought_referrals
from karmika.referrals.roles import SEES_OFFICES


def _with_area(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    found: QuerySet[Any] = rows.select_related("area")
    return found


def _services(office: Office) -> str:
    return "; ".join(terms.service_label(code) for code in office.services)


OFFICES = Listing(
    name="offices",
    page="referrals.offices",
    title=_("Offices"),
    about=_("One line for each office: what it does, for which area, when it is open. No names of persons."),
    roles=SEES_OFFICES,
    filters=("kind", "area", "closed"),
    rows=sought_offices,
    read=_with_area,
    order=("name_en", "id"),
    columns=(
        Column(_("Code"), lambda row: row.code),
        Column(_("Name"), lambda row: row.name),
        Column(_("Kind"), lambda row: terms.OFFICE_KINDS.get(row.kind, row.kind)),
        Column(_("Services"), _services),
        Column(_("Area it serves"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Phone"), lambda row: row.phone),
        Column(_("Open at"), lambda row: row.hours),
        Column(_("Address"), lambda row: row.address),
        Column(_("Closed on"), lambda row: row.closed_on),
    ),
)


class _Shown:
    """A referral with the name that the viewer may see."""

    def __init__(self, line: Any) -> None:
        self.line, self.row = line, line.referral
        self.pk = self.row.pk


def _as_seen(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[_Shown]:
    return [_Shown(line) for line in lines(viewer, list(rows.select_related("office", "area")))]


def _why(row: Any) -> Any:
    known = {**terms.DECLINE_REASONS, **terms.REVOKE_REASONS, **terms.OUTCOMES}
    return known.get(row.outcome or row.reason, "")


REFERRALS = Listing(
    name="referrals",
    page="referrals.referrals",
    title=_("Referrals"),
    about=_("One line for each referral: who was sent where for what, until when, and what became of it."),
    roles=PERSONAL,
    filters=FILTERS,
    rows=sought_referrals,
    read=_as_seen,
    subjects=lambda row: (row.row.subject_id,) if row.line.who else (),
    columns=(
        Column(_("Number"), lambda row: row.row.number),
        Column(_("Name"), lambda row: row.line.who),
        Column(_("Service"), lambda row: row.line.service),
        Column(_("Office"), lambda row: row.row.office.name),
        Column(_("Ward or village"), lambda row: row.row.area.name),
        Column(_("Sent on"), lambda row: row.row.sent_on),
        Column(_("Agreed on"), lambda row: row.row.consent_on),
        Column(_("Agreed"), lambda row: terms.CONSENT_WAYS.get(row.row.consent_how, row.row.consent_how)),
        Column(_("Due on"), lambda row: row.row.due_on),
        Column(_("Overdue"), lambda row: _("yes") if is_overdue(row.row, today()) else ""),
        Column(_("Status"), lambda row: row.line.state),
        Column(_("Answered on"), lambda row: row.row.answered_on),
        Column(
            _("How it was answered"),
            lambda row: terms.ALL_ANSWERED_WAYS.get(row.row.answered_how, row.row.answered_how),
        ),
        Column(_("What came of it, or why not"), lambda row: _why(row.row)),
        Column(_("Closed on"), lambda row: row.row.closed_on),
    ),
)

LISTS = (OFFICES, REFERRALS)
