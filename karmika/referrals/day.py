"""What this room puts on the first page: referrals whose day is over, and those that wait; for officers, theirs."""

from collections.abc import Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.kernel.counting import Asked, either
from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.referrals import terms
from karmika.referrals.models import Referral, ReferralSet
from karmika.referrals.roles import ANSWERS, REFERRERS
from karmika.ui.components import Tile


def open_here(viewer: Viewer) -> list[Asked]:
    """Open referrals of the viewer's areas."""
    return _waiting(Referral.objects.visible_to(viewer))


def open_at_office(viewer: Viewer) -> list[Asked]:
    """What waits for an answer of the officer."""
    return _waiting(Referral.objects.for_officer(viewer))


def open_referrals(found: Mapping[str, int]) -> list[Tile]:
    """Open referrals of the viewer's areas, and those of them that are overdue."""
    url = reverse("referrals.referrals")
    return [
        Tile(label=_("Referrals overdue"), value=found["late"], url=f"{url}?state=overdue"),
        Tile(label=_("Referrals open"), value=found["late"] + found["in time"], url=f"{url}?state=open"),
    ]


def to_answer(found: Mapping[str, int]) -> list[Tile]:
    """What an officer is asked."""
    url = reverse("referrals.received")
    return [
        Tile(label=_("To be answered"), value=found["late"] + found["in time"], url=url),
        Tile(label=_("Overdue"), value=found["late"], url=url),
    ]


def _waiting(rows: ReferralSet) -> list[Asked]:
    return [Asked(rows.filter(state__in=terms.OPEN), either(Q(due_on__lt=today()), "late", "in time"))]


DAY = (
    DayPart("referrals", gettext_lazy("Referrals"), REFERRERS, open_here, open_referrals),
    DayPart("referrals to answer", gettext_lazy("Sent to your office"), ANSWERS, open_at_office, to_answer),
)
