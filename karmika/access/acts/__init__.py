"""What can happen in access: setting up, people, their roles, their phones."""

from karmika.access.acts.device import RegisterDevice, ReissueDevice, RevokeDevice
from karmika.access.acts.organisation import AddOrganisation, AddProgramme, OpenProject
from karmika.access.acts.post import HandOver
from karmika.access.acts.retention import SetRetention
from karmika.access.acts.role import AssignRole, EndRole
from karmika.access.acts.second_factor import LiftWaiting, ResetSecondFactor
from karmika.access.acts.user import (
    AddUser,
    ChangeUser,
    DeactivateUser,
    IssuePassword,
    LoadStaff,
    ReactivateUser,
)
from karmika.journal.act import Act

ACTS: tuple[type[Act], ...] = (
    AddOrganisation,
    AddProgramme,
    OpenProject,
    AddUser,
    ChangeUser,
    DeactivateUser,
    ReactivateUser,
    IssuePassword,
    ResetSecondFactor,
    LiftWaiting,
    LoadStaff,
    AssignRole,
    EndRole,
    HandOver,
    RegisterDevice,
    ReissueDevice,
    RevokeDevice,
    SetRetention,
)

__all__ = [
    "ACTS",
    "AddOrganisation",
    "AddProgramme",
    "AddUser",
    "AssignRole",
    "ChangeUser",
    "DeactivateUser",
    "EndRole",
    "HandOver",
    "IssuePassword",
    "LiftWaiting",
    "LoadStaff",
    "OpenProject",
    "ReactivateUser",
    "RegisterDevice",
    "ReissueDevice",
    "ResetSecondFactor",
    "RevokeDevice",
    "SetRetention",
]
