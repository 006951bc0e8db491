"""From filled-in forms to acts, a module for each form."""

from collections.abc import Mapping

from karmika.groups.interpreters import formation_meeting, group_meeting
from karmika.intake.interpret import Interpreter

INTERPRETERS: Mapping[str, Interpreter] = {**formation_meeting.INTERPRETERS, **group_meeting.INTERPRETERS}
FORMS = (*formation_meeting.FORMS, *group_meeting.FORMS)
