"""What can happen to groups. `ACTS` is the whole list."""

from karmika.groups.acts.following import (
    NoteStall,
    RecordIntroduction,
    RecordVisit,
    TakeBackIntroduction,
    TakeBackVisit,
)
from karmika.groups.acts.forming import EnterSelfFormed, Form
from karmika.groups.acts.members import AddMember, EndMembership
from karmika.groups.acts.offices import Dissolve, Elect
from karmika.groups.acts.onboarding import RecordFinancialEvent, TakeBackFinancialEvent
from karmika.groups.acts.proposals import AdjustProposal, ApproveProposal, RejectProposal
from karmika.groups.acts.proposing import Propose
from karmika.journal.act import Act

ACTS: tuple[type[Act], ...] = (
    Propose,
    AdjustProposal,
    ApproveProposal,
    RejectProposal,
    Form,
    EnterSelfFormed,
    AddMember,
    EndMembership,
    Elect,
    Dissolve,
    RecordFinancialEvent,
    TakeBackFinancialEvent,
    RecordVisit,
    TakeBackVisit,
    NoteStall,
    RecordIntroduction,
    TakeBackIntroduction,
)

__all__ = [
    "ACTS",
    "AddMember",
    "AdjustProposal",
    "ApproveProposal",
    "Dissolve",
    "Elect",
    "EndMembership",
    "EnterSelfFormed",
    "Form",
    "NoteStall",
    "Propose",
    "RecordFinancialEvent",
    "RecordIntroduction",
    "RecordVisit",
    "RejectProposal",
    "TakeBackFinancialEvent",
    "TakeBackIntroduction",
    "TakeBackVisit",
]
