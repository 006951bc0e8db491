"""Pages of checks: levels of verification, what members say, signals to look into, and visits that were drawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.access.queries import areas_of, programmes
from karmika.areas.queries import is_within
from karmika.groups import trust_terms, verification_levels
from karmika.groups.acts import Attest, DrawVisits, RecordDrawnVisit, ReviewSignal, Verify
from karmika.groups.acts.deciding import NUMBERED_LEVELS
from karmika.groups.acts.trusting import entered_by, standing
from karmika.groups.models import Group
from karmika.groups.pages import asking
from karmika.groups.queries import checks, draws
from karmika.groups.queries.groups import group_view
from karmika.groups.signal_words import words
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.ui import asked

LEVEL_ROLES = verification_levels.all_roles()


def level_name(code: str) -> str:
    """The name of a level in the active language."""
    known = verification_levels.level(code)
    return known.name_in(get_language() or "en") if known is not None else code


@page(roles=LEVEL_ROLES)
def verifications(request: PageRequest) -> HttpResponse:
    """The groups that wait for the viewer's level."""
    number = asked.page_of(request.GET.get("page", ""))
    found = checks.waiting_for(request.viewer).select_related("area")
    rows = list(found[number * checks.PAGE : (number + 1) * checks.PAGE + 1])
    lines = [(row, _next_level(row)) for row in rows[: checks.PAGE]]
    context = {
        "lines": lines,
        "more": len(rows) > checks.PAGE,
        "page": number,
        "sees_signals": holds(request.viewer, trust_terms.SEES_SIGNALS),
    }
    return render(request, "groups/verifications.html", context)


def _next_level(row: Any) -> str:
    return level_name(verification_levels.levels_of(row.group_type, today())[row.levels].code)


def _visible(request: PageRequest, group_id: UUID) -> Group:
    found = Group.objects.visible_to(request.viewer).filter(id=group_id).first()
    if found is None:
        raise Http404
    return found


@page(roles=asking.SEES_GROUPS)
def group_checks(request: PageRequest, group_id: UUID) -> HttpResponse:
    """How far a group is verified, and what its members say; the forms for who may record it."""
    view = group_view(request.viewer, group_id)
    if view is None:
        raise Http404
    asking.note_seen(request, "groups.checks", view.group, [line.person for line in view.members])
    now = standing(view.group)
    levels = verification_levels.levels_of(view.group.group_type, today())
    said = checks.said_by(view.group, [line.person.worker_id for line in view.members])
    own = request.viewer.id in entered_by(view.group)
    due = levels[now.levels] if now.levels < len(levels) else None
    living = view.group.dissolved_on is None
    may_verify = living and not own and due is not None and request.viewer.id not in now.holders
    context = {
        "group": view.group,
        "levels": [(level_name(one.code), number <= now.levels) for number, one in enumerate(levels, 1)],
        "reopened": now.reopened,
        "own": own,
        "due": due if may_verify and due is not None and holds(request.viewer, due.roles) else None,
        "due_name": level_name(due.code) if due is not None else "",
        "members": [
            (line.person, said.get(line.person.worker_id), _said(said.get(line.person.worker_id)))
            for line in view.members
        ],
        "may_attest": living and not own and holds(request.viewer, trust_terms.VISITORS),
        "sees_signals": holds(request.viewer, trust_terms.SEES_SIGNALS),
        "outcomes": trust_terms.VERIFY_OUTCOMES.items(),
        "looked_at": trust_terms.LOOKED_AT.items(),
        "reasons": trust_terms.SENT_BACK_REASONS.items(),
        "attested": trust_terms.ATTESTED.items(),
        "how": trust_terms.ATTESTED_HOW.items(),
        "today": today().isoformat(),
        "entry": uuid7(),
    }
    return render(request, "groups/group_checks.html", context)


def _said(row: Any) -> Any:
    return trust_terms.ATTESTED[row.outcome] if row is not None else ""


def _record(
    request: PageRequest, back: str, read: Callable[[], Act], *, group: UUID | None = None
) -> HttpResponse:
    """Read the act from the form, hand it over, go back. Of a group that one does not see nothing is told."""
    if group is not None and not Group.objects.visible_to(request.viewer).filter(id=group).exists():
        raise Http404
    try:
        asking.hand_over(request, read())
        asking.said(request, _("Noted."))
    except Refused as refused:
        asking.say(request, refused)
    return HttpResponseRedirect(back)


@page(roles=LEVEL_ROLES)
@require_POST
def verify(request: PageRequest, group_id: UUID) -> HttpResponse:
    """A level is confirmed or sent back."""
    return _record(
        request,
        reverse("groups.checks", args=[group_id]),
        lambda: Verify(
            group=group_id,
            level=request.POST.get("level", ""),
            outcome=request.POST.get("outcome", ""),
            looked_at=tuple(request.POST.getlist("looked_at")),
            reason=request.POST.get("reason", ""),
        ),
        group=group_id,
    )


@page(roles=trust_terms.VISITORS)
@require_POST
def attest(request: PageRequest, group_id: UUID) -> HttpResponse:
    """What a member said."""
    return _record(
        request,
        reverse("groups.checks", args=[group_id]),
        lambda: Attest(
            group=group_id,
            worker=asking.asked_uuid(request, "worker"),
            outcome=request.POST.get("outcome", ""),
            on=asking.asked_day(request, "on"),
            how=request.POST.get("how", ""),
            code=request.POST.get("code", ""),
        ),
        group=group_id,
    )


