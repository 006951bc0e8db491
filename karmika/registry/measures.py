"""What the registry counts."""

from django.utils.translation import gettext_lazy as _

from karmika.measures.definitions import Measure

MEASURES = (
    Measure(
        "households_listed",
        _("Households listed"),
        _(
            "Households noted at the door for the first time, whatever the outcome. A household that refused counts once."
        ),
    ),
    Measure(
        "visits_ended",
        _("Households visited to an end"),
        _(
            "Households with a visit after which none is needed: interviewed, refused, moved away, or nobody lives there."
        ),
    ),
    Measure(
        "visit_outcomes", _("Visits"), _("Visits to a door, by outcome. Every visit counts, revisits too.")
    ),
    Measure(
        "persons",
        _("Persons"),
        _("Members of households that agreed to the survey. A member taken out counts back."),
    ),
    Measure(
        "workers", _("Workers"), _("Persons who do one of the programme's occupations, by their main work.")
    ),
    Measure(
        "consents",
        _("Consents"),
        _("Consents given, by purpose. One that is withdrawn counts back on the day of withdrawal."),
    ),
)
