"""The page of a group's life: meetings, who comes, sessions and what is due."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from karmika.access.pages import PageRequest, page
from karmika.groups import life_terms
from karmika.groups.acts.sessions import topic_name
from karmika.groups.pages import asking
from karmika.groups.queries.life import life_view
from karmika.kernel.ids import uuid7


@page(roles=asking.SEES_GROUPS)
def life(request: PageRequest, group_id: UUID) -> HttpResponse:
    """How a group lives."""
    view = life_view(request.viewer, group_id)
    if view is None:
        raise Http404
    asking.note_seen(request, "groups.life", view.group, [line.seat.person for line in view.members])
    standing = view.group.dissolved_on is None
    context = {
        "view": view,
        "group": view.group,
        "topics": [(line, topic_name(line.topic.code)) for line in view.topics],
        "sessions": [(one, topic_name(one.topic)) for one in view.sessions],
        "may_organise": asking.may_organise(request) and standing,
        "may_approve": asking.may_approve(request) and standing,
        "withdraw_reasons": life_terms.WITHDRAW_REASONS.items(),
        "entry": uuid7(),
    }
    return render(request, "groups/life.html", context)
