"""The list of cases, and one case."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from karmika.access.pages import PageRequest, page
from karmika.access.pages.filters import area_filter
from karmika.access.roles import Role
from karmika.cases import law, queries, readlog, terms
from karmika.cases.models import Case
from karmika.cases.queries import CaseView
from karmika.cases.recordings import PLAYED
from karmika.kernel.dates import now, today
from karmika.kernel.ids import uuid7
from karmika.kernel.viewer import holds
from karmika.registry.choices import SEXES
from karmika.registry.occupations import occupation_name
from karmika.ui import asked
from karmika.ui.components import Filter, Line


@page(roles=terms.READERS)
def case_list(request: PageRequest) -> HttpResponse:
    """The cases that the viewer may see, those that wait for an answer first."""
    sought = queries.Sought(
        area=asked.id_of(request.GET.get("area", "")),
        state=request.GET.get("state", "open"),
        matter=request.GET.get("matter", ""),
        mine=request.GET.get("whose", "") == "mine",
        page=asked.page_of(request.GET.get("page", "")),
    )
    lines, more = queries.cases(request.viewer, sought)
    context = {
        "lines": [
            (line, terms.matter_name(line.case.matter), terms.STATES[line.case.state]) for line in lines
        ],
        "filters": _filters(request, sought),
        "pager": asked.pager(request, sought.page, more=more),
        "may_report": holds(request.viewer, terms.REPORTERS),
    }
    return render(request, "cases/cases.html", context)


@page(roles=terms.READERS)
def case(request: PageRequest, case_id: UUID) -> HttpResponse:
    """One case. That somebody opened a restricted one is noted."""
    view = queries.case_view(request.viewer, case_id)
    if view is None:
        raise Http404
    readlog.note(request.viewer, view.case)
    one, restricted = view.case, view.case.level == terms.RESTRICTED
    works = holds(request.viewer, terms.CASE_WORKERS)
    leads = holds(request.viewer, frozenset({Role.LEGAL_ADVISOR}) if restricted else terms.SUPERVISORS)
    late = one.state == "open" and not one.answered_at and one.received_at < queries.late_since(now())
    context = {
        "view": view,
        "case": one,
        "restricted": restricted,
        "late": late,
        **_labels(view),
        "law": law.law_for(*_arose(view), law.state_of(one.area_id), today()),
        "works": works and not one.forgotten_on,
        "leads": leads and one.state != "closed",
        "may_forget": holds(request.viewer, frozenset({Role.LEGAL_ADVISOR})),
        "may_confirm": one.state == "closing" and one.closing_by != request.viewer.id,
        "me": request.viewer.id,
        "history": [Line(at=line.occurred_at, sentence=line.sentence) for line in view.history],
        "recordings": [(one, one.media_type in PLAYED) for one in view.recordings],
        "lists": _lists(),
        "today": today().isoformat(),
        "entry": uuid7(),
    }
    return render(request, "cases/case.html", context)


def _arose(view: CaseView) -> tuple[str, tuple[date | None, date | None]]:
    one, words = view.case, view.words
    if one.level == terms.RESTRICTED:
        return words.matter, (words.happened_from, words.happened_to)
    return one.matter, (one.happened_from, one.happened_to)


def _labels(view: CaseView) -> dict[str, object]:
    """Codes of a case as people read them; of a restricted one they are among its words."""
    one, words = view.case, view.words
    matter, (first, last) = _arose(view)
    work, sex = one.occupation or words.occupation, one.sex or words.sex
    named = one.person_id or words.person
    person = view.people.get(named) if named else None
    said = view.file.by_id
    return {
        "matter": terms.matter_name(matter),
        "first": first,
        "last": last,
        "occupation": occupation_name(work) if work else "",
        "sex": SEXES.get(sex, ""),
        "person": person,
        "who": (person.name if person else "") or words.name,
        "phone": words.phone or (person.phone if person else ""),
        "told": terms.TOLD[one.told],
        "channel": terms.CHANNELS.get(one.channel, ""),
        "state": terms.STATES[one.state],
        "result": terms.RESULTS.get(one.result, ""),
        "answered": terms.ANSWERS.get(one.answered_how, ""),
        "answered_by": view.names.get(one.answered_by, "") if one.answered_by else "",
        "tasks": [
            (task, terms.TASKS[task.what], said.get(task.id), _name_of(view, task.user_id))
            for task in view.tasks
        ],
        "money": [(row, terms.MONEY[row.what]) for row in reversed(view.money)],
        "papers": [(paper, terms.PAPERS[paper.what], said.get(paper.id)) for paper in view.papers],
        "lines": [
            (line, _worker_name(view, line.id, line.person_id), line.half_days // 2, line.half_days % 2)
            for line in view.lines
        ],
        "notes": [
            (head, act.words, view.names.get(head.actor, ""))  # type: ignore[attr-defined]
            for head, act in reversed(view.file.entries)
            if act.kind == "cases.add_note"
        ],
    }


def _name_of(view: CaseView, user: UUID | None) -> str:
    return view.names.get(user, "") if user else ""


def _worker_name(view: CaseView, line: UUID, person: UUID | None) -> str:
    words = view.file.by_id.get(line)
    named = person or (words.person if words else None)
    found = view.people.get(named) if named else None
    return (found.name if found else "") or (words.name if words else "") or "–"


def _lists() -> dict[str, object]:
    return {
        "answers": list(terms.ANSWERS.items()),
        "tasks": list(terms.TASKS.items()),
        "money": list(terms.MONEY.items()),
        "papers": list(terms.PAPERS.items()),
        "results": list(terms.RESULTS.items()),
        "reopen": list(terms.REOPEN_REASONS.items()),
        "leave": list(terms.LEAVE_REASONS.items()),
    }


def may_see(request: PageRequest, case_id: UUID) -> Case:
    """The case; 404 where there is none for this viewer."""
    found = queries.case_of(request.viewer, case_id)
    if found is None:
        raise Http404
    return found


def _filters(request: PageRequest, sought: queries.Sought) -> list[Filter]:
    matters = terms.matters(terms.WAGE).items()
    return [
        area_filter(request.viewer, str(sought.area or "")),
        Filter(
            name="matter", label=_("About"), options=(("", _("Everything")), *matters), value=sought.matter
        ),
        Filter(
            name="state",
            label=_("Status"),
            options=(("all", _("All")), *terms.STATES.items()),
            value=sought.state,
        ),
        Filter(
            name="whose",
            label=_("With"),
            options=(("", _("Everybody")), ("mine", _("Me"))),
            value="mine" if sought.mine else "",
        ),
    ]
