"""Verifying: everything is computed anew from what the database keeps, and the first thing that broke is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from karmika.chain import canonical, stored
from karmika.chain.models import Link, Mailed
from karmika.journal.models import Entry


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed: in which link, which entry (None: the link itself), in words."""

    link: int
    seq: Any
    sentence: str


@dataclass(frozen=True)
class Report:
    """What was verified. `waiting` entries are newer than the last link: nothing is known about them yet."""

    links: int
    entries: int
    waiting: int
    faults: tuple[Fault, ...]


def verify(*, using: str = "default", most: int = 20, newest: int | None = None) -> Report:
    """Recompute the whole chain, or its `newest` links; `faults` holds the first `most`, in the journal's order."""
    faults: list[Fault] = []
    links = entries = 0
    last = _link_before(using, newest)
    for link in _links(using, None if last is None else last.number):
        found = _Entries(last, link, using)
        for fault in (*_of_the_link(last, link), *found.faults()):
            if len(faults) < most:
                faults.append(fault)
        links, entries, last = links + 1, entries + found.count, link
    waiting = Entry.objects.using(using).filter(seq__gt=last.last_seq if last else 0).count()
    faults += list(_mailed(using))[: most - len(faults)]
    return Report(links, entries, waiting, tuple(faults))


def _link_before(using: str, newest: int | None) -> Link | None:
    """The link before the `newest` ones; None when all are asked for, or there are no more."""
    return (
        None if newest is None else Link.objects.using(using).order_by("-number")[newest : newest + 1].first()
    )


def _links(using: str, number: int | None) -> Iterator[Link]:
    """All links after one in order, a few at a time: leaves are 16 kB each."""
    while True:
        wanted = Link.objects.using(using).order_by("number")
        part = list(wanted[:100] if number is None else wanted.filter(number__gt=number)[:100])
        if not part:
            return
        yield from part
        number = part[-1].number


def _of_the_link(last: Link | None, link: Link) -> Iterator[Fault]:
    """What is wrong with the link as a row, whatever its entries are."""
    expected = last.number + 1 if last else 1
    number = link.number
    if number != expected:
        before = expected if number - expected == 1 else f"{expected} to {number - 1}"
        yield Fault(expected, None, f"Link {before} was removed.")
    elif link.first_seq != (last.last_seq + 1 if last else 1):
        yield Fault(number, None, f"Link {number} does not begin where the link before it ends.")
    elif bytes(link.previous) != (bytes(last.digest) if last else canonical.NOTHING):
        yield Fault(number, None, f"Link {number} does not carry the digest of the link before it.")
    if link.algorithm != canonical.ALGORITHM:
        yield Fault(
            number,
            None,
            f"Link {number} names an algorithm that this version does not know: {link.algorithm}.",
        )
        return
    numbers = (number, link.first_seq, link.last_seq, link.count)
    digest = canonical.link_digest(
        numbers, bytes(link.previous), bytes(link.leaves), bytes(link.content), link.sealed_at
    )
    if digest != bytes(link.digest) or len(link.leaves) != 16 * link.count:
        yield Fault(
            number, None, f"Link {number} itself was changed: its digest is not that of what it says."
        )


class _Entries:
    """The entries of one link beside what the link says of them."""

    def __init__(self, last: Link | None, link: Link, using: str) -> None:
        self.link, self.count, self.hashes = link, 0, sha256()
        # below the first link nothing may be; after a removed link, its own beginning is the best we know
        after = None if last is None else max(last.last_seq, link.first_seq - 1)
        self.live = stored.leaves(after, link.last_seq, using)

    def faults(self) -> Iterator[Fault]:
        """Both lists walked like the teeth of a zip: removed, inserted, changed."""
        named = False
        sealed = canonical.unpack_leaves(bytes(self.link.leaves))
        wanted, found = next(sealed, None), self._next()
        while wanted is not None or found is not None:
            if found is None or (wanted is not None and wanted[0] < found[0]):
                assert wanted is not None
                yield self._fault(wanted[0], "was removed")
                named, wanted = True, next(sealed, None)
            elif wanted is None or found[0] < wanted[0]:
                yield self._fault(found[0], "was put in afterwards")
                named, found = True, self._next()
            else:
                if wanted[1] != found[1][:8]:
                    named = True
                    yield self._fault(wanted[0], "was changed")
                wanted, found = next(sealed, None), self._next()
        if not named and self.hashes.digest() != bytes(self.link.content):
            number, first, last = self.link.number, self.link.first_seq, self.link.last_seq
            yield Fault(
                number, None, f"Link {number}: one of the entries {first} to {last} is not what was sealed."
            )

    def _next(self) -> tuple[Any, bytes] | None:
        found = next(self.live, None)
        if found is not None:
            self.hashes.update(found[1])
            self.count += 1
        return found

    def _fault(self, seq: Any, what: str) -> Fault:
        return Fault(
            self.link.number, seq, f"Entry {seq} {what} since link {self.link.number} was sealed over it."
        )


def _mailed(using: str) -> Iterator[Fault]:
    """Heads that we remember having mailed and that are no longer in the chain."""
    mailed = Mailed.objects.using(using).filter(mailed_at__isnull=False).order_by("mailed_at", "id")
    seen: set[tuple[int, bytes]] = set()
    for number, digest, at in mailed.values_list("number", "digest", "mailed_at").iterator():
        if (number, bytes(digest)) in seen:
            continue
        seen.add((number, bytes(digest)))
        if not Link.objects.using(using).filter(number=number, digest=bytes(digest)).exists():
            yield Fault(
                number, None, f"The head mailed on {at:%Y-%m-%d} as link {number} is not in this chain."
            )
