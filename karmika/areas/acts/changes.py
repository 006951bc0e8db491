"""The map changes: areas are split, merged, or put under another parent, from a day on.

`check` decides which rows end and which begin; both maps stay readable (`karmika.areas.queries.within`).
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.areas import checks, closure, queries
from karmika.areas.models import Area
from karmika.areas.roles import MAP_MAKERS
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


class Part(msgspec.Struct, frozen=True):
    """One part of a split: the area it is (already defined, beside the one that is split) and what goes into it."""

    area: UUID
    takes: tuple[UUID, ...] = ()


class SplitArea(Act, frozen=True, kw_only=True):
    """From `on`, some of what lies in an area lies in other areas beside it, which DefineArea defined before.

    With `ends` the area itself ceases, and everything in it must go somewhere; what was recorded on the area itself
    then counts under its parent. Without, it goes on with the rest, as Krishna did when NTR district was cut out of it.
    """

    kind: ClassVar[str] = "areas.split_area"
    roles: ClassVar[frozenset[str]] = MAP_MAKERS
    says: ClassVar[str | Promise] = _("{actor} split {name} from {on}")

    area: UUID
    on: date
    parts: tuple[Part, ...]
    ends: bool = True
    name: str = ""
    redrawing: closure.Redrawing | None = None

    def place(self) -> Place:
        """In the area that is split."""
        return Place(area=self.area)

    def locks(self) -> Iterable[UUID]:
        """The map and every area named."""
        named = (child for part in self.parts for child in (part.area, *part.takes))
        return (closure.TREE, self.area, *named)

    def subjects(self) -> Iterable[UUID]:
        """The area and its parts."""
        return (self.area, *(part.area for part in self.parts))

    def check(self, context: Context) -> Self:
        """Parts are of the same level and place; each piece goes to one part; none is left over when the area ends."""
        area = checks.standing(self.area, self.on)
        if not self.parts:
            raise Refused("areas.no_parts", name=area.name_en)
        above = checks.parent_of(self.area, self.on)
        for part in self.parts:
            if checks.standing(part.area, self.on).level != area.level:
                raise Refused("areas.different_level")
            if checks.parent_of(part.area, self.on) != above:
                raise Refused("areas.part_not_beside", name=area.name_en)
        self._check_pieces(area)
        moves = [(child, part.area) for part in self.parts for child in part.takes]
        redrawing = closure.rehang(moves, self.on, ending=(self.area,) if self.ends else ())
        return msgspec.structs.replace(self, name=area.name_en, redrawing=redrawing)

    def _check_pieces(self, area: Area) -> None:
        taken = [child for part in self.parts for child in part.takes]
        named = [part.area for part in self.parts] + taken
        if len(set(named)) < len(named) or area.id in named:
            raise Refused("areas.part_used_twice")
        inside = set(queries.parts(area.id, self.on).values_list("id", flat=True))
        if not inside.issuperset(taken):
            raise Refused("areas.not_inside", name=area.name_en)
        left = set(queries.children(area.id, self.on).values_list("id", flat=True)) - set(taken)
        if self.ends and left:
            raise Refused("areas.children_left", name=area.name_en, left=len(left))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the area if it ends, and the redrawn map."""
        assert self.redrawing is not None
        if self.ends:
            rows.update(Area, self.area, valid_to=self.on)
        closure.write(rows, self.redrawing, on=self.on)


class MergeAreas(Act, frozen=True, kw_only=True):
    """From `on`, `areas` are one with `into`, an area of the same level that was there or that DefineArea defined before.

    What lies in them lies in `into`; what was recorded on them counts under it.
    """

    kind: ClassVar[str] = "areas.merge_areas"
    roles: ClassVar[frozenset[str]] = MAP_MAKERS
    says: ClassVar[str | Promise] = _("{actor} merged {merged_names} into {name} from {on}")

    areas: tuple[UUID, ...]
    into: UUID
    on: date
    name: str = ""
    merged_names: str = ""
    redrawing: closure.Redrawing | None = None

    def place(self) -> Place:
        """In the area that stays."""
        return Place(area=self.into)

    def locks(self) -> Iterable[UUID]:
        """The map and every area named."""
        return (closure.TREE, self.into, *self.areas)

    def subjects(self) -> Iterable[UUID]:
        """Every area named."""
        return (self.into, *self.areas)

    def check(self, context: Context) -> Self:
        """All stand on that day and are of one level; whoever merges has the right in each of them."""
        into = checks.standing(self.into, self.on)
        if not self.areas:
            raise Refused("areas.nothing_to_merge", name=into.name_en)
        if len({self.into, *self.areas}) <= len(self.areas):
            raise Refused("areas.part_used_twice")
        merged = []
        moves = []
        for area_id in self.areas:
            context.viewer.authorise(self.roles, Place(area=area_id))
            area = checks.standing(area_id, self.on)
            if area.level != into.level:
                raise Refused("areas.different_level")
            merged.append(area.name_en)
            moves += [(child.id, self.into) for child in queries.children(area_id, self.on)]
            moves.append((area_id, self.into))
        redrawing = closure.rehang(moves, self.on, ending=self.areas)
        return msgspec.structs.replace(
            self, name=into.name_en, merged_names=", ".join(merged), redrawing=redrawing
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the merged areas, and the redrawn map."""
        assert self.redrawing is not None
        for area_id in self.areas:
            rows.update(Area, area_id, valid_to=self.on)
        closure.write(rows, self.redrawing, on=self.on)


class MoveArea(Act, frozen=True, kw_only=True):
    """From `on`, an area with all that is in it lies in another parent, as a city does when districts are redrawn."""

    kind: ClassVar[str] = "areas.move_area"
    roles: ClassVar[frozenset[str]] = MAP_MAKERS
    says: ClassVar[str | Promise] = _("{actor} moved {name} to {parent_name} from {on}")

    area: UUID
    parent: UUID
    on: date
    name: str = ""
    parent_name: str = ""
    redrawing: closure.Redrawing | None = None

    def place(self) -> Place:
        """In the area that moves; the right in the new parent is looked for in `check`."""
        return Place(area=self.area)

    def locks(self) -> Iterable[UUID]:
        """The map, the area and its new parent."""
        return (closure.TREE, self.area, self.parent)

    def subjects(self) -> Iterable[UUID]:
        """The area and its new parent."""
        return (self.area, self.parent)

    def check(self, context: Context) -> Self:
        """Both stand on that day, the parent is of the right level and another than before."""
        context.viewer.authorise(self.roles, Place(area=self.parent))
        area = checks.standing(self.area, self.on)
        parent = checks.standing(self.parent, self.on)
        checks.parent_level(area.level, parent)
        if checks.parent_of(self.area, self.on) == self.parent:
            raise Refused("areas.same_parent", name=area.name_en)
        redrawing = closure.rehang([(self.area, self.parent)], self.on)
        return msgspec.structs.replace(
            self, name=area.name_en, parent_name=parent.name_en, redrawing=redrawing
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The redrawn map."""
        assert self.redrawing is not None
        closure.write(rows, self.redrawing, on=self.on)
