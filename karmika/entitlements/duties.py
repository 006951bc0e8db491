"""What the worker does for this room: keys of photos and recordings that were removed leave the files of the database."""

from datetime import datetime

from karmika.entitlements.acts import EndDocument, KeepClip, RecordDocument, RemoveClip, RemovePhoto
from karmika.journal.models import Key
from karmika.kernel.room import Duty
from karmika.measures import scrubbing

SCRUBBING = scrubbing.Scrubbing(
    name="entitlements.scrub",
    kinds=(RecordDocument.kind, EndDocument.kind, RemovePhoto.kind, KeepClip.kind, RemoveClip.kind),
    tables=(Key._meta.db_table,),
    daily=True,
)


def scrub_after(at: datetime) -> None:
    """Rid the files of the database of the keys that were destroyed since the last time."""
    scrubbing.scrub_after(SCRUBBING, at)


DUTIES: tuple[Duty, ...] = (Duty(name="entitlements.scrub_after", function=scrub_after, every_s=3600),)
