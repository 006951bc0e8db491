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
from karmika.entitlements.known import ABOUT_YEARS, RURAL, URBAN, Known, known_of
from karmika.entitlements.loading import installed
from karmika.entitlements.models import Application, DocumentGap, PersonDocument
from karmika.entitlements.photos import name_hash
from karmika.entitlements.schemes import Answer
from karmika.entitlements.statements import Statement, how_of, statements
from karmika.entitlements.terms import FILED, OPEN_STATES, PREPARED
from karmika.intake.interpret import Part
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.outreach.desk_answers import (
    ANSWERS,
    APPLICATION,
    GAP,
    PAPER,
    TOLD,
    DeskForm,
    Paper,
    part_named,
)
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
    on: date
    """The day on which it was said and done."""
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


def parts_of(named: Named) -> Iterator[Part]:
    """What the entitlements room keeps: answers, that she was told, papers, what is missing, applications. Nothing twice.

    Each waits by itself where it cannot be taken in (a scheme that is closed, a paper that is not on the list, an
    application in a form that says no to schemes).
    """
    form, person = named.form, named.person
    yield from (Part(name=name, refused=refused) for name, refused in form.amiss)
    told = {**facts_told(form.asked), **_said_of_herself(form)}
    if told and form.agreed_to_schemes:
        facts = tuple(Told(fact=name, value=value) for name, value in told.items())
        yield Part(name=ANSWERS, acts=(TellFacts(person=person, facts_told=facts, on=named.on),))
        owed = tuple(code for code in form.told if code != "other")
        if owed:
            yield Part(name=TOLD, acts=(ShowScreening(person=person, owed=owed, on=named.on),))
    yield from _gaps(named)
    yield from _papers(named)
    yield from _applications(named)


def _said_of_herself(form: DeskForm) -> dict[str, Value]:
    if form.who is None:
        return {}
    said = {"marital": form.who.marital, "social_category": form.who.answers.category}
    return facts_told(said)


def _gaps(named: Named) -> Iterator[Part]:
    rows = DocumentGap.objects.filter(person_id=named.person, closed_on__isnull=True)
    known = set(rows.values_list("document_kind", "reason"))
    for one in named.form.gaps:
        kind = "" if one.document == "other" else one.document
        if (kind, one.reason) in known:
            continue
        known.add((kind, one.reason))
        act = NoteGap(
            gap=one.gap,
            person=named.person,
            reason=one.reason,
            document_kind=kind,
            due_on=named.on + timedelta(days=GAP_DAYS),
            noted_on=named.on,
        )
        yield Part(name=part_named(GAP, one.gap), acts=(act,))


def _papers(named: Named) -> Iterator[Part]:
    """Papers that were seen, and their photos, which come with the form or after it. Nothing where a later look is known."""
    for one in named.form.papers:
        if one.document == "other" or _seen_since(named.person, one, named.on):
            continue
        acts: list[Act] = [
            RecordDocument(
                document=one.paper,
                person=named.person,
                document_kind=one.document,
                last_digits=one.last_digits,
                seen_on=named.on,
                expires_on=one.valid_until,
            )
        ]
        if one.photo and named.submission is not None and one.document not in NEVER_PHOTOGRAPHED:
            acts.append(
                AddPhoto(
                    photo=one.photo_uid,
                    document=one.paper,
                    submission=named.submission,
                    file=name_hash(one.photo),
                )
            )
        yield Part(name=part_named(PAPER, one.paper), acts=tuple(acts))


def _seen_since(person: UUID, one: Paper, on: date) -> bool:
    later = PersonDocument.objects.filter(person_id=person, document_kind=one.document, seen_on__gt=on)
    return later.exists() or PersonDocument.objects.filter(id=one.paper).exists()


def _applications(named: Named) -> Iterator[Part]:
    """What is prepared, and filed with its number; one that was prepared before is filed, and none is there twice."""
    known = _open_applications(named.person)
    for one in named.form.applications:
        if one.scheme == "other":
            continue
        if not named.form.agreed_to_schemes:  # whatever was said at the door before
            refused = Refused("entitlements.not_agreed")
            yield Part(name=part_named(APPLICATION, one.application), refused=refused)
            continue
        acts: list[Act] = []
        if one.scheme not in known:
            known[one.scheme] = (one.application, PREPARED)
            acts.append(
                PrepareApplication(
                    application=one.application, person=named.person, scheme=one.scheme, prepared_on=named.on
                )
            )
        key, state = known[one.scheme]
        if one.filed and state == PREPARED:
            known[one.scheme] = (key, FILED)
            number = one.external_number or None
            acts.append(FileApplication(application=key, external_number=number, filed_on=named.on))
        if acts:
            yield Part(name=part_named(APPLICATION, one.application), acts=tuple(acts))


def applications_of(form: DeskForm, person: UUID, before: Sequence[UUID] = ()) -> tuple[UUID, ...]:
    """The applications that a form speaks of, as they are known here: one that was open already keeps its id.

    `before`: those that it spoke of until now, of which some may have been decided since.
    """
    schemes = [one.scheme for one in form.applications if one.scheme != "other"]
    rows = Application.objects.filter(id__in=before, scheme__in=schemes).values_list("scheme", "id")
    mine = {**{scheme: key for scheme, (key, _state) in _open_applications(person).items()}, **dict(rows)}
    named = [mine.get(one.scheme, one.application) for one in form.applications if one.scheme != "other"]
    others = Application.objects.filter(id__in=named).exclude(person_id=person)
    foreign = set(others.values_list("id", flat=True))
    return tuple(one for one in dict.fromkeys(named) if one not in foreign)


def _open_applications(person: UUID) -> dict[str, tuple[UUID, str]]:
    rows = Application.objects.filter(person_id=person, state__in=OPEN_STATES)
    return {one.scheme: (one.id, one.state) for one in rows}


def screened(
    answers: Answers, area: UUID, *, person: Person | None = None, language: str = ""
) -> Sequence[Statement]:
    """What she is probably owed by these answers, what helps most first; those that say nothing to her are left out.

    `area`: where she lives, else where the camp is. `person`: somebody who is known already, with what is known of her.
    """
    known = known_of(person, today()) if person is not None else None
    said = statements(_screen(answers, area, known), known.papers if known else frozenset(), language)
    return [one for one in said if one.concrete][:STATEMENTS_SHOWN]


def verdicts(answers: Answers, area: UUID) -> Mapping[str, str]:
    """Scheme -> under which heading it would be shown to somebody new (`statements.how_of`), without any sentence."""
    return {one.scheme: how_of(one) for one in _screen(answers, area, None)}


def _screen(answers: Answers, area: UUID, known: Known | None) -> Sequence[Answer]:
    facts: dict[str, Fact] = {name: fact.value for name, fact in known.facts.items()} if known else {}
    return installed().screen(facts | desk_facts(answers, area), today(), known.events if known else {})


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
