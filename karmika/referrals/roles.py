"""Who keeps the list of offices, who refers, who sees referrals, who answers."""

from karmika.access.roles import ALL_STAFF, FIELD, PERSONAL, Role

OFFICE_KEEPERS: frozenset[str] = frozenset(
    {
        Role.STATE_PROGRAMME_MANAGER,
        Role.DISTRICT_PROJECT_DIRECTOR,
        Role.ULB_NODAL_OFFICER,
        Role.CITY_MISSION_MANAGER,
        Role.ADMINISTRATOR,
    }
)
"""May put an office on the list, change it and close it."""

SEES_OFFICES: frozenset[str] = ALL_STAFF
"""Offices are public; nobody's personal data stands on their pages."""

REFERRERS: frozenset[str] = FIELD | {
    Role.DISTRICT_PROJECT_DIRECTOR,
    Role.ULB_NODAL_OFFICER,
    Role.CITY_MISSION_MANAGER,
    Role.CASE_WORKER,
    Role.LEGAL_ADVISOR,
}
"""May send somebody to an office, give the office a link, note its answer, and take the referral back."""

SEES_REFERRALS: frozenset[str] = PERSONAL

ANSWERS: frozenset[str] = frozenset({Role.DEPARTMENT_OFFICER})
"""Who answers for an office: an officer with an account, or whoever holds its link, which speaks in this role."""
