"""What can happen to what people are owed. `ACTS` is the whole list."""

from karmika.entitlements.acts.applications import AnswerQuery, FileApplication, NoteQuery, PrepareApplication
from karmika.entitlements.acts.outcomes import NoteFirstBenefit, NoteRenewal, Reject, Sanction, Withdraw
from karmika.entitlements.acts.papers import CloseGap, EndDocument, NoteGap, RecordDocument
from karmika.entitlements.acts.telling import ShowScreening, TellFacts
from karmika.journal.act import Act

ACTS: tuple[type[Act], ...] = (
    TellFacts,
    ShowScreening,
    RecordDocument,
    EndDocument,
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
)

__all__ = [
    "ACTS",
    "AnswerQuery",
    "CloseGap",
    "EndDocument",
    "FileApplication",
    "NoteFirstBenefit",
    "NoteGap",
    "NoteQuery",
    "NoteRenewal",
    "PrepareApplication",
    "RecordDocument",
    "Reject",
    "Sanction",
    "ShowScreening",
    "TellFacts",
    "Withdraw",
]
