"""What was written about somebody, opened from the journal: it stands in no table, and goes when her key is destroyed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from karmika.journal.follow import opened
from karmika.journal.models import Entry, Subject
from karmika.referrals.acts.answering import Answer, NoteAnswer
from karmika.referrals.acts.referring import Refer


@dataclass(frozen=True, slots=True)
class Words:
    """The note that went with a referral, and what was said with each answer, in order. Empty where nothing was written."""

    note: str = ""
    answers: tuple[str, ...] = ()


def words_of(referrals: Collection[UUID]) -> Mapping[UUID, Words]:
    """What was written in these referrals. The caller has checked that the viewer may read them."""
    seqs = Subject.objects.filter(subject__in=list(referrals)).values("entry_seq")
    notes: dict[UUID, str] = {}
    answers: dict[UUID, list[str]] = {}
    for _, acts in opened(Entry.objects.filter(seq__in=seqs).order_by("seq")):
        for act in acts:
            if isinstance(act, Refer) and act.referral and act.note:
                notes[act.referral] = act.note
            if isinstance(act, Answer | NoteAnswer) and act.words:
                answers.setdefault(act.referral, []).append(act.words)
    return {key: Words(notes.get(key, ""), tuple(answers.get(key, ()))) for key in referrals}
