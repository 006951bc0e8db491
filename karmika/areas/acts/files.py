"""A file of areas or worksites was loaded. The rows are acts of their own, caused by this one."""

from collections.abc import Iterable
from typing import ClassVar, Self
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.areas import checks
from karmika.areas.roles import MAP_MAKERS
from karmika.files.models import LoadedFile
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.viewer import Place


def file_id(sha256: str, *whose: UUID | None) -> UUID:
    """The id of the file with this content, loaded by the operator or for somebody."""
    return stable("areas", "file", sha256, *(one for one in whose if one is not None))


class ImportFile(Act, frozen=True, kw_only=True):
    """Somebody answers for a file: its name, SHA-256, number of rows, and the columns that were read from it."""

    kind: ClassVar[str] = "areas.import_file"
    roles: ClassVar[frozenset[str]] = MAP_MAKERS
    says: ClassVar[str | Promise] = _("{actor} loaded the file {file_name} with {rows_count} rows")

    what: str
    file_name: str
    sha256: str
    rows_count: int
    columns: tuple[str, ...]
    area: UUID | None = None
    organisation: UUID | None = None

    def place(self) -> Place:
        """Where it was loaded; of what the operator loads, everywhere."""
        return Place(self.area, self.organisation)

    def locks(self) -> Iterable[UUID]:
        """The file."""
        return (file_id(self.sha256, self.area, self.organisation),)

    def subjects(self) -> Iterable[UUID]:
        """The file."""
        return (file_id(self.sha256, self.area, self.organisation),)

    def check(self, context: Context) -> Self:
        """The name is not too long."""
        checks.texts(self.file_name)
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        """The file."""
        rows.insert(
            LoadedFile,
            id=entry.id,
            what=self.what,
            name=self.file_name,
            digest=self.sha256,
            rows_count=self.rows_count,
            mapping=[[column, column] for column in self.columns],
            area_id=self.area,
            organisation_id=self.organisation,
        )
