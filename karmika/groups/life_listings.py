"""The lists of the life of groups that can be taken along: meetings, and what is due."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.groups import life_terms
from karmika.groups.acts.federating import level_name
from karmika.groups.models import Group, Meeting
from karmika.groups.queries import due, federations, meetings
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.viewer import Viewer
from karmika.registry.occupations import occupation_name


def _meetings(viewer: Viewer, sought: Sought) -> "QuerySet[Meeting]":
    return meetings.standing(viewer)


def _with_group(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("group__area")


MEETINGS = Listing(
    name="group-meetings",
    title=_("Meetings of groups"),
    about=_("One line for each meeting: which group, when, how many came of how many. No names of persons."),
    roles=PERSONAL,
    rows=_meetings,
    read=_with_group,
    order=("-held_on", "id"),
    columns=(
        Column(_("Group"), lambda row: row.group.name),
        Column(_("Number of the group"), lambda row: row.group.number),
        Column(_("Ward or village"), lambda row: row.group.area.name),
        Column(_("Day"), lambda row: row.held_on),
        Column(_("Hour"), lambda row: row.hour),
        Column(_("Where"), lambda row: life_terms.MEETING_PLACES.get(row.place, row.place)),
        Column(_("Came"), lambda row: row.present),
        Column(_("Members"), lambda row: row.members),
        Column(_("Enough to decide"), lambda row: _("yes") if row.has_quorum else _("no")),
    ),
)


def _due(viewer: Viewer, sought: Sought) -> "QuerySet[Any]":
    """Groups of the kind asked for; the groups of offices that end for that kind."""
    kind = sought.get("kind", "")
    if kind == "offices":
        return Group.objects.filter(id__in=due.offices_ending(viewer).values("group_id"))
    return due.KINDS.get(kind, due.sessions_due)(viewer)


def _with_place(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("area", "worksite")


DUE = Listing(
    name="groups-due",
    page="groups.due",
    title=_("What is due for groups"),
    about=_(
        "One line for each group of which something of the chosen kind is due: a session, a meeting, an election, a "
        "grading, or a visit because it seems to sleep. No names of persons."
    ),
    roles=PERSONAL,
    filters=("kind",),
    rows=_due,
    read=_with_place,
    columns=(
        Column(_("Group"), lambda row: row.name),
        Column(_("Number of the group"), lambda row: row.number),
        Column(_("Occupation"), lambda row: occupation_name(row.occupation)),
        Column(_("Worksite"), lambda row: row.worksite and row.worksite.name),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Formed on"), lambda row: row.formed_on),
    ),
)


def _federations(viewer: Viewer, sought: Sought) -> "QuerySet[Any]":
    return federations.federations(viewer)


FEDERATIONS = Listing(
    name="federations",
    page="groups.federations",
    title=_("Federations"),
    about=_(
        "One line for each federation: name, number, kind, place and how many members today. No names of persons."
    ),
    roles=PERSONAL,
    rows=_federations,
    columns=(
        Column(_("Name"), lambda row: row.name),
        Column(_("Number"), lambda row: row.number),
        Column(_("Kind"), lambda row: level_name(row.level)),
        Column(_("Place"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Members"), lambda row: row.members_now),
        Column(_("Formed on"), lambda row: row.formed_on),
    ),
)

LIFE = (MEETINGS, DUE, FEDERATIONS)
