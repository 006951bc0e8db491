"""Pages of worksites: the areas and worksites of one's own area, one worksite, a new one.

Who may open them is decided by a guard from a higher floor, handed down in `patterns`: this room knows no sign-in.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from karmika.areas import maps, queries
from karmika.areas.acts import ChangeWorksite, DefineWorksite
from karmika.areas.forms import ChangeWorksiteForm, NewWorksiteForm, as_typed
from karmika.areas.levels import WORKSITE_KINDS
from karmika.areas.models import Area, Worksite
from karmika.areas.parts import MakesPart
from karmika.areas.roles import WORKSITE_KEEPERS, WORKSITE_READERS
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.refused import Refused
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import Viewer, holds
from karmika.ui.components import Cell, Crumb, Table
from karmika.ui.pictures import png_response

_MOST = 300
"""Worksites on a page, and wards to choose from; where there are more, a smaller area is chosen first."""

_KEEPERS = WORKSITE_KEEPERS - {"operator"}


def worksites(request: HttpRequest, area_id: UUID | None = None) -> HttpResponse:
    """The areas in an area with their numbers of worksites, and its worksites; first, the areas of one's own."""
    viewer = _viewer(request)
    own = _own_areas(viewer)
    if area_id is None and len(own) != 1:
        return render(request, "areas/own_areas.html", {"areas": own})
    wanted = own[0].id if area_id is None else area_id
    above = _above_own(viewer, wanted)
    area = next((one for one in above if one.id == wanted), None) or queries.area(wanted)
    organisations = queries.organisations_at(viewer, area.id, above)
    sites = _sites(area, organisations)
    listed = _sites_table(sites[:_MOST])
    context = {
        "area": area,
        "trail": _trail(viewer, area, above),
        "inside": _areas_table(area, organisations),
        "map": maps.worksite_map(area, sites, maps.view_of(request.GET), listed),
        "sites": listed,
        "more": len(sites) > _MOST,
        "may_add": _may_keep(viewer) and queries.ground_areas(area.id).count() <= _MOST,
    }
    return render(request, "areas/worksites.html", context)


