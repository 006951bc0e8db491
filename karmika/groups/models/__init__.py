"""Tables of the room, a file for each concern."""

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

__all__ = [
    "Attendance",
    "Candidacy",
    "CharterAdoption",
    "Delegate",
    "Dormancy",
    "Federation",
    "FederationMember",
    "FinancialEvent",
    "FormationConsent",
    "FormationMeeting",
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
    "Stall",
    "Succession",
    "VisitMet",
]
