"""Tables of the room, a file for each concern."""

from karmika.groups.models.groups import (
    Candidacy,
    Group,
    GroupProposal,
    Membership,
    OfficeBearer,
    ProposalRun,
    Scoped,
)
from karmika.groups.models.trust import (
    Attestation,
    DrawnVisit,
    GhostMark,
    GhostScore,
    GhostSignal,
    SignalReview,
    Verification,
    VisitDraw,
)

__all__ = [
    "Attestation",
    "Candidacy",
    "DrawnVisit",
    "GhostMark",
    "GhostScore",
    "GhostSignal",
    "Group",
    "GroupProposal",
    "Membership",
    "OfficeBearer",
    "ProposalRun",
    "Scoped",
    "SignalReview",
    "Verification",
    "VisitDraw",
]
