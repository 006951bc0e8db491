"""Whom to ask again, 7, 30 and 90 days after a camp: the list, and one of them."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from karmika.access.pages import PageRequest, page
from karmika.access.roles import PERSONAL
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.viewer import holds
from karmika.outreach import queries, shown
from karmika.outreach.acts import RecordFollowUp
from karmika.outreach.forms_of_pages import FollowUpForm
from karmika.outreach.pages import asking
from karmika.outreach.pages.campaigns import pager
from karmika.outreach.terms import FOLLOWERS
from karmika.ui import asked
from karmika.ui.components import Filter

WHENS = {"due": 0, "week": 7, "all": 3650}


@page(roles=PERSONAL)
def follow_up_list(request: PageRequest) -> HttpResponse:
    """Who is to be asked, why, and since when it is due; the longest first."""
    when = request.GET.get("when", "due")
    when = when if when in WHENS else "due"
    number = asked.page_of(request.GET.get("page", ""))
    until = today() + timedelta(days=WHENS[when])
    start = number * queries.A_PAGE
    rows = list(
        queries.open_follow_ups(request.viewer, until).order_by("due_on", "id")[
            start : start + queries.A_PAGE + 1
        ]
    )
    options = (("due", _("Due today or before")), ("week", _("Due within a week")), ("all", _("All")))
    context = {
        "filters": [Filter(name="when", label=_("When"), options=options, value=when)],
        "table": shown.follow_ups_table(queries.due(request.viewer, rows[: queries.A_PAGE])),
        "pager": pager(number, len(rows) > queries.A_PAGE),
    }
    return render(request, "outreach/follow_ups.html", context)


@page(roles=PERSONAL)
def follow_up(request: PageRequest, follow_up_id: UUID) -> HttpResponse:
    """One of them: who, what was done at the camp, the number if it may be called, and what was said."""
    found = queries.follow_up(request.viewer, follow_up_id)
    if found is None:
        raise Http404
    form = FollowUpForm(request.POST or None, initial=asking.first())
    if request.method == "POST":
        if not holds(request.viewer, FOLLOWERS):
            raise Http404
        if form.is_valid():
            act = RecordFollowUp(follow_up=found.row.id, outcome=form.cleaned_data["outcome"])
            if asking.done(request, act, form, _("Written down.")):
                return HttpResponseRedirect(reverse("outreach.follow_ups"))
    context = {
        "found": found,
        "slip": shown.slip(found.row.attendance),
        "form": form,
        "records": holds(request.viewer, FOLLOWERS) and found.row.state == "open",
        "lines": reversed(history(found.row.id)),
    }
    return render(request, "outreach/follow_up.html", context)
