"""What people say in a case: names, numbers to call, what happened. Sealed under the case's own key, in the journal alone.

No table of this room holds a word: whoever may see the case reads them from its entries, while the key lives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from karmika.journal import follow
from karmika.journal.act import Act, Header
from karmika.journal.models import Entry, Subject
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc, phone_e164

TEXT_MAXIMUM = 4000
SHORT_MAXIMUM = 200
_LONG = frozenset({"story", "text"})


class Words(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything in an act that may tell who somebody is. What a case of level 2 is about is told here, and nowhere else."""

    name: str = ""
    phone: str = ""
    """E.164."""
    hours: str = ""
    """When it is safe to call."""
    safe_word: str = ""
    message_ok: bool | None = None
    """Whether a message may be left; None where nobody asked."""
    speaks: str = ""
    """Who told it, and what she is to the person."""
    story: str = ""
    against: str = ""
    """Whom it is about: an employer, a contractor, anybody."""
    text: str = ""
    number: str = ""
    """Of an FIR, an order, a diary."""
    matter: str = ""
    person: UUID | None = None
    occupation: str = ""
    sex: str = ""
    happened_from: date | None = None
    happened_to: date | None = None


@dataclass(frozen=True)
class CaseFile:
    """All that was recorded of one case, oldest first, opened with its key."""

    entries: Sequence[tuple[Header, Act]]
    report: Words
    """What was said when it was reported; empty once it was forgotten."""
    by_id: Mapping[UUID, Words] = field(default_factory=dict)
    """Task, note, paper or line of a claim -> what was said of it last."""


def tidy(words: Words | None) -> Words | None:
    """As they are kept: Aadhaar numbers masked, the phone as E.164. Raises Refused: cases.too_long, kernel.phone."""
    if words is None:
        return None
    changed: dict[str, Any] = {}
    for name in words.__struct_fields__:
        value = getattr(words, name)
        if isinstance(value, str) and value:
            most = TEXT_MAXIMUM if name in _LONG else SHORT_MAXIMUM
            if len(value) > most:
                raise Refused("cases.too_long", maximum=most)
            # line breaks of a story stay: `nfc` folds blanks of one line
            lines = (nfc(line) for line in value.splitlines()) if name in _LONG else (nfc(value),)
            changed[name] = mask_aadhaar("\n".join(lines).strip())
    if words.phone:
        changed["phone"] = phone_e164(words.phone)
    return msgspec.structs.replace(words, **changed)


def file_of(case: UUID) -> CaseFile:
    """Everything recorded of a case. The caller has checked that the viewer may see it."""
    seqs = Subject.objects.filter(subject=case).values("entry_seq")
    entries = [
        (head, act)
        for head, acts in follow.opened(Entry.objects.filter(seq__in=seqs).order_by("seq"))
        for act in acts
        if case in act.subjects()
    ]
    said = {
        getattr(act, act_id): words
        for _, act in entries
        if (act_id := _IDS.get(act.kind)) and (words := getattr(act, "words", None)) is not None
    }
    reports = [act for _, act in entries if act.kind == "cases.open"]
    report = getattr(reports[0], "words", None) if reports else None
    return CaseFile(entries, report or Words(), said)


_IDS: Mapping[str, str] = {
    "cases.add_note": "note",
    "cases.add_task": "task",
    "cases.record_paper": "paper",
    "cases.set_line": "line",
    "cases.tell_line": "line",
}
"""Acts that say something in words, and the field that names what it is about."""


def reports_of(cases: Iterable[tuple[UUID, int]]) -> dict[UUID, Words]:
    """Case -> what was said when it was reported, for (case, the entry that opened it); for lists of visible cases."""
    wanted = dict(cases)
    found = follow.opened(Entry.objects.filter(seq__in=set(wanted.values())).order_by("seq"))
    return {
        act.case: act.words  # type: ignore[attr-defined]
        for _, acts in found
        for act in acts
        if act.kind == "cases.open" and getattr(act, "case", None) in wanted and getattr(act, "words", None)
    }
