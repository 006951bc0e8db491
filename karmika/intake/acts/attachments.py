"""A photo or other file arrives with a submission; each is an act of its own."""

from collections.abc import Iterable
from typing import ClassVar, Self
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.intake.acts.receipts import OVERTAKEN
from karmika.intake.acts.roles import HANDS_IN
from karmika.intake.models import Attachment
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


class ReceiveAttachment(Act, frozen=True, kw_only=True):
    """A file of a submission is kept; its bytes stay with the entry. One that the XML does not name is flagged."""

    kind: ClassVar[str] = "intake.receive_attachment"
    version: ClassVar[int] = 1
    roles: ClassVar[frozenset[str]] = HANDS_IN
    says: ClassVar[str | Promise] = _("{actor} sent a file with a form")

    submission: UUID
    name: str
    mac: str
    size: int
    media_type: str = ""
    expected: bool
    organisation: UUID
    programme: UUID
    area: UUID

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (self.submission,)

    def subjects(self) -> Iterable[UUID]:
        return (self.submission,)

    def check(self, context: Context) -> Self:
        if Attachment.objects.filter(submission_id=self.submission, name=self.name, mac=self.mac).exists():
            raise Refused(OVERTAKEN)
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Attachment,
            id=entry.id,
            submission_id=self.submission,
            name=self.name,
            mac=self.mac,
            size=self.size,
            media_type=self.media_type,
            expected=self.expected,
            received_at=entry.recorded_at,
        )
