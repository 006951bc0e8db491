"""Who asks: the protocol that the journal and every query see. The access room implements it."""

from collections.abc import Collection
from typing import NamedTuple, Protocol
from uuid import UUID


class Place(NamedTuple):
    """Where an act happens and whose it is. None stands for "none in particular"."""

    area: UUID | None = None
    organisation: UUID | None = None
    programme: UUID | None = None


class Grant(NamedTuple):
    """One valid role assignment. `area`, `organisation` None only for the operator; `programme` None means all."""

    role: str
    area: UUID | None
    organisation: UUID | None
    programme: UUID | None


class Viewer(Protocol):
    """A person, or a phone in a person's hand, with the grants that are valid today."""

    @property
    def id(self) -> UUID: ...

    @property
    def name(self) -> str: ...

    @property
    def device(self) -> UUID | None: ...

    @property
    def grants(self) -> tuple[Grant, ...]: ...

    def authorise(self, roles: frozenset[str], place: Place) -> Grant:
        """The one grant that allows `roles` at `place`. Raises Refused("access.not_yours")."""
        ...


def holds(viewer: Viewer, roles: Collection[str]) -> bool:
    """Whether the viewer has one of these roles anywhere. For what a page offers; what an act needs, `authorise` decides."""
    return any(grant.role in roles for grant in viewer.grants)
