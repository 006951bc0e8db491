"""How many restricted reports there were, in numbers that find nobody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from karmika.access.pages import PageRequest, page
from karmika.cases import restricted
from karmika.cases.terms import COUNT_READERS
from karmika.ui.components import Cell, Table


@page(roles=COUNT_READERS)
def counts(request: PageRequest) -> HttpResponse:
    """Districts with their rounded numbers."""
    found = restricted.district_counts(request.viewer)
    table = Table(
        caption=_("Restricted reports by district, until the end of last month"),
        head=(_("District"), _("Organisation"), _("Reports")),
        rows=tuple(
            (
                Cell(one.district.name),
                Cell(one.organisation),
                Cell(
                    _("fewer than ten, or none")
                    if one.number is None
                    else _("%(number)s or more") % {"number": one.number}
                ),
            )
            for one in found
        ),
    )
    return render(request, "cases/restricted.html", {"table": table})
