"""What can happen to groups. `ACTS` is the whole list."""

from karmika.groups.acts.attestation import Attest
from karmika.groups.acts.forming import EnterSelfFormed, Form
from karmika.groups.acts.members import AddMember, EndMembership
from karmika.groups.acts.offices import Dissolve, Elect
from karmika.groups.acts.proposals import AdjustProposal, ApproveProposal, RejectProposal
from karmika.groups.acts.proposing import Propose
from karmika.groups.acts.signals import ReviewSignal
from karmika.groups.acts.verification import Verify
from karmika.groups.acts.visits import DrawVisits, RecordVisit
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
    RecordVisit,
)

__all__ = [
    "ACTS",
    "AddMember",
    "AdjustProposal",
    "ApproveProposal",
    "Attest",
    "Dissolve",
    "DrawVisits",
    "Elect",
    "EndMembership",
    "EnterSelfFormed",
    "Form",
    "Propose",
    "RecordVisit",
    "RejectProposal",
    "ReviewSignal",
    "Verify",
]
