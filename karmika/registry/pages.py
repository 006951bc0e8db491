"""Pages of the registry: workers, search, one person, one household with its slip; consent; taking somebody out.

Nothing personal is in an address: search is sent by POST, persons and households are named by their ids.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karmika.access import exports
from karmika.access.pages import PageRequest, page
from karmika.access.queries import areas_of
from karmika.access.roles import PERSONAL, SEES_RESTRICTED
from karmika.areas.models import Area
from karmika.areas.queries import children
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import Place
from karmika.registry import choices, queries, request_pages, shown
from karmika.registry.acts.checking import RECORDERS
from karmika.registry.acts.consent import GiveConsent, WithdrawConsent
from karmika.registry.acts.person import REMOVAL_REASONS, RemovePerson
from karmika.registry.choices import OCCUPATION_GROUPS, PURPOSES
from karmika.registry.models import Consent, Person
from karmika.registry.numbers import spaced
from karmika.registry.occupations import occupation_name, occupations
from karmika.ui import asked
from karmika.ui.components import Filter, Line, Option

NOTICE_VERSION = "2026-11"
"""Of the notice that the office reads out; the same text as in forms/household_survey.md."""
PERSON_PURPOSES = ("groups",)
HOUSEHOLD_PURPOSES = ("survey", "schemes", "share_department")
WIDE = ("state", "district", "ulb", "block", "gram_panchayat")


@page(roles=PERSONAL)
def worker_list(request: PageRequest) -> HttpResponse:
    """The workers of the viewer's areas, by area and work; the latest recorded first."""
    sought = queries.Sought(
        area=asked.id_of(request.GET.get("area", "")),
        work=request.GET.get("work", ""),
        page=asked.page_of(request.GET.get("page", "")),
    )
    rows, more = queries.worker_list(request.viewer, sought)
    context = {
        "workers": [(row, occupation_name(row.occupation), shown.age(row.person)) for row in rows],
        "filters": [
            Filter(
                name="area",
                label=_("Area"),
                options=_area_options(request, sought.area),
                value=str(sought.area or ""),
            ),
            Filter(name="work", label=_("Work"), options=_work_options(), value=sought.work),
        ],
        "pager": asked.pager(request, sought.page, more=more),
    }
    return render(request, "registry/workers.html", context)


@page(roles=PERSONAL)
def search(request: PageRequest) -> HttpResponse:
    """Find a person by words of the name or the end of the phone number, a household by its number."""
    text = request.POST.get("text", "").strip()
    context: dict[str, object] = {"text": text}
    if request.method == "POST":
        try:
            context["found"] = found = queries.search(request.viewer, text)
            context["persons"] = [
                (one, shown.age(one), _work_of(one), spaced(one.household.number)) for one in found.persons
            ]
            context["number"] = spaced(found.household.number) if found.household else ""
        except Refused as refused:
            context["refusal"] = refused.sentence()
    template = "registry/found.html" if getattr(request, "htmx", False) else "registry/search.html"
    return render(request, template, context)


@page(roles=PERSONAL)
def person(request: PageRequest, person_id: UUID) -> HttpResponse:
    """One person: who, work, money, consents, and the history in sentences."""
    found = queries.profile(request.viewer, person_id)
    if found is None:
        raise Http404
    worker = found.worker
    context = {
        "profile": found,
        "person": found.person,
        "pairs": shown.person_pairs(found.person),
        "spells": [shown.spell_pairs(spell) for spell in worker.spells.all()] if worker else [],
        "money": shown.money_pairs(worker) if worker else [],
        "skills": shown.skill_pairs(worker) if worker else [],
        "debts": [shown.debt_line(debt) for debt in worker.debts.all()] if worker else [],
        "places": shown.answered(
            *((choices.PLACES.get(one.what, one.what), one.description or "✓") for one in found.places)
        ),
        "cards": shown.answered(
            *((choices.IDENTIFIERS.get(one.what, one.what), one.value) for one in found.identifiers)
        ),
        "sensitive": shown.sensitive_pairs(found.sensitive),
        "consents": _consents(found.consents),
        "may_record": _may_record(request),
        "may_forget": request_pages.may_forget(request),
        "purposes": _open_purposes(PERSON_PURPOSES if worker else (), found.consents),
        "reasons": [(code, str(REMOVAL_REASONS[code])) for code in ("twice", "not_a_member")],
        "history": [Line(at=line.occurred_at, sentence=line.sentence) for line in found.history],
    }
    return render(request, "registry/person.html", context)


@page(roles=PERSONAL)
def household(request: PageRequest, household_id: UUID) -> HttpResponse:
    """One household: where, who, visits, consents, history."""
    found = _household_or_404(request, household_id)
    context = {
        "view": found,
        "household": found.household,
        "number": spaced(found.household.number),
        "pairs": shown.household_pairs(found.household),
        "persons": [(one, shown.age(one), _work_of(one)) for one in found.persons],
        "visits": [(one, shown.label(choices.OUTCOMES, one.outcome)) for one in found.visits],
        "sensitive": shown.sensitive_pairs(found.sensitive),
        "consents": _consents(found.consents),
        "may_record": _may_record(request),
        "may_forget": request_pages.may_forget(request),
        "purposes": _open_purposes(HOUSEHOLD_PURPOSES, found.consents),
        "history": [Line(at=line.occurred_at, sentence=line.sentence) for line in found.history],
    }
    return render(request, "registry/household.html", context)


