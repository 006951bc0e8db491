"""Which rows of the map end and begin as areas are hung elsewhere: decided in `check`, kept in the act, written by `apply`.

It reads tables and writes none, but for `write`, which only carries out what an act holds.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import Q

from karmika.areas.models import Ancestor, Area, Parentage
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused

TREE = stable("areas", "tree")
"""The one lock of the map: every act that changes how areas hang together takes it, because each may touch any row."""


class Line(msgspec.Struct, frozen=True):
    """A closure row that begins: `area` counts under `ancestor`, `depth` levels up, until `until` (None: open)."""

    area: UUID
    ancestor: UUID
    depth: int
    since: date
    until: date | None


class Link(msgspec.Struct, frozen=True):
    """A parentage that begins: `area` officially lies in `parent`."""

    area: UUID
    parent: UUID
    since: date
    until: date | None


class Redrawing(msgspec.Struct, frozen=True, kw_only=True):
    """All that changes on the map on one day: ids of the rows that end, and the rows that begin."""

    lines_end: tuple[UUID, ...] = ()
    lines_begin: tuple[Line, ...] = ()
    links_end: tuple[UUID, ...] = ()
    links_begin: tuple[Link, ...] = ()


def _holding_after(on: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gt=on)


def hang(area: UUID, parent: UUID | None, *, since: date, until: date | None) -> Redrawing:
    """The rows of a new area, which copies its parent's periods, planned changes among them.

    The parentage starts with the later of the two areas. `until` ends the parentage of an area that is recorded
    after its end; its closure stays open, so that its figures stay in its parent's.
    """
    own = Line(area, area, 0, since, None)
    if parent is None:
        return Redrawing(lines_begin=(own,))
    above = Ancestor.objects.filter(_holding_after(since), area_id=parent).order_by(
        "depth", "valid_from", "id"
    )
    lines = _lines(area, above, since, depth=1)
    begins = next(line.since for line in lines if line.ancestor == parent)
    return Redrawing(lines_begin=(own, *lines), links_begin=(Link(area, parent, begins, until),))


def rehang(moves: Sequence[tuple[UUID, UUID]], on: date, *, ending: Iterable[UUID] = ()) -> Redrawing:
    """Hang areas, each with all that counts under it, under new parents from `on`.

    `moves` are (area, new parent); a moved area that lies in another moved one goes its own way. `ending` are areas
    that cease to exist: their parentage ends and none begins; in `moves` they only keep counting, under the other.
    Raises Refused "areas.inside_itself", or "areas.later_change" when the map around them changed after `on`.
    """
    new_parent = dict(moves)
    subtrees = _subtrees(new_parent, on)
    _forbid_circles(new_parent, subtrees)
    nearest: dict[UUID, tuple[int, UUID]] = {}
    for node, members in subtrees.items():
        for member, depth in members.items():
            if member not in nearest or depth < nearest[member][0]:
                nearest[member] = (depth, node)
    above = _above({*nearest, *new_parent.values()}, on)
    lines_end: list[UUID] = []
    lines_begin: list[Line] = []
    for member, (depth, node) in sorted(nearest.items()):
        kept = subtrees[node].keys()
        held = [row for row in above[member] if row.ancestor_id not in kept]
        ends, begins = _redraw(
            member, held, _lines(member, above[new_parent[node]], on, depth=depth + 1), on=on
        )
        lines_end += ends
        lines_begin += begins
    links_end, links_begin = _links(new_parent, on, ending=frozenset(ending))
    return Redrawing(
        lines_end=tuple(lines_end),
        lines_begin=tuple(lines_begin),
        links_end=links_end,
        links_begin=links_begin,
    )


def _lines(area: UUID, above: Iterable[Ancestor], since: date, *, depth: int) -> list[Line]:
    """The rows of an area that hangs `depth` levels under the one whose rows `above` are, with that one's periods."""
    return [
        Line(area, row.ancestor_id, row.depth + depth, max(since, row.valid_from), row.valid_to)
        for row in above
    ]


