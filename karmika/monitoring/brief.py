"""The director's page: twelve figures with what moved since yesterday, and the areas where work stands still."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from karmika.areas.models import Area
from karmika.kernel.dates import today
from karmika.measures import daily
from karmika.monitoring.figures_page import Place
from karmika.monitoring.queries import MEASURES
from karmika.ui.components import Tile

TWELVE = (
    *("households_listed", "visits_ended", "persons", "workers", "consents", "groups_proposed"),
    *("groups_formed", "members", "submissions_waiting", "corrections", "visit_outcomes", "phones_active"),
)
"""In the order of the chain: doors, people, groups, and how the work itself goes."""
WORK = ("visit_outcomes", "groups_proposed", "groups_formed", "members")
"""What shows that somebody is at work in an area."""
STALLED = 3
"""So many areas are named; more would be a list that nobody reads."""
SILENT = timedelta(days=3)
"""An area is not called still for a weekend."""


@dataclass(frozen=True)
class Still:
    """An area where work began and nothing was recorded since `last_on`; None: not for `daily.DAYS` days."""

    area: Area
    url: str
    last_on: date | None
    days: int


def tiles(place: Place) -> tuple[Tile, ...]:
    """Twelve figures of the area, each with what was recorded since yesterday began, and the way to its entries."""
    values = {figure.measure: figure.value for figure in place.divided(TWELVE, "")}
    since = today() - timedelta(days=1)
    moved = daily.moved(place.viewer, TWELVE, area=place.area.id, since=since)
    return tuple(
        Tile(
            label=MEASURES[code].name,
            value=values.get(code, 0),
            url=place.asked.entries_url(place.area.id, code),
            about=f"{reverse('monitoring.definitions')}#{code}",
            moved=moved.get(code, 0),
            since=_("since yesterday"),
        )
        for code in TWELVE
        if code in MEASURES
    )


def still(place: Place) -> list[Still]:
    """The parts of the area where work has stood still longest, the longest first; at most `STALLED`."""
    begun = {one.group for one in place.divided(["households_listed"], "children") if one.value}
    last: dict[UUID, date] = {}
    for leaf, day in daily.last_recorded(place.viewer, WORK, area=place.area.id).items():
        part = place.part_of.get(leaf, place.area.id)
        last[part] = max(day, last.get(part, day))
    parts = Area.objects.filter(id__in=[one for one in begun if one != place.area.id])
    found = [_still(place, part, last.get(part.id)) for part in parts]
    quiet = [one for one in found if one.days >= SILENT.days]
    return sorted(quiet, key=lambda one: (-one.days, one.area.code))[:STALLED]


def _still(place: Place, part: Area, last_on: date | None) -> Still:
    days = daily.DAYS if last_on is None else (today() - last_on).days
    return Still(part, place.asked.area_url(part.id), last_on, days)
