"""The list of candidates, to be taken along: whom other lists name, for those who go and look."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.areas.queries import within
from karmika.candidates.lists import LISTS as KINDS
from karmika.candidates.lists import NOT_FOUND_REASONS, STATES, WITHDRAWAL_REASONS
from karmika.candidates.models import Candidate
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.text import dialled
from karmika.kernel.viewer import Viewer
from karmika.registry.occupations import occupation_name
from karmika.ui import asked

_REASONS = {**NOT_FOUND_REASONS, **WITHDRAWAL_REASONS}


def _candidates(viewer: Viewer, sought: Sought) -> "QuerySet[Candidate]":
    found = Candidate.objects.visible_to(viewer)
    area = asked.id_of(sought.get("area", ""))
    if area is not None:
        found = found.filter(area_id__in=within(area))
    if sought.get("list") in KINDS:
        found = found.filter(listed_in=sought["list"])
    state = sought.get("state", "open")
    return found.filter(state=state) if state in STATES else found


def _with_area(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("area")


def _of(row: Candidate) -> tuple[UUID, ...]:
    return (row.id, *((row.person_id,) if row.person_id else ()))


CANDIDATES = Listing(
    name="candidates",
    page="candidates.candidates",
    title=_("Candidates"),
    about=_(
        "One line for each person or group whom another list names: what that list says, and whether it was found."
    ),
    roles=PERSONAL,
    filters=("area", "list", "state"),
    rows=_candidates,
    read=_with_area,
    order=("entry_seq", "id"),
    subjects=_of,
    columns=(
        Column(_("List"), lambda row: KINDS[row.listed_in].label),
        Column(_("Number in the list"), lambda row: row.reference),
        Column(_("Name of the group"), lambda row: row.title),
        Column(_("Name"), lambda row: row.name),
        Column(_("Phone"), lambda row: dialled(row.phone)),
        Column(_("Address"), lambda row: row.address),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Work"), lambda row: occupation_name(row.occupation)),
        Column(_("Year of birth"), lambda row: row.birth_year),
        Column(_("Formed on"), lambda row: row.formed_on),
        Column(_("Members"), lambda row: row.members_count),
        Column(_("Listed on"), lambda row: row.listed_on),
        Column(_("Status"), lambda row: STATES[row.state]),
        Column(_("Why"), lambda row: _REASONS.get(row.reason, row.reason)),
        Column(_("Settled on"), lambda row: row.settled_on),
    ),
)

LISTS = (CANDIDATES,)
