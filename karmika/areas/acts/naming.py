"""Putting an area on the map, and correcting how it is written."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.areas import checks, closure, queries
from karmika.areas.levels import PARENT_LEVEL
from karmika.areas.models import Area
from karmika.areas.roles import MAP_MAKERS
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


def area_id(level: str, code: str) -> UUID:
    """The id of the area with this level and code, on every deployment."""
    return stable("area", level, code)


class DefineArea(Act, frozen=True, kw_only=True):
    """A new area, within `parent`, from `valid_from` (first day) to `valid_to` (first day after; None: still there).

    Codes are those of the Local Government Directory (lgdirectory.gov.in) where there is one.
    """

    kind: ClassVar[str] = "areas.define_area"
    roles: ClassVar[frozenset[str]] = MAP_MAKERS
    says: ClassVar[str | Promise] = _("{actor} put {name_en} (code {code}) on the map")

    level: str
    code: str
    name_en: str
    name_te: str = ""
    name_hi: str = ""
    area_kind: str = ""
    parent: UUID | None = None
    valid_from: date
    valid_to: date | None = None
    source: str = ""
    area: UUID | None = None
    redrawing: closure.Redrawing | None = None

    def place(self) -> Place:
        """In the area that will hold it."""
        return Place(area=self.parent)

    def locks(self) -> Iterable[UUID]:
        """The map, and the place of this code on it."""
        return (closure.TREE, area_id(self.level, self.code))

    def subjects(self) -> Iterable[UUID]:
        """The area."""
        return (area_id(self.level, self.code),)

    def check(self, context: Context) -> Self:
        """Level, code, names, dates and parent are right; the closure rows are copied from the parent's."""
        checks.level(self.level)
        checks.code(self.code)
        checks.names(self.name_en, self.name_te, self.name_hi)
        checks.texts(self.area_kind, self.source)
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Refused("areas.dates_reversed")
        new = area_id(self.level, self.code)
        if Area.objects.filter(id=new).exists():
            raise Refused("areas.already_defined", level=checks.level_name(self.level), area_code=self.code)
        self._check_parent()
        redrawing = closure.hang(new, self.parent, since=self.valid_from, until=self.valid_to)
        return msgspec.structs.replace(self, area=new, redrawing=redrawing)

    def _check_parent(self) -> None:
        if self.parent is None:
            if above := PARENT_LEVEL[self.level]:
                raise Refused(
                    "areas.needs_parent",
                    level=checks.level_name(self.level),
                    parent_level=checks.level_name(above),
                )
            return
        parent = Area.objects.filter(id=self.parent).first()
        if parent is None:
            raise Refused("areas.no_such_parent", area_code=self.code)
        checks.parent_level(self.level, parent)
        if parent.valid_to is not None and parent.valid_to <= self.valid_from:
            raise Refused("areas.ended", name=parent.name_en, on=self.valid_from.isoformat())

    def apply(self, entry: Header, rows: Rows) -> None:
        """The area, its parentage and its closure rows."""
        assert self.redrawing is not None
        rows.insert(
            Area,
            id=self.area,
            level=self.level,
            code=self.code,
            name_en=self.name_en,
            name_te=self.name_te,
            name_hi=self.name_hi,
            kind=self.area_kind,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            source=self.source,
        )
        closure.write(rows, self.redrawing)


class CorrectArea(Act, frozen=True, kw_only=True):
    """The names, kind or source of an area were written wrongly. Level, code, dates and place are changed by other acts."""

    kind: ClassVar[str] = "areas.correct_area"
    roles: ClassVar[frozenset[str]] = MAP_MAKERS
    says: ClassVar[str | Promise] = _("{actor} corrected the names of {name_en}")

    area: UUID
    name_en: str
    name_te: str = ""
    name_hi: str = ""
    area_kind: str = ""
    source: str = ""

    def place(self) -> Place:
        """In the area itself."""
        return Place(area=self.area)

    def locks(self) -> Iterable[UUID]:
        """The area."""
        return (self.area,)

    def subjects(self) -> Iterable[UUID]:
        """The area."""
        return (self.area,)

    def check(self, context: Context) -> Self:
        """There is an English name, nothing is too long, and something differs."""
        checks.names(self.name_en, self.name_te, self.name_hi)
        checks.texts(self.area_kind, self.source)
        area = queries.area(self.area)
        held = (area.name_en, area.name_te, area.name_hi, area.kind, area.source)
        if held == (self.name_en, self.name_te, self.name_hi, self.area_kind, self.source):
            raise Refused("areas.nothing_to_change")
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        """The area's names, kind and source."""
        rows.update(
            Area,
            self.area,
            name_en=self.name_en,
            name_te=self.name_te,
            name_hi=self.name_hi,
            kind=self.area_kind,
            source=self.source,
        )
