"""What acts about one group say of themselves alike: where it is, whom they lock, and in whose history they stand."""

from collections.abc import Iterable
from uuid import UUID

from karmika.groups.acts import deciding
from karmika.kernel.viewer import Place


class OfGroup:
    """To be put before `Act` by an act with a `group`."""

    __slots__ = ()
    group: UUID

    def place(self) -> Place:
        """The group's place."""
        return deciding.group_place(self.group)

    def locks(self) -> Iterable[UUID]:
        """The group: its members, offices, meetings and levels change one after the other."""
        return (self.group,)

    def subjects(self) -> Iterable[UUID]:
        """The group."""
        return (self.group,)


class OfMember(OfGroup):
    """To be put before `Act` by an act with a `group` and a `worker`."""

    __slots__ = ()
    worker: UUID

    def locks(self) -> Iterable[UUID]:
        """The group, and the worker, who joins one group at a time."""
        return (self.group, self.worker)

    def subjects(self) -> Iterable[UUID]:
        """The group and the worker."""
        return (self.group, self.worker)