@page(roles=trust_terms.SEES_SIGNALS)
def signals(request: PageRequest) -> HttpResponse:
    """Groups with signals, the strongest first."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in trust_terms.SIGNALS else ""
    area = asked.id_of(request.GET.get("area", ""))
    number = asked.page_of(request.GET.get("page", ""))
    found = checks.to_review(request.viewer, kind=kind, area=area)
    rows = list(
        found.prefetch_related("ghost_signals")[number * checks.PAGE : (number + 1) * checks.PAGE + 1]
    )
    lines = [
        (row, [trust_terms.SIGNALS[one.kind] for one in row.ghost_signals.all() if not one.silenced])
        for row in rows[: checks.PAGE]
    ]
    context = {
        "lines": lines,
        "more": len(rows) > checks.PAGE,
        "page": number,
        "kind": kind,
        "kinds": trust_terms.SIGNALS.items(),
        "area": area,
        "areas": areas_of(request.viewer),
    }
    return render(request, "groups/signals.html", context)


@page(roles=trust_terms.SEES_SIGNALS)
def group_signals(request: PageRequest, group_id: UUID) -> HttpResponse:
    """The signals of one group with their evidence, and the form for what was found."""
    group = _visible(request, group_id)
    found = checks.signals_of(request.viewer, group)
    asking.note_seen(request, "groups.signals", group, [one for view in found for one in view.people])
    context = {
        "group": group,
        "lines": [
            (
                view,
                trust_terms.SIGNALS[view.row.kind],
                words(view.row.kind, view.row.numbers),
                [
                    (one, trust_terms.REVIEW_OUTCOMES[one.outcome], trust_terms.REVIEW_REASONS[one.reason])
                    for one in view.reviews
                ],
            )
            for view in found
        ],
        "may_review": holds(request.viewer, trust_terms.REVIEWERS)
        and request.viewer.id not in entered_by(group),
        "outcomes": trust_terms.REVIEW_OUTCOMES.items(),
        "reasons": trust_terms.REVIEW_REASONS.items(),
        "entry": uuid7(),
    }
    return render(request, "groups/group_signals.html", context)


@page(roles=trust_terms.REVIEWERS)
@require_POST
def review_signal(request: PageRequest, group_id: UUID) -> HttpResponse:
    """What a signal turned out to be."""
    return _record(
        request,
        reverse("groups.group_signals", args=[group_id]),
        lambda: ReviewSignal(
            group=group_id,
            signal=request.POST.get("signal", ""),
            outcome=request.POST.get("outcome", ""),
            reason=request.POST.get("reason", ""),
        ),
        group=group_id,
    )


@page(roles=asking.SEES_GROUPS)
def visits(request: PageRequest) -> HttpResponse:
    """The draws of visits, and the form to draw this month's."""
    may_draw = holds(request.viewer, trust_terms.REVIEWERS)
    number = asked.page_of(request.GET.get("page", ""))
    rows = list(checks.draws(request.viewer)[number * checks.PAGE : (number + 1) * checks.PAGE + 1])
    context = {
        "draws": rows[: checks.PAGE],
        "more": len(rows) > checks.PAGE,
        "page": number,
        "may_draw": may_draw,
        "areas": areas_of(request.viewer, levels=NUMBERED_LEVELS) if may_draw else [],
        "programmes": programmes(request.viewer) if may_draw else [],
        "entry": uuid7(),
    }
    return render(request, "groups/visits.html", context)


@page(roles=trust_terms.REVIEWERS)
@require_POST
def draw_visits(request: PageRequest) -> HttpResponse:
    """This month's visits of a place are drawn, for the organisation and programme of the viewer's own role there."""

    def read() -> Act:
        area = asking.asked_uuid(request, "area")
        programme = asking.asked_uuid(request, "programme")
        mine = (
            grant.organisation
            for grant in request.viewer.grants
            if grant.role in trust_terms.REVIEWERS
            and grant.programme in (None, programme)
            and (grant.area is None or is_within(area, grant.area))
        )
        organisation = next(mine, None)
        if organisation is None:
            raise Refused("groups.choose")
        return DrawVisits(area=area, organisation=organisation, programme=programme)

    return _record(request, reverse("groups.visits"), read)


@page(roles=asking.SEES_GROUPS)
def visit_draw(request: PageRequest, draw_id: UUID) -> HttpResponse:
    """One draw: the groups, what was found, and the same draw made again before one's eyes."""
    kept = checks.draws(request.viewer).filter(id=draw_id).first()
    if kept is None:
        raise Http404
    rows = checks.drawn_for(request.viewer, kept)
    context = {
        "draw": kept,
        "lines": [
            (
                row,
                trust_terms.STRATA[row.stratum],
                trust_terms.VISIT_OUTCOMES.get(row.outcome, ""),
                trust_terms.VISIT_DIFFERS.get(row.differs, ""),
            )
            for row in rows
        ],
        "same": draws.same_as_drawn(kept),
        "head_holds": draws.head_is_the_first(kept),
        "may_record": holds(request.viewer, trust_terms.VISITORS),
        "outcomes": trust_terms.VISIT_OUTCOMES.items(),
        "differs": trust_terms.VISIT_DIFFERS.items(),
        "today": today().isoformat(),
        "groups": len(kept.risks),
    }
    return render(request, "groups/visit_draw.html", context)


@page(roles=trust_terms.VISITORS)
@require_POST
def record_drawn_visit(request: PageRequest, draw_id: UUID) -> HttpResponse:
    """What was found at a visit."""
    return _record(
        request,
        reverse("groups.visit_draw", args=[draw_id]),
        lambda: RecordDrawnVisit(
            visit=asking.asked_uuid(request, "visit"),
            outcome=request.POST.get("outcome", ""),
            differs=request.POST.get("differs", ""),
            on=asking.asked_day(request, "on"),
        ),
    )
