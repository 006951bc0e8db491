"""The erasure list: owners whose keys acts destroyed. A restore from an older backup applies it before it serves.

Take the list from the newest journal there is; then, in the restored database: `destroy_again`, `erase_restored`.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from karmika.journal import follow
from karmika.journal.keys import ERASURES
from karmika.journal.models import Key, Subject


def erasure_list(after: int = 0) -> Iterator[UUID]:
    """Owners of all keys that acts destroyed: persons, households, submissions, `derive(entry, "source")` of kept bytes.

    `after`: only what entries after this number destroyed. Nothing personal: ids alone.
    """
    seqs = Subject.objects.filter(subject=ERASURES, entry_seq__gt=after).order_by("entry_seq")
    for seq in seqs.values_list("entry_seq", flat=True):
        for _, acts in follow.entries(seq - 1, seq):
            yield from (owner for act in acts for owner in act.destroys())


def destroy_again(owners: Iterable[UUID]) -> int:
    """End the keys of an erasure list in a restored database; how many were alive. Twice is harmless.

    No act is written: the acts that ended them stand in the journal that the list was taken from. An owner whom the
    restored database does not know yet gets an empty key, so that a phone that sends her again finds her erased.
    """
    wanted = set(owners)
    known = set(Key.objects.filter(owner__in=wanted).values_list("owner", flat=True))
    Key.objects.bulk_create(Key(owner=owner, purpose="none", wrapped=None) for owner in wanted - known)
    return Key.objects.filter(owner__in=known, wrapped__isnull=False).update(wrapped=None)
