"""What this room puts on the first page: reports that wait for an answer, tasks due, cases that wait for a second person."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.cases import queries
from karmika.cases.terms import READERS
from karmika.kernel.room import DayPart
from karmika.ui.components import Tile


def waiting(found: Mapping[str, int]) -> list[Tile]:
    """What waits in the cases that the viewer may see."""
    url = reverse("cases.cases")
    late = found["late"]
    return [
        Tile(
            label=_("Reports nobody has answered"),
            value=found["unanswered"] + late,
            url=url,
            note=_("%(late)s for more than two hours") % {"late": late} if late else "",
        ),
        Tile(label=_("Tasks due by today"), value=found["tasks due"], url=url),
        Tile(label=_("To be closed by a second person"), value=found["closing"], url=f"{url}?state=closing"),
    ]


DAY = (DayPart("cases", gettext_lazy("Cases"), READERS, queries.day, waiting, by_the_minute=True),)
