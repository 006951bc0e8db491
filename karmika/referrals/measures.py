"""What this room counts, and what each figure means."""

from django.utils.translation import gettext_lazy as _

from karmika.measures.definitions import Measure

MEASURES: tuple[Measure, ...] = (
    Measure(
        code="referrals_sent",
        name=_("Referrals sent"),
        definition=_(
            "People or cases sent to an office for one service, on the day they were sent. One that was entered by "
            "mistake is taken back on that day; one that was taken back for another reason stays. Its category is the "
            "service."
        ),
    ),
    Measure(
        code="referrals_accepted",
        name=_("Referrals accepted"),
        definition=_(
            "Referrals that the office took up, on the day it said so. One that is done without having been accepted "
            "before counts as accepted on that day. Its category is the service."
        ),
    ),
    Measure(
        code="referrals_done",
        name=_("Referrals done"),
        definition=_(
            "Referrals of which the office, or the staff after asking it, said what came of them, on that day. Also "
            "those of which nothing came. Its category is the service."
        ),
    ),
    Measure(
        code="referrals_in_time",
        name=_("Referrals done in time"),
        definition=_(
            "Referrals done on the day by which they were due, or before. A referral that is still open, was declined "
            "or got no answer is not among them. Its category is the service."
        ),
    ),
)
