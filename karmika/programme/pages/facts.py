"""What the pages of a target and of an outside figure say alike: who recorded it, how it stands, what happened to it."""

from karmika.access.pages import PageRequest
from karmika.access.queries import names_of
from karmika.access.roles import LABELS, Role
from karmika.journal.queries import history
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.pages import asking
from karmika.programme.terms import MEASURES, REPLACE_REASONS, STANDING, STATES, WITHDRAW_REASONS


def facts_of(request: PageRequest, held: Target | OutsideFigure) -> dict[str, object]:
    """For the template: the operator, who is no person, is named once."""
    return {
        "held": held,
        "measure": MEASURES[held.measure],
        "set_by": names_of([held.set_by]).get(held.set_by, ""),
        "set_as": "" if held.set_as == Role.OPERATOR else LABELS[held.set_as],
        "state": STATES[held.state],
        "stands": held.state == STANDING,
        "replaced_for": REPLACE_REASONS.get(held.replace_reason, ""),
        "withdrawn_for": WITHDRAW_REASONS.get(held.withdrawn_for, ""),
        "lines": reversed(history(held.id)),
        "may_set": asking.may_set(request),
    }
