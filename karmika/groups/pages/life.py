"""The page of a group's life: meetings, who comes, sessions and what is due."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from karmika.access.pages import PageRequest, page
from karmika.groups import life_terms
from karmika.groups.acts.charters import name_in
from karmika.groups.acts.sessions import topic_name
from karmika.groups.models import Group
from karmika.groups.pages import asking
from karmika.groups.pages.standing import CHARTERED
from karmika.groups.queries import standing
from karmika.groups.queries.life import life_view
from karmika.kernel.dates import today


@page(roles=asking.SEES_GROUPS)
def life(request: PageRequest, group_id: UUID) -> HttpResponse:
    """How a group lives."""
    view = life_view(request.viewer, group_id)
    if view is None:
        raise Http404
    asking.note_seen(request, "groups.life", view.group, [line.seat.person for line in view.members])
    open_still = view.group.dissolved_on is None
    context = {
        "view": view,
        "group": view.group,
        "topics": [(line, topic_name(line.topic.code)) for line in view.topics],
        "sessions": [(one, topic_name(one.topic)) for one in view.sessions],
        "may_organise": asking.may_organise(request) and open_still,
        "may_approve": asking.may_approve(request) and open_still,
        "withdraw_reasons": life_terms.WITHDRAW_REASONS.items(),
    }
    return render(request, "groups/life.html", context | _standing(view.group))


def _standing(group: Group) -> dict[str, Any]:
    """Rules, gradings, sleep, where members came from and went to."""
    language = get_language() or "en"
    paper, asleep = standing.charter_paper(group.id), standing.sleep(group.id)
    return {
        "paper": paper,
        "charter_name": name_in(paper.charter.names, language) if paper else "",
        "clauses": paper.clauses(language) if paper else [],
        "printed": [
            (code, name, reverse("groups.charter_sheet", args=[group.id, code]))
            for code, name in settings.LANGUAGES
        ],
        "chartered": group.group_type in CHARTERED,
        "gradings": standing.gradings(group.id),
        "asleep": asleep,
        "sleep_reason": life_terms.DORMANT_REASONS.get(asleep.reason, "") if asleep else "",
        "successions": standing.successions(group.id),
        "dormant_reasons": life_terms.DORMANT_REASONS.items(),
        "revived_by": life_terms.REVIVED_BY.items(),
        "today": today().isoformat(),
    }
