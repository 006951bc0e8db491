"""What the worker does for this room: looks for ghost groups, and removes the keys of words that were taken out."""

from datetime import datetime

from karmika.groups.acts import CorrectMeeting, WithdrawMeeting
from karmika.groups.ghost_signals import compute_changed
from karmika.groups.models import Meeting
from karmika.journal.models import Key
from karmika.kernel.room import Duty
from karmika.measures import scrubbing

SCRUBBING = scrubbing.Scrubbing(
    name="groups.scrub",
    kinds=(CorrectMeeting.kind, WithdrawMeeting.kind),
    tables=(Meeting._meta.db_table, Key._meta.db_table),
    daily=True,
)


def scrub_after(at: datetime) -> None:
    """Rid the files of the database of words of meetings that were taken out since the last time."""
    scrubbing.scrub_after(SCRUBBING, at)


DUTIES: tuple[Duty, ...] = (
    Duty(name="groups.ghost_signals", function=compute_changed, every_s=600),
    Duty(name="groups.scrub_after", function=scrub_after, every_s=3600),
)
