"""Voice notes of a case, and reports that could not be taken up: bytes in the journal, of which no table holds any."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.seclusion import SECLUDED
from karmika.cases.acts.checking import OnCase
from karmika.cases.models import Case, CaseRecording
from karmika.cases.terms import CASE_WORKERS, REPORTERS
from karmika.intake.acts.roles import HANDS_IN
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place

RECORDING_BYTES = 20_000_000
RECORDINGS_MAXIMUM = 20
"""Of one case."""
FOLLOWS_WITHIN = timedelta(days=30)
"""Phones send a recording after its form, sometimes much later."""


class AddRecording(OnCase, frozen=True, kw_only=True):
    """A voice note: its bytes stay with the entry, under a key of their own that ends with the key of the case.

    Besides those who see the case, whoever took the report down may add one, unseen by her afterwards.
    """

    kind: ClassVar[str] = "cases.add_recording"
    roles: ClassVar[frozenset[str]] = REPORTERS | CASE_WORKERS
    says: ClassVar[str | Promise] = _("{actor} added a voice note")

    media_type: str
    size: int
    """Bytes."""

    def check(self, context: Context) -> Self:
        """Raises Refused: cases.unknown, cases.recording_empty, cases.recording_too_large, cases.recordings_full."""
        row = context.rows.find(Case, self.case)
        if row is None or row["forgotten_on"] is not None or not self._may(context, row):
            raise Refused("cases.unknown")
        if not self.size:
            raise Refused("cases.recording_empty")
        if self.size > RECORDING_BYTES:
            raise Refused("cases.recording_too_large", megabytes=RECORDING_BYTES // 1_000_000)
        if CaseRecording.objects.filter(case_id=self.case).count() >= RECORDINGS_MAXIMUM:
            raise Refused("cases.recordings_full", number=RECORDINGS_MAXIMUM)
        return msgspec.structs.replace(self, level=row["level"], media_type=self.media_type[:100])

    def _may(self, context: Context, row: dict[str, Any]) -> bool:
        if Case.objects.visible_to(context.viewer).filter(id=self.case).exists():
            return True
        if row["opened_by"] != context.viewer.id:
            return False
        return bool(context.now - row["received_at"] <= FOLLOWS_WITHIN)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            CaseRecording,
            id=entry.id,
            case_id=self.case,
            media_type=self.media_type,
            size=self.size,
            said_on=entry.recorded_on,
        )


class KeepReport(Act, frozen=True, kw_only=True):
    """A report by form, or its voice note, that could not be taken up: the phone is told so and keeps it.

    Its bytes are kept sealed, and nobody sees them here; once the reason is gone the phone sends it again. They end with
    the words of the case, where it became one.
    """

    kind: ClassVar[str] = "cases.keep_report"
    roles: ClassVar[frozenset[str]] = HANDS_IN
    says: ClassVar[str | Promise] = _("{actor} sent a report that was kept but not accepted")

    case: UUID
    area: UUID
    organisation: UUID
    programme: UUID
    code: str

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (self.case,)

    def subjects(self) -> Iterable[UUID]:
        return (self.case, SECLUDED)

    def apply(self, entry: Header, rows: Rows) -> None:
        """Nothing: the bytes stand with the entry."""
