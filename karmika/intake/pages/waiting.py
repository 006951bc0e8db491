"""The queue as a page: what waits, narrowed and counted by why, and what is done with several at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.access.queries import names_of
from karmika.access.roles import PERSONAL
from karmika.areas.models import Area
from karmika.intake import queries, together, waiting
from karmika.intake.acts.outcomes import DISMISSALS
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.interpret import installed
from karmika.intake.models import Submission
from karmika.intake.pages.labels import reason_sentence
from karmika.intake.reasons import short_reason
from karmika.intake.waiting import AGES, NOBODY, PAGE, Counted, Sought
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.ui import asked
from karmika.ui.components import Filter

_CODE_MAXIMUM = 200
_NAMES = ("reason", "form", "sender", "area", "older", "given")


@dataclass(frozen=True)
class WaitingLine:
    """One that waits, in words."""

    submission: Submission
    title: str
    area: str
    sender: str
    given: str
    reason: str
    days: int


@dataclass(frozen=True)
class _Known:
    """Names of the people, areas and forms of one page, asked for once."""

    names: Mapping[UUID, str]
    areas: Mapping[UUID, Area]
    titles: Mapping[tuple[UUID, str], str]

    @classmethod
    def about(
        cls,
        found: Iterable[Submission],
        *,
        people: Iterable[UUID] = (),
        areas: Iterable[UUID] = (),
        forms: Iterable[str] = (),
    ) -> Self:
        """Those that these forms need, and others besides."""
        found = list(found)
        senders = {one.user_id for one in found} | {one.given_to for one in found if one.given_to is not None}
        return cls(
            names=names_of(senders | {*people}),
            areas=Area.objects.in_bulk({one.area_id for one in found} | {*areas}),
            titles=queries.titles({one.form_id for one in found} | {*forms}),
        )


@page(roles=PERSONAL)
def waiting_list(request: PageRequest) -> HttpResponse:
    """What waits where the viewer may read, oldest first."""
    sought = _sought(request.GET)
    counted = waiting.counted(request.viewer, sought)
    number = asked.page_of(request.GET.get("page", ""))
    found = list(waiting.found(request.viewer, sought)[number * PAGE : (number + 1) * PAGE + 1])
    may_work = holds(request.viewer, WORKS_QUEUE)
    known = _Known.about(
        found,
        people=[one for one, _number in counted.senders] + _asked_people(request, sought),
        areas=[one for one, _number in counted.areas] + ([sought.area] if sought.area else []),
        forms=[form for form, _number in counted.forms],
    )
    context = {
        "sought": sought,
        "reasons": _reasons(sought, counted),
        "filters": _filters(request, sought, counted, known),
        "lines": _lines(found[:PAGE], known),
        "pager": asked.pager(request, number, more=len(found) > PAGE),
        "total": counted.total,
        "summary": _summary(counted.total),
        "why": reason_sentence(sought.reason, {}).replace("?", "…") if sought.reason else "",
        "may_work": may_work,
        "most": together.MOST,
        "dismissals": list(DISMISSALS.items()),
        "colleagues": waiting.colleagues(request.viewer) if may_work and found else [],
        "kept": list(_address(sought).items()),
    }
    return render(request, "intake/queue.html", context)


@page(roles=WORKS_QUEUE)
@require_POST
def several(request: PageRequest) -> HttpResponse:
    """Try several again, dismiss them, or give them to a colleague; then say what happened to each."""
    try:
        report = _done(request, _meant(request))
    except Refused as refused:
        return render(request, "intake/several.html", {"refusal": refused.sentence(), "back": _back(request)})
    found = [line.submission for line in report.lines]
    lines = _lines(found, _Known.about(found))
    rows = [
        (line, str(together.ENDS[ended.end]), ended.why.sentence() if ended.why else "", ended.end)
        for line, ended in zip(lines, report.lines, strict=True)
    ]
    counts = [(str(together.ENDS[end]), number) for end, number in report.counts()]
    return render(request, "intake/several.html", {"rows": rows, "counts": counts, "back": _back(request)})


def _done(request: PageRequest, meant: list[Submission]) -> together.Report:
    action, viewer = request.POST.get("action", ""), request.viewer
    if action == "again":
        return together.try_again(viewer, meant, interpreters=installed())
    if action == "dismiss":
        reason, note = request.POST.get("dismissal", ""), request.POST.get("note", "")
        return together.dismiss(viewer, meant, reason, note[:500])
    if action == "give":
        to = request.POST.get("to", "")
        if to and asked.id_of(to) is None:
            raise Refused("intake.cannot_be_given")
        return together.give(viewer, meant, asked.id_of(to))
    raise Refused("intake.none_chosen")


def _meant(request: PageRequest) -> list[Submission]:
    """Those that were ticked; or all that the filter finds, the oldest first, as many as are done at once."""
    if request.POST.get("all"):
        sought = _sought(request.POST)
        if _address(sought) != {name: text for name in _NAMES if (text := request.POST.get(name))}:
            raise Refused("intake.none_chosen")  # what cannot be read must not mean more than was chosen
        rows = waiting.found(request.viewer, sought)
        return list(rows.select_related("project", "form_version")[: together.MOST])
    ids = {one for text in request.POST.getlist("submission") if (one := asked.id_of(text))}
    if len(ids) > together.MOST:
        raise Refused("intake.too_many_chosen", most=together.MOST)
    return waiting.chosen(request.viewer, ids)


def _back(request: PageRequest) -> str:
    kept = urlencode(_address(_sought(request.POST)))
    return reverse("intake.queue") + (f"?{kept}" if kept else "")


def _sought(given: QueryDict) -> Sought:
    older = given.get("older", "")
    with_whom = given.get("given", "")
    return Sought(
        reason=_code(given.get("reason", "")),
        form=_code(given.get("form", "")),
        sender=asked.id_of(given.get("sender", "")),
        area=asked.id_of(given.get("area", "")),
        older_days=int(older) if older in map(str, AGES) else 0,
        given=NOBODY if with_whom == NOBODY else asked.id_of(with_whom) or "",
    )


def _code(text: str) -> str:
    """A code as it may be asked for; empty for what no code can be (PostgreSQL knows no NUL in a text)."""
    return "" if "\x00" in text or len(text) > _CODE_MAXIMUM else text


def _address(sought: Sought) -> dict[str, str]:
    """The same, back for an address or a form; without what was not asked."""
    pairs = {
        "reason": sought.reason,
        "form": sought.form,
        "sender": sought.sender,
        "area": sought.area,
        "older": sought.older_days,
        "given": sought.given,
    }
    return {name: str(value) for name, value in pairs.items() if value}


def _summary(total: int) -> str:
    return ngettext("%(number)s form waits.", "%(number)s forms wait.", total) % {"number": total}


def _reasons(sought: Sought, counted: Counted) -> list[tuple[str, int, str, bool]]:
    """Why they wait, with how many: label, number, the address that shows only these, whether it is chosen."""
    kept = {name: value for name, value in _address(sought).items() if name != "reason"}
    every = (_("All reasons"), sum(number for _code, number in counted.reasons), "")
    codes = [(short_reason(code), number, code) for code, number in counted.reasons]
    return [
        (label, number, f"?{urlencode({**kept, 'reason': code} if code else kept)}", code == sought.reason)
        for label, number, code in (every, *codes)
    ]


def _asked_people(request: PageRequest, sought: Sought) -> list[UUID]:
    """The viewer, and whoever the address asks for."""
    asked_for = (sought.sender, sought.given)
    return [request.viewer.id, *(one for one in asked_for if isinstance(one, UUID))]


def _filters(request: PageRequest, sought: Sought, counted: Counted, known: _Known) -> list[Filter]:
    titles = {form: title for (_project, form), title in known.titles.items()}
    senders = dict.fromkeys(
        [one for one, _number in counted.senders] + ([sought.sender] if sought.sender else [])
    )
    here = dict.fromkeys([one for one, _number in counted.areas] + ([sought.area] if sought.area else []))
    areas = sorted(
        (known.areas[one] for one in here if one in known.areas), key=lambda area: (area.level, area.code)
    )
    with_whom = dict.fromkeys(
        [request.viewer.id] + ([sought.given] if isinstance(sought.given, UUID) else [])
    )
    given = {NOBODY: _("Nobody in particular")} | {str(one): known.names.get(one) or "–" for one in with_whom}
    ages = {
        str(days): ngettext("more than %(days)s day", "more than %(days)s days", days) % {"days": days}
        for days in AGES
    }
    forms = {form: titles.get(form, form) for form, _number in counted.forms}
    people = {str(one): known.names.get(one) or "–" for one in senders}
    return [
        Filter(name="reason", value=sought.reason),
        _filter("form", _("Form"), _("All forms"), forms, sought.form),
        _filter("sender", _("Sent by"), _("Everybody"), people, sought.sender),
        _filter("area", _("Area"), _("All areas"), {str(one.id): one.name for one in areas}, sought.area),
        _filter("older", _("Waits"), _("Any time"), ages, sought.older_days),
        _filter("given", _("Given to"), _("Everybody"), given, sought.given),
    ]


def _filter(name: str, label: str, every: str, labels: Mapping[str, str], chosen: object) -> Filter:
    return Filter(name=name, label=label, options=(("", every), *labels.items()), value=str(chosen or ""))


def _lines(found: Sequence[Submission], known: _Known) -> list[WaitingLine]:
    moment = now()
    return [
        WaitingLine(
            submission=one,
            title=known.titles.get((one.project_id, one.form_id), one.form_id),
            area=known.areas[one.area_id].name if one.area_id in known.areas else "",
            sender=known.names.get(one.user_id, ""),
            given=(known.names.get(one.given_to) or "–") if one.given_to else "",
            reason=short_reason(one.reason, one.reason_facts) if one.reason else "",
            days=(moment - one.received_at).days,
        )
        for one in found
    ]
