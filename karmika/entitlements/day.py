"""What this room puts on the first page: papers due, questions of offices, renewals."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.entitlements.acts.deciding import HANDLERS
from karmika.entitlements.queries.applications import work
from karmika.entitlements.terms import OPEN_STATES, QUERIED
from karmika.kernel.dates import today
from karmika.kernel.room import DayPart
from karmika.ui.components import Tile


def applications_due(found: Mapping[str, int]) -> list[Tile]:
    """What waits to be done for the applications of the viewer's areas."""
    gaps, applications = reverse("entitlements.gaps"), reverse("entitlements.applications")
    return [
        Tile(label=_("Papers due by today"), value=found["due"], url=f"{gaps}?due=today"),
        Tile(
            label=_("Questions of offices to answer"),
            value=found[QUERIED],
            url=f"{applications}?state=queried",
        ),
        Tile(
            label=_("To be renewed within a month"),
            value=found["renewal"],
            url=f"{applications}?state=renewal",
        ),
        Tile(
            label=_("Open applications"),
            value=sum(found[state] for state in OPEN_STATES),
            url=f"{applications}?state=open",
        ),
    ]


DAY = (
    DayPart(
        "applications due",
        gettext_lazy("Papers and applications"),
        HANDLERS,
        lambda viewer: work(viewer, today()),
        applications_due,
    ),
)
