"""Who may hand in forms, who works the queue, who publishes forms."""

from karmika.access.roles import OFFICE, Role

WORKS_QUEUE: frozenset[str] = (OFFICE - {Role.STATE_MISSION_DIRECTOR}) | {
    Role.COMMUNITY_ORGANISER,
    Role.DATA_ENTRY_OFFICER,
}

HANDS_IN: frozenset[str] = WORKS_QUEUE | {Role.RESOURCE_PERSON, Role.CAMP_DESK}

PUBLISHES: frozenset[str] = frozenset({Role.ADMINISTRATOR, Role.STATE_PROGRAMME_MANAGER, Role.OPERATOR})
