"""Pages of the registry: workers, search, one person, one household with its slip; consent; taking somebody out.

Nothing personal is in an address: search is sent by POST, persons and households are named by their ids.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karmika.access import exports
from karmika.access.pages import PageRequest, page
from karmika.access.roles import PERSONAL, SEES_RESTRICTED
from karmika.areas.models import Area
from karmika.areas.queries import children
from karmika.areas.roles import WORKSITE_READERS
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.kernel.room import NavItem
from karmika.kernel.viewer import Place, holds
from karmika.registry import choices, queries, request_pages, searching, shown
from karmika.registry.above import ALONE, Above
from karmika.registry.acts.checking import RECORDERS
from karmika.registry.acts.consent import GiveConsent, WithdrawConsent
from karmika.registry.acts.person import REMOVAL_REASONS, RemovePerson
from karmika.registry.cards import cards
from karmika.registry.choices import OCCUPATION_GROUPS, PURPOSES
from karmika.registry.missing import Step, gaps, next_step
from karmika.registry.models import Consent, Person
from karmika.registry.numbers import spaced
from karmika.registry.occupations import occupation_name, occupations
from karmika.ui import asked
from karmika.ui.addresses import address
from karmika.ui.components import Filter, NextStep, Option

NOTICE_VERSION = "2026-11"
"""Of the notice that the office reads out; the same text as in forms/household_survey.md."""
PERSON_PURPOSES = ("groups",)
HOUSEHOLD_PURPOSES = ("survey", "schemes", "share_department")
SEARCH_SHOWS = 20
"""Persons that a search shows; of more the reader types another word."""
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
        "workers": [
            (row, address("registry.person", row.id), occupation_name(row.occupation), shown.age(row.person))
            for row in rows
        ],
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
def search(request: PageRequest, above: Above = ALONE) -> HttpResponse:
    """Find persons by name, phone or e-Shram number, a household by its number, a worksite by its name.

    With scripts the answer comes while somebody types; without them the form is sent. What was typed is nowhere but
    in the body of the question and in the field of its answer.
    """
    text = request.POST.get("text", "").strip()
    context: dict[str, object] = {"text": text}
    if request.method == "POST":
        try:
            found = searching.search(request.viewer, text, most=SEARCH_SHOWS)
        except Refused as refused:
            context["refusal"] = refused.sentence()
        else:
            context |= {
                "found": found,
                "cards": [shown.card(one) for one in cards(request.viewer, found.persons, above)],
                "number": spaced(found.household.number) if found.household else "",
                "said": shown.found_words(found),
            }
    template = "registry/found.html" if getattr(request, "htmx", False) else "registry/search.html"
    return render(request, template, context)


@page(roles=PERSONAL)
def person(request: PageRequest, person_id: UUID, above: Above = ALONE) -> HttpResponse:
    """One person: who, what comes next and what is missing, work, money, groups, consents, history."""
    page_number = asked.page_of(request.GET.get("page", ""))
    found = queries.profile(request.viewer, person_id, above=above, page=page_number)
    if found is None:
        raise Http404
    worker, answers = found.worker, found.answers
    records, proposes = _may_record(request), holds(request.viewer, above.proposers)
    context = {
        "profile": found,
        "person": found.person,
        "head": shown.head_words(found.person, worker),
        "number": spaced(found.person.household.number),
        "tags": shown.state_tags(found.person),
        "step": _step(found, next_step(found.known, records=records, proposes=proposes), above),
        "sees_worksites": holds(request.viewer, WORKSITE_READERS),
        "gaps": gaps(found.known),
        "pairs": shown.person_pairs(found.person),
        "spells": [shown.spell_pairs(spell) for spell in found.spells],
        "money": shown.money_pairs(worker, answers) if worker else [],
        "skills": shown.skill_pairs(worker) if worker else [],
        "debts": [shown.debt_line(debt) for debt in answers.debts],
        "places": shown.answered(
            *((choices.PLACES.get(what, what), where or "✓") for what, where in answers.places)
        ),
        "papers": shown.answered(
            *((choices.IDENTIFIERS.get(what, what), value) for what, value in answers.cards)
        ),
        "sensitive": shown.sensitive_pairs(answers.sensitive),
        "consents": _consents(found.consents),
        "said": above.said(request.viewer, person_id, found.spoken),
        "may_record": records,
        "may_forget": request_pages.may_forget(request),
        "purposes": _open_purposes(PERSON_PURPOSES if worker else (), found.consents),
        "reasons": [(code, str(REMOVAL_REASONS[code])) for code in ("twice", "not_a_member")],
        "pager": asked.pager(request, page_number, more=found.more_history),
    }
    return render(request, "registry/person.html", context)


@page(roles=PERSONAL)
def household(request: PageRequest, household_id: UUID, above: Above = ALONE) -> HttpResponse:
    """One household: where, who, visits, consents, history."""
    page_number = asked.page_of(request.GET.get("page", ""))
    found = _household_or_404(request, household_id, page_number)
    visits = [(one, shown.label(choices.OUTCOMES, one.outcome)) for one in found.visits]
    context = {
        "view": found,
        "household": found.household,
        "number": spaced(found.household.number),
        "tags": shown.state_tags(found.household),
        "step": NextStep(sentence=shown.household_step(found.household, records=_may_record(request))),
        "pairs": shown.household_pairs(found.household),
        "cards": [
            shown.card(one, with_household=False)
            for one in cards(request.viewer, found.persons, above, found.said)
        ],
        "visits": visits,
        "visits_words": shown.visits_words(len(visits)),
        "sensitive": shown.sensitive_pairs(found.sensitive),
        "consents": _consents(found.consents),
        "may_record": _may_record(request),
        "may_forget": request_pages.may_forget(request),
        "purposes": _open_purposes(HOUSEHOLD_PURPOSES, found.consents),
        "pager": asked.pager(request, page_number, more=found.more_history),
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
    found = _person_or_404(request, person_id)
    _perform(request, _consent_act(request, found.household_id, person_id))
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
    found = _person_or_404(request, person_id)
    _perform(request, RemovePerson(person=person_id, reason=request.POST.get("reason", "")))
    return redirect("registry.household", household_id=found.household_id)


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


def _step(found: queries.Profile, step: Step, above: Above) -> NextStep:
    """The next step with its button, where this person's page has a way to it."""
    url, action = {
        "consents": ("#consents", _("To the consents")),
        "propose": (reverse(above.propose) if above.propose else "", _("Propose groups")),
        "group": (found.ties[0].url if found.ties else "", _("To the group")),
        "form": (
            reverse("intake.submission", args=[found.person.submission_id])
            if found.person.submission_id
            else "",
            _("The form"),
        ),
    }.get(step.way, ("", ""))
    return NextStep(sentence=step.sentence, url=url, action=action)


