"""What a worker takes along: a sheet of paper and a small slip, in her language, that a device can read out."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from karmika.access import exports
from karmika.access.models import Organisation
from karmika.access.pages import PageRequest, page
from karmika.access.roles import PERSONAL
from karmika.areas.queries import ancestors
from karmika.entitlements import terms
from karmika.entitlements.kinds import document_name, office_name, scheme_name
from karmika.entitlements.models import papers_on
from karmika.entitlements.queries.applications import ApplicationView, application_view
from karmika.entitlements.spoken import next_words, offices_of, papers_of
from karmika.entitlements.voices import Clips
from karmika.kernel.dates import today
from karmika.kernel.viewer import Place
from karmika.registry.models import Person
from karmika.registry.numbers import spaced

LANGUAGES: tuple[str, ...] = tuple(code for code, _ in settings.LANGUAGES)
VOICES = {"en": "en-IN", "hi": "hi-IN", "te": "te-IN", "ur": "ur-IN"}
"""Language -> the voice that a device is asked for."""


def language_of(person: Person, request: HttpRequest) -> str:
    """The first language of the person that Karmika speaks; else that of the page."""
    for code in person.languages:
        if code in LANGUAGES:
            return str(code)
    return str(getattr(request, "LANGUAGE_CODE", "en"))


@page(roles=PERSONAL)
def receipt(request: PageRequest, application_id: UUID, language: str) -> HttpResponse:
    """The sheet, with the name."""
    return _paper(request, application_id, language, "receipt")


@page(roles=PERSONAL)
def slip(request: PageRequest, application_id: UUID, language: str) -> HttpResponse:
    """The small slip, without the name."""
    return _paper(request, application_id, language, "slip")


def _paper(request: PageRequest, application_id: UUID, language: str, what: str) -> HttpResponse:
    view = application_view(request.viewer, application_id)
    if view is None or language not in LANGUAGES:
        raise Http404
    row = view.row
    place = Place(row.area_id, row.organisation_id, row.programme_id)
    exports.note(request.viewer, f"entitlements.{what}", place, subjects=[row.person_id])
    # the page is the worker's, so it speaks her language, whatever the office reads
    with translation.override(language):
        return render(request, f"entitlements/{what}.html", _context(view, language, what))


def _context(view: ApplicationView, language: str, what: str) -> dict[str, Any]:
    row = view.row
    state = next((area.code for area in ancestors(row.area_id) if area.level == "state"), "")
    papers = papers_on(row.person_id, today())
    there = set(papers.values_list("document_kind", flat=True))
    organisation = Organisation.objects.filter(id=row.organisation_id).values_list("name", flat=True).first()
    return {
        "what": what,
        "row": row,
        "number": spaced(row.number),
        "digits": " ".join(row.number),
        "external_number": view.external_number,
        "scheme": scheme_name(row.scheme),
        "state": terms.STATES[row.state],
        "next": next_words(row),
        "papers": [(document_name(kind), kind in there) for kind in papers_of(row)],
        "office": view.office.name if view.office else "",
        "offices": [office_name(code) for code in offices_of(row, state)],
        "organisation": organisation or "",
        "clips": Clips.of(row.area_id, row.organisation_id, language),
        "voice": VOICES.get(language, language),
        "language": language,
        "speaks": LANGUAGES,
    }
