"""The first page: one's own day, then the figures of one's own area. Help in words; all components on one page.

The day is made by karmika/navigation.py of what the rooms give.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Account
from karmika.access.pages.decorator import open_to, page
from karmika.access.queries import told_to
from karmika.access.roles import ALL_STAFF, LABELS
from karmika.areas.models import Area
from karmika.console.health import healthz
from karmika.console.helping import HELP
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import Viewer, holds
from karmika.monitoring import brief
from karmika.monitoring import figures_page as shown
from karmika.monitoring.asked import Asked
from karmika.monitoring.brief_pages import BRIEFED
from karmika.monitoring.pages import table_links
from karmika.monitoring.queries import own_areas
from karmika.ui.charts.examples import examples as charts
from karmika.ui.examples import examples

AREAS_MAXIMUM = 3
"""Areas with figures on the first page; who has more finds them in the list of areas."""


@open_to("signed in")
def home(request: HttpRequest) -> HttpResponse:
    """The viewer's own day, then the figures of every area of his own, each of which opens what is behind it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    account = request.user
    assert isinstance(account, Account) and account.person is not None, "somebody is signed in"
    own = own_areas(viewer)
    context = {
        "sections": [_section(viewer, area) for area in own[:AREAS_MAXIMUM]],
        "more": len(own) > AREAS_MAXIMUM,
        "roles": sorted({str(LABELS[grant.role]) for grant in viewer.grants}),
        "told": told_to(account.person),
    }
    return render(request, "console/home.html", context)


def _section(viewer: Viewer, area: Area) -> dict[str, object]:
    place = shown.Place(viewer, area, Asked())
    briefed = holds(viewer, BRIEFED)
    return {
        "area": area,
        "url": place.asked.area_url(area.id),
        "tiles": brief.tiles(place),
        "still": brief.still(place) if briefed else None,
        "briefed": briefed,
        "tables": table_links(place) if area.level == "state" else (),
    }


@open_to("anyone")
def about(request: HttpRequest) -> HttpResponse:
    """What Karmika is, how figures come about, whom to ask."""
    return render(request, "console/about.html")


@page(roles=ALL_STAFF)
def components(request: HttpRequest) -> HttpResponse:
    """Every component that pages are made of."""
    return render(request, "console/components.html", {"one": examples(), "drawn": charts()})


urlpatterns = [
    path("", home, name="console.home"),
    path("about/", about, name="console.about"),
    path("components/", components, name="console.components"),
    path("healthz", healthz, name="console.healthz"),
]
NAV = (NavItem(label=_("Home"), url_name="console.home", roles=ALL_STAFF, section="day"),)

__all__ = ["HELP", "NAV", "urlpatterns"]
