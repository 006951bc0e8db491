"""The lists of this room that can be taken along: what was sent, what waits, forms. Answers are in none of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.access.queries import names_of
from karmika.access.roles import PERSONAL
from karmika.areas.models import Area
from karmika.areas.queries import within
from karmika.intake import queries, waiting
from karmika.intake.acts.roles import PUBLISHES, WORKS_QUEUE
from karmika.intake.models import FORM_STATES, Form, Submission
from karmika.intake.reasons import short_reason
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.viewer import Viewer
from karmika.ui import asked


def _submissions(viewer: Viewer, sought: Sought) -> "QuerySet[Submission]":
    found = Submission.objects.visible_to(viewer).filter(secrecy="")
    area = asked.id_of(sought.get("area", ""))
    return found if area is None else found.filter(area_id__in=within(area))


def _queue(viewer: Viewer, sought: Sought) -> "QuerySet[Submission]":
    older, given = sought.get("older", ""), sought.get("given", "")
    wanted = waiting.Sought(
        reason=sought.get("reason", ""),
        form=sought.get("form", ""),
        sender=asked.id_of(sought.get("sender", "")),
        area=asked.id_of(sought.get("area", "")),
        older_days=int(older) if older in map(str, waiting.AGES) else 0,
        given=waiting.NOBODY if given == waiting.NOBODY else asked.id_of(given) or "",
    )
    return waiting.found(viewer, wanted).filter(secrecy="")


def _with_names(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    found = list(rows)
    names = names_of({row.user_id for row in found} | {row.given_to for row in found if row.given_to})
    areas = Area.objects.in_bulk({row.area_id for row in found})
    titles = queries.titles({row.form_id for row in found})
    for row in found:
        row.given_name = names.get(row.given_to, "")
        row.sender, row.area_shown = names.get(row.user_id, ""), areas.get(row.area_id)
        row.form_title = titles.get((row.project_id, row.form_id), row.form_id)
    return found


def _itself(row: Submission) -> tuple[UUID]:
    return (row.id,)


_COLUMNS = (
    Column(_("Received"), lambda row: row.received_at),
    Column(_("Form"), lambda row: row.form_title),
    Column(_("Version"), lambda row: row.version),
    Column(_("Filled in"), lambda row: row.occurred_at),
    Column(_("Sent by"), lambda row: row.sender),
    Column(_("Area"), lambda row: row.area_shown and row.area_shown.name),
    Column(_("Status"), lambda row: row.state_label),
    Column(_("Reason"), lambda row: short_reason(row.reason, row.reason_facts) if row.reason else ""),
    Column(_("Given to"), lambda row: row.given_name),
    Column(_("Oddities"), lambda row: len(row.findings)),
    Column(_("Times sent"), lambda row: row.versions),
    Column(_("Number in Karmika"), lambda row: str(row.id)),
)

SUBMISSIONS = Listing(
    name="submissions",
    title=_("Forms that were sent"),
    about=_("One line for each form that was sent: when, by whom, from where, how it stands. No answers."),
    roles=PERSONAL,
    filters=("area",),
    rows=_submissions,
    read=_with_names,
    order=("received_at", "id"),
    subjects=_itself,
    columns=_COLUMNS,
)
QUEUE = Listing(
    name="queue",
    page="intake.queue",
    title=_("Forms that wait for a person"),
    about=_("One line for each form that waits, the oldest first: when, by whom, why. No answers."),
    roles=PERSONAL,
    filters=("reason", "form", "sender", "area", "older", "given"),
    rows=_queue,
    read=_with_names,
    order=("received_at", "id"),
    subjects=_itself,
    columns=_COLUMNS,
)


def _forms(viewer: Viewer, sought: Sought) -> "QuerySet[Form]":
    return Form.objects.visible_to(viewer)


def _with_versions(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    counted: QuerySet[Any] = rows.select_related("project").annotate(version_count=Count("versions"))
    return counted


FORMS = Listing(
    name="forms",
    page="intake.forms",
    title=_("Forms"),
    about=_("One line for each form: its project, its id, how it stands, how many versions it has."),
    roles=(PUBLISHES | WORKS_QUEUE) - {"operator"},
    rows=_forms,
    read=_with_versions,
    order=("project__number", "form_id"),
    columns=(
        Column(_("Form"), lambda row: row.title),
        Column(_("Id of the form"), lambda row: row.form_id),
        Column(_("Project"), lambda row: row.project.name),
        Column(_("Status"), lambda row: FORM_STATES.get(row.state, row.state)),
        Column(_("Versions"), lambda row: row.version_count),
    ),
)

LISTS = (SUBMISSIONS, QUEUE, FORMS)
