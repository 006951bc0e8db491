"""The log: everything that was recorded in the viewer's areas and organisations, newest first, in sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from karmika.access.queries import names_of
from karmika.access.roles import Role
from karmika.access.seclusion import is_secluded
from karmika.access.visibility import scope
from karmika.areas.models import Area
from karmika.areas.queries import within
from karmika.journal import encoding
from karmika.journal.act import Act
from karmika.journal.models import Entry
from karmika.journal.queries import sentence
from karmika.kernel.viewer import Viewer

LOG_READERS = frozenset(
    {Role.AUDITOR, Role.STATE_MISSION_DIRECTOR, Role.STATE_PROGRAMME_MANAGER, Role.PRIVACY_OFFICER}
)
A_PAGE = 40
SOUGHT = 50_000
"""Entries looked through for one page: who may see little of a large journal pages through it, and never waits."""


@dataclass(frozen=True)
class LogLine:
    """One entry: when it was recorded and happened, in which role, where, and its acts in sentences."""

    seq: int
    recorded_at: datetime
    occurred_at: datetime
    role: str
    area: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class LogPage:
    """Entries before a number; `before` continues the list, 0 at its end."""

    lines: tuple[LogLine, ...]
    before: int


def log(viewer: Viewer, *, before: int = 0, area: UUID | None = None, actor: UUID | None = None) -> LogPage:
    """A page of the log, of one area or one person where asked; sentences hold facts, never what is sealed."""
    end = before or (Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0) + 1
    rows = Entry.objects.filter(
        scope(viewer, roles=LOG_READERS, area="area", organisation="organisation"),
        seq__lt=end,
        seq__gte=end - SOUGHT,
    )
    if area is not None:
        rows = rows.filter(area__in=within(area))
    if actor is not None:
        rows = rows.filter(actor=actor)
    found = _told(rows, A_PAGE + 1)
    names = names_of({row.actor for row, _ in found})
    areas = {
        one.id: one.name for one in Area.objects.filter(id__in={row.area for row, _ in found if row.area})
    }
    lines = tuple(
        LogLine(
            *(row.seq, row.recorded_at, row.occurred_at, row.role),
            areas.get(row.area, "") if row.area else "",
            tuple(sentence(act, names.get(row.actor, "")) for act in acts),
        )
        for row, acts in found[:A_PAGE]
    )
    if len(found) > A_PAGE:
        return LogPage(lines, lines[-1].seq)
    return LogPage(lines, max(end - SOUGHT, 0))


class _Row(NamedTuple):
    """What the log needs of an entry."""

    seq: int
    id: UUID
    recorded_at: datetime
    occurred_at: datetime
    actor: UUID
    role: str
    area: UUID | None
    acts: "bytes | memoryview[int]"


def _told(rows: QuerySet[Entry], most: int) -> list[tuple[_Row, list[Act]]]:
    """The newest entries with the acts that may be told of. What is secluded leaves no gap: a shorter page would tell."""
    found: list[tuple[_Row, list[Act]]] = []
    wanted = rows.order_by("-seq")
    while len(found) < most:
        some = [_Row(*row) for row in wanted.values_list(*_Row._fields)[:most]]
        for row in some:
            acts = [act for act in encoding.decode(bytes(row.acts), row.id, {}) if not is_secluded(act)]
            if acts:
                found.append((row, acts))
        if len(some) < most:
            break
        wanted = wanted.filter(seq__lt=some[-1].seq)
    return found[:most]
