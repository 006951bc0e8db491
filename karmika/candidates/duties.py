"""What the worker does for this room: whom nobody found in the time for which a list may be kept is taken off it."""

import logging
from datetime import datetime, timedelta

from karmika.access.retention import days_kept
from karmika.access.viewer import Operator
from karmika.candidates.acts import SettleCandidate, WithdrawCandidate
from karmika.candidates.models import Candidate
from karmika.journal.models import Key
from karmika.journal.perform import perform
from karmika.kernel.dates import in_india
from karmika.kernel.refused import Refused
from karmika.kernel.room import Duty
from karmika.measures import scrubbing

_log = logging.getLogger(__name__)
_AT_ONCE = 500
SCRUBBING = scrubbing.Scrubbing(
    name="candidates.scrub",
    kinds=(SettleCandidate.kind, WithdrawCandidate.kind),
    tables=(Candidate._meta.db_table, Key._meta.db_table),
    daily=True,
)


def forget_old(at: datetime) -> None:
    """Take off whoever was listed too long ago. One that is refused does not hold up the others."""
    waiting = Candidate.objects.filter(state__in=("open", "not_found")).order_by()
    for organisation in waiting.values_list("organisation_id", flat=True).distinct():
        last = in_india(at) - timedelta(days=days_kept(organisation, "candidates"))
        old = waiting.filter(organisation_id=organisation, listed_on__lte=last).order_by("listed_on", "id")
        for candidate in list(old.values_list("id", flat=True)[:_AT_ONCE]):
            try:
                perform(WithdrawCandidate(candidate=candidate, reason="expired"), Operator())
            except Refused as refused:
                _log.warning("candidate %s was not taken off: %s", candidate, refused.code)


def scrub_after(at: datetime) -> None:
    """Rid the files of the database of who was found or taken off since the last time (measures/scrubbing.py)."""
    scrubbing.scrub_after(SCRUBBING, at)


DUTIES: tuple[Duty, ...] = (
    Duty(name="candidates.forget_old", function=forget_old, every_s=3600, destroys=True),
    Duty(name="candidates.scrub_after", function=scrub_after, every_s=3600),
)
