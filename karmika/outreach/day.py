"""What this room puts on the first page: today's camps, and whom to ask again."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.outreach import queries
from karmika.outreach.terms import FOLLOWERS, HOSTS
from karmika.ui.components import Tile


def camps_and_calls(viewer: Viewer) -> list[Tile]:
    """Camps of today, and follow-ups that are due."""
    day = today()
    url = reverse("outreach.camps")
    camps = list(queries.my_camps(viewer, day)[:2])
    if len(camps) == 1:
        url = reverse("outreach.camp", args=[camps[0].id])
    return [
        Tile(label=_("Camps today"), value=queries.my_camps(viewer, day).count(), url=url),
        Tile(
            label=_("People to ask again"),
            value=queries.open_follow_ups(viewer, day).count(),
            url=reverse("outreach.follow_ups"),
        ),
    ]


DAY = (DayPart("camps", gettext_lazy("Camps"), HOSTS | FOLLOWERS, camps_and_calls),)
