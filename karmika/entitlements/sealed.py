"""What stands in the journal alone, sealed under the person's key: read for whoever may see the row, gone with the key.

The caller has checked that the viewer may see the person. After an erasure everything here reads as None.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from karmika.journal.act import Act, Header
from karmika.journal.follow import opened
from karmika.journal.models import Entry, Subject

Said = tuple[Header, Act]


def said_of(subjects: Collection[UUID], kinds: tuple[type[Act], ...]) -> Mapping[UUID, Sequence[Said]]:
    """Acts of these kinds that speak of each of these, oldest first, with what is sealed in them."""
    wanted = set(subjects)
    seqs = Subject.objects.filter(subject__in=wanted).values("entry_seq")
    found: dict[UUID, list[Said]] = defaultdict(list)
    for head, acts in opened(Entry.objects.filter(seq__in=seqs).order_by("seq")) if wanted else ():
        for act in acts:
            if isinstance(act, kinds):
                for subject in wanted & set(act.subjects()):
                    found[subject].append((head, act))
    return found


def said_in(seqs: Collection[int]) -> Sequence[Said]:
    """The acts of these entries, oldest first, with what is sealed in them."""
    if not seqs:
        return ()
    entries = opened(Entry.objects.filter(seq__in=list(seqs)).order_by("seq"))
    return [(head, act) for head, acts in entries for act in acts]
