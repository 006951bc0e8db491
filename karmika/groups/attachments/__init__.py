"""The lists that forms of the room show on a phone, a module for each form."""

from karmika.groups.attachments import formation_meeting, group_meeting
from karmika.intake.generated import GeneratedFile

ATTACHMENTS: tuple[GeneratedFile, ...] = (*formation_meeting.ATTACHMENTS, *group_meeting.ATTACHMENTS)
