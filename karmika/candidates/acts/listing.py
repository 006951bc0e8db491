"""A list is loaded: the file is one act, each line of it an act that puts one candidate on our list, or corrects one."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.candidates.acts import checking
from karmika.candidates.acts.checking import LISTERS
from karmika.candidates.lists import LISTS
from karmika.candidates.models import Candidate
from karmika.files.models import LoadedFile
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


def _listed_in_words(act: Act) -> dict[str, Any]:
    listed_in = getattr(act, "listed_in", "")
    return {**Act.facts(act), "listed_in": LISTS[listed_in].label if listed_in in LISTS else listed_in}


class LoadList(Act, frozen=True, kw_only=True):
    """Somebody answers for a list: what it is, where it comes from on what paper, which office checked it, what was read."""

    kind: ClassVar[str] = "candidates.load_list"
    roles: ClassVar[frozenset[str]] = LISTERS
    says: ClassVar[str | Promise] = _("{actor} loaded a list ({listed_in}) with {rows_count} lines: {basis}")

    file: UUID
    listed_in: str
    mac: str
    """Keyed hash of the file, in hexadecimal."""
    rows_count: int
    basis: str
    checked_by: str
    mapping: tuple[tuple[str, str], ...]
    area: UUID
    organisation: UUID
    programme: UUID

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (self.file,)

    def subjects(self) -> Iterable[UUID]:
        return (self.file,)

    def facts(self) -> dict[str, Any]:
        return _listed_in_words(self)

    def check(self, context: Context) -> Self:
        checking.known_list(self.listed_in)
        return msgspec.structs.replace(
            self,
            basis=checking.text(self.basis, "candidates.basis"),
            checked_by=checking.text(self.checked_by, "candidates.checked_by"),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            LoadedFile,
            id=self.file,
            what=self.listed_in,
            digest=self.mac,
            rows_count=self.rows_count,
            basis=self.basis,
            checked_by=self.checked_by,
            mapping=[list(pair) for pair in self.mapping],
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
        )


class _Line(Act, frozen=True, kw_only=True):
    """What one line of a list says of a person or a group, wherever it is taken over."""

    roles: ClassVar[frozenset[str]] = LISTERS
    identity: ClassVar[tuple[str, ...]] = ("name", "phone", "address", "reference")
    owner: ClassVar[str] = "candidate"

    candidate: UUID
    area: UUID
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    reference: str | None = None
    title: str = ""
    sex: str = ""
    birth_year: int | None = None
    occupation: str = ""
    formed_on: date | None = None
    members_count: int | None = None

    def locks(self) -> Iterable[UUID]:
        return (self.candidate,)

    def subjects(self) -> Iterable[UUID]:
        return (self.candidate,)

    def _identity(self) -> dict[str, str | None]:
        return {name: getattr(self, name) for name in self.identity}

    def _columns(self) -> dict[str, Any]:
        """What the line says, by the columns of the table."""
        return {"area_id": self.area, **{name: getattr(self, name) for name in _SAID}}


_SAID = tuple(name for name in _Line.__struct_fields__ if name not in ("candidate", "area"))


class ListCandidate(_Line, frozen=True, kw_only=True):
    """A list names a person or a group: somebody to look for on the ground, and not yet a worker or a group of ours."""

    kind: ClassVar[str] = "candidates.list"
    says: ClassVar[str | Promise] = _("{actor} took over one line of a list ({listed_in})")
    looks: ClassVar[bool] = False

    listed_in: str
    organisation: UUID
    programme: UUID

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def facts(self) -> dict[str, Any]:
        return _listed_in_words(self)

    def check(self, context: Context) -> Self:
        kind = checking.known_list(self.listed_in)
        if context.rows.find(Candidate, self.candidate) is not None:
            raise Refused("candidates.listed_already")
        checking.facts(kind, self, context.today)
        return msgspec.structs.replace(self, **checking.identity(kind, self._identity()))

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Candidate,
            id=self.candidate,
            listed_in=self.listed_in,
            what=LISTS[self.listed_in].what,
            organisation_id=self.organisation,
            programme_id=self.programme,
            listed_on=entry.recorded_on,
            **self._columns(),
        )


class CorrectCandidate(_Line, frozen=True, kw_only=True):
    """A newer list says something else of somebody who was not found yet."""

    kind: ClassVar[str] = "candidates.correct"
    says: ClassVar[str | Promise] = _("{actor} took over what a newer list says")

    def place(self) -> Place:
        return checking.place_of(self.candidate)

    def check(self, context: Context) -> Self:
        """Raises Refused: candidates.settled, candidates.nothing_to_change and those of the fields."""
        held = checking.unsettled(context.rows, self.candidate)
        kind = checking.known_list(held["listed_in"])
        whose = Place(self.area, held["organisation_id"], held["programme_id"])
        context.viewer.authorise(self.roles, whose)
        checking.facts(kind, self, context.today)
        complete = msgspec.structs.replace(self, **checking.identity(kind, self._identity()))
        if all(held[name] == value for name, value in complete._columns().items()):
            raise Refused("candidates.nothing_to_change")
        return complete

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Candidate, self.candidate, **self._columns())
