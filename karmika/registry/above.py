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


@dataclass(frozen=True, kw_only=True)
class Section:
    """What a higher room says of one person on her page, in sentences, with the way to its own page."""

    heading: str | Promise
    sentences: Sequence[str | Promise]
    url: str
    action: str | Promise


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
    sections: tuple[Callable[[Viewer, UUID], Section | None], ...] = ()
    """What else is said on the page of a person whom the viewer may see; None where there is nothing to say."""


ALONE = Above()
