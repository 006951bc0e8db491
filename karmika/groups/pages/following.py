"""Following groups up: whose visit is overdue, one of them with its visits, and how many are at which stage by area."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.access.visibility import NOTHING
from karmika.areas.models import Area
from karmika.areas.queries import inside
from karmika.groups import saying, stages, terms
from karmika.groups.acts import NoteStall, RecordVisit, TakeBackVisit
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.models import Group
from karmika.groups.pages import asking
from karmika.groups.queries import following as queries
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.ui import asked
from karmika.ui.components import Cell, Filter, Table
from karmika.ui.templatetags.ui import india_date

A_PAGE = 50


@page(roles=asking.SEES_GROUPS)
def follow_ups(request: PageRequest) -> HttpResponse:
    """Groups and proposals whose visit is overdue, the longest first; of one resource person where that is asked for."""
    persons = queries.resource_persons(request.viewer)
    of = asked.id_of(request.GET.get("of", ""))
    of = of if any(of == key for key, _name in persons) else None
    number = asked.page_of(request.GET.get("page", ""))
    found = queries.overdue_units(request.viewer, of=of)
    start = number * A_PAGE
    context = {
        "filters": [
            Filter(
                name="of",
                label=_("Resource person"),
                options=(("", _("All")), *((str(key), str(name)) for key, name in persons)),
                value=str(of or ""),
            )
        ],
        "table": _overdue_table(found[start : start + A_PAGE]),
        "pager": asked.pager(request, number, more=len(found) > start + A_PAGE),
    }
    return render(request, "groups/follow_ups.html", context)


def _overdue_table(units: Sequence[queries.Unit]) -> Table:
    return Table(
        caption=_("Visits overdue"),
        head=(
            _("Group or proposal"), _("Stage"), _("Ward or village"), _("Last visit"), _("Due since"), _("Days late"),
            _("Resource person"), _("What stands in the way"),
        ),
        rows=tuple(
            (
                Cell(unit.name, reverse("groups.follow_up", args=[unit.id])),
                Cell(saying.stage(unit.stage)),
                Cell(unit.area.name),
                Cell(india_date(unit.visited_on) if unit.visited_on else _("none yet")),
                Cell(india_date(unit.due_on) if unit.due_on else None),
                Cell(unit.late_days),
                Cell(", ".join(unit.persons) or None),
                Cell(terms.named(stages.book().reasons, unit.stall) if unit.stall else None),
            )
            for unit in units
        ),
        empty=_("No visit is overdue in your areas."),
        stacked=True,
        name="overdue",
    )  # fmt: skip


@page(roles=asking.SEES_GROUPS)
def follow_up(request: PageRequest, unit_id: UUID) -> HttpResponse:
    """One group or proposal: its stage, its visits, what stands in the way, and forms for the next visit."""
    view = queries.unit_view(request.viewer, unit_id)
    if view is None:
        raise Http404
    whose = view.row if isinstance(view.row, Group) else view.row.run
    asking.note_seen(request, "groups.follow_up", whose, view.people)
    book, language = stages.book(), get_language() or "en"
    context = {
        "view": view,
        "stage": saying.stage(view.unit.stage),
        "stall": terms.named(book.reasons, view.unit.stall) if view.unit.stall else "",
        "visits": [(line, terms.named(book.outcomes, line.row.outcome)) for line in view.visits],
        "stalls": [
            (row, saying.stage(row.stage), terms.named(book.reasons, row.reason)) for row in view.stalls
        ],
        "outcomes": [(code, one.name_in(language)) for code, one in book.outcomes.items()],
        "reasons": [(code, one.name_in(language)) for code, one in book.reasons.items()],
        "mistakes": terms.VISIT_MISTAKES.items(),
        "back": _back(view),
        "today": today().isoformat(),
        "entry": uuid7(),
        "may_organise": asking.may_organise(request),
    }
    return render(request, "groups/follow_up.html", context)


def _back(view: queries.UnitView) -> str:
    if isinstance(view.row, Group):
        return reverse("groups.group", args=[view.row.id])
    return reverse("groups.run", args=[view.row.run_id])


def _record(
    request: PageRequest, unit_id: UUID, read: Callable[[UUID | None, UUID | None], Act]
) -> HttpResponse:
    """Read the act from the form, hand it over, go back. Nobody records of what he does not see."""
    view = queries.unit_view(request.viewer, unit_id)
    if view is None:
        raise Http404
    where = (unit_id, None) if view.unit.is_group else (None, unit_id)
    try:
        asking.hand_over(request, read(*where))
        asking.said(request, _("Noted."))
    except Refused as refused:
        asking.say(request, refused)
    return HttpResponseRedirect(reverse("groups.follow_up", args=[unit_id]))


@page(roles=ORGANISERS)
@require_POST
def note_visit(request: PageRequest, unit_id: UUID) -> HttpResponse:
    """Somebody went there."""

    def read(group: UUID | None, proposal: UUID | None) -> Act:
        met = (asking.uuid_of(text) for text in request.POST.getlist("met"))
        return RecordVisit(
            group=group,
            proposal=proposal,
            visited_on=asking.asked_day(request, "visited_on"),
            outcome=request.POST.get("outcome", ""),
            met=tuple(one for one in met if one is not None),
        )

    return _record(request, unit_id, read)


@page(roles=ORGANISERS)
@require_POST
def take_back_visit(request: PageRequest, unit_id: UUID) -> HttpResponse:
    """A visit was not so."""

    def read(group: UUID | None, proposal: UUID | None) -> Act:
        return TakeBackVisit(visit=asking.asked_uuid(request, "visit"), reason=request.POST.get("reason", ""))

    return _record(request, unit_id, read)


@page(roles=ORGANISERS)
@require_POST
def note_stall(request: PageRequest, unit_id: UUID) -> HttpResponse:
    """Something stands in the way."""

    def read(group: UUID | None, proposal: UUID | None) -> Act:
        return NoteStall(group=group, proposal=proposal, reason=request.POST.get("reason", ""))

    return _record(request, unit_id, read)


@page(roles=asking.SEES_GROUPS)
def pipeline(request: PageRequest) -> HttpResponse:
    """How many groups, proposals and people are at which stage, in each part of an area."""
    area = _area(request)
    if area is None:
        raise Http404
    counts = queries.stage_counts(request.viewer, area)
    context: dict[str, Any] = {
        "area": area,
        "units": _counts_table(_("Groups and proposals by stage"), counts, counts.units, "units"),
        "people": None
        if counts.people is None
        else _counts_table(_("People by stage"), counts, counts.people, "people"),
    }
    return render(request, "groups/pipeline.html", context)


def _area(request: PageRequest) -> Area | None:
    """The area that is asked for, if it lies in one of the viewer's; else the first of his own."""
    mine = list(dict.fromkeys(grant.area for grant in request.viewer.grants if grant.area is not None))
    wanted = asked.id_of(request.GET.get("area", ""))
    if wanted is not None:
        reach = NOTHING
        for one in mine:
            reach |= Q(id__in=inside(one))
        found = Area.objects.filter(reach, id=wanted).first()
        if found is not None:
            return found
    return Area.objects.filter(id__in=mine[:1]).first()


def _counts_table(caption: str, counts: queries.StageCounts, numbers: Any, name: str) -> Table:
    shown = list(stages.book().stages)
    if name == "units":
        shown = [code for code in shown if code in ("proposed", "formed", "account_opened", "active")]
    rows = []
    for part in counts.parts:
        own = numbers.get(part.id, {})
        if part.id == counts.area.id and not own:
            continue
        is_part = part.id != counts.area.id
        url = f"{reverse('groups.pipeline')}?area={part.id}" if is_part else ""
        label = part.name if is_part else _("%(area)s, without a part") % {"area": part.name}
        rows.append((Cell(label, url), *(Cell(own.get(code, 0)) for code in shown)))
    sums = [sum(one.get(code, 0) for one in numbers.values()) for code in shown]
    return Table(
        caption=caption,
        head=(_("Area"), *(saying.stage(code) for code in shown)),
        rows=tuple(rows),
        foot=(Cell(_("Together")), *(Cell(number) for number in sums)) if len(rows) > 1 else (),
        empty=_("Nothing to count here yet."),
        name=name,
    )
