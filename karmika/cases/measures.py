"""What this room counts, and what each figure means. Cases of level 2 are in none of them."""

from django.utils.translation import gettext_lazy as _

from karmika.measures.definitions import Measure

MEASURES: tuple[Measure, ...] = (
    Measure(
        code="case_reports",
        name=_("Reports about work"),
        definition=_(
            "Reports of wages, benefits, accidents and the like that were taken down, on the day they were told. "
            "Restricted reports (violence, atrocity) are not in it. Its category is what the report is about."
        ),
    ),
    Measure(
        code="case_answered_in_time",
        name=_("Reports answered within two hours"),
        definition=_(
            "Reports about work after which somebody of us spoke with the person within two hours from the moment they "
            "reached us; counted on the day of the report. An attempt that reached nobody is no answer."
        ),
    ),
    Measure(
        code="cases_closed",
        name=_("Cases closed"),
        definition=_(
            "Cases about work that one person asked to close and another closed, on that day. A case that is opened "
            "again is taken back on the same day. Its category is how it ended."
        ),
    ),
    Measure(
        code="case_disputed_paise",
        name=_("Rupees claimed"),
        unit="paise",
        definition=_("What is claimed in cases about work, as it was said last, on the day it was claimed."),
    ),
    Measure(
        code="case_offered_paise",
        name=_("Rupees offered"),
        unit="paise",
        definition=_(
            "What the other side offered in cases about work, as it was said last, on the day of the offer."
        ),
    ),
    Measure(
        code="case_received_paise",
        name=_("Rupees received"),
        unit="paise",
        definition=_(
            "What workers received in cases about work, on the day they received it. Payments add up."
        ),
    ),
)
