"""A file is undone: one act, and then an entry for each of its rows that nobody has touched since."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Final, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.files.models import LoadedFile
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place

UNDOERS: Final = frozenset({"state_programme_manager", "operator"})
"""Who takes files back: those who may do what each kind of row needs. Plain names: access is built upon this room."""
REASON_MAXIMUM = 200


class UndoFile(Act, frozen=True, kw_only=True):
    """Somebody takes a whole file back, and says why. Its rows follow as entries that this one causes."""

    kind: ClassVar[str] = "files.undo"
    roles: ClassVar[frozenset[str]] = UNDOERS
    says: ClassVar[str | Promise] = _("{actor} took a file with {rows_count} rows back ({reason})")

    file: UUID
    reason: str
    rows_count: int = 0
    undone_on: date | None = None

    def place(self) -> Place:
        """Where and for whom the file was loaded."""
        found = LoadedFile.objects.filter(id=self.file).first()
        if found is None:
            raise Refused("files.unknown")
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        """The file."""
        return (self.file,)

    def subjects(self) -> Iterable[UUID]:
        """The file."""
        return (self.file,)

    def check(self, context: Context) -> Self:
        """Raises Refused: files.unknown, files.undone_already, files.reason."""
        found = LoadedFile.objects.get(id=self.file)
        if found.undone_on is not None:
            raise Refused("files.undone_already")
        reason = " ".join(self.reason.split())
        if not 3 <= len(reason) <= REASON_MAXIMUM:
            raise Refused("files.reason", maximum=REASON_MAXIMUM)
        return msgspec.structs.replace(
            self, reason=reason, rows_count=found.rows_count, undone_on=context.today
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The day on the file."""
        rows.update(LoadedFile, self.file, undone_on=self.undone_on)


ACTS: tuple[type[Act], ...] = (UndoFile,)
