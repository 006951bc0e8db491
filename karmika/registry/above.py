"""What higher rooms know of persons and worksites: functions that karmika/rooms.py hands down to the pages of this room.

This room knows no groups; it shows what it is given, and works when it is given nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise

from karmika.kernel.viewer import Viewer

MEMBER, PROPOSED, LEFT = "member", "proposed", "left"


@dataclass(frozen=True, kw_only=True)
class Tie:
    """Something of a higher room that a person belongs to, or belonged to, as the viewer may see it."""

    what: str
    """MEMBER, PROPOSED or LEFT."""
    label: str | Promise
    url: str
    since: date | None = None
    until: date | None = None
    note: str | Promise = ""


Ties = Mapping[UUID, Sequence[Tie]]


@dataclass(frozen=True, kw_only=True)
class SaidLine:
    """One sentence of a higher room about a person, with the way to it. `kind`: good, warn, bad or nothing."""

    sentence: str | Promise
    url: str = ""
    tag: str | Promise = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A section of a person's page that belongs to a higher room: sentences, and the one thing to do there."""

    heading: str | Promise
    lines: Sequence[SaidLine] = ()
    empty: str | Promise = ""
    url: str = ""
    action: str | Promise = ""


Rows = tuple[tuple[str, str], ...]
"""Tables of a higher room with their columns that name a person: of most people there is nothing in any of them, and
that is found out in one question for all rooms, instead of one for each that builds its own and finds nothing."""


@dataclass(frozen=True)
class Teller:
    """What a higher room says of a person whom the viewer may see; None where he has no business with it.

    `says` is told whether there may be something about her in `rows`; where there is not, it has nothing to ask.
    """

    says: Callable[[Viewer, UUID, bool], Said | None]
    rows: Rows


def _nothing(viewer: Viewer, people: Collection[UUID]) -> Ties:
    return {}


@dataclass(frozen=True, kw_only=True)
class Above:
    """What is handed down. `now`: memberships of today, for lists; `ever`: everything, for one person, out of `rows`."""

    now: Callable[[Viewer, Collection[UUID]], Ties] = _nothing
    ever: Callable[[Viewer, Collection[UUID]], Ties] = _nothing
    rows: Rows = ()
    propose: str = ""
    """The name of the page on which groups are proposed."""
    proposers: frozenset[str] = frozenset()
    """Roles that may propose."""
    says: tuple[Teller, ...] = ()
    """Sections of a person's page, in their order."""

    def said(self, viewer: Viewer, person: UUID, spoken: Collection[str]) -> list[Said]:
        """All of them; `spoken`: the tables in which there is something about her."""
        told = (one.says(viewer, person, speaks(one.rows, spoken)) for one in self.says)
        return [one for one in told if one is not None]

    @property
    def all_rows(self) -> Rows:
        """Whatever any of them reads, each once."""
        return tuple(dict.fromkeys((*self.rows, *(row for one in self.says for row in one.rows))))


def speaks(rows: Rows, spoken: Collection[str]) -> bool:
    """Whether one of the tables holds something."""
    return any(table in spoken for table, _ in rows)


ALONE = Above()
