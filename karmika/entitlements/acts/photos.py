"""Photos of papers: attached by the page or by a form, and taken away again. The bytes stand in no table and in no act.

One from the page is kept with its entry, one from a form with intake; each under a key of its own, which ends with the
photo, with the paper, or with the person.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.entitlements import terms
from karmika.entitlements.acts import deciding
from karmika.entitlements.acts.deciding import HANDLERS
from karmika.entitlements.acts.parts import Photos
from karmika.entitlements.acts.writing import forget_photos
from karmika.entitlements.kinds import document_name
from karmika.entitlements.models import DocumentPhoto
from karmika.entitlements.uploads import PHOTO_MAXIMUM
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.acts.writing import owned
from karmika.registry.facts import Owner

PHOTOS_MAXIMUM = 4
"""Photos of one paper: both sides, and again where the first was blurred."""
NEVER_PHOTOGRAPHED = frozenset({"aadhaar", "mobile_linked_aadhaar"})
"""A photo of these shows a number of which nobody may keep more than four digits (Aadhaar Act 2016, s. 29)."""
PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})


class AddPhoto(Act, frozen=True, kw_only=True):
    """A photo of a paper is kept with it, by her consent. Never one of an Aadhaar card: it would show the whole number.

    By the page the picture is the source of the entry. By a form it comes with the `submission`, perhaps later; `file` is
    the keyed hash of its name there.
    """

    kind: ClassVar[str] = "entitlements.add_photo"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} attached a photo of a paper: {document_kind}")

    photo: UUID
    document: UUID
    media_type: str = ""
    size: int = 0
    submission: UUID | None = None
    file: str = ""
    person: UUID | None = None
    document_kind: str = ""
    whose: Owner | None = None

    def place(self) -> Place:
        return deciding.person_place(deciding.document(self.document).person_id)

    def locks(self) -> Iterable[UUID]:
        return (
            self.photo,
            self.document,
            *deciding.consent_locks(deciding.person_of_document(self.document)),
        )

    def subjects(self) -> Iterable[UUID]:
        return (self.document, *((self.person,) if self.person else ()))

    def facts(self) -> dict[str, Any]:
        return {**terms.shown(Act.facts(self)), "document_kind": document_name(self.document_kind)}

    def check(self, context: Context) -> Self:
        paper = deciding.document(self.document)
        person = deciding.person_who_agreed(paper.person_id)
        if paper.document_kind in NEVER_PHOTOGRAPHED:
            raise Refused("entitlements.aadhaar_photo")
        by_page = self.media_type in PHOTO_TYPES and 0 < self.size <= PHOTO_MAXIMUM
        by_form = self.submission is not None and bool(self.file)
        if by_page == by_form:
            raise Refused("entitlements.no_photo", megabytes=PHOTO_MAXIMUM // 1_000_000)
        deciding.free_id(DocumentPhoto, self.photo, "entitlements.photo_exists")
        kept = DocumentPhoto.objects.filter(document=paper, removed=False)
        if by_form and kept.filter(submission_id=self.submission, file=self.file).exists():
            raise Refused("entitlements.photo_exists")
        if kept.count() >= PHOTOS_MAXIMUM:
            raise Refused("entitlements.photos_enough", maximum=PHOTOS_MAXIMUM)
        return msgspec.structs.replace(
            self, person=person.id, document_kind=paper.document_kind, whose=deciding.owner(person)
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.whose is not None
        whose = owned(self.whose) | {"submission_id": self.submission}
        rows.insert(
            DocumentPhoto,
            id=self.photo,
            **whose,
            person_id=self.person,
            document_id=self.document,
            source_id=entry.id if self.submission is None else None,
            file=self.file,
            media_type=self.media_type,
            size=self.size,
        )


class RemovePhoto(Act, frozen=True, kw_only=True):
    """A photo of a paper is taken away: its key is destroyed, and nobody can look at it again."""

    kind: ClassVar[str] = "entitlements.remove_photo"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} took a photo of a paper away")

    photo: UUID
    person: UUID | None = None
    photos: Photos = Photos()

    def place(self) -> Place:
        return deciding.person_place(deciding.photo(self.photo).person_id)

    def locks(self) -> Iterable[UUID]:
        return (self.photo, *deciding.document_of_photo(self.photo))

    def subjects(self) -> Iterable[UUID]:
        return (self.photo, *((self.person,) if self.person else ()))

    def destroys(self) -> Iterable[UUID]:
        return self.photos.owners()

    def check(self, context: Context) -> Self:
        found = deciding.photo(self.photo)
        if self.person not in (None, found.person_id):
            raise Refused("entitlements.unknown_photo")
        return msgspec.structs.replace(self, person=found.person_id, photos=deciding.bytes_of([found]))

    def apply(self, entry: Header, rows: Rows) -> None:
        forget_photos(rows, self.photos)
