"""The page on which somebody's report is written down."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render

from karmika.access import queries as staff
from karmika.access.forms import area_choices
from karmika.access.pages import PageRequest, page
from karmika.cases import law, terms
from karmika.cases.acts import OpenCase
from karmika.cases.models import Case
from karmika.cases.pages.asking import an_id, day_or_none
from karmika.cases.pages.recordings import uploaded
from karmika.cases.words import Words
from karmika.journal.perform import Request, perform_many
from karmika.kernel.dates import today
from karmika.kernel.ids import derive, uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.choices import SEXES
from karmika.registry.models import Person
from karmika.registry.occupations import occupations
from karmika.registry.queries import person_of
from karmika.ui.asked import id_of

_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True)
class _Done:
    """What is shown after a report was taken down."""

    number: str
    case: UUID
    restricted: bool
    seen: bool
    helplines: Any


@page(roles=terms.REPORTERS)
def report(request: PageRequest) -> HttpResponse:
    """Write a report down. What was written comes back only where it was refused, and is in no address."""
    typed = request.POST if request.method == "POST" else request.GET
    wanted = id_of(typed.get("person", ""))
    person = person_of(request.viewer, wanted) if wanted else None
    if wanted and (person is None or person.hidden or person.state != "active"):
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            done = _take_down(request, person)
            return render(request, "cases/reported.html", {"done": done})
        except Refused as refused:
            refusal = refused.sentence()
    return render(request, "cases/report.html", _context(request, typed, person, refusal))


def _take_down(request: PageRequest, person: Person | None) -> _Done:
    sent = request.POST
    case, matter = an_id(sent, "case"), sent.get("matter", "")
    level = terms.level_of(matter)
    if level is None:
        raise Refused("cases.choose")
    whose = _whose(request, person)
    act = OpenCase(
        case=case,
        level=level,
        area=whose.area,  # type: ignore[arg-type]
        organisation=whose.organisation,  # type: ignore[arg-type]
        programme=whose.programme,  # type: ignore[arg-type]
        told=sent.get("told", ""),
        matter=matter,
        channel=sent.get("channel", ""),
        person=person.id if person else None,
        consent_how=sent.get("consent_how", "") if person else "",
        occupation=sent.get("occupation", ""),
        sex=sent.get("sex", ""),
        happened_from=day_or_none(sent, "happened_from"),
        happened_to=day_or_none(sent, "happened_to"),
        words=_words(sent),
    )
    told = Request(acts=[act], viewer=request.viewer, entry_id=derive(case, "report"))
    perform_many([told, *uploaded(request, request.viewer, case)])
    row = Case.objects.get(id=case)
    seen = Case.objects.visible_to(request.viewer).filter(id=case).exists()
    found = law.law_for(matter, (today(), None), law.state_of(row.area_id), today())
    restricted = level == terms.RESTRICTED
    return _Done(number=row.number, case=case, restricted=restricted, seen=seen, helplines=found.helplines)


def _whose(request: PageRequest, person: Person | None) -> Place:
    """Where it belongs: with the person, else in the area that was chosen, for the reporter's own organisation."""
    if person is not None:
        return Place(person.area_id, person.organisation_id, person.programme_id)
    area = an_id(request.POST, "area")
    grant = request.viewer.authorise(terms.REPORTERS, Place(area))
    programme = grant.programme or id_of(request.POST.get("programme", ""))
    if programme is None:
        raise Refused("cases.choose")
    return Place(area, grant.organisation, programme)


def _words(sent: QueryDict) -> Words:
    return Words(
        name=sent.get("name", "").strip(),
        phone=sent.get("phone", "").strip(),
        hours=sent.get("hours", "").strip(),
        safe_word=sent.get("safe_word", "").strip(),
        speaks=sent.get("speaks", "").strip(),
        story=sent.get("story", "").strip(),
        against=sent.get("against", "").strip(),
        message_ok=_YES_NO.get(sent.get("message_ok", "")),
    )


def _context(request: PageRequest, typed: QueryDict, person: Person | None, refusal: str) -> dict[str, Any]:
    every = any(grant.programme is None for grant in request.viewer.grants if grant.role in terms.REPORTERS)
    return {
        "typed": {name: typed.get(name, "") for name in typed} | {"told": typed.get("told", "named")},
        "person": person,
        "refusal": refusal,
        "case": id_of(typed.get("case", "")) or uuid7(),
        "wage": list(terms.matters(terms.WAGE).items()),
        "restricted": list(terms.matters(terms.RESTRICTED).items()),
        "told": list(terms.TOLD.items()),
        "channels": list(terms.CHANNELS.items()),
        "ways": list(terms.CONSENT_WAYS.items()),
        "areas": () if person else area_choices(request.viewer),
        "programmes": staff.programmes(request.viewer) if every and not person else (),
        "occupations": () if person else [(one.code, one.name) for one in occupations().values()],
        "sexes": () if person else [(code, SEXES[code]) for code in ("female", "male", "transgender")],
        "today": today().isoformat(),
    }
