"""What this room puts on the first page: doors where nobody could answer yet."""

from collections.abc import Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.roles import FIELD
from karmika.kernel.counting import Asked, either
from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Household
from karmika.ui.components import Tile


def to_visit(viewer: Viewer) -> list[Asked]:
    """Households to visit again, by whether they asked for today or an earlier day."""
    again = Household.objects.visible_to(viewer).filter(ended=False, hidden=False)
    return [Asked(again, either(Q(revisit_on__lte=today()), "by today", "later"))]


def visits_due(found: Mapping[str, int]) -> list[Tile]:
    """Households to visit again, and those of them that asked for today or an earlier day."""
    url = reverse("registry.visits")
    return [
        Tile(label=_("Households to visit again"), value=found["by today"] + found["later"], url=url),
        Tile(label=_("Asked to come by today"), value=found["by today"], url=url),
    ]


DAY = (DayPart("visits due", gettext_lazy("Visits due"), FIELD, to_visit, visits_due),)
