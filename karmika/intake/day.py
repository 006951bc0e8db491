"""What this room puts on the first page: one's own forms, and those that wait for a person."""

from collections.abc import Mapping
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.roles import FIELD
from karmika.intake import waiting as queue
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.models import Submission
from karmika.kernel.counting import Asked, either
from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.ui.components import Tile


def sent(viewer: Viewer) -> list[Asked]:
    """What the viewer sent this month, by whether it was today, and what of his waits in the office."""
    mine = Submission.objects.visible_to(viewer).filter(user_id=viewer.id)
    this_month = mine.filter(received_at__gte=_morning(month=True))
    return [
        Asked(this_month, either(Q(received_at__gte=_morning()), "today", "before")),
        Asked(mine.in_queue(), "waits"),
    ]


def own_forms(found: Mapping[str, int]) -> list[Tile]:
    """What the viewer sent today and this month, and what of it waits in the office."""
    return [
        Tile(label=_("Your forms today"), value=found["today"]),
        Tile(label=_("Your forms this month"), value=found["today"] + found["before"]),
        Tile(
            label=_("Your forms that wait for the office"), value=found["waits"], url=reverse("intake.queue")
        ),
    ]


def waits(viewer: Viewer) -> list[Asked]:
    """What waits for somebody where the viewer may read."""
    return [Asked(queue.found(viewer, queue.Sought()), "waits")]


def waiting(found: Mapping[str, int]) -> list[Tile]:
    """How many forms wait."""
    return [Tile(label=_("Forms that wait for somebody"), value=found["waits"], url=reverse("intake.queue"))]


def _morning(*, month: bool = False) -> datetime:
    """When today, or this month, began in India."""
    day = today().replace(day=1) if month else today()
    return timezone.make_aware(datetime.combine(day, time()))


DAY = (
    DayPart("own forms", gettext_lazy("Your own figures"), FIELD, sent, own_forms),
    DayPart("waiting", gettext_lazy("Waiting for you"), WORKS_QUEUE, waits, waiting),
)
