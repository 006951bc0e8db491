"""What can happen to offices and referrals. `ACTS` is the whole list."""

from karmika.journal.act import Act
from karmika.referrals.acts.answering import Answer, NoteAnswer, Revoke
from karmika.referrals.acts.linking import GiveLink
from karmika.referrals.acts.offices import ChangeOffice, CloseOffice, DefineOffice
from karmika.referrals.acts.referring import Refer

ACTS: tuple[type[Act], ...] = (
    DefineOffice,
    ChangeOffice,
    CloseOffice,
    Refer,
    GiveLink,
    Answer,
    NoteAnswer,
    Revoke,
)

__all__ = [
    "ACTS",
    "Answer",
    "ChangeOffice",
    "CloseOffice",
    "DefineOffice",
    "GiveLink",
    "NoteAnswer",
    "Refer",
    "Revoke",
]
