"""What this room puts on the first page: today's camps, and whom to ask again."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.kernel.counting import Asked
from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.outreach import queries
from karmika.outreach.terms import FOLLOWERS, HOSTS
from karmika.ui.components import Tile

CAMPS, CALLS = "camps:", "to ask again"


def camps_and_calls(viewer: Viewer) -> list[Asked]:
    """Camps of today, with the id of one of them, and follow-ups that are due."""
    day = today()
    camps = queries.my_camps(viewer, day)
    one = Subquery(camps.order_by("id").values(text=Cast("id", TextField()))[:1])
    return [
        Asked(camps, Concat(Value(CAMPS), one, output_field=TextField())),
        Asked(queries.open_follow_ups(viewer, day), CALLS),
    ]


def tiles(found: Mapping[str, int]) -> list[Tile]:
    """Camps of today (the way to it where there is one alone), and people to ask again."""
    url = reverse("outreach.camps")
    camps = {word.removeprefix(CAMPS): number for word, number in found.items() if word.startswith(CAMPS)}
    if sum(camps.values()) == 1:
        url = reverse("outreach.camp", args=[UUID(next(iter(camps)))])
    return [
        Tile(label=_("Camps today"), value=sum(camps.values()), url=url),
        Tile(label=_("People to ask again"), value=found[CALLS], url=reverse("outreach.follow_ups")),
    ]


DAY = (DayPart("camps", gettext_lazy("Camps"), HOSTS | FOLLOWERS, camps_and_calls, tiles),)
