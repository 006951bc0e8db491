"""A list that can be taken along as a file: which rows a viewer gets, and what stands in each column.

Each room declares its lists next to its queries (`<room>/listings.py`) and names them in karmika/rooms.py. The rows of a
file are those of the list's page, in its order; the rights are asked anew for every part of it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise

from karmika.kernel.viewer import Viewer, holds
from karmika.kernel.workbook import Value

Text: TypeAlias = str | Promise
Sought: TypeAlias = Mapping[str, str]
"""What narrows a list: names and values as they stand in its address."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, what stands in it for a row, and who gets it (None: everybody who gets the list)."""

    label: Text
    value: Callable[[Any], Value | Promise]
    roles: frozenset[str] | None = None


def as_they_are(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    """Rows that say everything themselves."""
    return rows


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list. `page`: the name of the address that shows it; empty where no page does.

    `rows(viewer, sought)` are the rows that the viewer may see, narrowed as on the page; nobody who is restricted or
    erased is among them. `read(rows, viewer)` makes of some of them what the columns read.
    """

    name: str
    title: Text
    about: Text
    roles: frozenset[str]
    columns: tuple[Column, ...]
    rows: Callable[[Viewer, Sought], "QuerySet[Any]"]
    read: Callable[["QuerySet[Any]", Viewer], Iterable[Any]] = as_they_are
    order: tuple[Any, ...] = ("-entry_seq", "id")
    filters: tuple[str, ...] = ()
    page: str = ""
    subjects: Callable[[Any], Iterable[UUID]] | None = None
    """Of whose personal data a row is; None: of nobody's."""

    @property
    def personal(self) -> bool:
        """Whether what leaves is noted: it speaks of persons."""
        return self.subjects is not None

    def is_open_to(self, viewer: Viewer) -> bool:
        """Whether the viewer holds one of its roles."""
        return holds(viewer, self.roles)

    def columns_for(self, viewer: Viewer) -> list[Column]:
        """The columns that the viewer may see."""
        held = {grant.role for grant in viewer.grants}
        return [column for column in self.columns if column.roles is None or held & column.roles]

    def sought(self, address: Sought) -> dict[str, str]:
        """Of what an address asks for, that which narrows this list."""
        asked = {name: address.get(name, "") for name in self.filters}
        # PostgreSQL knows no NUL in a text
        return {
            name: text for name, text in asked.items() if text and len(text) <= 200 and "\x00" not in text
        }

    def ids(self, viewer: Viewer, sought: Sought) -> "QuerySet[Any, UUID]":
        """The ids of all rows, in order."""
        return self.rows(viewer, sought).order_by(*self.order).values_list("pk", flat=True)

    def still(self, viewer: Viewer, sought: Sought, ids: Sequence[UUID]) -> set[UUID]:
        """Which of these rows the viewer may see now."""
        return set(
            self.rows(viewer, sought).order_by().filter(pk__in=among(ids)).values_list("pk", flat=True)
        )

    def read_some(self, viewer: Viewer, sought: Sought, ids: Sequence[UUID]) -> "Iterator[Row]":
        """The rows with these ids that the viewer may see now, in the order of the ids."""
        found = self.rows(viewer, sought).order_by().filter(pk__in=among(ids))
        columns = self.columns_for(viewer)
        known = {row.pk: row for row in self.read(found, viewer)}
        for key in ids:
            if key in known:
                yield self._row(key, known[key], columns)

    def _row(self, key: UUID, row: Any, columns: Sequence[Column]) -> "Row":
        subjects = () if self.subjects is None else tuple(self.subjects(row))
        return Row(key, subjects, tuple(_said(column.value(row)) for column in columns))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its key, of whose personal data it is, and what stands in its cells."""

    key: UUID
    subjects: tuple[UUID, ...]
    cells: tuple[Value, ...]


def among(ids: Sequence[UUID]) -> Any:
    """These ids for a filter. SQLite would rather read all of an area than look up hundreds of ids that it is given one
    by one; of a list that it has to ask for it thinks better.
    """
    if connection.vendor != "sqlite":
        return list(ids)
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps([one.hex for one in ids])])


def _said(value: Value | Promise) -> Value:
    return str(value) if isinstance(value, Promise) else value
