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

__all__ = [
    "Candidacy",
    "Group",
    "GroupProposal",
    "Membership",
    "OfficeBearer",
    "ProposalRun",
    "Scoped",
]
