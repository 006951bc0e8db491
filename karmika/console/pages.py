"""The first page: the figures of one's own area, and the way to one's work. Help in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from karmika.access.pages.decorator import open_to
from karmika.access.queries import told_to
from karmika.access.roles import LABELS
from karmika.console.health import healthz
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import COUNTING
from karmika.monitoring import figures_page as shown
from karmika.monitoring.asked import Asked
from karmika.monitoring.pages import table_links
from karmika.monitoring.queries import own_areas


@open_to("signed in")
def home(request: HttpRequest) -> HttpResponse:
    """Figures of every area of the viewer's own, each of which opens what is behind it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    places = [shown.Place(viewer, area, Asked()) for area in own_areas(viewer)]
    sections = [
        {
            "area": place.area,
            "url": place.asked.area_url(place.area.id),
            "tiles": shown.tiles(place),
            "parts": shown.parts_table(place),
            "tables": table_links(place),
        }
        for place in places
    ]
    roles = sorted({str(LABELS[grant.role]) for grant in viewer.grants})
    context = {"sections": sections, "roles": roles, "told": told_to(viewer)}
    return render(request, "console/home.html", context)


@open_to("anyone")
def about(request: HttpRequest) -> HttpResponse:
    """What Karmika is, how figures come about, whom to ask."""
    return render(request, "console/about.html")


urlpatterns = [
    path("", home, name="console.home"),
    path("about/", about, name="console.about"),
    path("healthz", healthz, name="console.healthz"),
]
NAV = (NavItem(label=_("Home"), url_name="console.home", roles=COUNTING),)