def worksites_map(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """The map of that page as a picture."""
    viewer = _viewer(request)
    area = _area_or_404(viewer, area_id)
    sites = _sites(area, queries.organisations_at(viewer, area.id))
    chart = maps.worksite_map(area, sites, maps.view_of(request.GET), _sites_table(sites[:_MOST]))
    if chart is None:
        raise Http404
    return png_response(chart, f"karmika-worksites-{area.level}-{area.code}")


def worksite(request: HttpRequest, worksite_id: UUID, makers: Sequence[MakesPart] = ()) -> HttpResponse:
    """One worksite: where, what higher rooms know of it, the form that changes it, what happened to it."""
    viewer = _viewer(request)
    site = Worksite.objects.select_related("area").filter(id=worksite_id).first()
    if site is None:
        raise Http404
    above = _above_own(viewer, site.area_id)
    organisations = queries.organisations_at(viewer, site.area_id, above)
    if site.organisation_id is not None and site.organisation_id not in organisations:
        raise Http404
    form = None
    if _may_keep(viewer) or request.method == "POST":
        beside = _choices_beside(viewer, site.area, above)
        form = ChangeWorksiteForm(beside, request.POST or None, initial=as_typed(site))
    if form is not None and request.method == "POST" and form.is_valid():
        details = form.details(site.source)
        act = ChangeWorksite(worksite=site.id, details=details, closed_on=form.cleaned_data["closed_on"])
        if _done(act, viewer, form):
            return HttpResponseRedirect(reverse("areas.worksite", args=[site.id]))
    parts = [part for make in makers if (part := make(request, site)) is not None]
    context = {
        "site": site,
        "point": _point(site),
        "parts": parts,
        "tiles": [tile for part in parts for tile in part.tiles],
        "kind": WORKSITE_KINDS[site.kind],
        "trail": [*_trail(viewer, site.area, above, last=True), Crumb(site.name)],
        "form": form if _may_keep(viewer) else None,
        "lines": history(site.id),
    }
    return render(request, "areas/worksite.html", context)


def define_worksite(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """A new worksite in one of the wards or villages of an area. It is everyone's, whatever the organisation."""
    viewer = _viewer(request)
    area = _area_or_404(viewer, area_id)
    form = NewWorksiteForm(queries.ground_areas(area.id)[:_MOST], request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = DefineWorksite(
            code=form.cleaned_data["code"].strip(), details=form.details("typed on the console")
        )
        if _done(act, viewer, form):
            return HttpResponseRedirect(reverse("areas.worksites_in", args=[form.cleaned_data["area"]]))
    trail = [*_trail(viewer, area, last=True), Crumb(_("New worksite"))]
    return render(request, "areas/worksite_new.html", {"area": area, "form": form, "trail": trail})


def _done(act: DefineWorksite | ChangeWorksite, viewer: Viewer, form: Any) -> bool:
    try:
        perform(act, viewer)
    except Refused as refused:
        form.add_error(None, refused.sentence())
        return False
    return True


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _may_keep(viewer: Viewer) -> bool:
    return holds(viewer, _KEEPERS)


def _own_ids(viewer: Viewer) -> set[UUID]:
    return {
        grant.area for grant in viewer.grants if grant.area is not None and grant.role in WORKSITE_READERS
    }


def _own_areas(viewer: Viewer) -> list[Area]:
    return list(Area.objects.filter(id__in=_own_ids(viewer)).order_by("name_en", "code"))


def _area_or_404(viewer: Viewer, area_id: UUID) -> Area:
    """The area, if it lies in one of the viewer's own."""
    above = _above_own(viewer, area_id)
    return next((one for one in above if one.id == area_id), None) or queries.area(area_id)


def _above_own(viewer: Viewer, area_id: UUID) -> list[Area]:
    """The area (where today's map has it) and what it lies in. Raises Http404 where none of it is the viewer's own."""
    above = list(queries.ancestors(area_id))
    if not {area_id, *(one.id for one in above)} & _own_ids(viewer):
        raise Http404
    return above


def _choices_beside(viewer: Viewer, area: Area, ancestors: Sequence[Area]) -> list[Area]:
    """Where a worksite could be instead: the wards or villages beside its own, as far as they are the viewer's."""
    above = ancestors[1:2]
    beside = [one for parent in above for one in queries.ground_areas(parent.id)[:_MOST]]
    own = _own_ids(viewer)
    if above and not {one.id for one in ancestors[1:]} & own:
        beside = [one for one in beside if any(queries.is_within(one.id, mine) for mine in own)]
    return beside if any(one.id == area.id for one in beside) else [area, *beside]


def _trail(viewer: Viewer, area: Area, ancestors: Sequence[Area] = (), *, last: bool = False) -> list[Crumb]:
    """From the viewer's own area down to this one; `last`: this one is a link too."""
    own = _own_ids(viewer)
    above = list(ancestors or queries.ancestors(area.id))
    widest = max((n for n, one in enumerate(above) if one.id in own), default=-1)
    steps = above[: widest + 1]
    links = [Crumb(one.name, reverse("areas.worksites_in", args=[one.id])) for one in reversed(steps)]
    return links if last else [*links[:-1], Crumb(area.name)]


def _point(site: Worksite) -> str:
    """Latitude and longitude in degrees, as maps take them; empty where nobody measured."""
    if site.lat_e6 is None or site.lon_e6 is None:
        return ""
    return ",".join(
        f"{'-' * (e6 < 0)}{abs(e6) // 10**6}.{abs(e6) % 10**6:06}" for e6 in (site.lat_e6, site.lon_e6)
    )


def _sites(area: Area, organisations: frozenset[UUID]) -> list[Worksite]:
    """Those that are drawn; the first of them are listed."""
    return list(queries.worksites_in(area.id, organisations).select_related("area")[: maps.SPOTS_MOST])


def _areas_table(area: Area, organisations: frozenset[UUID]) -> Table:
    rows = tuple(
        (Cell(child.name, reverse("areas.worksites_in", args=[child.id])), Cell(child.code), Cell(number))
        for child, number in queries.worksite_counts(area.id, organisations)
    )
    return Table(caption=_("Areas"), head=(_("Area"), _("Code"), _("Worksites")), rows=rows)


def _sites_table(sites: list[Worksite]) -> Table:
    rows = tuple(
        (
            Cell(site.name, reverse("areas.worksite", args=[site.id])),
            Cell(site.code),
            Cell(WORKSITE_KINDS[site.kind]),
            Cell(site.area.name),
            Cell(
                f"{site.opens_at:%H:%M}–{site.closes_at:%H:%M}" if site.opens_at and site.closes_at else None
            ),
            Cell(_("no point yet") if site.lat_e6 is None else _("yes")),
        )
        for site in sites
    )
    return Table(
        caption=_("Worksites"),
        head=(_("Worksite"), _("Code"), _("Kind"), _("Ward or village"), _("Hours"), _("On the map")),
        rows=rows,
        empty=_("No worksite is known here yet."),
        stacked=True,
    )


Guard = Callable[..., Callable[[Callable[..., HttpResponse]], Callable[..., Any]]]


def patterns(page: Guard, makers: Sequence[MakesPart] = ()) -> list[URLPattern]:
    """The addresses of this room, each view wrapped by `page(roles=...)`; `makers`: of parts of a worksite's page."""
    look, keep = page(roles=WORKSITE_READERS), page(roles=_KEEPERS)
    return [
        path("worksites/", look(worksites), name="areas.worksites"),
        path("worksites/in/<uuid:area_id>/", look(worksites), name="areas.worksites_in"),
        path("worksites/in/<uuid:area_id>/map.png", look(worksites_map), name="areas.worksites_map"),
        path("worksites/in/<uuid:area_id>/new/", keep(define_worksite), name="areas.define_worksite"),
        path("worksites/<uuid:worksite_id>/", look(worksite), {"makers": makers}, name="areas.worksite"),
    ]


NAV = (NavItem(label=_("Worksites"), url_name="areas.worksites", roles=WORKSITE_READERS, section="groups"),)
