"""The history of a person or a household as people read it: one event for each entry, the latest first.

What was done, when, by whom in which role and where, and the form or paper on whose authority.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from karmika.access.queries import name_beside, names_of
from karmika.access.roles import LABELS
from karmika.areas.models import Area
from karmika.intake.models import Submission
from karmika.journal import encoding
from karmika.journal.act import Act, Header
from karmika.journal.models import Entry, Subject
from karmika.journal.queries import sentence
from karmika.kernel.newest import aside
from karmika.kernel.viewer import Viewer

PAGE = 10


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of the journal that speaks of somebody: its sentences, each with how often it is said."""

    at: datetime
    sentences: Sequence[tuple[str, int]]
    role: str | Promise
    area: str
    form: str = ""
    """The title of the form it came with."""
    submission_id: UUID | None = None
    paper: str = ""
    on_phone: bool = False


def told(
    viewer: Viewer, subject: UUID, page: int = 0, *, known: Iterable[Area] = ()
) -> tuple[list[Event], bool]:
    """A page of the history of somebody whom the viewer may see (the caller has checked), and whether there is more.

    Sentences speak of facts alone, so nothing sealed is opened. `known`: areas that the caller has read already.
    """
    start = page * PAGE
    seqs = Subject.objects.filter(subject=subject).order_by("-entry_seq").values("entry_seq")
    entries = Entry.objects.filter(seq__in=seqs[start : start + PAGE + 1])
    beside = entries.annotate(by=name_beside("actor")).order_by("-seq")
    rows = list(beside.values(*Header.__struct_fields__, "acts", "by"))
    names = {row["actor"]: row.pop("by") for row in rows}
    found = [
        (acts, Header(**row))
        for row in rows[:PAGE]
        if (acts := [act for act in _acts(row) if subject in act.subjects()])
    ]
    heads = [head for _, head in found]
    if unnamed := {head.actor for head in heads if not names[head.actor]}:
        names |= names_of(unnamed)  # offices that answered by a link are no users
    forms = _forms(viewer, [head.cause for head in heads if head.cause])
    areas = _areas({head.area for head in heads if head.area}, known)
    return [_event(head, acts, names.get(head.actor, ""), areas, forms) for acts, head in found], len(
        rows
    ) > PAGE


def _acts(row: dict[str, Any]) -> list[Act]:
    """The acts of an entry without what is sealed in it; takes them out of the row."""
    return encoding.decode(bytes(row.pop("acts")), row["id"], {})


def _areas(wanted: set[UUID], known: Iterable[Area]) -> dict[UUID, Area]:
    areas = {area.id: area for area in known}
    unknown = wanted - areas.keys()
    return areas | (Area.objects.in_bulk(unknown) if unknown else {})


def _forms(viewer: Viewer, versions: Iterable[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Version of a form that was sent -> the submission and the form's title, where the viewer may read it."""
    wanted = list(versions)
    if not wanted:
        return {}
    rows = Submission.objects.alias(anywhere=aside("area_id"), whose=aside("organisation_id"))
    rows = rows.filter(history__in=wanted).visible_to(viewer, area="anywhere", organisation="whose")
    found = rows.values_list("history__id", "id", "form_version__title", "form_id")
    return {version: (submission, title or code) for version, submission, title, code in found}


def _event(
    head: Header,
    acts: Sequence[Act],
    actor: str,
    areas: Mapping[UUID, Area],
    forms: Mapping[UUID, tuple[UUID, str]],
) -> Event:
    said = Counter(sentence(act, actor) for act in acts)
    submission, form = forms.get(head.cause, (None, "")) if head.cause else (None, "")
    area = areas.get(head.area) if head.area else None
    return Event(
        at=head.occurred_at,
        sentences=list(said.items()),
        role=LABELS.get(head.role, head.role),
        area=area.name if area else "",
        form=form,
        submission_id=submission,
        paper=next((paper for act in acts if (paper := getattr(act, "authority", ""))), ""),
        on_phone=head.device is not None,
    )
