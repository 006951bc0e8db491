"""What intake counts."""

from django.utils.translation import gettext_lazy as _

from karmika.measures.definitions import Measure

MEASURES: tuple[Measure, ...] = (
    Measure(
        code="submissions_waiting",
        name=_("Forms waiting"),
        definition=_(
            "Forms that arrived and wait for a person: plus one when a form is set aside or kept, minus one when it is "
            "taken in or dismissed."
        ),
    ),
    Measure(
        code="phones_active",
        name=_("Phones active"),
        definition=_("Phones from which at least one form arrived, each counted once on a day."),
    ),
    Measure(
        code="corrections",
        name=_("Corrections"),
        definition=_("New versions of forms that had been sent before, from the phone or from the office."),
    ),
)
