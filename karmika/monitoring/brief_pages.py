"""The director's page on a screen, and the same as one sheet of paper in a chosen language."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.pages import PageRequest, page
from karmika.access.roles import OFFICE, Role
from karmika.areas.bar import area_bar
from karmika.kernel.dates import now
from karmika.kernel.room import NavItem
from karmika.monitoring import brief
from karmika.monitoring.asked import Asked
from karmika.monitoring.figures_page import Place
from karmika.monitoring.queries import own_areas
from karmika.ui.asked import id_of

BRIEFED: frozenset[str] = OFFICE | {Role.AUDITOR}
"""Who answers for an area as a whole, and who audits them."""


@page(roles=BRIEFED)
def start(request: PageRequest) -> HttpResponse:
    """To the page of the area one looks at, or else of one's own."""
    asked = id_of(request.GET.get("area", ""))
    own = own_areas(request.viewer)
    if asked is None and not own:
        raise Http404
    return redirect("monitoring.brief", area_id=asked or own[0].id)


@page(roles=BRIEFED)
def screen(request: PageRequest, area_id: UUID) -> HttpResponse:
    """Twelve figures, what moved, where work stands still."""
    place = _place(request, area_id)
    context = shown(place) | {
        "bar": area_bar(
            request.viewer,
            place.area,
            lambda area: reverse("monitoring.brief", args=[area]),
            _("Areas inside"),
        ),
        "papers": [
            (code, name, reverse("monitoring.brief_paper", args=[area_id, code]))
            for code, name in settings.LANGUAGES
        ],
    }
    return render(request, "monitoring/brief.html", context)


@page(roles=BRIEFED)
def paper(request: PageRequest, area_id: UUID, language: str) -> HttpResponse:
    """The same as one A4 sheet, in a language that need not be the reader's own."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    place = _place(request, area_id)
    with translation.override(language):
        return render(request, "monitoring/brief_paper.html", shown(place) | {"printed_at": now()})


def shown(place: Place) -> dict[str, object]:
    """What both show."""
    return {"area": place.area, "tiles": brief.tiles(place), "still": brief.still(place)}


def _place(request: PageRequest, area_id: UUID) -> Place:
    found = Place.of(request.viewer, area_id, Asked())
    if found is None:
        raise Http404
    return found


urlpatterns: list[URLPattern] = [
    path("brief/", start, name="monitoring.briefs"),
    path("brief/<uuid:area_id>/", screen, name="monitoring.brief"),
    path("brief/<uuid:area_id>/<slug:language>/", paper, name="monitoring.brief_paper"),
]
NAV = (
    NavItem(
        label=gettext_lazy("On one page"),
        url_name="monitoring.briefs",
        roles=BRIEFED,
        section="day",
        takes_area=True,
    ),
)
