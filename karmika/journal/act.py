"""The base of every act, and what an act is told: `Context` when it decides, `Header` when it writes.

A change to this class needs a decision record (docs/decisions/).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise

from karmika.kernel.dates import in_india
from karmika.kernel.overlay import Read
from karmika.kernel.viewer import Grant, Place, Viewer

if TYPE_CHECKING:
    from karmika.journal.rows import Rows


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What `check` may look at besides the tables: who asks, by which right, and when.

    `rows.find(Model, id)` reads one row as this batch has left it, cheaply; queries see it only if the act `looks`.
    """

    viewer: Viewer
    grant: Grant
    now: datetime
    today: date
    entry_id: UUID
    occurred_at: datetime
    device: UUID | None
    cause: UUID | None
    rows: "Rows"


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The head of an entry: all that `apply` may know besides the act and the rows it locked."""

    seq: int
    id: UUID
    actor: UUID
    role: str
    organisation: UUID | None
    programme: UUID | None
    device: UUID | None
    area: UUID | None
    occurred_at: datetime
    recorded_at: datetime
    cause: UUID | None

    @property
    def happened_on(self) -> date:
        """The day in India when it happened in the world."""
        return in_india(self.occurred_at)

    @property
    def recorded_on(self) -> date:
        """The day in India when the journal took it in."""
        return in_india(self.recorded_at)


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that a person answers for. `check` decides it once, `apply` only writes it (docs/design.md).

    Subclass as `class Form(Act, frozen=True, kw_only=True)`. Fields are facts unless named in `identity`; a field
    with default None may be left to `check` to decide. Numbers are integers, money is paise.
    """

    kind: ClassVar[str]
    """ "room.verb", never reused."""
    version: ClassVar[int] = 1
    roles: ClassVar[frozenset[str]] = frozenset()
    says: ClassVar[str | Promise] = ""
    """One sentence for people; may name {actor} and any fact field."""
    identity: ClassVar[tuple[str, ...]] = ()
    """Fields that are personal: sealed in the journal under the key of `owner`, read as None after erasure."""
    owner: ClassVar[str] = ""
    """The field that holds the id of the one person (household, user) whom the identity fields describe."""
    looks: ClassVar[bool] = True
    """False when neither `place` nor `check` reads tables that this batch may have written: spares a flush."""
    upcasts: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
    """Old version -> function that turns its fields into those of the next version; pure and total."""

    def place(self) -> Place:
        """Where this happens and whose it is; the right to do it is looked for there. May read tables."""
        return Place()

    def locks(self) -> Iterable[UUID]:
        """Ids of everything it will touch or that must not change meanwhile."""
        return ()

    def reads(self) -> Iterable[Read]:
        """What `check` will ask `rows` for: a batch reads it at once, after the locks. Leaving it out costs time alone."""
        return ()

    def subjects(self) -> Iterable[UUID]:
        """Ids in whose history it appears."""
        return ()

    def destroys(self) -> Iterable[UUID]:
        """Owners whose keys end in this transaction, from facts alone: persons, households, `derive(entry, "source")`."""
        return ()

    def check(self, context: Context) -> Self:
        """Refuse, or return the act complete with everything that was decided. Runs once, never on replay."""
        return self

    def apply(self, entry: Header, rows: "Rows") -> None:
        """Write rows from the act alone: no clock, settings, randomness, queries or refusal."""
        raise NotImplementedError

    def hand(self) -> UUID | None:
        """Who did it, where the actor only passed it on."""
        return None

    def facts(self) -> dict[str, Any]:
        """The fields that are not personal, for sentences and screens."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name not in self.identity}
