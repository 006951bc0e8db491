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


def _nothing(viewer: Viewer, people: Collection[UUID]) -> Ties:
    return {}


@dataclass(frozen=True, kw_only=True)
class Above:
    """What is handed down. `now`: memberships of today, for lists; `ever`: everything, for one person."""

    now: Callable[[Viewer, Collection[UUID]], Ties] = _nothing
    ever: Callable[[Viewer, Collection[UUID]], Ties] = _nothing
    propose: str = ""
    """The name of the page on which groups are proposed."""
    proposers: frozenset[str] = frozenset()
    """Roles that may propose."""


ALONE = Above()
