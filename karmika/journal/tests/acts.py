"""Acts made for the journal's own tests: a register that holds one number, in the journal's own index table."""

from collections.abc import Callable, Iterable
from typing import ClassVar, Self
from uuid import UUID, uuid4

from karmika.journal import encoding
from karmika.journal.act import Act, Context, Header
from karmika.journal.models import Subject
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant, Place

MAY = frozenset({"resource_person"})
pauses: dict[str, Callable[[], None]] = {}


class Teller:
    """A viewer who may do what the test acts ask for, and nothing else."""

    id = uuid4()
    name = "Lakshmi"
    device = None
    grants = (Grant("resource_person", None, None, None),)

    def authorise(self, roles: frozenset[str], place: Place) -> Grant:
        if not roles & {"resource_person"}:
            raise Refused("access.not_yours")
        return self.grants[0]


class OpenRegister(Act, frozen=True, kw_only=True):
    kind: ClassVar[str] = "test.open_register"
    roles: ClassVar[frozenset[str]] = MAY
    says: ClassVar[str] = "{actor} opened a register at {value}"
    identity: ClassVar[tuple[str, ...]] = ("keeper",)
    owner: ClassVar[str] = "register"
    register: UUID
    value: int
    keeper: str | None = None

    def locks(self) -> Iterable[UUID]:
        return (self.register,)

    def subjects(self) -> Iterable[UUID]:
        return (self.register,)

    def check(self, context: Context) -> Self:
        if self.value < 0:
            raise Refused("test.negative", value=self.value)
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(Subject, id=self.register, subject=self.register, entry_seq=self.value)


class SetRegister(Act, frozen=True, kw_only=True):
    kind: ClassVar[str] = "test.set_register"
    roles: ClassVar[frozenset[str]] = MAY
    says: ClassVar[str] = "{actor} set the register to {value}"
    register: UUID
    value: int

    def locks(self) -> Iterable[UUID]:
        return (self.register,)

    def subjects(self) -> Iterable[UUID]:
        return (self.register,)

    def check(self, context: Context) -> Self:
        pauses.get(f"check {self.value}", lambda: None)()
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Subject, self.register, entry_seq=self.value)


class CountRegisters(Act, frozen=True, kw_only=True):
    """Breaks the rules on purpose: its `apply` searches rows of others instead of writing down what it saw."""

    kind: ClassVar[str] = "test.count_registers"
    roles: ClassVar[frozenset[str]] = MAY
    register: UUID

    def check(self, context: Context) -> Self:
        pauses.get("count", lambda: None)()
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.flush()
        seen = Subject.objects.using(rows.alias).filter(entry_seq=77).count()
        rows.insert(Subject, id=self.register, subject=self.register, entry_seq=77 + 1000 * seen)


class Forbidden(OpenRegister, frozen=True, kw_only=True):
    kind: ClassVar[str] = "test.forbidden"
    roles: ClassVar[frozenset[str]] = frozenset({"auditor"})


encoding.install((OpenRegister, SetRegister, CountRegisters, Forbidden))


def value_of(register: UUID) -> int:
    return Subject.objects.get(id=register).entry_seq
