"""A file is undone: what its rows brought is taken back by acts, row by row, newest first, unless somebody touched it since.

Killed halfway it is called again: what was taken back stays so, the rest follows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from karmika.files.acts import UndoFile
from karmika.files.loading import undone_id
from karmika.files.models import LoadedFile
from karmika.journal import follow
from karmika.journal.act import Act, Header
from karmika.journal.models import Entry, Subject
from karmika.journal.perform import perform
from karmika.kernel.gate import write_transaction
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

Reversal = Callable[[Header, Sequence[Act]], Sequence[Act]]
"""The acts that take one row's entry back. Raises Refused where it must stay."""


@dataclass(frozen=True)
class Kept:
    """A row that stays: its entry, of which kind and about what its first act is, and why."""

    seq: int
    kind: str
    about: UUID | None
    refused: Refused


@dataclass
class Undone:
    """What became of the rows of a file that was undone."""

    taken_back: int = 0
    before: int = 0
    """Taken back by an earlier call."""
    kept: list[Kept] = field(default_factory=list)


def undo(viewer: Viewer, file: UUID, reason: str, reversals: Mapping[str, Reversal]) -> Undone:
    """Undo a file. `reversals`: for each kind of file how a row is taken back.

    Raises Refused: files.unknown, files.cannot_be_undone, files.reason, or that it is not the viewer's to do.
    """
    reversal = begin(viewer, file, reason, reversals)
    result = Undone()
    for seq in rows_of(file):
        take_back(viewer, file, seq, reversal, result)
    return result


def begin(viewer: Viewer, file: UUID, reason: str, reversals: Mapping[str, Reversal]) -> Reversal:
    """The act that undoes a file, unless it was done before; how a row of it is taken back. Raises as `undo`."""
    found = LoadedFile.objects.filter(id=file).first()
    if found is None:
        raise Refused("files.unknown")
    if found.what not in reversals:
        raise Refused("files.cannot_be_undone")
    if found.undone_on is None:
        perform(UndoFile(file=file, reason=reason), viewer, entry_id=undone_id(file))
    return reversals[found.what]


def rows_of(file: UUID) -> list[int]:
    """The entries of a file's rows, newest first: a row may build upon one before it."""
    return list(Entry.objects.filter(cause=file).order_by("-seq").values_list("seq", flat=True))


def take_back(viewer: Viewer, file: UUID, seq: int, reversal: Reversal, result: Undone) -> None:
    """Take one row of a file back, or say in `result` why it stays."""
    for row in follow.opened(Entry.objects.filter(seq=seq)):
        _take_back(viewer, undone_id(file), row, reversal, result)


def _take_back(
    viewer: Viewer, cause: UUID, row: tuple[Header, list[Act]], reversal: Reversal, result: Undone
) -> None:
    head, acts = row
    entry_id = undone_id(head.id)
    if Entry.objects.filter(id=entry_id).exists():
        result.before += 1
        return
    try:
        _refuse_touched(head, acts)
        held = {entry_id, *_subjects(acts)}
        held.update(lock for act in reversal(head, acts) for lock in act.locks())
        with write_transaction(held):
            if Entry.objects.filter(id=entry_id).exists():
                result.before += 1
                return
            _refuse_touched(head, acts)  # somebody may have changed it before it was ours
            perform(list(reversal(head, acts)), viewer, entry_id=entry_id, cause=cause)
        result.taken_back += 1
    except Refused as refused:
        result.kept.append(Kept(head.seq, acts[0].kind, next(iter(acts[0].subjects()), None), refused))


def _subjects(acts: Sequence[Act]) -> set[UUID]:
    return {subject for act in acts for subject in act.subjects()}


def _refuse_touched(head: Header, acts: Sequence[Act]) -> None:
    """Refuse if a later entry speaks of what this one brought, other than one that takes a later row back."""
    subjects = _subjects(acts)
    later = Subject.objects.filter(subject__in=subjects, entry_seq__gt=head.seq).values("entry_seq")
    if _not_of_files(Entry.objects.filter(seq__in=later)).exists():
        raise Refused("files.touched")


def _not_of_files(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries that neither an undone file brought nor an undoing."""
    undone = LoadedFile.objects.filter(undone_on__isnull=False).values_list("id", flat=True)
    ids = [*undone, *map(undone_id, undone)]
    return entries.exclude(cause__in=ids)


def in_use(row: models.Model) -> bool:
    """Whether a row of any table above points to this one."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).exists()
        for relation in _pointing_to(type(row))
    )


def _pointing_to(model: type[models.Model]) -> list[Any]:
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and field.is_relation]


def earlier(subject: UUID, before: int, kinds: tuple[type[Act], ...]) -> Act | None:
    """The last act of these kinds on a subject before an entry: what was true until then."""
    seqs = Subject.objects.filter(subject=subject, entry_seq__lt=before).order_by("-entry_seq")
    for seq in seqs.values_list("entry_seq", flat=True):
        for _, acts in follow.opened(Entry.objects.filter(seq=seq)):
            for act in reversed(acts):
                if isinstance(act, kinds) and subject in act.subjects():
                    return act
    return None
