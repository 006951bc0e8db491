"""Voice notes of cases: how one is kept, and who may hear it."""

from dataclasses import dataclass
from uuid import UUID

from karmika.cases.acts import AddRecording
from karmika.cases.models import CaseRecording
from karmika.journal.perform import Request
from karmika.journal.queries import source_of
from karmika.kernel.ids import derive
from karmika.kernel.sealing import keyed_hash
from karmika.kernel.viewer import Viewer

PLAYED = frozenset(
    {
        "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/ogg", "audio/webm", "audio/wav",
        "audio/x-wav", "audio/amr", "audio/3gpp",
    }
)  # fmt: skip
"""Kinds that a page takes and a browser may play; whatever else a phone sent is only downloaded."""


@dataclass(frozen=True)
class Recording:
    """A voice note with its bytes."""

    row: CaseRecording
    content: bytes


def recording(viewer: Viewer, case: UUID, content: bytes, media_type: str) -> Request:
    """The entry that keeps a voice note. The same bytes again change nothing; the name of the file is kept nowhere."""
    return Request(
        acts=[AddRecording(case=case, media_type=media_type, size=len(content))],
        viewer=viewer,
        entry_id=derive(case, "recording", keyed_hash(content).hex()),
        source=content,
    )


def recording_of(viewer: Viewer, case: UUID, recording: UUID) -> Recording | None:
    """A voice note of a case that the viewer may see; None where there is none for him, or its key is gone."""
    row = CaseRecording.objects.visible_to(viewer).filter(id=recording, case_id=case).first()
    content = None if row is None else source_of(row.id)
    return None if row is None or content is None else Recording(row, content)
