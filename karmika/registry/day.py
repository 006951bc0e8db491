"""What this room puts on the first page: doors where nobody could answer yet."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.roles import FIELD
from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Household
from karmika.ui.components import Tile


def visits_due(viewer: Viewer) -> list[Tile]:
    """Households to visit again, and those of them that asked for today or an earlier day."""
    again = Household.objects.visible_to(viewer).filter(ended=False, hidden=False)
    counted = again.aggregate(all=Count("id"), by_today=Count("id", filter=Q(revisit_on__lte=today())))
    url = reverse("registry.visits")
    return [
        Tile(label=_("Households to visit again"), value=counted["all"], url=url),
        Tile(label=_("Asked to come by today"), value=counted["by_today"], url=url),
    ]


DAY = (DayPart("visits due", gettext_lazy("Visits due"), FIELD, visits_due),)
