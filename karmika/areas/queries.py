"""Questions about places. A map is a map of one day: `on` is that day, today when it is left out."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.expressions import RawSQL

from karmika.areas.models import Ancestor, Area, Boundary, Worksite
from karmika.kernel.asking import ask_one, plain
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer


def _holds(on: date | None, path: str = "") -> Q:
    """Rows of a period in which `on` lies; `path` is the relation to them, ending in two underscores."""
    day = on or today()
    starts = Q(**{f"{path}valid_from__lte": day})
    return starts & (Q(**{f"{path}valid_to__isnull": True}) | Q(**{f"{path}valid_to__gt": day}))


def _for_people(areas: QuerySet[Area]) -> QuerySet[Area]:
    """Wards by their number, all else by name; the code makes the order complete."""
    return areas.order_by("level", Case(When(level="ward", then=F("code")), default=F("name_en")), "code")


def area(area_id: UUID) -> Area:
    """The area with this id. Raises Refused("areas.no_such_area")."""
    found = Area.objects.filter(id=area_id).first()
    if found is None:
        raise Refused("areas.no_such_area")
    return found


def area_by_code(level: str, code: str) -> Area:
    """The area with this level and code, ended or not. Raises Refused("areas.not_known")."""
    found = Area.objects.filter(level=level, code=code).first()
    if found is None:
        raise Refused("areas.not_known", level=level, area_code=code)
    return found


def children(area_id: UUID | None, on: date | None = None) -> QuerySet[Area]:
    """The areas that officially lie directly in this one; the states for None. For lists to choose from."""
    if area_id is None:
        return _for_people(Area.objects.filter(_holds(on), level="state"))
    return _for_people(Area.objects.filter(_holds(on, "parentages__"), parentages__parent_id=area_id))


def parts(area_id: UUID, on: date | None = None) -> QuerySet[Area]:
    """The areas whose figures add up to this one's, with what was recorded on the area itself.

    More than `children`: an area that ended is here as well, under the one that took it over, or under its old
    parent when it was split. On any day each area is part of one other at most, so nothing is counted twice.
    """
    return _for_people(Area.objects.filter(_holds(on, "above__"), above__ancestor_id=area_id, above__depth=1))


def parts_in(area_ids: Collection[UUID], on: date | None = None) -> QuerySet[Ancestor]:
    """The `parts` of several areas, each as `area_id` with the area that it is a part of as `ancestor_id`."""
    return Ancestor.objects.filter(_holds(on), ancestor_id__in=area_ids, depth=1)


def ancestors(area_id: UUID, on: date | None = None) -> QuerySet[Area]:
    """The area itself first, then the areas it counts under, up to the state."""
    return Area.objects.filter(_holds(on, "below__"), below__area_id=area_id).order_by("below__depth")


def within(area_id: UUID, on: date | None = None) -> QuerySet[Ancestor, UUID]:
    """Ids of all areas that count under this one on that day's map, itself among them, ended ones too.

    A subquery answered from one index: use it as `area_id__in=within(...)`. The same facts counted with two
    days give the old map's figure and the new map's.
    """
    return Ancestor.objects.filter(_holds(on), ancestor_id=area_id).values_list("area_id", flat=True)


def inside(area_id: UUID) -> RawSQL:
    """The same ids of today's map for `area_id__in`, in plain SQL: every question of every page holds it, often twice,
    and Django would compile it anew each time.
    """
    here, day = plain(area_id, today())
    return RawSQL(_INSIDE, (here, day, day))  # noqa: S611


_INSIDE = (
    "SELECT inside.area_id FROM areas_ancestor inside WHERE inside.ancestor_id = %s"
    " AND inside.valid_from <= %s AND (inside.valid_to IS NULL OR inside.valid_to > %s)"
)


def is_within(area_id: UUID, ancestor_id: UUID, on: date | None = None) -> bool:
    """Whether the area is the other one or counts under it on that day."""
    if area_id == ancestor_id:
        return True
    day = on or today()
    found = ask_one(
        "SELECT 1 FROM areas_ancestor WHERE area_id = %s AND ancestor_id = %s"
        " AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s) LIMIT 1",
        area_id,
        ancestor_id,
        day,
        day,
    )
    return found is not None


def worksite(worksite_id: UUID) -> Worksite:
    """The worksite with this id. Raises Refused("areas.no_such_worksite")."""
    found = Worksite.objects.filter(id=worksite_id).first()
    if found is None:
        raise Refused("areas.no_such_worksite")
    return found


def worksite_by_code(code: str) -> Worksite:
    """The worksite with this code, open or closed. Raises Refused("areas.no_such_worksite")."""
    found = Worksite.objects.filter(code=code).first()
    if found is None:
        raise Refused("areas.no_such_worksite")
    return found


def worksites_in(area_id: UUID, organisations: Collection[UUID] = ()) -> QuerySet[Worksite]:
    """Worksites of today's map in this area that are not closed, by code: everyone's, and those of the organisations."""
    mine = Q(organisation_id__isnull=True) | Q(organisation_id__in=organisations)
    still_open = Q(closed_on__isnull=True) | Q(closed_on__gt=today())
    return Worksite.objects.filter(mine, still_open, area_id__in=within(area_id)).order_by("code")


def organisations_at(viewer: Viewer, area_id: UUID, above: Collection[Area] | None = None) -> frozenset[UUID]:
    """The organisations for which the viewer holds a right over all of this area; `above`: its `ancestors`, if known."""
    reached = {area_id, *(one.id for one in (ancestors(area_id) if above is None else above))}
    return frozenset(
        grant.organisation for grant in viewer.grants if grant.organisation and grant.area in reached
    )


def worksite_counts(area_id: UUID, organisations: Collection[UUID] = ()) -> list[tuple[Area, int]]:
    """The areas directly in this one, each with the number of worksites in it that `worksites_in` would list."""
    sites = worksites_in(area_id, organisations).order_by()
    above = Q(area__above__ancestor__in=children(area_id).order_by()) & _holds(None, "area__above__")
    found = sites.filter(above).values_list("area__above__ancestor").annotate(number=Count("id")).order_by()
    number_in = dict(found)
    return [(child, number_in.get(child.id, 0)) for child in children(area_id)]


def ground_areas(area_id: UUID) -> QuerySet[Area]:
    """The wards and villages of today's map in this area: where a worksite can be."""
    wards = Area.objects.filter(_holds(None), level__in=("ward", "village"), id__in=within(area_id))
    return _for_people(wards)


def boundary(boundary_id: UUID) -> Boundary:
    """The boundary with this id. Raises Refused("areas.no_such_boundary")."""
    found = Boundary.objects.select_related("area").filter(id=boundary_id).first()
    if found is None:
        raise Refused("areas.no_such_boundary")
    return found


def boundaries(area_ids: Collection[UUID], on: date | None = None) -> dict[UUID, Boundary]:
    """Area -> the boundary that maps of that day show; areas without one are missing."""
    held = Boundary.objects.filter(
        area_id__in=area_ids, valid_from__lte=on or today(), withdrawn_on__isnull=True
    )
    return {one.area_id: one for one in held.order_by("valid_from", "entry_seq")}
