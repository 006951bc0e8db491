"""The lists of this room that can be taken along: applications, and what is in the way of them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.access.queries import names_of
from karmika.access.roles import PERSONAL
from karmika.entitlements import terms
from karmika.entitlements.kinds import document_name, scheme_name
from karmika.entitlements.queries.applications import sought_applications, sought_gaps
from karmika.kernel.listing import Column, Listing
from karmika.kernel.viewer import Viewer
from karmika.registry.choices import SEXES
from karmika.registry.occupations import occupation_name


def _with_person(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    return rows.select_related("person", "area")


def _with_assignee(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    found = list(rows.select_related("person", "area"))
    names = names_of({row.assignee_id for row in found if row.assignee_id})
    for row in found:
        row.assignee = names.get(row.assignee_id, "")
    return found


APPLICATIONS = Listing(
    name="applications",
    page="entitlements.applications",
    title=_("Applications"),
    about=_(
        "One line for each application: who, for which scheme, how it stands, and when money or goods arrived. The "
        "office's own numbers are not in the file."
    ),
    roles=PERSONAL,
    filters=("state", "scheme", "area"),
    rows=sought_applications,
    read=_with_person,
    subjects=lambda row: (row.person_id,),
    columns=(
        Column(_("Number"), lambda row: row.number),
        Column(_("Name"), lambda row: row.person.name),
        Column(_("Scheme"), lambda row: scheme_name(row.scheme)),
        Column(_("Status"), lambda row: terms.STATES.get(row.state, row.state)),
        Column(_("Prepared on"), lambda row: row.prepared_on),
        Column(_("Filed on"), lambda row: row.filed_on),
        Column(_("Decided on"), lambda row: row.decided_on),
        Column(
            _("Why"),
            lambda row: terms.REJECT_REASONS.get(
                row.reason, terms.WITHDRAW_REASONS.get(row.reason, row.reason)
            ),
        ),
        Column(_("Received on"), lambda row: row.received_on),
        Column(
            _("Rupees received"),
            lambda row: None if row.received_paise is None else row.received_paise // 100,
        ),
        Column(_("Renew by"), lambda row: row.renew_on),
        Column(_("Occupation"), lambda row: occupation_name(row.occupation)),
        Column(_("Sex"), lambda row: SEXES.get(row.sex, "")),
        Column(_("Ward or village"), lambda row: row.area.name),
    ),
)

GAPS = Listing(
    name="gaps",
    page="entitlements.gaps",
    title=_("What is in the way"),
    about=_(
        "One line for everything that keeps somebody from applying and is not done: the paper, the reason, the day."
    ),
    roles=PERSONAL,
    filters=("mine", "due", "reason", "area"),
    rows=sought_gaps,
    read=_with_assignee,
    order=("due_on", "entry_seq", "id"),
    subjects=lambda row: (row.person_id,),
    columns=(
        Column(_("Name"), lambda row: row.person.name),
        Column(_("Paper"), lambda row: document_name(row.document_kind) if row.document_kind else ""),
        Column(_("Reason"), lambda row: terms.GAP_REASONS.get(row.reason, row.reason)),
        Column(_("Scheme"), lambda row: scheme_name(row.scheme) if row.scheme else ""),
        Column(_("Noted on"), lambda row: row.noted_on),
        Column(_("Due on"), lambda row: row.due_on),
        Column(_("Who does it"), lambda row: row.assignee),
        Column(_("Ward or village"), lambda row: row.area.name),
    ),
)

LISTS = (APPLICATIONS, GAPS)
