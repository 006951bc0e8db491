"""Tables of the room, a file for each concern."""

from karmika.groups.models.board import APART, CONFIDANTS, Alternative, BoardChange, Tie
from karmika.groups.models.federations import Delegate, Federation, FederationMember
from karmika.groups.models.formation import FormationConsent, FormationMeeting
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
from karmika.groups.models.onboarding import FinancialEvent, Onboarded
from karmika.groups.models.pipeline import GroupVisit, Introduction, Stall, VisitMet
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
    "APART",
    "CONFIDANTS",
    "Alternative",
    "Attendance",
    "Attestation",
    "BoardChange",
    "Candidacy",
    "CharterAdoption",
    "Delegate",
    "Dormancy",
    "DrawnVisit",
    "Federation",
    "FederationMember",
    "FinancialEvent",
    "FormationConsent",
    "FormationMeeting",
    "GhostMark",
    "GhostScore",
    "GhostSignal",
    "Grading",
    "Group",
    "GroupProposal",
    "GroupSession",
    "GroupVisit",
    "Introduction",
    "Meeting",
    "Membership",
    "Move",
    "OfficeBearer",
    "Onboarded",
    "ProposalRun",
    "Resolution",
    "Scoped",
    "SessionAttendance",
    "SignalReview",
    "Stall",
    "Succession",
    "Tie",
    "Verification",
    "VisitDraw",
    "VisitMet",
]
