"""Tables of the room, a file for each concern."""

from karmika.groups.models.board import APART, CONFIDANTS, Alternative, BoardChange, Tie
from karmika.groups.models.groups import (
    Candidacy,
    Group,
    GroupProposal,
    Membership,
    OfficeBearer,
    ProposalRun,
    Scoped,
)

__all__ = [
    "APART",
    "CONFIDANTS",
    "Alternative",
    "BoardChange",
    "Candidacy",
    "Group",
    "GroupProposal",
    "Membership",
    "OfficeBearer",
    "ProposalRun",
    "Scoped",
    "Tie",
]
