"""From what was read to entries: the answers are taken in or set aside, and parts of them by themselves."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from karmika.intake.acts.outcomes import WHOLE_WAITS, Interpreted, SetAside, SetPartAside, TakePart
from karmika.intake.acts.receipts import OVERTAKEN
from karmika.intake.interpret import Matter, Part, Reading
from karmika.journal.act import Act
from karmika.journal.perform import Request
from karmika.kernel.ids import derive, uuid7
from karmika.kernel.refused import Fact, Refused

T = TypeVar("T")


def interpretation(
    matter: Matter,
    reading: Reading,
    version: UUID,
    *,
    occurred_at: datetime | None,
    again: bool = False,
) -> Request:
    """The entry that takes answers in, or sets them aside when a room refuses.

    `again`: a person tries once more what waits; each try is an entry of its own.
    """
    common = {**_of(matter, version), "expects": "waiting" if again else "received"}

    def set_aside(refused: Refused) -> list[Act]:
        if refused.code == OVERTAKEN:
            raise refused
        return [SetAside(code=refused.code, details=as_text(refused.facts), **common)]

    acts: list[Act] = [
        Interpreted(before=matter.applied, decisions=tuple(sorted(matter.decisions)), **common)
    ]
    otherwise: Callable[[Refused], list[Act]] | None = set_aside
    if reading.refused is not None:
        acts, otherwise = set_aside(reading.refused), None
    else:
        acts.extend(reading.acts)
    return Request(
        acts=acts,
        viewer=matter.viewer,
        entry_id=uuid7() if again else derive(version, "interpretation" if otherwise else "set_aside"),
        occurred_at=occurred_at,
        cause=version,
        otherwise=otherwise,
    )


def parts_of(
    matter: Matter, reading: Reading, version: UUID, *, occurred_at: datetime | None, again: bool = False
) -> list[Request]:
    """Entries of their own for the parts that may wait by themselves, to be performed after `interpretation`."""
    if reading.refused is not None:
        return []
    seen: Counter[str] = Counter()
    requests = []
    for part in reading.parts:
        # a form may name one row twice; each is an entry of its own, and the room refuses the second
        key = derive(version, "part", part.name, seen[part.name])
        seen[part.name] += 1
        requests.append(_part(matter, part, version, occurred_at, uuid7() if again else key))
    return requests


def _of(matter: Matter, version: UUID) -> dict[str, Any]:
    return {
        "submission": matter.submission,
        "submission_version": version,
        "organisation": matter.organisation,
        "programme": matter.programme,
        "area": matter.area,
    }


def _part(matter: Matter, part: Part, version: UUID, occurred_at: datetime | None, entry: UUID) -> Request:
    common = {**_of(matter, version), "part": part.name}

    def set_aside(refused: Refused) -> list[Act]:
        if refused.code in (OVERTAKEN, WHOLE_WAITS):
            raise refused
        return [SetPartAside(code=refused.code, details=as_text(refused.facts), **common)]

    if part.refused is not None:
        return Request(
            acts=set_aside(part.refused),
            viewer=matter.viewer,
            entry_id=entry,
            occurred_at=occurred_at,
            cause=version,
        )
    return Request(
        acts=[TakePart(**common), *part.acts],
        viewer=matter.viewer,
        entry_id=entry,
        occurred_at=occurred_at,
        cause=version,
        otherwise=set_aside,
    )


def as_text(facts: dict[str, Fact]) -> dict[str, str]:
    """Facts of a refusal as they are journalled."""
    return {
        name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in facts.items()
    }


def whole_or_parts(reading: Reading, work: Callable[[Reading], T]) -> T:
    """Do the work with what was read; where a form waits as a whole, once more without its parts."""
    try:
        return work(reading)
    except Refused as refused:
        if refused.code != WHOLE_WAITS:
            raise
        return work(replace(reading, parts=()))
