"""The list of doors to knock at again: whoever asked for a day first, then the longest waiting."""

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.pages import PageRequest, page
from karmika.access.roles import FIELD
from karmika.kernel.room import NavItem
from karmika.registry import choices
from karmika.registry.models import Household
from karmika.registry.numbers import spaced
from karmika.registry.shown import label
from karmika.ui import asked
from karmika.ui.components import Cell, Table
from karmika.ui.templatetags.ui import india_date

A_PAGE = 50


@page(roles=FIELD)
def visits(request: PageRequest) -> HttpResponse:
    """Households of the viewer's areas whose visits have not ended."""
    number = asked.page_of(request.GET.get("page", ""))
    due = (
        Household.objects.visible_to(request.viewer).filter(ended=False, hidden=False).select_related("area")
    )
    ordered = due.order_by(F("revisit_on").asc(nulls_last=True), "listed_on", "id")
    found = list(ordered[number * A_PAGE : (number + 1) * A_PAGE + 1])
    rows = tuple(
        (
            Cell(spaced(one.number), reverse("registry.household", args=[one.id])),
            Cell(one.landmark or one.address or None),
            Cell(one.area.name),
            Cell(label(choices.OUTCOMES, one.last_outcome) or None),
            Cell(india_date(one.revisit_on) if one.revisit_on else None),
        )
        for one in found[:A_PAGE]
    )
    table = Table(
        caption=_("Visits due"),
        head=(_("Household"), _("Where"), _("Ward or village"), _("Last visit"), _("Asked for")),
        rows=rows,
        empty=_("No door is left to visit again in your areas."),
        stacked=True,
        name="visits",
    )
    pager = asked.pager(request, number, more=len(found) > A_PAGE)
    return render(request, "registry/visits.html", {"table": table, "pager": pager})


urlpatterns: list[URLPattern] = [path("visits/", visits, name="registry.visits")]
NAV = (NavItem(label=gettext_lazy("Visits due"), url_name="registry.visits", roles=FIELD, section="people"),)
