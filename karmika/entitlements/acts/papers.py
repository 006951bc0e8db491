"""Papers that a person has, and those in the way of an application: found, followed up, closed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.entitlements import terms
from karmika.entitlements.acts import deciding
from karmika.entitlements.acts.deciding import HANDLERS
from karmika.entitlements.acts.parts import Counted, Photos
from karmika.entitlements.acts.writing import dims, forget_photos
from karmika.entitlements.kinds import document_name, known_document, known_scheme
from karmika.entitlements.models import DocumentGap, PersonDocument
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute
from karmika.registry.acts.checking import living_person
from karmika.registry.acts.writing import owned
from karmika.registry.facts import Owner

_DIGITS = re.compile(r"[0-9A-Z]{4}")


class RecordDocument(Act, frozen=True, kw_only=True):
    """A paper was seen in the person's hands. A newer one of the same kind replaces the one before, whose photos end.

    Of its number only the last four digits or letters are kept: of an Aadhaar no more may be (Aadhaar Act 2016, s. 29).
    """

    kind: ClassVar[str] = "entitlements.record_document"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} saw a paper of the person: {document_kind}")
    identity: ClassVar[tuple[str, ...]] = ("last_digits",)
    owner: ClassVar[str] = "person"

    document: UUID
    person: UUID
    document_kind: str
    last_digits: str | None = None
    seen_on: date | None = None
    expires_on: date | None = None
    has_digits: bool = False
    """Decided: `apply` does not look at what is personal."""
    whose: Owner | None = None
    replaces: UUID | None = None
    photos: Photos = Photos()

    def place(self) -> Place:
        return deciding.person_place(self.person)

    def locks(self) -> Iterable[UUID]:
        return (self.document, self.person)

    def subjects(self) -> Iterable[UUID]:
        return (self.person, self.document)

    def destroys(self) -> Iterable[UUID]:
        return self.photos.owners()

    def facts(self) -> dict[str, Any]:
        return {**terms.shown(Act.facts(self)), "document_kind": document_name(self.document_kind)}

    def check(self, context: Context) -> Self:
        person = living_person(self.person)
        known_document(self.document_kind)
        if self.last_digits is not None and not _DIGITS.fullmatch(self.last_digits):
            raise Refused("entitlements.digits")
        seen_on = self.seen_on or context.today
        deciding.happened(seen_on, context.today)
        deciding.free_id(PersonDocument, self.document, "entitlements.document_exists")
        before = PersonDocument.objects.filter(
            person=person, document_kind=self.document_kind, ended_on__isnull=True
        ).first()
        if before is not None and before.seen_on > seen_on:  # a form that comes late
            raise Refused("entitlements.newer_document", on=formats.date_format(before.seen_on, "j F Y"))
        return msgspec.structs.replace(
            self,
            seen_on=seen_on,
            has_digits=self.last_digits is not None,
            whose=deciding.owner(person),
            replaces=before.id if before else None,
            photos=deciding.photos_of(before.id) if before else Photos(),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.whose is not None and self.seen_on is not None
        if self.replaces is not None:
            rows.update(PersonDocument, self.replaces, ended_on=self.seen_on, end_reason="replaced")
        forget_photos(rows, self.photos)
        rows.insert(
            PersonDocument,
            id=self.document,
            **owned(self.whose),
            person_id=self.person,
            document_kind=self.document_kind,
            seen_on=self.seen_on,
            expires_on=self.expires_on,
            has_digits=self.has_digits,
        )


class EndDocument(Act, frozen=True, kw_only=True):
    """The person has the paper no longer, or it was noted by mistake. Its photos end with it."""

    kind: ClassVar[str] = "entitlements.end_document"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} noted that a paper is there no longer: {reason}")

    document: UUID
    reason: str
    on: date
    person: UUID | None = None
    photos: Photos = Photos()

    def place(self) -> Place:
        return deciding.person_place(deciding.document(self.document).person_id)

    def locks(self) -> Iterable[UUID]:
        """The paper, and whose it is: a newer one may replace it at the same moment."""
        held = deciding.person_of_document(self.document)
        return (self.document,) if held is None else (self.document, held)

    def subjects(self) -> Iterable[UUID]:
        return (self.document, *((self.person,) if self.person else ()))

    def destroys(self) -> Iterable[UUID]:
        return self.photos.owners()

    def facts(self) -> dict[str, Any]:
        return terms.shown(Act.facts(self), reason=terms.DOCUMENT_ENDS)

    def check(self, context: Context) -> Self:
        found = deciding.document(self.document)
        if self.person not in (None, found.person_id):
            raise Refused("entitlements.unknown_document")
        deciding.one_of(self.reason, terms.DOCUMENT_ENDS, "entitlements.unknown_reason")
        deciding.happened(self.on, context.today, found.seen_on)
        photos = deciding.photos_of(found.id)
        return msgspec.structs.replace(self, person=found.person_id, photos=photos)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(PersonDocument, self.document, ended_on=self.on, end_reason=self.reason)
        forget_photos(rows, self.photos)


class NoteGap(Act, frozen=True, kw_only=True):
    """Something is in the way of what the person is owed: a task, with the day by which it is done and who does it."""

    kind: ClassVar[str] = "entitlements.note_gap"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} noted what is in the way: {reason} ({document_kind})")
    identity: ClassVar[tuple[str, ...]] = ("note",)
    owner: ClassVar[str] = "person"

    gap: UUID
    person: UUID
    reason: str
    due_on: date
    document_kind: str = ""
    scheme: str = ""
    assignee: UUID | None = None
    """Who does it; the one who notes it unless somebody else is named."""
    note: str | None = None
    noted_on: date | None = None
    whose: Owner | None = None

    def place(self) -> Place:
        return deciding.person_place(self.person)

    def locks(self) -> Iterable[UUID]:
        return (self.gap, self.person)

    def subjects(self) -> Iterable[UUID]:
        return (self.person, self.gap)

    def facts(self) -> dict[str, Any]:
        kind = document_name(self.document_kind) if self.document_kind else "–"
        return {**terms.shown(Act.facts(self), reason=terms.GAP_REASONS), "document_kind": kind}

    def check(self, context: Context) -> Self:
        person = living_person(self.person)
        deciding.one_of(self.reason, terms.GAP_REASONS, "entitlements.unknown_reason")
        if self.document_kind:
            known_document(self.document_kind)
        if self.scheme:
            known_scheme(self.scheme)
        deciding.short(self.note)
        noted_on = self.noted_on or context.today
        deciding.happened(noted_on, context.today)
        deciding.ahead(self.due_on, noted_on)
        deciding.free_id(DocumentGap, self.gap, "entitlements.gap_exists")
        same = DocumentGap.objects.filter(
            person=person, document_kind=self.document_kind, reason=self.reason, closed_on__isnull=True
        )
        if same.exists():
            raise Refused("entitlements.gap_open_already")
        return msgspec.structs.replace(
            self,
            noted_on=noted_on,
            assignee=deciding.assignee(self.assignee, context, person.organisation_id),
            whose=deciding.owner(person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.whose is not None
        rows.insert(
            DocumentGap,
            id=self.gap,
            **owned(self.whose),
            person_id=self.person,
            document_kind=self.document_kind,
            reason=self.reason,
            scheme=self.scheme,
            noted_on=self.noted_on,
            due_on=self.due_on,
            assignee_id=self.assignee,
        )


class CloseGap(Act, frozen=True, kw_only=True):
    """What was in the way is done with, or will not be done: how it ended, and what was done."""

    kind: ClassVar[str] = "entitlements.close_gap"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} closed what was in the way: {outcome}")
    identity: ClassVar[tuple[str, ...]] = ("what_was_done",)
    owner: ClassVar[str] = "person"

    gap: UUID
    outcome: str
    on: date
    what_was_done: str | None = None
    person: UUID | None = None
    document_kind: str = ""
    whose: Owner | None = None
    counted: Counted | None = None

    def place(self) -> Place:
        return deciding.person_place(deciding.gap(self.gap).person_id)

    def locks(self) -> Iterable[UUID]:
        return (self.gap,)

    def subjects(self) -> Iterable[UUID]:
        return (self.gap, *((self.person,) if self.person else ()))

    def facts(self) -> dict[str, Any]:
        return terms.shown(Act.facts(self), outcome=terms.GAP_OUTCOMES)

    def check(self, context: Context) -> Self:
        found = deciding.gap(self.gap)
        deciding.one_of(self.outcome, terms.GAP_OUTCOMES, "entitlements.unknown_reason")
        deciding.happened(self.on, context.today, found.noted_on)
        deciding.short(self.what_was_done)
        if self.person not in (None, found.person_id):
            raise Refused("entitlements.unknown_gap")
        person = living_person(found.person_id)
        return msgspec.structs.replace(
            self,
            person=person.id,
            document_kind=found.document_kind,
            whose=deciding.owner(person),
            counted=deciding.counted(person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(DocumentGap, self.gap, closed_on=self.on, outcome=self.outcome)
        if self.outcome != "completed":
            return
        assert self.whose is not None and self.counted is not None
        contribute(
            rows, entry, "documents_completed",
            subject=self.gap, area=self.whose.area, happened_on=self.on,
            dims=dims(self.whose, self.counted, self.document_kind),
        )  # fmt: skip
