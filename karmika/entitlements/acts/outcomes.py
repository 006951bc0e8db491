"""What an office decided, and what arrived: sanctioned, rejected, withdrawn, the first benefit, the day of renewal."""

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
from karmika.entitlements.acts.writing import count, move
from karmika.entitlements.models import Application
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.numbers import rupees
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place

AMOUNT_MAXIMUM_PAISE = 10_000_000_00
"""A hundred lakh rupees: more is a slip of the finger."""


class Sanction(Act, frozen=True, kw_only=True):
    """The office said yes. Nothing has arrived yet."""

    kind: ClassVar[str] = "entitlements.sanction"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} noted that the application was sanctioned on {on}")

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
        deciding.in_state(found, terms.FILED, terms.QUERIED)
        deciding.happened(self.on, context.today, found.filed_on)
        return msgspec.structs.replace(self, person=found.person_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        changes = {"state": terms.SANCTIONED, "decided_on": self.on, "answer_due_on": None}
        move(rows, entry, self.application, "applications_sanctioned", on=self.on, **changes)


class Reject(Act, frozen=True, kw_only=True):
    """The office said no, with its reason: the code for figures, its own words for whoever helps next."""

    kind: ClassVar[str] = "entitlements.reject"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} noted that the application was rejected on {on}: {reason}")
    identity: ClassVar[tuple[str, ...]] = ("words",)
    owner: ClassVar[str] = "person"

    application: UUID
    reason: str
    on: date
    words: str | None = None
    person: UUID | None = None

    def place(self) -> Place:
        return deciding.application_place(self.application)

    def locks(self) -> Iterable[UUID]:
        return (self.application,)

    def subjects(self) -> Iterable[UUID]:
        return deciding.subjects(self.application, self.person)

    def facts(self) -> dict[str, Any]:
        return terms.shown(Act.facts(self), reason=terms.REJECT_REASONS)

    def check(self, context: Context) -> Self:
        found = deciding.application(self.application)
        deciding.in_state(found, terms.FILED, terms.QUERIED, terms.SANCTIONED)
        deciding.one_of(self.reason, terms.REJECT_REASONS, "entitlements.unknown_reason")
        deciding.happened(self.on, context.today, found.decided_on or found.filed_on)
        deciding.short(self.words)
        return msgspec.structs.replace(self, person=found.person_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        _end(rows, entry, self.application, terms.REJECTED, on=self.on, reason=self.reason)


class Withdraw(Act, frozen=True, kw_only=True):
    """The application is not followed any further, by the person's own wish or because it was a mistake."""

    kind: ClassVar[str] = "entitlements.withdraw"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} withdrew the application on {on}: {reason}")

    application: UUID
    reason: str
    on: date
    person: UUID | None = None

    def place(self) -> Place:
        return deciding.application_place(self.application)

    def locks(self) -> Iterable[UUID]:
        return (self.application,)

    def subjects(self) -> Iterable[UUID]:
        return deciding.subjects(self.application, self.person)

    def facts(self) -> dict[str, Any]:
        return terms.shown(Act.facts(self), reason=terms.WITHDRAW_REASONS)

    def check(self, context: Context) -> Self:
        found = deciding.application(self.application)
        deciding.in_state(found, *terms.OPEN_STATES)
        deciding.one_of(self.reason, terms.WITHDRAW_REASONS, "entitlements.unknown_reason")
        deciding.happened(self.on, context.today, found.decided_on or found.filed_on or found.prepared_on)
        return msgspec.structs.replace(self, person=found.person_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        _end(rows, entry, self.application, terms.WITHDRAWN, on=self.on, reason=self.reason)


class NoteFirstBenefit(Act, frozen=True, kw_only=True):
    """What was applied for has arrived for the first time: how much, and when. A card or goods are 0 paise.

    `renew_on`: the day by which it has to be renewed, where that is known.
    """

    kind: ClassVar[str] = "entitlements.note_first_benefit"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} noted that the benefit arrived on {on}: {amount_paise}")

    application: UUID
    amount_paise: int
    on: date
    renew_on: date | None = None
    person: UUID | None = None

    def place(self) -> Place:
        return deciding.application_place(self.application)

    def locks(self) -> Iterable[UUID]:
        return (self.application,)

    def subjects(self) -> Iterable[UUID]:
        return deciding.subjects(self.application, self.person)

    def facts(self) -> dict[str, Any]:
        return {**terms.shown(Act.facts(self)), "amount_paise": rupees(self.amount_paise)}

    def check(self, context: Context) -> Self:
        found = deciding.application(self.application)
        deciding.in_state(found, terms.FILED, terms.QUERIED, terms.SANCTIONED)
        deciding.happened(self.on, context.today, found.decided_on or found.filed_on)
        if not 0 <= self.amount_paise <= AMOUNT_MAXIMUM_PAISE:
            raise Refused("entitlements.amount")
        if self.renew_on is not None:
            deciding.ahead(self.renew_on, self.on)
        return msgspec.structs.replace(self, person=found.person_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        before = rows.get(Application, self.application)
        changes = {
            "state": terms.RECEIVED,
            "decided_on": before["decided_on"] or self.on,
            "received_on": self.on,
            "received_paise": self.amount_paise,
            "renew_on": self.renew_on,
            "answer_due_on": None,
        }
        row = move(rows, entry, self.application, "first_benefits", on=self.on, **changes)
        if before["decided_on"] is None:  # what arrives was sanctioned, whether or not a letter came
            count(rows, entry, row, "applications_sanctioned", on=self.on)
        if self.amount_paise:
            count(rows, entry, row, "benefit_paise", on=self.on, amount=self.amount_paise)


class NoteRenewal(Act, frozen=True, kw_only=True):
    """A benefit or registration has to be renewed by a day; or it was renewed, and the next day is known."""

    kind: ClassVar[str] = "entitlements.note_renewal"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} noted that it has to be renewed by {renew_on}")

    application: UUID
    renew_on: date
    renewed_on: date | None = None
    """The day on which it was renewed; empty where only the date became known."""
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
        deciding.in_state(found, terms.SANCTIONED, terms.RECEIVED)
        if self.renewed_on is not None:
            deciding.happened(self.renewed_on, context.today, found.decided_on)
        deciding.ahead(self.renew_on, self.renewed_on or found.decided_on or context.today)
        return msgspec.structs.replace(self, person=found.person_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        measure = "renewals" if self.renewed_on is not None else ""
        on = self.renewed_on or entry.happened_on
        move(rows, entry, self.application, measure, on=on, renew_on=self.renew_on)


def _end(rows: Rows, entry: Header, application: UUID, state: str, *, on: date, reason: str) -> None:
    """An application ends without a benefit. One that was a mistake is taken out of what was prepared and filed."""
    before = rows.get(Application, application)
    rejected = "applications_rejected" if state == terms.REJECTED else ""
    changes = {"state": state, "decided_on": on, "reason": reason, "answer_due_on": None}
    row = move(rows, entry, application, rejected, on=on, **changes)
    if state == terms.REJECTED and before["state"] == terms.SANCTIONED:
        count(rows, entry, row, "applications_sanctioned", on=on, amount=-1)
    if reason != "entered_by_mistake":
        return
    steps = (("prepared", "prepared_on"), ("filed", "filed_on"))
    for step, day in steps:
        if row[day] is not None:
            count(rows, entry, row, f"applications_{step}", on=row[day], amount=-1)
    if before["state"] == terms.SANCTIONED:
        count(rows, entry, row, "applications_sanctioned", on=before["decided_on"], amount=-1)
