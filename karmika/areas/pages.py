"""Pages of worksites: the areas and worksites of one's own area, one worksite, a new one.

Who may open them is decided by a guard from a higher floor, handed down in `patterns`: this room knows no sign-in.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from karmika.areas import queries
from karmika.areas.acts import ChangeWorksite, DefineWorksite
from karmika.areas.forms import ChangeWorksiteForm, NewWorksiteForm, as_typed
from karmika.areas.levels import WORKSITE_KINDS
from karmika.areas.models import Area, Worksite
from karmika.areas.roles import WORKSITE_KEEPERS, WORKSITE_READERS
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.refused import Refused
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import Viewer
from karmika.ui.components import Cell, Crumb, Table

_MOST = 300
"""Worksites on a page, and wards to choose from; where there are more, a smaller area is chosen first."""

_KEEPERS = WORKSITE_KEEPERS - {"operator"}


def worksites(request: HttpRequest, area_id: UUID | None = None) -> HttpResponse:
    """The areas in an area with their numbers of worksites, and its worksites; first, the areas of one's own."""
    viewer = _viewer(request)
    own = _own_areas(viewer)
    if area_id is None and len(own) != 1:
        return render(request, "areas/own_areas.html", {"areas": own})
    area = own[0] if area_id is None else _area_or_404(viewer, area_id)
    organisations = queries.organisations_at(viewer, area.id)
    sites = list(queries.worksites_in(area.id, organisations).select_related("area")[: _MOST + 1])
    context = {
        "area": area,
        "trail": _trail(viewer, area),
        "inside": _areas_table(area, organisations),
        "sites": _sites_table(sites[:_MOST]),
        "more": len(sites) > _MOST,
        "may_add": _may_keep(viewer) and queries.ground_areas(area.id).count() <= _MOST,
    }
    return render(request, "areas/worksites.html", context)


def worksite(request: HttpRequest, worksite_id: UUID) -> HttpResponse:
    """One worksite, what happened to it, and the form that changes it."""
    viewer = _viewer(request)
    site = Worksite.objects.select_related("area").filter(id=worksite_id).first()
    if site is None:
        raise Http404
    organisations = queries.organisations_at(viewer, _area_or_404(viewer, site.area_id).id)
    if site.organisation_id is not None and site.organisation_id not in organisations:
        raise Http404
    form = ChangeWorksiteForm(
        _choices_beside(viewer, site.area), request.POST or None, initial=as_typed(site)
    )
    if request.method == "POST" and form.is_valid():
        details = form.details(site.source)
        act = ChangeWorksite(worksite=site.id, details=details, closed_on=form.cleaned_data["closed_on"])
        if _done(act, viewer, form):
            return HttpResponseRedirect(reverse("areas.worksite", args=[site.id]))
    context = {
        "site": site,
        "kind": WORKSITE_KINDS[site.kind],
        "trail": [*_trail(viewer, site.area, last=True), Crumb(site.name)],
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
    return any(grant.role in _KEEPERS for grant in viewer.grants)


def _own_ids(viewer: Viewer) -> set[UUID]:
    return {
        grant.area for grant in viewer.grants if grant.area is not None and grant.role in WORKSITE_READERS
    }


def _own_areas(viewer: Viewer) -> list[Area]:
    return list(Area.objects.filter(id__in=_own_ids(viewer)).order_by("name_en", "code"))


def _area_or_404(viewer: Viewer, area_id: UUID) -> Area:
    """The area, if it lies in one of the viewer's own."""
    if not any(queries.is_within(area_id, own) for own in _own_ids(viewer)):
        raise Http404
    return queries.area(area_id)


def _choices_beside(viewer: Viewer, area: Area) -> list[Area]:
    """Where a worksite could be instead: the wards or villages beside its own, as far as they are the viewer's."""
    above = queries.ancestors(area.id)[1:2]
    beside = [one for parent in above for one in queries.ground_areas(parent.id)[:_MOST]]
    own = _own_ids(viewer)
    if above and not any(queries.is_within(above[0].id, one) for one in own):
        beside = [one for one in beside if any(queries.is_within(one.id, mine) for mine in own)]
    return beside if any(one.id == area.id for one in beside) else [area, *beside]


def _trail(viewer: Viewer, area: Area, *, last: bool = False) -> list[Crumb]:
    """From the viewer's own area down to this one; `last`: this one is a link too."""
    own = _own_ids(viewer)
    steps = [
        one for one in queries.ancestors(area.id) if any(queries.is_within(one.id, mine) for mine in own)
    ]
    links = [Crumb(one.name, reverse("areas.worksites_in", args=[one.id])) for one in reversed(steps)]
    return links if last else [*links[:-1], Crumb(area.name)]


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
        )
        for site in sites
    )
    return Table(
        caption=_("Worksites"),
        head=(_("Worksite"), _("Code"), _("Kind"), _("Ward or village"), _("Hours")),
        rows=rows,
        empty=_("No worksite is known here yet."),
        stacked=True,
    )


Guard = Callable[..., Callable[[Callable[..., HttpResponse]], Callable[..., Any]]]


def patterns(page: Guard) -> list[URLPattern]:
    """The addresses of this room, each view wrapped by `page(roles=...)`."""
    look, keep = page(roles=WORKSITE_READERS), page(roles=_KEEPERS)
    return [
        path("worksites/", look(worksites), name="areas.worksites"),
        path("worksites/in/<uuid:area_id>/", look(worksites), name="areas.worksites_in"),
        path("worksites/in/<uuid:area_id>/new/", keep(define_worksite), name="areas.define_worksite"),
        path("worksites/<uuid:worksite_id>/", look(worksite), name="areas.worksite"),
    ]


NAV = (NavItem(label=_("Worksites"), url_name="areas.worksites", roles=WORKSITE_READERS, section="groups"),)