@page(roles=PERSONAL)
def slip(request: PageRequest, household_id: UUID) -> HttpResponse:
    """The slip with the household's number, for printing. No name and no address is on it: slips get lost."""
    found = _household_or_404(request, household_id)
    one, people = found.household, [person.id for person in found.persons]
    place = Place(one.area_id, one.organisation_id, one.programme_id)
    exports.note(request.viewer, "registry.slip", place, subjects=[one.id, *people], persons=len(people))
    context = {"household": one, "number": spaced(one.number)}
    return render(request, "registry/slip.html", context)


@page(roles=RECORDERS)
@require_POST
def person_consent(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Note that one person gives or withdraws consent."""
    found = queries.profile(request.viewer, person_id)
    if found is None:
        raise Http404
    _perform(request, _consent_act(request, found.person.household_id, person_id))
    return redirect("registry.person", person_id=person_id)


@page(roles=RECORDERS)
@require_POST
def household_consent(request: PageRequest, household_id: UUID) -> HttpResponse:
    """Note that a household gives or withdraws consent."""
    found = _household_or_404(request, household_id)
    _perform(request, _consent_act(request, found.household.id, None))
    return redirect("registry.household", household_id=household_id)


@page(roles=RECORDERS)
@require_POST
def remove_person(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Take out a person who was entered by mistake."""
    found = queries.profile(request.viewer, person_id)
    if found is None:
        raise Http404
    _perform(request, RemovePerson(person=person_id, reason=request.POST.get("reason", "")))
    return redirect("registry.household", household_id=found.person.household_id)


def _perform(request: PageRequest, act: Act) -> None:
    try:
        perform(act, request.viewer)
        messages.success(request, _("Noted."))
    except Refused as refused:
        messages.error(request, refused.sentence())


def _consent_act(request: PageRequest, household_id: UUID, person_id: UUID | None) -> Act:
    purpose = request.POST.get("purpose", "")
    if request.POST.get("answer") == "withdraw":
        return WithdrawConsent(household=household_id, person=person_id, purpose=purpose)
    return GiveConsent(
        household=household_id,
        person=person_id,
        purpose=purpose,
        notice_version=NOTICE_VERSION,
        language=getattr(request, "LANGUAGE_CODE", "en"),
    )


def _consents(consents: object) -> list[tuple[Consent, str, bool]]:
    assert isinstance(consents, list)
    return [
        (one, shown.label(PURPOSES, one.purpose), one.given and one.withdrawn_on is None) for one in consents
    ]


def _open_purposes(purposes: tuple[str, ...], consents: object) -> list[Option]:
    standing = {one.purpose for one, _label, stands in _consents(consents) if stands}
    return [(purpose, PURPOSES[purpose]) for purpose in purposes if purpose not in standing]


def _household_or_404(request: PageRequest, household_id: UUID) -> queries.HouseholdView:
    found = queries.household_view(request.viewer, household_id)
    if found is None:
        raise Http404
    return found


def _may_record(request: PageRequest) -> bool:
    return any(grant.role in RECORDERS for grant in request.viewer.grants)


def _work_of(person: Person) -> str:
    worker = getattr(person, "worker", None)
    return occupation_name(worker.occupation) if worker and worker.state == "active" else ""


def _area_options(request: PageRequest, chosen: UUID | None) -> tuple[Option, ...]:
    """The viewer's own areas, the chosen one, and those inside it: one steps down and up again."""
    own = [area for area in areas_of(request.viewer, levels=WIDE) if area.id in _granted(request)]
    here = Area.objects.filter(id=chosen).first() if chosen else None
    inside = children((here or own[0]).id) if here or len(own) == 1 else ()
    options = {str(area.id): area.name for area in (*own, *((here,) if here else ()), *inside)}
    return (("", _("All of my areas")), *options.items())


def _granted(request: PageRequest) -> set[UUID]:
    return {grant.area for grant in request.viewer.grants if grant.area is not None}


def _work_options() -> tuple[Option, ...]:
    options: list[Option] = [("", _("All work"))]
    for group, name in OCCUPATION_GROUPS.items():
        options.append((group, name))
        options += [(one.code, f"– {one.name}") for one in occupations().values() if one.category == group]
    return tuple(options)


urlpatterns = [
    *request_pages.urlpatterns,
    path("workers/", worker_list, name="registry.workers"),
    path("search/", search, name="registry.search"),
    path("persons/<uuid:person_id>/", person, name="registry.person"),
    path("persons/<uuid:person_id>/consent/", person_consent, name="registry.person_consent"),
    path("persons/<uuid:person_id>/remove/", remove_person, name="registry.remove_person"),
    path("households/<uuid:household_id>/", household, name="registry.household"),
    path("households/<uuid:household_id>/consent/", household_consent, name="registry.household_consent"),
    path("households/<uuid:household_id>/slip/", slip, name="registry.slip"),
]

NAV = (
    NavItem(
        label=gettext_lazy("Workers"),
        url_name="registry.workers",
        roles=PERSONAL,
        section="people",
        takes_area=True,
    ),
    NavItem(label=gettext_lazy("Search"), url_name="registry.search", roles=PERSONAL, section="people"),
    NavItem(
        label=gettext_lazy("Requests to be forgotten"),
        url_name="registry.requests",
        roles=SEES_RESTRICTED,
        section="people",
    ),
)
