"""Referrals about persons of the registry: who may see them, what may be shared, and when sharing ends."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.kernel.viewer import Place, Viewer
from karmika.referrals.parts import Whose
from karmika.referrals.subjects import About, Condition, Text
from karmika.registry import choices, shown
from karmika.registry.cards import worker_of
from karmika.registry.models import Consent, Identifier, Person
from karmika.registry.occupations import occupation_name
from karmika.registry.queries import person_of

PERSON = "person"

FIELDS: Mapping[str, Text] = {
    "name": _("Name"),
    "phone": _("Phone"),
    "sex": _("Sex"),
    "age": _("Age"),
    "occupation": _("Work"),
    "area": _("Ward or village"),
    "address": _("Address"),
    "uan": _("e-Shram number"),
}


def place(person_id: UUID) -> Place | None:
    """Where a person is, by her id alone."""
    row = (
        Person.objects.filter(id=person_id).values_list("area_id", "organisation_id", "programme_id").first()
    )
    return None if row is None else Place(*row)


def whose(viewer: Viewer, person_id: UUID) -> Whose | None:
    """Where a person is; None where the viewer sees none, or she is taken out, restricted or erased."""
    found = person_of(viewer, person_id)
    if found is None or found.hidden or found.state != "active":
        return None
    worker = worker_of(found)
    return Whose(
        area=found.area_id,
        organisation=found.organisation_id,
        programme=found.programme_id,
        sex=found.sex,
        occupation=worker.occupation if worker else "",
    )


def seen(viewer: Viewer) -> Condition:
    """Persons who are not hidden: area, organisation and programme are the referral's own."""
    return Exists(Person.objects.filter(id=OuterRef("subject_id"), hidden=False))


def living() -> Condition:
    """Persons who are not hidden or taken out, and did not withdraw their consent to share since the referral was sent."""
    return still_shares(OuterRef("subject_id"), OuterRef("entry_seq"))


def still_shares(person: OuterRef, since: OuterRef) -> Q:
    """Whether a person is not hidden or taken out, and did not withdraw her consent to share after an entry."""
    hers = Q(person_id=person) | Q(person=None, household__persons=person)
    taken_back = Q(withdrawn_on__isnull=False) | Q(given=False)
    no_more = Consent.objects.filter(hers, taken_back, purpose="share_department", changed_seq__gt=since)
    return Q(is_there(person)) & ~Q(Exists(no_more))


def is_there(person: OuterRef) -> Exists:
    """Whether a person is not hidden or taken out."""
    return Exists(Person.objects.filter(id=person, hidden=False, state="active"))


def shared(person_id: UUID, fields: Sequence[str]) -> Mapping[str, str]:
    """What is known of these fields today, in the active language; nothing of somebody who is hidden."""
    rows = Person.objects.select_related("household", "area", "worker")
    found = rows.filter(id=person_id, hidden=False, state="active").first()
    if found is None:
        return {}
    worker, home = worker_of(found), found.household
    known = {
        "name": found.name or "",
        "phone": found.phone or "",
        "sex": shown.label(choices.SEXES, found.sex) if found.sex else "",
        "age": shown.age(found),
        "occupation": occupation_name(worker.occupation) if worker else "",
        "area": found.area.name,
        "address": ", ".join(part for part in (home.address, home.landmark) if part),
    }
    if "uan" in fields:
        number = Identifier.objects.filter(person_id=person_id, what="uan").values_list("value", flat=True)
        known["uan"] = number.first() or ""
    return {code: known[code] for code in FIELDS if code in fields and known.get(code)}


def labels(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Text]:
    """The names of those whom the viewer may see."""
    people = Person.objects.visible_to(viewer).filter(id__in=list(ids), hidden=False)
    return {key: name or _("(name not known)") for key, name in people.values_list("id", "name")}


def url(person_id: UUID) -> str:
    """The person's page."""
    return reverse("registry.person", args=[person_id])


PERSONS = About(
    name=_("a person"),
    fields=FIELDS,
    place=place,
    whose=whose,
    seen=seen,
    living=living,
    shared=shared,
    labels=labels,
    url=url,
)
