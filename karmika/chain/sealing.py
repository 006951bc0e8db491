"""Making links: what nobody can overtake any more is bound to the chain. Two workers at once do no harm."""

from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice

from karmika.chain import canonical, stored
from karmika.chain.models import Link
from karmika.journal import follow
from karmika.journal.models import Entry
from karmika.kernel.gate import write_transaction
from karmika.kernel.ids import stable

ENTRIES_A_LINK = 1000
EVERY = timedelta(minutes=1)
LATE_S = 900
"""An entry is sealed within about a minute; after a bulk load it takes longer. Later is too late."""
_CHAIN = stable("chain", "links")


def seal_due(at: datetime) -> None:
    """Seal when a minute has passed since the last link, or when a whole link's entries wait."""
    last = last_link()
    if last is not None and timedelta() <= at - last.sealed_at < EVERY:
        newest = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        if newest - last.last_seq < ENTRIES_A_LINK:
            return
    seal(at)


def seal(at: datetime) -> int:
    """Bind everything up to the journal's horizon; returns how many entries are newly bound."""
    upto = follow.horizon()
    bound = 0
    while True:
        last = last_link()
        if last is not None and last.last_seq >= upto:
            return bound
        link = _next(last, upto, at)
        if link is None:
            return bound
        # the hashing was done outside: phones wait for one short insert, not for it
        with write_transaction([_CHAIN]):
            newest = last_link()
            if (newest and newest.number) == (last and last.number):
                link.save(force_insert=True)
                bound += link.count


def last_link() -> Link | None:
    """The end of the chain, without the leaves."""
    return Link.objects.defer("leaves").order_by("-number").first()


def _next(last: Link | None, upto: int, at: datetime) -> Link | None:
    """The link after `last` over at most ENTRIES_A_LINK entries; None when there is no entry."""
    hashes, leaves = sha256(), bytearray()
    count = seq = 0
    for seq, digest in islice(stored.leaves(last.last_seq if last else None, upto), ENTRIES_A_LINK):
        hashes.update(digest)
        leaves += canonical.pack_leaf(seq, digest)
        count += 1
    if not count:
        return None
    number, first_seq = (last.number + 1, last.last_seq + 1) if last else (1, 1)
    previous = bytes(last.digest) if last else canonical.NOTHING
    content = hashes.digest()
    numbers = (number, first_seq, seq, count)
    return Link(
        number=number,
        first_seq=first_seq,
        last_seq=seq,
        count=count,
        previous=previous,
        leaves=bytes(leaves),
        content=content,
        digest=canonical.link_digest(numbers, previous, bytes(leaves), content, at),
        sealed_at=at,
        algorithm=canonical.ALGORITHM,
    )
