"""What this room puts on the first page: one's own forms, and those that wait for a person."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.roles import FIELD
from karmika.intake import waiting as queue
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.models import Submission
from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.ui.components import Tile


def own_forms(viewer: Viewer) -> list[Tile]:
    """What the viewer sent today and this month, and what of it waits in the office."""
    mine = Submission.objects.visible_to(viewer).filter(user_id=viewer.id)
    this_month = mine.filter(received_at__gte=_morning(month=True))
    sent = list(this_month.values_list("received_at", flat=True))
    return [
        Tile(label=_("Your forms today"), value=sum(one >= _morning() for one in sent)),
        Tile(label=_("Your forms this month"), value=len(sent)),
        Tile(
            label=_("Your forms that wait for the office"),
            value=mine.in_queue().count(),
            url=reverse("intake.queue"),
        ),
    ]


def waiting(viewer: Viewer) -> list[Tile]:
    """How many forms wait, and for what most of them do."""
    return [
        Tile(
            label=_("Forms that wait for somebody"),
            value=queue.found(viewer, queue.Sought()).count(),
            url=reverse("intake.queue"),
        )
    ]


def _morning(*, month: bool = False) -> datetime:
    """When today, or this month, began in India."""
    day = today().replace(day=1) if month else today()
    return timezone.make_aware(datetime.combine(day, time()))


DAY = (
    DayPart("own forms", gettext_lazy("Your own figures"), FIELD, own_forms),
    DayPart("waiting", gettext_lazy("Waiting for you"), WORKS_QUEUE, waiting),
)
