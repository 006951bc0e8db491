"""How this room says no: what happened and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "programme.unknown": _(
        "This target, figure or place could not be found. Go back to the list and open it again."
    ),
    "programme.unknown_measure": _("Choose from the list what is counted."),
    "programme.unknown_reason": _("Choose a reason from the list."),
    "programme.unknown_confidence": _("Choose from the list where the figure was read."),
    "programme.amount": _("The number must be a whole number that is not below zero."),
    "programme.day": _("The date {on} cannot be right. Check the year."),
    "programme.date": _("Enter a date in every field that asks for one."),
    "programme.future": _("The day {on} is still to come. A published figure is of today or before."),
    "programme.period": _("The last day of the period is before its first day."),
    "programme.document": _(
        "Say which document this comes from: its title; for a target also who issued it and its date."
    ),
    "programme.source": _("Say who published the figure, and in the source's own words what was counted."),
    "programme.text_too_long": _("A text is longer than {maximum} letters. Shorten it."),
    "programme.needs_organisation": _(
        "A figure that everyone sees can only be changed by the operator. Record your own beside it."
    ),
    "programme.already_set": _("This was saved before. Open the list to see it."),
    "programme.target_stands": _(
        "There is a target for the same area, measure and period already. Open it and replace it."
    ),
    "programme.figure_stands": _(
        "This source's figure for the same day is recorded already. Open it and replace it."
    ),
    "programme.no_longer_stands": _(
        "It was replaced or withdrawn meanwhile. Open it again to see how it stands."
    ),
    "programme.not_the_same": _(
        "Only one of the same measure and area can be replaced. Set a new one instead."
    ),
    "programme.nothing_to_change": _("This says the same as before. Nothing had to be changed."),
}