def _person_or_404(request: PageRequest, person_id: UUID) -> Person:
    found = queries.person_of(request.viewer, person_id)
    if found is None:
        raise Http404
    return found


def _household_or_404(
    request: PageRequest, household_id: UUID, page_number: int = 0
) -> queries.HouseholdView:
    found = queries.household_view(request.viewer, household_id, page=page_number)
    if found is None:
        raise Http404
    return found


def _may_record(request: PageRequest) -> bool:
    return holds(request.viewer, RECORDERS)


def _area_options(request: PageRequest, chosen: UUID | None) -> tuple[Option, ...]:
    """The viewer's own areas, the chosen one, and those inside it: one steps down and up again."""
    granted = Area.objects.filter(id__in=_granted(request), level__in=WIDE, valid_to__isnull=True)
    own = sorted(granted, key=lambda area: (WIDE.index(area.level), area.code))
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


def patterns(above: Above = ALONE) -> list[URLPattern]:
    """The addresses of this room; `above`: what higher rooms know of persons (karmika/rooms.py hands it down)."""
    more = {"above": above}
    of_person, of_household = "persons/<uuid:person_id>/", "households/<uuid:household_id>/"
    return [
        *request_pages.urlpatterns,
        path("workers/", worker_list, name="registry.workers"),
        path("search/", search, more, name="registry.search"),
        path(of_person, person, more, name="registry.person"),
        path(f"{of_person}consent/", person_consent, name="registry.person_consent"),
        path(f"{of_person}remove/", remove_person, name="registry.remove_person"),
        path(of_household, household, more, name="registry.household"),
        path(f"{of_household}consent/", household_consent, name="registry.household_consent"),
        path(f"{of_household}slip/", slip, name="registry.slip"),
    ]


NAV = (
    NavItem(
        label=gettext_lazy("Workers"),
        url_name="registry.workers",
        roles=PERSONAL,
        section="people",
        takes_area=True,
    ),
    NavItem(
        label=gettext_lazy("Requests to be forgotten"),
        url_name="registry.requests",
        roles=SEES_RESTRICTED,
        section="people",
    ),
)
