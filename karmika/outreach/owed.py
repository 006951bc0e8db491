"""What the ten questions of the desk say to the rules of the schemes, and what the entitlements room keeps of a form.

An answer nobody gave, or "not known", is left out: to the rules it is unknown, never *no*.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from karmika.areas.queries import ancestors
from karmika.entitlements.acts import (
    AddPhoto,
    FileApplication,
    NoteGap,
    PrepareApplication,
    RecordDocument,
    ShowScreening,
    TellFacts,
)
from karmika.entitlements.acts.parts import Told, Value
from karmika.entitlements.acts.photos import NEVER_PHOTOGRAPHED
from karmika.entitlements.facts import Fact
from karmika.entitlements.known import ABOUT_YEARS, RURAL, URBAN, known_of
from karmika.entitlements.loading import installed
from karmika.entitlements.models import Application, DocumentGap, PersonDocument
from karmika.entitlements.photos import name_hash
from karmika.entitlements.statements import Statement, statements
from karmika.entitlements.terms import OPEN_STATES, PREPARED
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.outreach.desk_answers import DeskForm, Paper
from karmika.registry.models import Person
from karmika.registry.occupations import occupation

Answers = Mapping[str, str | int]

GAP_DAYS = 14
"""Until a missing paper is asked for again."""
STATEMENTS_SHOWN = 8

YES_NO: Mapping[str, bool] = {"yes": True, "no": False}
_AS_THEY_ARE = {
    "construction_days": "construction_days_12m",
    "income_usual": "income_month",
    "ration_card": "ration_card",
    "marital": "marital_status",
    "social_category": "social_category",
}
_YES_OR_NO = {
    "eshram": "eshram_registered",
    "bocw": "bocw_registered",
    "income_tax": "income_tax_payer",
}
_SILENT = ("", "not_known", "refused")
_DEDUCTED: Mapping[str, tuple[bool, bool]] = {
    "none": (False, False),
    "epf": (True, False),
    "esi": (False, True),
    "both": (True, True),
}


@dataclass(frozen=True, kw_only=True)
class Named:
    """A form of the desk with the person it speaks of, as this server knows her."""

    form: DeskForm
    person: UUID
    submission: UUID | None = None
    """The form as it was sent, with which photos come."""


def facts_told(answers: Answers) -> dict[str, Value]:
    """The answers of the desk by the names of schemes/facts.yaml."""
    given = {name: value for name, value in answers.items() if value not in _SILENT}
    found: dict[str, Value] = {fact: given[name] for name, fact in _AS_THEY_ARE.items() if name in given}
    for name, fact in _YES_OR_NO.items():
        if (said := YES_NO.get(str(given.get(name, "")))) is not None:
            found[fact] = said
    if (deducted := _DEDUCTED.get(str(given.get("epf_esi", "")))) is not None:
        found["epfo_member"], found["esic_member"] = deducted
    if given.get("mobile_linked") == "yes":  # only who has one can have it linked
        found["has_aadhaar"] = True
    if "bank_account" in given:
        found["has_bank_account"] = given["bank_account"] != "none"
    return found


def acts_of(named: Named) -> Iterator[Act]:
    """What the entitlements room keeps: answers, that she was told, papers, what is missing, applications. Nothing twice.

    Raises Refused("entitlements.not_agreed") for an application in a form that says no to schemes.
    """
    form, person = named.form, named.person
    on = min(form.on, today())
    told = {**facts_told(form.asked), **_said_of_herself(form)}
    if told and form.agreed_to_schemes:
        yield TellFacts(
            person=person,
            facts_told=tuple(Told(fact=name, value=value) for name, value in told.items()),
            on=on,
        )
        owed = tuple(code for code in form.told if code != "other")
        if owed:
            yield ShowScreening(person=person, owed=owed, on=on)
    yield from _gaps(form, person, on)
    yield from _papers(named, on)
    if form.applications and not form.agreed_to_schemes:
        raise Refused("entitlements.not_agreed")  # whatever was said at the door before
    yield from _applications(form, person, on)


def _said_of_herself(form: DeskForm) -> dict[str, Value]:
    if form.who is None:
        return {}
    said = {"marital": form.who.marital, "social_category": form.who.answers.category}
    return facts_told(said)


def _gaps(form: DeskForm, person: UUID, on: date) -> Iterator[Act]:
    rows = DocumentGap.objects.filter(person_id=person, closed_on__isnull=True)
    known = set(rows.values_list("document_kind", "reason"))
    for one in form.gaps:
        kind = "" if one.document == "other" else one.document
        if (kind, one.reason) in known:
            continue
        known.add((kind, one.reason))
        yield NoteGap(
            gap=one.gap,
            person=person,
            reason=one.reason,
            document_kind=kind,
            due_on=on + timedelta(days=GAP_DAYS),
            noted_on=on,
        )


def _papers(named: Named, on: date) -> Iterator[Act]:
    """Papers that were seen, and their photos, which come with the form or after it. Nothing where a later look is known."""
    for one in named.form.papers:
        if one.document == "other" or _seen_since(named.person, one, on):
            continue
        yield RecordDocument(
            document=one.paper,
            person=named.person,
            document_kind=one.document,
            last_digits=one.last_digits,
            seen_on=on,
            expires_on=one.valid_until,
        )
        if one.photo and named.submission is not None and one.document not in NEVER_PHOTOGRAPHED:
            yield AddPhoto(
                photo=one.photo_uid,
                document=one.paper,
                submission=named.submission,
                file=name_hash(one.photo),
            )


def _seen_since(person: UUID, one: Paper, on: date) -> bool:
    later = PersonDocument.objects.filter(person_id=person, document_kind=one.document, seen_on__gt=on)
    return later.exists() or PersonDocument.objects.filter(id=one.paper).exists()


def _applications(form: DeskForm, person: UUID, on: date) -> Iterator[Act]:
    """What is prepared, and filed with its number; one that was prepared before is filed, and none is there twice."""
    rows = Application.objects.filter(person_id=person, state__in=OPEN_STATES)
    known = {one.scheme: (one.id, one.state) for one in rows}
    for one in form.applications:
        if one.scheme == "other":
            continue
        if one.scheme not in known:
            known[one.scheme] = (one.application, PREPARED)
            yield PrepareApplication(
                application=one.application, person=person, scheme=one.scheme, prepared_on=on
            )
        key, state = known[one.scheme]
        if one.filed and state == PREPARED:
            known[one.scheme] = (key, "filed")
            yield FileApplication(application=key, external_number=one.external_number or None, filed_on=on)


def screened(
    answers: Answers, area: UUID, *, person: Person | None = None, language: str = ""
) -> Sequence[Statement]:
    """What she is probably owed by these answers, what helps most first; those that say nothing to her are left out.

    `area`: where she lives, else where the camp is. `person`: somebody who is known already, with what is known of her.
    """
    day = today()
    known = known_of(person, day) if person is not None else None
    facts: dict[str, Fact] = {name: fact.value for name, fact in known.facts.items()} if known else {}
    found = installed().screen(facts | desk_facts(answers, area), day, known.events if known else {})
    said = statements(found, known.papers if known else frozenset(), language)
    return [one for one in said if one.concrete][:STATEMENTS_SHOWN]


def desk_facts(answers: Answers, area: UUID) -> dict[str, Fact]:
    """The answers of the desk, with what follows from the place, as the rules take them."""
    told = {**_of_place(area), **_of_her(answers), **facts_told(answers)}
    return {name: _as_rules_take(value) for name, value in told.items()}


def _as_rules_take(value: Value) -> bool | int | str | tuple[int, int] | None:
    if isinstance(value, list):
        return (int(value[0]), int(value[1]))
    return value


def _of_place(area: UUID) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for depth, one in enumerate(ancestors(area)):
        if one.level == "state":
            found["state"] = one.code
        if depth == 0 and one.level in URBAN | RURAL:
            found["residence_area"] = "urban" if one.level in URBAN else "rural"
    return found


def _of_her(answers: Answers) -> dict[str, Value]:
    """Sex, age and work, as the registry will have them."""
    found: dict[str, Value] = {}
    if answers.get("sex") in ("female", "male", "transgender"):
        found["sex"] = answers["sex"]
    age = answers.get("age_years")
    if isinstance(age, int):
        sure = answers.get("age_precision") == "exact"  # counted from a date of birth
        found["age"] = age if sure else [max(0, age - ABOUT_YEARS), min(120, age + ABOUT_YEARS)]
    known = occupation(str(answers.get("occupation", "")))
    if known is not None:
        found |= {"occupation_group": known.category, "unorganised_worker": True}
    return found
