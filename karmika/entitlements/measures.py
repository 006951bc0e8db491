"""What this room counts, and what each figure means."""

from django.utils.translation import gettext_lazy as _

from karmika.measures.definitions import Measure

MEASURES: tuple[Measure, ...] = (
    Measure(
        code="people_told",
        name=_("People told what they are owed"),
        definition=_(
            "People who were told what they are probably owed and where to go. Each counts once, on the "
            "day of the first time."
        ),
    ),
    Measure(
        code="documents_completed",
        name=_("Papers completed"),
        definition=_(
            "Things that were in the way of an application and are done: a mobile linked, a name put right, a paper "
            "fetched. Counted on the day it was done; the category is the kind of paper."
        ),
    ),
    Measure(
        code="applications_prepared",
        name=_("Applications prepared"),
        definition=_(
            "Applications of a person for a scheme, on the day they were prepared. One entered by mistake is taken back. "
            "The category is the scheme; work and sex are those of that day."
        ),
    ),
    Measure(
        code="applications_filed",
        name=_("Applications filed"),
        definition=_(
            "Applications that were handed in to the office, on that day. The category is the scheme; work and sex are "
            "those of the day on which it was prepared."
        ),
    ),
    Measure(
        code="applications_sanctioned",
        name=_("Applications sanctioned"),
        definition=_(
            "Applications to which the office said yes, or whose benefit arrived without a letter. Taken back where the "
            "office changes its mind. The category is the scheme."
        ),
    ),
    Measure(
        code="applications_rejected",
        name=_("Applications rejected"),
        definition=_(
            "Applications to which the office said no, on the day of its answer. The category is the scheme."
        ),
    ),
    Measure(
        code="first_benefits",
        name=_("First benefits received"),
        definition=_(
            "Applications of which the first money, card or goods arrived, on that day. What counts is what arrived in the "
            "worker's hands, not what was promised. The category is the scheme."
        ),
    ),
    Measure(
        code="benefit_paise",
        name=_("Money of first benefits"),
        definition=_(
            "The money of the first benefits, as the worker received it. Later payments are not counted. The category "
            "is the scheme."
        ),
        unit="paise",
    ),
    Measure(
        code="renewals",
        name=_("Renewals"),
        definition=_(
            "Benefits and registrations that were renewed, on the day of renewal. The category is the scheme."
        ),
    ),
)
