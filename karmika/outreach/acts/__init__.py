"""What can happen to campaigns, camps, tokens and follow-ups. `ACTS` is the whole list."""

from karmika.journal.act import Act
from karmika.outreach.acts.attendance import (
    CloseAttendance,
    CorrectAttendance,
    Done,
    RegisterAttendance,
)
from karmika.outreach.acts.campaigns import ChangeCampaign, PlanCampaign
from karmika.outreach.acts.camps import CancelCamp, ChangeCamp, CloseCamp, OpenCamp, PlanCamp
from karmika.outreach.acts.follow_ups import RecordFollowUp
from karmika.outreach.acts.loans import LendCamp
from karmika.outreach.acts.parts import CampaignDetails, CampDetails
from karmika.outreach.acts.tokens import CallNext, GiveToken, token_of

ACTS: tuple[type[Act], ...] = (
    PlanCampaign,
    ChangeCampaign,
    PlanCamp,
    ChangeCamp,
    CancelCamp,
    OpenCamp,
    CloseCamp,
    GiveToken,
    CallNext,
    RegisterAttendance,
    CloseAttendance,
    CorrectAttendance,
    RecordFollowUp,
    LendCamp,
)

__all__ = [
    "ACTS",
    "CallNext",
    "CampDetails",
    "CampaignDetails",
    "CancelCamp",
    "ChangeCamp",
    "ChangeCampaign",
    "CloseAttendance",
    "CloseCamp",
    "CorrectAttendance",
    "Done",
    "GiveToken",
    "LendCamp",
    "OpenCamp",
    "PlanCamp",
    "PlanCampaign",
    "RecordFollowUp",
    "RegisterAttendance",
    "token_of",
]
