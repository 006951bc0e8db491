"""The page of what is due for groups: sessions, meetings, offices whose time ends, groups that seem to sleep, gradings."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from karmika.access.pages import PageRequest, page
from karmika.groups import terms
from karmika.groups.acts.sessions import topic_name
from karmika.groups.pages import asking
from karmika.groups.queries import due as queries
from karmika.groups.queries.persons import shown
from karmika.ui import asked

OFFICES = "offices"
KINDS = {
    "sessions": _("Sessions due"),
    "meetings": _("Meetings overdue"),
    OFFICES: _("Offices whose time ends"),
    "asleep": _("Groups that seem to sleep"),
    "gradings": _("Gradings due"),
}


@page(roles=asking.SEES_GROUPS)
def due(request: PageRequest) -> HttpResponse:
    """One kind of what is due at a time."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "sessions"
    number = asked.page_of(request.GET.get("page", ""))
    context = {"kinds": KINDS.items(), "kind": kind, "title": KINDS[kind], "page": number}
    if kind == OFFICES:
        ending, more = queries.ending_lines(request.viewer, page=number)
        people = shown(request.viewer, [line.held.worker_id for line in ending])
        context["offices"] = [
            (line, people[line.held.worker_id], terms.OFFICES.get(line.held.office, line.held.office))
            for line in ending
        ]
    else:
        found, more = queries.due_lines(request.viewer, kind, page=number)
        context["lines"] = [
            (line, [(one, topic_name(one.topic.code)) for one in line.topics]) for line in found
        ]
    return render(request, "groups/due.html", context | {"more": more})
