"""An application begins and is filed: prepared with its papers, then handed in under the office's own number."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.entitlements import terms
from karmika.entitlements.acts import deciding
from karmika.entitlements.acts.deciding import HANDLERS
from karmika.entitlements.acts.parts import Counted
from karmika.entitlements.acts.writing import count, move
from karmika.entitlements.kinds import open_scheme, scheme_name
from karmika.entitlements.models import Application
from karmika.entitlements.numbers import ATTEMPTS, application_number
from karmika.entitlements.screening import verdict_of
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.text import nfc
from karmika.kernel.viewer import Place
from karmika.registry.acts.writing import owned
from karmika.registry.facts import Owner


class PrepareApplication(Act, frozen=True, kw_only=True):
    """An application of a person for a scheme is prepared. It keeps the version of the rule and what the rule said.

    The rule does not decide: who is not owed something by what is known may still apply, and the office decides.
    Consent does: she, or her household for all, agreed to be helped with schemes (DPDP Act 2023, s. 6).
    """

    kind: ClassVar[str] = "entitlements.prepare_application"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} prepared an application: {scheme}")

    application: UUID
    person: UUID
    scheme: str
    prepared_on: date | None = None
    number: str = ""
    rule_version: str = ""
    verdict: str = ""
    whose: Owner | None = None
    counted: Counted | None = None

    def place(self) -> Place:
        return deciding.person_place(self.person)

    def locks(self) -> Iterable[UUID]:
        return (self.application, *deciding.consent_locks(self.person))

    def subjects(self) -> Iterable[UUID]:
        return (self.person, self.application)

    def facts(self) -> dict[str, Any]:
        return {**terms.shown(Act.facts(self)), "scheme": scheme_name(self.scheme)}

    def check(self, context: Context) -> Self:
        person = deciding.person_who_agreed(self.person)
        prepared_on = self.prepared_on or context.today
        deciding.happened(prepared_on, context.today)
        scheme = open_scheme(self.scheme, prepared_on)
        deciding.free_id(Application, self.application, "entitlements.application_exists")
        same = Application.objects.filter(person=person, scheme=self.scheme, state__in=terms.OPEN_STATES)
        if same.exists():
            raise Refused("entitlements.application_open_already", scheme=scheme_name(self.scheme))
        return msgspec.structs.replace(
            self,
            prepared_on=prepared_on,
            number=_number(self.application),
            rule_version=scheme.version,
            verdict=verdict_of(person, self.scheme, prepared_on),
            whose=deciding.owner(person),
            counted=deciding.counted(person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.whose is not None and self.counted is not None and self.prepared_on is not None
        values = {
            "id": self.application,
            **owned(self.whose),
            "person_id": self.person,
            "number": self.number,
            "scheme": self.scheme,
            "rule_version": self.rule_version,
            "verdict": self.verdict,
            "state": terms.PREPARED,
            "occupation": self.counted.occupation,
            "sex": self.counted.sex,
            "category": self.counted.category,
            "prepared_on": self.prepared_on,
        }
        rows.insert(Application, **values)
        count(rows, entry, values, "applications_prepared", on=self.prepared_on)


class FileApplication(Act, frozen=True, kw_only=True):
    """The application was handed in, and the office gave a number for it (or none yet).

    Her consent must still stand on that day. `office`: one of the offices on the list of the organisation.
    """

    kind: ClassVar[str] = "entitlements.file_application"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} filed the application on {filed_on}")
    identity: ClassVar[tuple[str, ...]] = ("external_number",)
    owner: ClassVar[str] = "person"

    application: UUID
    external_number: str | None = None
    filed_on: date
    office: UUID | None = None
    person: UUID | None = None

    def place(self) -> Place:
        return deciding.application_place(self.application)

    def locks(self) -> Iterable[UUID]:
        held = deciding.person_of_application(self.application)
        return (self.application, *deciding.consent_locks(held))

    def subjects(self) -> Iterable[UUID]:
        return deciding.subjects(self.application, self.person)

    def facts(self) -> dict[str, Any]:
        return terms.shown(Act.facts(self))

    def check(self, context: Context) -> Self:
        found = deciding.application(self.application)
        deciding.in_state(found, terms.PREPARED)
        deciding.happened(self.filed_on, context.today, found.prepared_on)
        deciding.person_who_agreed(found.person_id)
        if self.office is not None:
            deciding.office_for(self.office, found, self.filed_on)
        number = _external(self.external_number, found.scheme)
        return msgspec.structs.replace(self, external_number=number, person=found.person_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        changes = {"state": terms.FILED, "filed_on": self.filed_on, "office_id": self.office}
        move(rows, entry, self.application, "applications_filed", on=self.filed_on, **changes)


class NoteQuery(Act, frozen=True, kw_only=True):
    """The office asked something, or for a paper, before it decides."""

    kind: ClassVar[str] = "entitlements.note_query"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} noted that the office asked something on {on}")
    identity: ClassVar[tuple[str, ...]] = ("query",)
    owner: ClassVar[str] = "person"

    application: UUID
    query: str | None = None
    on: date
    answer_due_on: date | None = None
    person: UUID | None = None

    def place(self) -> Place:
        return deciding.application_place(self.application)

    def locks(self) -> Iterable[UUID]:
        return (self.application,)

    def subjects(self) -> Iterable[UUID]:
        return deciding.subjects(self.application, self.person)

    def facts(self) -> dict[str, Any]:
        return terms.shown(Act.facts(self))

    def check(self, context: Context) -> Self:
        found = deciding.application(self.application)
        deciding.in_state(found, terms.FILED, terms.QUERIED)
        deciding.happened(self.on, context.today, found.filed_on)
        if not (self.query or "").strip():
            raise Refused("entitlements.say_what")
        deciding.short(self.query)
        if self.answer_due_on is not None:
            deciding.ahead(self.answer_due_on, self.on)
        return msgspec.structs.replace(self, person=found.person_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        changes = {
            "state": terms.QUERIED,
            "queried_on": self.on,
            "answer_due_on": self.answer_due_on,
        }
        move(rows, entry, self.application, "", on=self.on, **changes)


class AnswerQuery(Act, frozen=True, kw_only=True):
    """What the office asked was answered; it decides next."""

    kind: ClassVar[str] = "entitlements.answer_query"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} answered the office on {on}")

    application: UUID
    on: date
    person: UUID | None = None

    def place(self) -> Place:
        return deciding.application_place(self.application)

    def locks(self) -> Iterable[UUID]:
        return (self.application,)

    def subjects(self) -> Iterable[UUID]:
        return deciding.subjects(self.application, self.person)

    def facts(self) -> dict[str, Any]:
        return terms.shown(Act.facts(self))

    def check(self, context: Context) -> Self:
        found = deciding.application(self.application)
        deciding.in_state(found, terms.QUERIED)
        deciding.happened(self.on, context.today, found.queried_on)
        return msgspec.structs.replace(self, person=found.person_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        move(rows, entry, self.application, "", on=self.on, state=terms.FILED, answer_due_on=None)


NUMBER_MAXIMUM = 40
"""Letters and digits of an office's number."""
TWELVE_DIGITS = frozenset({"eshram"})
"""Schemes whose own number has twelve digits, of which one in ten looks like an Aadhaar number."""


def _external(number: str | None, scheme: str) -> str | None:
    """The office's number as it is kept. Raises Refused: entitlements.too_long, entitlements.aadhaar."""
    plain = nfc(number or "") or None
    if plain is not None and len(plain) > NUMBER_MAXIMUM:
        raise Refused("entitlements.too_long", maximum=NUMBER_MAXIMUM)
    if plain is not None and scheme not in TWELVE_DIGITS:
        deciding.no_aadhaar(plain)
    return plain


def _number(application: UUID) -> str:
    """The first of its numbers that is free; two that are drawn at once are told apart by the table."""
    for attempt in range(ATTEMPTS):
        number = application_number(application, attempt)
        if not Application.objects.filter(number=number).exists():
            return number
    raise Refused("entitlements.no_number")
