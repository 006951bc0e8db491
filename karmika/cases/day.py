"""What this room puts on the first page: reports that wait for an answer, tasks due, cases that wait for a second person."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.cases import queries
from karmika.cases.terms import READERS
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.ui.components import Tile


def waiting(viewer: Viewer) -> list[Tile]:
    """What waits in the cases that the viewer may see."""
    found = queries.day(viewer)
    url = reverse("cases.cases")
    return [
        Tile(
            label=_("Reports nobody has answered"),
            value=found.unanswered,
            url=url,
            note=_("%(late)s for more than two hours") % {"late": found.late} if found.late else "",
        ),
        Tile(label=_("Tasks due by today"), value=found.tasks_due, url=url),
        Tile(label=_("To be closed by a second person"), value=found.closing, url=f"{url}?state=closing"),
    ]


DAY = (DayPart("cases", gettext_lazy("Cases"), READERS, waiting),)
