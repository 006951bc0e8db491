"""Tables of the room, a file for each concern."""

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
from karmika.groups.models.onboarding import FinancialEvent, Onboarded
from karmika.groups.models.pipeline import GroupVisit, Introduction, Stall, VisitMet

__all__ = [
    "Candidacy",
    "FinancialEvent",
    "FormationConsent",
    "FormationMeeting",
    "Group",
    "GroupProposal",
    "GroupVisit",
    "Introduction",
    "Membership",
    "OfficeBearer",
    "Onboarded",
    "ProposalRun",
    "Scoped",
    "Stall",
    "VisitMet",
]
