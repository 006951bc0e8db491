"""What this room counts, and what each figure means."""

from django.utils.translation import gettext_lazy as _

from karmika.measures.definitions import Measure

MEASURES: tuple[Measure, ...] = (
    Measure(
        "camps_held",
        _("Camps held"),
        _(
            "Camps that were closed in the evening, on their day. One that is opened again counts when it is closed again."
        ),
    ),
    Measure(
        "camp_met",
        _("People met at camps"),
        _(
            "Tokens with which somebody came to a desk, also who did not agree to be written down. Who left before the "
            "turn came is not counted; who comes to two camps counts twice."
        ),
    ),
    Measure(
        "people_helped",
        _("People helped at camps"),
        _(
            "People who left a desk told what they are owed, with a missing paper named, or with an application prepared "
            "or filed. Who comes to two camps counts twice. Its category is the social category."
        ),
    ),
    Measure(
        "camp_told",
        _("People told at camps what they are owed"),
        _("People who were told of at least one scheme at a desk. Its category is the social category."),
    ),
    Measure(
        "camp_applied",
        _("People who applied at camps"),
        _(
            "People of whom at least one application was filed at a desk. Its category is the social category."
        ),
    ),
    Measure(
        "followed_up",
        _("People looked after later"),
        _(
            "Times that somebody was reached after a camp and said how it stands. Who was not reached is not counted. Its "
            "category is what was said."
        ),
    ),
)
