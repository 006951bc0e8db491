"""What can happen to what people are owed. `ACTS` is the whole list."""

from karmika.entitlements.acts.applications import AnswerQuery, FileApplication, NoteQuery, PrepareApplication
from karmika.entitlements.acts.outcomes import NoteFirstBenefit, NoteRenewal, Reject, Sanction, Withdraw
from karmika.entitlements.acts.papers import CloseGap, EndDocument, NoteGap, RecordDocument
from karmika.entitlements.acts.photos import AddPhoto, RemovePhoto
from karmika.entitlements.acts.telling import ShowScreening, TellFacts
from karmika.entitlements.acts.voices import KeepClip, RemoveClip
from karmika.journal.act import Act

ACTS: tuple[type[Act], ...] = (
    TellFacts,
    ShowScreening,
    RecordDocument,
    EndDocument,
    AddPhoto,
    RemovePhoto,
    NoteGap,
    CloseGap,
    PrepareApplication,
    FileApplication,
    NoteQuery,
    AnswerQuery,
    Sanction,
    Reject,
    Withdraw,
    NoteFirstBenefit,
    NoteRenewal,
    KeepClip,
    RemoveClip,
)

__all__ = [
    "ACTS",
    "AddPhoto",
    "AnswerQuery",
    "CloseGap",
    "EndDocument",
    "FileApplication",
    "KeepClip",
    "NoteFirstBenefit",
    "NoteGap",
    "NoteQuery",
    "NoteRenewal",
    "PrepareApplication",
    "RecordDocument",
    "Reject",
    "RemoveClip",
    "RemovePhoto",
    "Sanction",
    "ShowScreening",
    "TellFacts",
    "Withdraw",
]
