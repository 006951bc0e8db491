"""One person: what she is owed, her papers, what is in the way, her applications. Every question takes the viewer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from karmika.access.queries import names_of
from karmika.entitlements.acts.deciding import HANDLERS, agreed
from karmika.entitlements.acts.papers import CloseGap, NoteGap, RecordDocument
from karmika.entitlements.models import Application, DocumentGap, DocumentPhoto, PersonDocument
from karmika.entitlements.screening import Screened, screen
from karmika.entitlements.sealed import said_of
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer
from karmika.registry.acts.checking import place_of_row
from karmika.registry.models import Person
from karmika.registry.queries import person_of


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that she has, with the last digits of its number where they were noted, and its photos."""

    row: PersonDocument
    last_digits: str
    photos: Sequence[DocumentPhoto] = ()

    @property
    def expired(self) -> bool:
        """Whether it is valid no longer: it counts as still to be seen."""
        return self.row.expires_on is not None and self.row.expires_on < today()


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something in the way, with its note, who does it, and what was done."""

    row: DocumentGap
    assignee: str
    note: str
    what_was_done: str


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """Everything of this room about one person. `screened` is None where she has not agreed to be checked."""

    person: Person
    screened: Screened | None
    papers: Sequence[Paper]
    open_gaps: Sequence[Gap]
    closed_gaps: Sequence[Gap]
    applications: Sequence[Application]

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of the papers that she has and that are still valid."""
        return frozenset(paper.row.document_kind for paper in self.papers if not paper.expired)


def person_view(
    viewer: Viewer, person_id: UUID, *, private: bool = False, skip: Sequence[str] = ()
) -> PersonView | None:
    """One person; None when there is none whom the viewer may see.

    `private`: with what was told in private, for those who ask such questions; others get the page without it.
    """
    person = person_of(viewer, person_id)
    if person is None:
        return None
    asks = private and _handles(viewer, person)
    gaps = _gaps(viewer, person_id)
    return PersonView(
        person=person,
        screened=screen(person, private=asks, skip=skip) if agreed(person) else None,
        papers=_papers(viewer, person_id),
        open_gaps=[one for one in gaps if one.row.closed_on is None],
        closed_gaps=[one for one in gaps if one.row.closed_on is not None],
        applications=list(
            Application.objects.visible_to(viewer)
            .filter(person_id=person_id)
            .order_by("-prepared_on", "-entry_seq", "id")
        ),
    )


def _handles(viewer: Viewer, person: Person) -> bool:
    """Whether the viewer asks such questions where this person lives, not somewhere else."""
    try:
        viewer.authorise(HANDLERS, place_of_row(person))
    except Refused:
        return False
    return True


def _papers(viewer: Viewer, person_id: UUID) -> list[Paper]:
    rows = PersonDocument.objects.visible_to(viewer).filter(person_id=person_id, ended_on__isnull=True)
    found = list(rows.order_by("document_kind"))
    said = said_of([one.id for one in found if one.has_digits], (RecordDocument,))
    digits = {
        act.document: act.last_digits or ""
        for acts in said.values()
        for _, act in acts
        if isinstance(act, RecordDocument)
    }
    photos: dict[UUID, list[DocumentPhoto]] = {}
    kept = DocumentPhoto.objects.filter(document_id__in=[one.id for one in found], removed=False)
    for photo in kept.order_by("entry_seq", "id"):
        photos.setdefault(photo.document_id, []).append(photo)
    return [
        Paper(row=one, last_digits=digits.get(one.id, ""), photos=photos.get(one.id, ())) for one in found
    ]


def photo_of(viewer: Viewer, person_id: UUID, photo_id: UUID) -> DocumentPhoto | None:
    """A photo of a paper of somebody whom the viewer may see; None where there is none."""
    kept = DocumentPhoto.objects.visible_to(viewer).filter(person_id=person_id, removed=False)
    return kept.filter(id=photo_id).first()


def _gaps(viewer: Viewer, person_id: UUID) -> list[Gap]:
    rows = DocumentGap.objects.visible_to(viewer).filter(person_id=person_id)
    return with_notes(list(rows.order_by("due_on", "entry_seq", "id")))


def with_notes(rows: Sequence[DocumentGap]) -> list[Gap]:
    """Gaps that the viewer may see, with what was written about them and who does them."""
    notes: dict[UUID, str] = {}
    done: dict[UUID, str] = {}
    for acts in said_of([one.id for one in rows], (NoteGap, CloseGap)).values():
        for _, act in acts:
            if isinstance(act, NoteGap):
                notes[act.gap] = act.note or ""
            elif isinstance(act, CloseGap):
                done[act.gap] = act.what_was_done or ""
    names: Mapping[UUID, str] = names_of({one.assignee_id for one in rows if one.assignee_id})
    return [
        Gap(
            row=one,
            assignee=names.get(one.assignee_id, "") if one.assignee_id else "",
            note=notes.get(one.id, ""),
            what_was_done=done.get(one.id, ""),
        )
        for one in rows
    ]
