"""Questions to the journal: somebody's history in sentences, the bytes that an entry kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from karmika.journal.act import Act
from karmika.journal.follow import opened
from karmika.journal.models import Entry, Subject
from karmika.kernel.asking import ask_one
from karmika.kernel.ids import derive
from karmika.kernel.sealing import open_source, unwrap_key

_SOURCE = "SELECT source, wrapped, master FROM journal_entry e LEFT JOIN journal_key k ON k.owner = %s WHERE e.id = %s"
_names: list[Callable[[Iterable[UUID]], Mapping[UUID, str]]] = []


@dataclass(frozen=True)
class HistoryLine:
    """One act as people read it: when, what, by whom."""

    seq: int
    entry_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    kind: str
    sentence: str
    actor_id: UUID


def install_names(names: Callable[[Iterable[UUID]], Mapping[UUID, str]]) -> None:
    """Take over the function that knows the names of those who act (the access room's)."""
    _names[:] = [names]


def history(*subjects: UUID) -> list[HistoryLine]:
    """All acts that speak of one of these, oldest first. The caller has checked that the viewer may see them.

    Sentences speak of facts alone, so nothing sealed is opened.
    """
    entries = Subject.objects.filter(subject__in=subjects).values("entry_seq")
    found = opened(Entry.objects.filter(seq__in=entries).order_by("seq"), sealed=False)
    who = {one for head, acts in found for one in (head.actor, *(act.hand() for act in acts)) if one}
    names = _names[0](who) if _names else {}
    return [
        HistoryLine(
            *(head.seq, head.id, head.occurred_at, head.recorded_at, act.kind),
            *(sentence(act, _who(names, head.actor, act.hand())), head.actor),
        )
        for head, acts in found
        for act in acts
        if not {*subjects}.isdisjoint(act.subjects())
    ]


def _who(names: Mapping[UUID, str], actor: UUID, hand: UUID | None) -> str:
    """Who did it; in brackets who passed it on, where that was somebody else."""
    return f"{names.get(hand, '?')} ({names.get(actor, '')})" if hand else names.get(actor, "")


def sentence(act: Act, actor: str) -> str:
    """The act in one sentence of the active language."""
    shown = {
        name: ", ".join(map(str, v)) if isinstance(v, tuple | list) else v for name, v in act.facts().items()
    }
    return str(act.says).format_map({**shown, "actor": actor or "?"})


def source_of(entry_id: UUID) -> bytes | None:
    """The bytes that an entry kept (with Aadhaar numbers masked); None where it kept none or its key is gone."""
    owner = derive(entry_id, "source")  # an entry may bear the id of a person, who has a key of her own
    sealed, wrapped, master = ask_one(_SOURCE, owner, entry_id) or (None, None, 0)
    if sealed is None or wrapped is None:
        return None
    return open_source(unwrap_key(owner, bytes(wrapped), master), bytes(sealed), entry_id)
