"""What the worker does for this room: old lists of readers go, and what was destroyed leaves the files of the database."""

from datetime import datetime

from karmika.cases import readlog
from karmika.cases.acts import ForgetCase
from karmika.journal.models import Key
from karmika.kernel.room import Duty
from karmika.measures import scrubbing

SCRUBBING = scrubbing.Scrubbing(
    name="cases.scrub", kinds=(ForgetCase.kind,), tables=(Key._meta.db_table,), daily=True
)


def scrub_after(at: datetime) -> None:
    """Rid the files of the database of the keys of cases that were forgotten since the last time."""
    scrubbing.scrub_after(SCRUBBING, at)


DUTIES: tuple[Duty, ...] = (
    Duty(name="cases.forget_readings", function=readlog.forget_old, every_s=6 * 3600, destroys=True),
    Duty(name="cases.scrub_after", function=scrub_after, every_s=3600),
)
