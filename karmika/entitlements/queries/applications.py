"""Applications: lists of them, one with what the office wrote. Every question takes the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from karmika.areas.queries import ancestors, within
from karmika.entitlements.acts import FileApplication, NoteQuery, Reject
from karmika.entitlements.kinds import schemes
from karmika.entitlements.models import Application, DocumentGap
from karmika.entitlements.queries.persons import Gap, with_notes
from karmika.entitlements.sealed import said_of
from karmika.entitlements.terms import GAP_REASONS, OPEN_STATES, STATES
from karmika.journal.queries import HistoryLine, history
from karmika.kernel.counting import Asked
from karmika.kernel.dates import today
from karmika.kernel.listing import Sought
from karmika.kernel.viewer import Viewer
from karmika.referrals.models import Office
from karmika.ui import asked

PAGE = 50
RENEW_AHEAD = timedelta(days=30)
"""So long before the day a renewal is work to be done."""


@dataclass(frozen=True, kw_only=True)
class ApplicationView:
    """One application with what the office gave and wrote, and what happened."""

    row: Application
    external_number: str
    query: str
    words: str
    """The office's own reason."""
    history: Sequence[HistoryLine]
    office: Office | None
    """Where it was handed in, if that was noted."""


def sought_applications(viewer: Viewer, sought: Sought) -> QuerySet[Application]:
    """Applications that the viewer may see, by state, scheme and area; `state` may be "open" or "renewal"."""
    found = Application.objects.visible_to(viewer).filter(person__hidden=False, person__erased_on=None)
    state, scheme = sought.get("state", ""), sought.get("scheme", "")
    if state in STATES:
        found = found.filter(state=state)
    elif state == "open":
        found = found.filter(state__in=OPEN_STATES)
    elif state == "renewal":
        found = found.filter(renew_on__lte=today() + RENEW_AHEAD)
    if scheme in schemes():
        found = found.filter(scheme=scheme)
    area = asked.id_of(sought.get("area", ""))
    return found if area is None else found.filter(area_id__in=within(area))


def application_list(viewer: Viewer, sought: Sought, page: int) -> tuple[list[Application], bool]:
    """A page of applications, the latest first, and whether there are more."""
    rows = sought_applications(viewer, sought).select_related("person", "area")
    start = page * PAGE
    found = list(rows.order_by("-entry_seq", "id")[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def application_of(viewer: Viewer, application_id: UUID) -> Application | None:
    """One application with its person; None when there is none that the viewer may see."""
    rows = Application.objects.visible_to(viewer).select_related(
        "person__household", "person__worker", "area"
    )
    return rows.filter(id=application_id).first()


def application_view(viewer: Viewer, application_id: UUID) -> ApplicationView | None:
    """One application; None when there is none that the viewer may see."""
    row = application_of(viewer, application_id)
    if row is None:
        return None
    number = query = words = ""
    for _, act in said_of([row.id], (FileApplication, NoteQuery, Reject)).get(row.id, ()):
        if isinstance(act, FileApplication):
            number = act.external_number or ""
        elif isinstance(act, NoteQuery):
            query = act.query or ""
        elif isinstance(act, Reject):
            words = act.words or ""
    return ApplicationView(
        row=row,
        external_number=number,
        query=query,
        words=words,
        history=history(row.id)[::-1],
        office=Office.objects.filter(id=row.office_id).first() if row.office_id else None,
    )


def offices_of(row: Application) -> list[Office]:
    """Open offices on the organisation's list that serve the place of an application, by name."""
    around = [one.id for one in ancestors(row.area_id)]
    rows = Office.objects.filter(organisation_id=row.organisation_id, closed_on=None, area_id__in=around)
    return list(rows.order_by("name_en", "id"))


def sought_gaps(viewer: Viewer, sought: Sought) -> QuerySet[DocumentGap]:
    """What is in the way of people whom the viewer may see and not closed, by who does it, by what, by area."""
    found = DocumentGap.objects.visible_to(viewer).filter(person__hidden=False, person__erased_on=None)
    found = found.filter(closed_on__isnull=True)
    if sought.get("mine") == "yes":
        found = found.filter(assignee_id=viewer.id)
    if sought.get("due") == "today":
        found = found.filter(due_on__lte=today())
    if (reason := sought.get("reason", "")) in GAP_REASONS:
        found = found.filter(reason=reason)
    area = asked.id_of(sought.get("area", ""))
    return found if area is None else found.filter(area_id__in=within(area))


def gap_list(viewer: Viewer, sought: Sought, page: int) -> tuple[list[Gap], bool]:
    """A page of what is in the way, what is due first at the top, and whether there is more."""
    rows = sought_gaps(viewer, sought).select_related("person", "area").order_by("due_on", "entry_seq", "id")
    start = page * PAGE
    found = list(rows[start : start + PAGE + 1])
    return with_notes(found[:PAGE]), len(found) > PAGE


def work(viewer: Viewer, on: date) -> list[Asked]:
    """What waits in the viewer's areas on a day: papers ("due"), renewals, and open applications by their state."""
    due = DocumentGap.objects.visible_to(viewer).filter(closed_on__isnull=True, due_on__lte=on)
    mine = Application.objects.visible_to(viewer)
    return [
        Asked(due, "due"),
        Asked(mine.filter(renew_on__lte=on + RENEW_AHEAD), "renewal"),
        *(Asked(mine.filter(state=state), state) for state in OPEN_STATES),
    ]
