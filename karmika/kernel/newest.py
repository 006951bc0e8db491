"""Lists that begin with the newest, cut from tables of millions: walk back from the end where that soon gives a page.

A database that knows no better reads and sorts everything that a viewer may see to show 50 lines of it. What is rare is
found by its own index and sorted; what is common lies near the end. PostgreSQL knows that by itself, SQLite is told.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

FEW = 2_000
"""So many rows are sorted faster than one walks."""
LOOKS = (20_000, 200_000)
"""How many entries of the journal one walks back before one sorts after all."""


def aside(column: str) -> Coalesce:
    """The same column in a form that no index is chosen for."""
    return Coalesce(F(column), F(column))


def is_few(rows: "QuerySet[Any, Any]") -> bool:
    """Whether these are so few that sorting all of them is best; counts no further."""
    return rows.order_by()[:FEW].count() < FEW


def newest(
    end: int,
    walk: "Callable[[int], QuerySet[Any, Any]]",
    sort: "Callable[[], QuerySet[Any, Any]]",
    most: slice,
) -> list[Any]:
    """A slice of a list that begins with the newest: `walk(after)` gives its part with entries after that one.

    `end` is the newest entry of all; `sort()` gives the whole list by whatever index the database likes.
    """
    for look in LOOKS:
        found = list(walk(end - look)[most])
        if end <= look or len(found) == most.stop - most.start:
            return found
    return list(sort()[most])


def in_order(ids: Iterable[Any], rows: "QuerySet[Any, Any]") -> list[Any]:
    """The rows with these ids, in the order of the ids."""
    wanted = list(ids)
    known = {row.pk: row for row in rows.filter(pk__in=wanted)}
    return [known[one] for one in wanted if one in known]
