"""What the `check` of this room's acts asks of the tables. Reads only; every function may refuse."""

from collections.abc import Container, Iterable
from datetime import date
from uuid import UUID

from django.utils import formats

from karmika.access.roles import Role
from karmika.access.viewer import grants_on
from karmika.areas.queries import is_within
from karmika.entitlements.acts.parts import Counted, Photos
from karmika.entitlements.models import AboutPerson, Application, DocumentGap, DocumentPhoto, PersonDocument
from karmika.entitlements.photos import sent_files
from karmika.entitlements.terms import TEXT_MAXIMUM
from karmika.journal.act import Context
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar
from karmika.kernel.viewer import Place
from karmika.referrals.models import Office
from karmika.registry.acts.checking import any_person, living_person, place_of_row
from karmika.registry.cards import worker_of
from karmika.registry.facts import Owner
from karmika.registry.models import Consent, Person

HANDLERS: frozenset[str] = frozenset(
    {
        Role.RESOURCE_PERSON,
        Role.COMMUNITY_ORGANISER,
        Role.DATA_ENTRY_OFFICER,
        Role.CAMP_DESK,
        Role.CITY_MISSION_MANAGER,
        Role.DISTRICT_PROJECT_DIRECTOR,
        Role.CASE_WORKER,
        Role.LEGAL_ADVISOR,
    }
)
"""Who asks, tells, and follows papers and applications up: those who meet people, and those who answer for them."""

PURPOSE = "schemes"


def person_place(person: UUID) -> Place:
    """The person's place. Raises Refused: registry.unknown_person, intake.person_erased, intake.person_restricted."""
    return place_of_row(any_person(person))


def owner(person: Person) -> Owner:
    """Whose a row about this person is, and where."""
    return Owner(area=person.area_id, organisation=person.organisation_id, programme=person.programme_id)


def counted(person: Person) -> Counted:
    """By what the person is counted today."""
    worker = worker_of(person)
    occupation = worker.occupation if worker is not None else ""
    return Counted(occupation=occupation, sex=person.sex, category=person.category)


def agreed(person: Person) -> bool:
    """Whether the person, or the household for all, agreed to be checked for schemes and did not take it back.

    What she said herself goes before what was said for the household.
    """
    rows = Consent.objects.filter(household_id=person.household_id, purpose=PURPOSE)
    found = list(rows.order_by("entry_seq", "id"))
    own = [one for one in found if one.person_id == person.id]
    of_all = [one for one in found if one.person_id is None]
    last = own[-1] if own else of_all[-1] if of_all else None
    return last is not None and last.given and last.withdrawn_on is None


def person_who_agreed(person: UUID) -> Person:
    """A living person who agreed to be checked for schemes (DPDP Act 2023, s. 6).

    Raises Refused: registry.unknown_person, registry.person_removed, entitlements.not_agreed.
    """
    found = living_person(person)
    if not agreed(found):
        raise Refused("entitlements.not_agreed")
    return found


def consent_locks(person: UUID | None) -> tuple[UUID, ...]:
    """What is locked while a consent is relied on: the person and her household, at which it may be taken back.

    Never refuses: what comes a second time is looked for under these locks.
    """
    if person is None:
        return ()
    household = Person.objects.filter(id=person).values_list("household_id", flat=True).first()
    return (person,) if household is None else (person, household)


def person_of_application(key: UUID) -> UUID | None:
    """Whose an application is; None where there is none."""
    return Application.objects.filter(id=key).values_list("person_id", flat=True).first()


def office_for(key: UUID, application: Application, on: date) -> Office:
    """An office of the organisation's list that serves the place of the application and was open on a day.

    Raises Refused: entitlements.unknown_office, entitlements.office_closed, entitlements.office_not_for_area.
    """
    found = Office.objects.filter(id=key, organisation_id=application.organisation_id).first()
    if found is None:
        raise Refused("entitlements.unknown_office")
    if found.closed_on is not None and found.closed_on < on:
        raise Refused("entitlements.office_closed")
    if not is_within(application.area_id, found.area_id):
        raise Refused("entitlements.office_not_for_area")
    return found


def assignee(chosen: UUID | None, context: Context, organisation: UUID) -> UUID:
    """Who takes care of something: whoever notes it, or a colleague. Raises Refused("entitlements.unknown_assignee")."""
    if chosen in (None, context.viewer.id):
        return context.viewer.id
    assert chosen is not None
    if not any(grant.organisation == organisation for grant in grants_on(chosen, context.today)):
        raise Refused("entitlements.unknown_assignee")
    return chosen


