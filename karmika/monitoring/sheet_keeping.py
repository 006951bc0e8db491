"""A template is taken in: only when every mark of it can be filled; its file is kept with the entry."""

import hashlib
from uuid import UUID

from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.monitoring.acts import KeepSheet
from karmika.monitoring.figures_page import Place
from karmika.monitoring.sheet_opening import Opened


def keep(
    place: Place, found: Opened, data: bytes, *, name: str, organisation: UUID, entry_id: UUID | None = None
) -> UUID:
    """Keep the file that `found` was read from, for the area of the place; returns the template's id.

    Raises Refused: monitoring.sheet_faulty, what the act refuses, access.not_yours.
    """
    if found.troubles:
        raise Refused("monitoring.sheet_faulty", number=len(found.troubles))
    act = KeepSheet(
        name=name,
        area=place.area.id,
        organisation=organisation,
        digest=hashlib.sha256(data).hexdigest(),
        marks_count=len(found.lines),
    )
    return perform(act, place.viewer, entry_id=entry_id, source=data).entry_id
