"""Templates that are kept, for tests that need one to look at."""

from uuid import UUID

from karmika.areas.models import Area
from karmika.monitoring.asked import Asked
from karmika.monitoring.figures_page import Place
from karmika.monitoring.sheet_keeping import keep as keep_file
from karmika.monitoring.sheet_opening import opened
from karmika.monitoring.tests.sheet_templates import full


def keep(cast, *, area: UUID, viewer=None, data: bytes | None = None, name: str = "Monthly progress") -> UUID:
    """A template of an area, kept by the state's programme manager; its id."""
    data = full() if data is None else data
    place = Place(viewer or cast.devi, Area.objects.get(id=area), Asked())
    return keep_file(place, opened(place, data, whole=True), data, name=name, organisation=cast.mepma)
