"""The lists of this room that can be taken along: areas and worksites. Both are public."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.areas.levels import LEVEL_NAMES, WORKSITE_KINDS
from karmika.areas.models import Area, Parentage, Worksite
from karmika.areas.queries import within
from karmika.areas.roles import WORKSITE_READERS
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.viewer import Viewer


def _area_of(sought: Sought) -> UUID | None:
    try:
        return UUID(sought.get("area", ""))
    except ValueError:
        return None


def _areas(viewer: Viewer, sought: Sought) -> "QuerySet[Area]":
    reach = Q(pk__in=())
    for grant in viewer.grants:
        if grant.area is not None and grant.role in WORKSITE_READERS:
            reach |= Q(id__in=within(grant.area))
    found = Area.objects.filter(reach)
    chosen = _area_of(sought)
    return found if chosen is None else found.filter(id__in=within(chosen))


def _with_parents(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    lain_in = Parentage.objects.select_related("parent").order_by("valid_from", "id")
    return rows.prefetch_related(Prefetch("parentages", queryset=lain_in))


def _last_parent(area: Area) -> Area | None:
    above = list(area.parentages.all())
    return above[-1].parent if above else None


def _parent(read: str) -> Any:
    return lambda row: getattr(_last_parent(row), read, "")


AREAS = Listing(
    name="areas",
    title=_("Areas"),
    about=_(
        "One line for each area of the map, also of those that ended: level, code, names, in what it lies."
    ),
    roles=WORKSITE_READERS,
    filters=("area",),
    rows=_areas,
    read=_with_parents,
    order=("level", "code"),
    columns=(
        Column(_("Level"), lambda row: LEVEL_NAMES.get(row.level, row.level)),
        Column(_("Code"), lambda row: row.code),
        Column(_("Name"), lambda row: row.name),
        Column(_("Name in English"), lambda row: row.name_en),
        Column(_("Name in Telugu"), lambda row: row.name_te),
        Column(_("Name in Hindi"), lambda row: row.name_hi),
        Column(_("Lies in"), _parent("name")),
        Column(_("Code of that"), _parent("code")),
        Column(_("Since"), lambda row: row.valid_from),
        Column(_("Until"), lambda row: row.valid_to),
        Column(_("Source"), lambda row: row.source),
    ),
)


def _worksites(viewer: Viewer, sought: Sought) -> "QuerySet[Worksite]":
    reach = Q(pk__in=())
    for grant in viewer.grants:
        if grant.area is not None and grant.role in WORKSITE_READERS:
            mine = Q(organisation_id__isnull=True) | Q(organisation_id=grant.organisation)
            reach |= Q(area_id__in=within(grant.area)) & mine
    found = Worksite.objects.filter(reach)
    chosen = _area_of(sought)
    return found if chosen is None else found.filter(area_id__in=within(chosen))


def _with_area(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("area")


def _degrees(millionths: int | None) -> Decimal | None:
    return None if millionths is None else Decimal(millionths).scaleb(-6)


WORKSITES = Listing(
    name="worksites",
    page="areas.worksites",
    title=_("Worksites"),
    about=_("One line for each worksite, also of those that closed: code, kind, names, place and hours."),
    roles=WORKSITE_READERS,
    filters=("area",),
    rows=_worksites,
    read=_with_area,
    order=("code", "id"),
    columns=(
        Column(_("Code"), lambda row: row.code),
        Column(_("Kind"), lambda row: WORKSITE_KINDS.get(row.kind, row.kind)),
        Column(_("Name"), lambda row: row.name),
        Column(_("Name in English"), lambda row: row.name_en),
        Column(_("Name in Telugu"), lambda row: row.name_te),
        Column(_("Name in Hindi"), lambda row: row.name_hi),
        Column(_("Ward or village"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Latitude"), lambda row: _degrees(row.lat_e6)),
        Column(_("Longitude"), lambda row: _degrees(row.lon_e6)),
        Column(_("Opens at"), lambda row: row.opens_at and f"{row.opens_at:%H:%M}"),
        Column(_("Closes at"), lambda row: row.closes_at and f"{row.closes_at:%H:%M}"),
        Column(_("Closed on"), lambda row: row.closed_on),
        Column(_("Source"), lambda row: row.source),
    ),
)

LISTS = (AREAS, WORKSITES)
