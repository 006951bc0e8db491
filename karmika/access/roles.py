"""The roles of Karmika, the sets that pages and acts speak of, and who may give which role to whom.

Explicit tables and nothing else: the rights matrix (`tests/rights.csv`) is read beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a person may be in an area, for an organisation and (if limited) a programme."""

    STATE_MISSION_DIRECTOR = "state_mission_director"
    STATE_PROGRAMME_MANAGER = "state_programme_manager"
    DISTRICT_PROJECT_DIRECTOR = "district_project_director"
    ULB_NODAL_OFFICER = "ulb_nodal_officer"
    CITY_MISSION_MANAGER = "city_mission_manager"
    TECHNICAL_EXPERT = "technical_expert"
    COMMUNITY_ORGANISER = "community_organiser"
    RESOURCE_PERSON = "resource_person"
    DATA_ENTRY_OFFICER = "data_entry_officer"
    FEDERATION_LEADER = "federation_leader"
    GROUP_BOOKKEEPER = "group_bookkeeper"
    BANK_OFFICER = "bank_officer"
    DEPARTMENT_OFFICER = "department_officer"
    CASE_WORKER = "case_worker"
    LEGAL_ADVISOR = "legal_advisor"
    CAMP_DESK = "camp_desk"
    AUDITOR = "auditor"
    PRIVACY_OFFICER = "privacy_officer"
    WORKER = "worker"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    """The person with the shell. Never assigned; exists only in the command line."""

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone is too little where the deployment requires a second factor."""
        return self in NEEDS_SECOND_FACTOR


LABELS: Mapping[str, Promise] = {
    Role.STATE_MISSION_DIRECTOR: _("State mission director"),
    Role.STATE_PROGRAMME_MANAGER: _("State programme manager"),
    Role.DISTRICT_PROJECT_DIRECTOR: _("District project director"),
    Role.ULB_NODAL_OFFICER: _("ULB nodal officer"),
    Role.CITY_MISSION_MANAGER: _("City mission manager"),
    Role.TECHNICAL_EXPERT: _("Technical expert"),
    Role.COMMUNITY_ORGANISER: _("Community organiser"),
    Role.RESOURCE_PERSON: _("Resource person"),
    Role.DATA_ENTRY_OFFICER: _("Data entry officer"),
    Role.FEDERATION_LEADER: _("Federation leader"),
    Role.GROUP_BOOKKEEPER: _("Group bookkeeper"),
    Role.BANK_OFFICER: _("Bank officer"),
    Role.DEPARTMENT_OFFICER: _("Department officer"),
    Role.CASE_WORKER: _("Case worker"),
    Role.LEGAL_ADVISOR: _("Legal advisor"),
    Role.CAMP_DESK: _("Camp desk"),
    Role.AUDITOR: _("Auditor"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.WORKER: _("Worker"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.OPERATOR: _("Operator"),
}

OFFICE: frozenset[str] = frozenset(
    {
        Role.STATE_MISSION_DIRECTOR,
        Role.STATE_PROGRAMME_MANAGER,
        Role.DISTRICT_PROJECT_DIRECTOR,
        Role.ULB_NODAL_OFFICER,
        Role.CITY_MISSION_MANAGER,
        Role.TECHNICAL_EXPERT,
    }
)
"""Who answers for an office: from the city up to the state."""

FIELD: frozenset[str] = frozenset(
    {Role.COMMUNITY_ORGANISER, Role.RESOURCE_PERSON, Role.DATA_ENTRY_OFFICER, Role.CAMP_DESK}
)
"""Who meets workers and enters what they say."""

PERSONAL: frozenset[str] = (
    OFFICE
    | FIELD
    | {
        Role.CASE_WORKER,
        Role.LEGAL_ADVISOR,
        Role.AUDITOR,
        Role.PRIVACY_OFFICER,
    }
)
"""Who may read persons' data. Not the administrator, the operator, the bank, a department, another worker."""

SEES_RESTRICTED: frozenset[str] = frozenset({Role.PRIVACY_OFFICER})
"""The one role that sees persons whose data is restricted, until they are erased."""

ALL_STAFF: frozenset[str] = PERSONAL | {Role.ADMINISTRATOR}
"""Everyone who works for the programme; not bank, department, federation, bookkeeper or worker."""

NEEDS_SECOND_FACTOR: frozenset[str] = OFFICE | {Role.ADMINISTRATOR, Role.AUDITOR, Role.PRIVACY_OFFICER}
"""Who reads the people of a whole city or more, or gives out rights. Not the field: it works from phones with keys."""

ASSIGNABLE: frozenset[str] = frozenset(Role) - {Role.OPERATOR}

GRANTABLE: Mapping[str, frozenset[str]] = {
    Role.OPERATOR: ASSIGNABLE,
    Role.STATE_PROGRAMME_MANAGER: ASSIGNABLE - {Role.STATE_MISSION_DIRECTOR},
    Role.ADMINISTRATOR: ASSIGNABLE
    - {Role.STATE_MISSION_DIRECTOR, Role.STATE_PROGRAMME_MANAGER, Role.AUDITOR},
}
"""Who may give (and end) which role, inside his own area, organisation and programme, never to himself.

An administrator may not appoint those above him, nor the auditor who audits him.
"""

GRANTERS: frozenset[str] = frozenset(GRANTABLE)

INCOMPATIBLE: Mapping[str, frozenset[str]] = {
    Role.AUDITOR: FIELD
    | {
        Role.CITY_MISSION_MANAGER,
        Role.TECHNICAL_EXPERT,
        Role.CASE_WORKER,
        Role.FEDERATION_LEADER,
        Role.GROUP_BOOKKEEPER,
        Role.ADMINISTRATOR,
    },
    Role.PRIVACY_OFFICER: FIELD | {Role.CITY_MISSION_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR},
    Role.BANK_OFFICER: FIELD | {Role.CITY_MISSION_MANAGER, Role.FEDERATION_LEADER, Role.GROUP_BOOKKEEPER},
}
"""Roles one person may not hold at one time where one's area lies in the other's: who enters does not audit,
who lends does not organise the borrowers; who enters, or gives out roles, does not make people vanish."""


def incompatible(one: str, other: str) -> bool:
    """Whether nobody may hold both roles in the same area at the same time."""
    return other in INCOMPATIBLE.get(one, frozenset()) or one in INCOMPATIBLE.get(other, frozenset())
