"""What the worker does for this room again and again: it erases what is due, and rids the files of what was erased."""

import logging
from datetime import datetime

from karmika.access.viewer import Operator
from karmika.journal.perform import perform
from karmika.kernel.dates import in_india
from karmika.kernel.refused import Refused
from karmika.kernel.room import Duty
from karmika.measures import scrubbing
from karmika.registry.acts.erasing import Erase
from karmika.registry.erasing import SCRUBBED
from karmika.registry.models import Restriction
from karmika.registry.reactions import REACTIONS

_log = logging.getLogger(__name__)
SCRUBBING = scrubbing.Scrubbing(name="registry.scrub", kinds=(Erase.kind,), tables=SCRUBBED, after=REACTIONS)
"""After the reactions: they take out the search words."""


def erase_due(at: datetime) -> None:
    """Erase everybody whose day has come. One that is refused does not hold up the others."""
    due = Restriction.objects.filter(state="open", due_on__lte=in_india(at)).order_by("due_on", "id")
    for restriction in due.values_list("id", flat=True):
        try:
            perform(Erase(restriction=restriction), Operator())
        except Refused as refused:
            _log.warning("the erasure of restriction %s was refused: %s", restriction, refused.code)


def scrub_after(at: datetime) -> None:
    """Rid the files of the database of who was erased since the last time (measures/scrubbing.py)."""
    scrubbing.scrub_after(SCRUBBING, at)


DUTIES: tuple[Duty, ...] = (
    Duty(name="registry.erase_due", function=erase_due, every_s=3600, destroys=True),
    Duty(name="registry.scrub_after", function=scrub_after, every_s=600),
)