def free_id(model: type[AboutPerson], key: UUID, code: str) -> None:
    """The id of something new, made by a page or a phone. Raises Refused(code) where it is taken."""
    if model._base_manager.filter(id=key).exists():
        raise Refused(code)


def document(key: UUID) -> PersonDocument:
    """A paper that the person still has. Raises Refused("entitlements.unknown_document")."""
    found = PersonDocument.objects.filter(id=key).first()
    if found is None or found.ended_on is not None:
        raise Refused("entitlements.unknown_document")
    return found


def person_of_document(key: UUID) -> UUID | None:
    """Whose a paper is; None where there is none."""
    return PersonDocument.objects.filter(id=key).values_list("person_id", flat=True).first()


def photo(key: UUID) -> DocumentPhoto:
    """A photo that is still kept. Raises Refused("entitlements.unknown_photo")."""
    found = DocumentPhoto.objects.filter(id=key, removed=False).first()
    if found is None:
        raise Refused("entitlements.unknown_photo")
    return found


def document_of_photo(key: UUID) -> tuple[UUID, ...]:
    """The paper of a photo, to be locked."""
    return tuple(DocumentPhoto.objects.filter(id=key).values_list("document_id", flat=True))


def bytes_of(photos: Iterable[DocumentPhoto]) -> Photos:
    """What keeps the bytes of these photos; of one that came with a form, every file of its name."""
    listed = list(photos)
    return Photos(
        photos=tuple(one.id for one in listed),
        entries=tuple(one.source_id for one in listed if one.source_id is not None),
        attachments=tuple(file.id for one in listed for file in sent_files(one)),
    )


def photos_of(document: UUID) -> Photos:
    """What keeps the photos of a paper that ends."""
    return bytes_of(DocumentPhoto.objects.filter(document_id=document, removed=False).order_by("id"))


def gap(key: UUID) -> DocumentGap:
    """A gap that is open. Raises Refused: entitlements.unknown_gap, entitlements.gap_closed."""
    found = DocumentGap.objects.filter(id=key).first()
    if found is None:
        raise Refused("entitlements.unknown_gap")
    if found.closed_on is not None:
        raise Refused("entitlements.gap_closed")
    return found


def application(key: UUID) -> Application:
    """An application. Raises Refused: entitlements.unknown_application, and those of a person who is hidden."""
    found = Application.objects.filter(id=key).first()
    if found is None:
        raise Refused("entitlements.unknown_application")
    any_person(found.person_id)
    return found


def application_place(key: UUID) -> Place:
    """Where an application was prepared and whose it is."""
    found = application(key)
    return Place(found.area_id, found.organisation_id, found.programme_id)


def in_state(found: Application, *states: str) -> None:
    """Raises Refused("entitlements.not_so_far") where the application is in none of these states."""
    if found.state not in states:
        raise Refused("entitlements.not_so_far")


def one_of(code: str, known: Container[str], refusal: str) -> None:
    """Raises Refused(refusal) for a code that is not on the list."""
    if code not in known:
        raise Refused(refusal)


def happened(on: date, today: date, earliest: date | None = None) -> None:
    """A day that is not ahead and not before another. Raises Refused: entitlements.future, entitlements.too_early."""
    if on > today:
        raise Refused("entitlements.future", on=formats.date_format(on, "j F Y"))
    if earliest is not None and on < earliest:
        shown = formats.date_format(earliest, "j F Y")
        raise Refused("entitlements.too_early", on=formats.date_format(on, "j F Y"), earliest=shown)


def ahead(on: date, today: date) -> None:
    """A day that is not over. Raises Refused("entitlements.due_in_the_past")."""
    if on < today:
        raise Refused("entitlements.due_in_the_past")


def short(text: str | None) -> None:
    """A note in a few words. Raises Refused: entitlements.too_long, entitlements.aadhaar."""
    if text is not None and len(text) > TEXT_MAXIMUM:
        raise Refused("entitlements.too_long", maximum=TEXT_MAXIMUM)
    no_aadhaar(text or "")


def no_aadhaar(text: str) -> None:
    """Nothing that may be an Aadhaar number is kept (Aadhaar Act 2016, s. 29). Raises Refused("entitlements.aadhaar")."""
    if mask_aadhaar(text) != text:
        raise Refused("entitlements.aadhaar")


def subjects(application: UUID, person: UUID | None) -> tuple[UUID, ...]:
    """In whose history a step of an application appears: its own, and the person's once that is decided."""
    return (application, *((person,) if person else ()))
