"""What this room puts on the first page: referrals whose day is over, and those that wait; for officers, theirs."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.referrals import terms
from karmika.referrals.models import Referral, ReferralSet
from karmika.referrals.roles import ANSWERS, REFERRERS
from karmika.ui.components import Tile


def open_referrals(viewer: Viewer) -> list[Tile]:
    """Open referrals of the viewer's areas, and those of them that are overdue."""
    counted = _counted(Referral.objects.visible_to(viewer))
    url = reverse("referrals.referrals")
    return [
        Tile(label=_("Referrals overdue"), value=counted["late"], url=f"{url}?state=overdue"),
        Tile(label=_("Referrals open"), value=counted["open"], url=f"{url}?state=open"),
    ]


def to_answer(viewer: Viewer) -> list[Tile]:
    """What an officer is asked."""
    counted = _counted(Referral.objects.for_officer(viewer))
    url = reverse("referrals.received")
    return [
        Tile(label=_("To be answered"), value=counted["open"], url=url),
        Tile(label=_("Overdue"), value=counted["late"], url=url),
    ]


def _counted(rows: ReferralSet) -> dict[str, int]:
    late = Count("id", filter=Q(due_on__lt=today()))
    return rows.filter(state__in=terms.OPEN).aggregate(open=Count("id"), late=late)


DAY = (
    DayPart("referrals", gettext_lazy("Referrals"), REFERRERS, open_referrals),
    DayPart("referrals to answer", gettext_lazy("Sent to your office"), ANSWERS, to_answer),
)
