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
    "FinancialEvent",
    "FormationConsent",
    "FormationMeeting",
    "GhostMark",
    "GhostScore",
    "GhostSignal",
    "Group",
    "GroupProposal",
    "GroupVisit",
    "Introduction",
    "Membership",
    "OfficeBearer",
    "Onboarded",
    "ProposalRun",
    "Scoped",
    "SignalReview",
    "Stall",
    "Verification",
    "VisitDraw",
    "VisitMet",
]
