"""Tables of the room, a file for each concern."""

from karmika.groups.models.federations import Delegate, Federation, FederationMember
from karmika.groups.models.groups import (
    Candidacy,
    Group,
    GroupProposal,
    Membership,
    OfficeBearer,
    ProposalRun,
    Scoped,
)
from karmika.groups.models.life import (
    Attendance,
    CharterAdoption,
    Dormancy,
    Grading,
    GroupSession,
    Meeting,
    Move,
    Resolution,
    SessionAttendance,
    Succession,
)

__all__ = [
    "Attendance",
    "Candidacy",
    "CharterAdoption",
    "Delegate",
    "Dormancy",
    "Federation",
    "FederationMember",
    "Grading",
    "Group",
    "GroupProposal",
    "GroupSession",
    "Meeting",
    "Membership",
    "Move",
    "OfficeBearer",
    "ProposalRun",
    "Resolution",
    "Scoped",
    "SessionAttendance",
    "Succession",
]
