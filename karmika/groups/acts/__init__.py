"""What can happen to groups. `ACTS` is the whole list."""

from karmika.groups.acts.attestation import Attest
from karmika.groups.acts.board import ChooseAlternative, Lock, ProposeAnew, UndoChange
from karmika.groups.acts.charters import AdoptCharter
from karmika.groups.acts.federating import AdmitGroup, FormFederation, LeaveFederation, NameDelegate
from karmika.groups.acts.following import (
    NoteStall,
    RecordIntroduction,
    RecordVisit,
    TakeBackIntroduction,
    TakeBackVisit,
)
from karmika.groups.acts.forming import EnterSelfFormed, Form
from karmika.groups.acts.grading import Grade
from karmika.groups.acts.meetings import CorrectMeeting, HoldMeeting
from karmika.groups.acts.members import AddMember, EndMembership
from karmika.groups.acts.moving import Merge, Split
from karmika.groups.acts.offices import Dissolve, Elect
from karmika.groups.acts.onboarding import RecordFinancialEvent, TakeBackFinancialEvent
from karmika.groups.acts.proposals import AdjustProposal, ApproveProposal, RejectProposal
from karmika.groups.acts.proposing import Propose
from karmika.groups.acts.sessions import HoldSession, WithdrawMeeting, WithdrawSession
from karmika.groups.acts.signals import ReviewSignal
from karmika.groups.acts.sleeping import NoteDormant, Revive
from karmika.groups.acts.ties import LiftTie, RecordTie
from karmika.groups.acts.verification import Verify
from karmika.groups.acts.visits import DrawVisits, RecordDrawnVisit
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
    Verify,
    Attest,
    ReviewSignal,
    DrawVisits,
    RecordDrawnVisit,
    RecordFinancialEvent,
    TakeBackFinancialEvent,
    RecordVisit,
    TakeBackVisit,
    NoteStall,
    RecordIntroduction,
    TakeBackIntroduction,
    HoldMeeting,
    CorrectMeeting,
    WithdrawMeeting,
    HoldSession,
    WithdrawSession,
    AdoptCharter,
    Grade,
    Merge,
    Split,
    NoteDormant,
    Revive,
    FormFederation,
    AdmitGroup,
    LeaveFederation,
    NameDelegate,
    ChooseAlternative,
    ProposeAnew,
    UndoChange,
    Lock,
    RecordTie,
    LiftTie,
)

__all__ = [
    "ACTS",
    "AddMember",
    "AdjustProposal",
    "AdmitGroup",
    "AdoptCharter",
    "ApproveProposal",
    "Attest",
    "ChooseAlternative",
    "CorrectMeeting",
    "Dissolve",
    "DrawVisits",
    "Elect",
    "EndMembership",
    "EnterSelfFormed",
    "Form",
    "FormFederation",
    "Grade",
    "HoldMeeting",
    "HoldSession",
    "LeaveFederation",
    "LiftTie",
    "Lock",
    "Merge",
    "NameDelegate",
    "NoteDormant",
    "NoteStall",
    "Propose",
    "ProposeAnew",
    "RecordDrawnVisit",
    "RecordFinancialEvent",
    "RecordIntroduction",
    "RecordTie",
    "RecordVisit",
    "RejectProposal",
    "ReviewSignal",
    "Revive",
    "Split",
    "TakeBackFinancialEvent",
    "TakeBackIntroduction",
    "TakeBackVisit",
    "UndoChange",
    "Verify",
    "WithdrawMeeting",
    "WithdrawSession",
]
