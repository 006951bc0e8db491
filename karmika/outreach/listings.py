"""The lists of this room that can be taken along: campaigns, camps with their tokens, whom to ask again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.kernel.dates import today
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.text import dialled
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import COUNTING
from karmika.outreach import queries
from karmika.outreach.models import Camp, Campaign
from karmika.outreach.terms import CAMP_STATES, CANCEL_REASONS, DIFFERENCES, FOLLOWERS, OUTCOMES

_DAYS = {"week": 7, "all": 3650}


def _campaigns(viewer: Viewer, sought: Sought) -> "QuerySet[Any]":
    return Campaign.objects.visible_to(viewer).select_related("area")


CAMPAIGNS = Listing(
    name="campaigns",
    page="outreach.campaigns",
    title=_("Campaigns"),
    about=_("One line for each campaign: number, area, days, what it is for, what it aims at."),
    roles=COUNTING,
    rows=_campaigns,
    order=("-starts_on", "-number", "id"),
    columns=(
        Column(_("Number"), lambda row: row.number),
        Column(_("Campaign"), lambda row: row.name),
        Column(_("Area"), lambda row: row.area.name),
        Column(_("First day"), lambda row: row.starts_on),
        Column(_("Last day"), lambda row: row.ends_on),
        Column(_("What it is for"), lambda row: row.aims),
        Column(_("Camps aimed at"), lambda row: row.target_camps),
        Column(_("People aimed at"), lambda row: row.target_people),
    ),
)


@dataclass(frozen=True)
class _Held:
    """A camp with its tokens."""

    pk: UUID
    row: Camp
    tokens: queries.Tokens


def _camps(viewer: Viewer, sought: Sought) -> "QuerySet[Any]":
    state = sought.get("state", "")
    return queries.camps(viewer, state=state if state in CAMP_STATES else "")


def _with_tokens(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[_Held]:
    found = list(rows)
    tokens = queries.tokens_of([one.id for one in found])
    return [_Held(one.pk, one, tokens.get(one.id, queries.Tokens())) for one in found]


CAMPS = Listing(
    name="camps",
    page="outreach.camps",
    title=_("Camps"),
    about=_("One line for each camp: where and when, how it stands, and what became of its tokens."),
    roles=COUNTING,
    filters=("state",),
    rows=_camps,
    read=_with_tokens,
    order=("-held_on", "code", "id"),
    columns=(
        Column(_("Camp"), lambda row: row.row.code),
        Column(_("Campaign"), lambda row: row.row.campaign.name),
        Column(_("Day"), lambda row: row.row.held_on),
        Column(_("Village or ward"), lambda row: row.row.area.name),
        Column(_("Code of the area"), lambda row: row.row.area.code),
        Column(_("Place"), lambda row: row.row.venue),
        Column(_("Status"), lambda row: CAMP_STATES[row.row.state]),
        Column(_("Desks"), lambda row: row.row.desks),
        Column(_("People expected"), lambda row: row.row.target),
        Column(_("Tokens"), lambda row: row.tokens.given),
        Column(_("Seen"), lambda row: row.tokens.seen),
        Column(_("Left before their turn"), lambda row: row.tokens.left),
        Column(_("Counted in the evening"), lambda row: row.row.tokens_given),
        Column(_("Why they differ"), lambda row: DIFFERENCES.get(row.row.difference, "")),
        Column(_("Why it was cancelled"), lambda row: CANCEL_REASONS.get(row.row.cancelled_for, "")),
    ),
)


def _follow_ups(viewer: Viewer, sought: Sought) -> "QuerySet[Any]":
    until = today() + timedelta(days=_DAYS.get(sought.get("when", ""), 0))
    return queries.open_follow_ups(viewer, until)


def _due(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[queries.Due]:
    return queries.due(viewer, list(rows))


FOLLOW_UPS = Listing(
    name="follow-ups",
    page="outreach.follow_ups",
    title=_("To ask again"),
    about=_(
        "One line for each person who is to be asked after a camp, and why. A phone number is there where it may be called."
    ),
    roles=PERSONAL,
    filters=("when",),
    rows=_follow_ups,
    read=_due,
    order=("due_on", "id"),
    subjects=lambda row: (row.row.person_id,),
    columns=(
        Column(_("Name"), lambda row: row.name),
        Column(_("Why"), lambda row: OUTCOMES.get(row.row.why, row.row.why)),
        Column(_("Due"), lambda row: row.row.due_on),
        Column(_("Days after the camp"), lambda row: row.row.after_days),
        Column(_("Camp"), lambda row: row.row.attendance.camp.code),
        Column(_("Village or ward"), lambda row: row.row.area.name),
        Column(_("Receipt"), lambda row: row.row.attendance.receipt),
        Column(_("Tried"), lambda row: row.row.tries),
        Column(_("Phone"), lambda row: dialled(row.phone), roles=FOLLOWERS),
    ),
)

LISTS = (CAMPAIGNS, CAMPS, FOLLOW_UPS)
