"""After acts that destroyed something: the tables that held it are rid of their old bytes (kernel/scrubbing.py).

Each room above has a duty of its own for its own acts and tables, with a cursor of its own: an erasure does not wait
for others, and what others destroy does not have the registry's tables written anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from karmika.journal import follow
from karmika.journal.encoding import mark_of
from karmika.journal.keys import ERASURES
from karmika.journal.models import Entry, Subject
from karmika.kernel.gate import write_transaction
from karmika.kernel.room import Reaction
from karmika.kernel.scrubbing import scrub
from karmika.measures.models import Cursor, DutyDone

A_DAY = timedelta(hours=23)
"""A little less, so that it does not come an hour later every day."""


@dataclass(frozen=True, kw_only=True)
class Scrubbing:
    """Which tables are written anew after which acts. `name` is that of the cursor."""

    name: str
    kinds: tuple[str, ...]
    tables: tuple[str, ...]
    after: tuple[Reaction, ...] = ()
    """What must have come past an act first, because it takes more of it out of these tables."""
    daily: bool = False
    """At most once a day: nobody writes to the tables meanwhile, and that much may wait."""


def scrub_after(what: Scrubbing, at: datetime) -> bool:
    """Rid the files of the database of what these acts destroyed since the last time. False: nothing was done."""
    last = DutyDone.last(what.name) if what.daily else None
    if last is not None and timedelta() <= at - last < A_DAY:
        return False
    done = _passed(what.name)
    # an entry that is still being written may have a lower number than one that stands
    limit = min([follow.horizon(), *(_passed(reaction.cursor) for reaction in what.after)])
    erasures = Subject.objects.filter(subject=ERASURES, entry_seq__gt=done, entry_seq__lte=limit)
    upto = erasures.order_by("-entry_seq").values_list("entry_seq", flat=True).first()
    if upto is None:
        return False
    destroyed = _destroyed(what.kinds, done, upto)
    if destroyed and not scrub(what.tables):
        return False
    with write_transaction(()):
        cursor = Cursor.held(what.name)
        if cursor.seq < upto:
            cursor.move(upto)
    if destroyed and what.daily:
        DutyDone.note(what.name, at)
    return destroyed


def _passed(cursor: str) -> int:
    return Cursor._base_manager.filter(name=cursor).values_list("seq", flat=True).first() or 0


def _destroyed(kinds: tuple[str, ...], after: int, upto: int) -> bool:
    """Whether one of the entries that destroyed something, after < seq <= upto, holds an act of these kinds."""
    seqs = Subject.objects.filter(subject=ERASURES, entry_seq__gt=after, entry_seq__lte=upto)
    marks = [mark_of(kind) for kind in kinds]
    found = Entry.objects.filter(seq__in=seqs.values("entry_seq")).values_list("acts", flat=True)
    return any(mark in bytes(acts) for acts in found.iterator(chunk_size=500) for mark in marks)
