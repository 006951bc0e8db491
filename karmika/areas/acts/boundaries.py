"""Boundaries that an operator holds a licence for. They are drawn on maps and decide nothing about who lies in whom."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.areas import checks, queries
from karmika.areas.models import Boundary
from karmika.areas.roles import MAP_MAKERS
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place

MOST_NUMBERS = 20_000
"""Of all rings of one area together: enough for a hundred kilobytes."""


class DrawBoundary(Act, frozen=True, kw_only=True):
    """An area has this boundary on maps from a day on. A later one for the same day takes its place.

    A ring is longitude, latitude, longitude, ... in millionths of a degree. `licence` lets the house show it.
    """

    kind: ClassVar[str] = "areas.draw_boundary"
    roles: ClassVar[frozenset[str]] = MAP_MAKERS
    says: ClassVar[str | Promise] = _("{actor} loaded the boundary of {name_en} ({source})")

    boundary: UUID
    area: UUID
    rings: tuple[tuple[int, ...], ...]
    licence: str
    source: str
    valid_from: date
    name_en: str = ""

    def place(self) -> Place:
        """In the area."""
        return Place(area=self.area)

    def locks(self) -> Iterable[UUID]:
        """The boundary."""
        return (self.boundary,)

    def subjects(self) -> Iterable[UUID]:
        """The boundary."""
        return (self.boundary,)

    def check(self, context: Context) -> Self:
        """It is closed, on the earth, not too long, of no state, and it is said whose it is."""
        area = queries.area(self.area)
        if area.level == "state":
            raise Refused("areas.boundary_level")
        if not self.licence.strip() or not self.source.strip():
            raise Refused("areas.boundary_licence")
        checks.texts(self.licence, self.source)
        if not self.rings or any(len(ring) < 6 or len(ring) % 2 for ring in self.rings):
            raise Refused("areas.boundary_shape")
        if sum(map(len, self.rings)) > MOST_NUMBERS:
            raise Refused("areas.boundary_long", name=area.name_en)
        for ring in self.rings:
            if max(map(abs, ring[::2])) > 180_000_000 or max(map(abs, ring[1::2])) > 90_000_000:
                raise Refused("areas.boundary_range")
        return msgspec.structs.replace(self, name_en=area.name_en)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The boundary."""
        rows.insert(
            Boundary,
            id=self.boundary,
            area_id=self.area,
            rings=[list(ring) for ring in self.rings],
            licence=self.licence,
            source=self.source,
            valid_from=self.valid_from,
        )


class WithdrawBoundary(Act, frozen=True, kw_only=True):
    """A boundary is shown no more: it was wrong, or the licence does not hold."""

    kind: ClassVar[str] = "areas.withdraw_boundary"
    roles: ClassVar[frozenset[str]] = MAP_MAKERS
    says: ClassVar[str | Promise] = _("{actor} withdrew the boundary of {name_en}")

    boundary: UUID
    withdrawn_on: date | None = None
    name_en: str = ""

    def place(self) -> Place:
        """In its area."""
        return Place(area=queries.boundary(self.boundary).area_id)

    def locks(self) -> Iterable[UUID]:
        """The boundary."""
        return (self.boundary,)

    def subjects(self) -> Iterable[UUID]:
        """The boundary."""
        return (self.boundary,)

    def check(self, context: Context) -> Self:
        """It is still shown."""
        found = queries.boundary(self.boundary)
        if found.withdrawn_on is not None:
            raise Refused("areas.nothing_to_change")
        return msgspec.structs.replace(self, withdrawn_on=context.today, name_en=found.area.name_en)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The day on the boundary."""
        rows.update(Boundary, self.boundary, withdrawn_on=self.withdrawn_on)
