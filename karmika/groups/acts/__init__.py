"""What can happen to groups. `ACTS` is the whole list."""

from karmika.groups.acts.board import ChooseAlternative, Lock, ProposeAnew, UndoChange
from karmika.groups.acts.forming import EnterSelfFormed, Form
from karmika.groups.acts.members import AddMember, EndMembership
from karmika.groups.acts.offices import Dissolve, Elect
from karmika.groups.acts.proposals import AdjustProposal, ApproveProposal, RejectProposal
from karmika.groups.acts.proposing import Propose
from karmika.groups.acts.ties import LiftTie, RecordTie
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
    "ApproveProposal",
    "ChooseAlternative",
    "Dissolve",
    "Elect",
    "EndMembership",
    "EnterSelfFormed",
    "Form",
    "LiftTie",
    "Lock",
    "Propose",
    "ProposeAnew",
    "RecordTie",
    "RejectProposal",
    "UndoChange",
]