def _redraw(
    area: UUID, held: Iterable[Ancestor], wanted: Iterable[Line], *, on: date
) -> tuple[list[UUID], list[Line]]:
    """What ends and what begins, so that an area's open rows become the wanted ones; what is the same goes on."""
    begins = {(line.ancestor, line.depth, line.since, line.until): line for line in wanted}
    ends = []
    for row in held:
        _forbid_later_change(row, on)
        if begins.pop((row.ancestor_id, row.depth, on, None), None) is None:
            ends.append(row.id)
    return ends, list(begins.values())


def _subtrees(nodes: Iterable[UUID], on: date) -> dict[UUID, dict[UUID, int]]:
    """For each node, what counts under it with its depth. Refuses when that changes after `on`."""
    found: dict[UUID, dict[UUID, int]] = {node: {} for node in nodes}
    for row in Ancestor.objects.filter(_holding_after(on), ancestor_id__in=found).order_by("id"):
        _forbid_later_change(row, on)
        found[row.ancestor_id][row.area_id] = row.depth
    return found


def _above(areas: Iterable[UUID], on: date) -> dict[UUID, list[Ancestor]]:
    found: dict[UUID, list[Ancestor]] = {area: [] for area in areas}
    for row in Ancestor.objects.filter(_holding_after(on), area_id__in=found).order_by(
        "depth", "valid_from", "id"
    ):
        found[row.area_id].append(row)
    return found


def _links(
    new_parent: dict[UUID, UUID], on: date, *, ending: frozenset[UUID]
) -> tuple[tuple[UUID, ...], tuple[Link, ...]]:
    held = Parentage.objects.filter(_holding_after(on), area_id__in={*new_parent, *ending}).order_by("id")
    ends = []
    begins = []
    for link in held:
        if link.valid_from > on or link.valid_to is not None:
            raise _later_change(
                link.area_id, on, since=max(link.valid_from, link.valid_to or link.valid_from)
            )
        ends.append(link.id)
        if link.area_id not in ending:
            begins.append(Link(link.area_id, new_parent[link.area_id], on, None))
    return tuple(ends), tuple(begins)


def _forbid_circles(new_parent: dict[UUID, UUID], subtrees: dict[UUID, dict[UUID, int]]) -> None:
    for parent in new_parent.values():
        for node, members in subtrees.items():
            if parent in members:
                raise Refused("areas.inside_itself", name=_name(node))


def _forbid_later_change(row: Ancestor, on: date) -> None:
    if row.valid_from > on or row.valid_to is not None:
        raise _later_change(row.area_id, on, since=max(row.valid_from, row.valid_to or row.valid_from))


def _later_change(area: UUID, on: date, *, since: date) -> Refused:
    return Refused("areas.later_change", name=_name(area), on=on.isoformat(), since=since.isoformat())


def _name(area: UUID) -> str:
    return Area.objects.values_list("name_en", flat=True).get(id=area)


def write(rows: Rows, redrawing: Redrawing, *, on: date | None = None) -> None:
    """Carry out a redrawing that was decided for the day `on` (needed only where rows end)."""
    for line_id in redrawing.lines_end:
        rows.update(Ancestor, line_id, valid_to=on)
    for link_id in redrawing.links_end:
        rows.update(Parentage, link_id, valid_to=on)
    for line in redrawing.lines_begin:
        rows.insert(
            Ancestor,
            id=rows.new_id(),
            area_id=line.area,
            ancestor_id=line.ancestor,
            depth=line.depth,
            valid_from=line.since,
            valid_to=line.until,
        )
    for link in redrawing.links_begin:
        rows.insert(
            Parentage,
            id=rows.new_id(),
            area_id=link.area,
            parent_id=link.parent,
            valid_from=link.since,
            valid_to=link.until,
        )
