"""The area of a page of figures, for one viewer and one question: what is asked of the database is asked once a page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias
from uuid import UUID

from karmika.areas.models import Area
from karmika.areas.queries import ancestors, parts
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import COUNTING, By, Figure, crossed, figures, part_of_leaf
from karmika.monitoring.asked import Asked
from karmika.monitoring.queries import MEASURES

Key: TypeAlias = tuple[str | UUID | Asked, ...]
Known: TypeAlias = dict[Key, tuple[Figure, ...]]


@dataclass(frozen=True)
class Place:
    """The area of a page, for one viewer and one question."""

    viewer: Viewer
    area: Area
    asked: Asked
    known: Known = field(default_factory=dict, compare=False, repr=False)
    """What was asked already for this page: many parts of it show the same figures."""

    def anew(self, asked: Asked) -> "Place":
        """The same area for another question; what is known stays known."""
        return Place(self.viewer, self.area, asked, self.known)

    @classmethod
    def of(cls, viewer: Viewer, area_id: UUID, asked: Asked) -> "Place | None":
        """The area, if it lies in one where the viewer may see figures: found together with what it lies in."""
        above = tuple(ancestors(area_id))
        own = {grant.area for grant in viewer.grants if grant.role in COUNTING}
        if not {area_id, *(one.id for one in above)} & own:
            return None
        here = [one for one in above if one.id == area_id] or list(Area.objects.filter(id=area_id))
        if not here:
            return None
        place = cls(viewer, here[0], asked)
        place.__dict__["above_today"] = above
        return place

    def divided(self, measures: Iterable[str], by: By) -> tuple[Figure, ...]:
        """Figures of this page's area, undivided for an empty `by`. The same question is asked of the database once."""
        codes = tuple(measures)
        key = (self.area.id, self.asked, by, *codes)
        if key not in self.known:
            self.known[key] = self._out_of_all(codes, by) or self._asked(codes, by)
        return self.known[key]

    def _asked(self, codes: tuple[str, ...], by: By) -> tuple[Figure, ...]:
        filters, on = self.asked.filters, self.asked.on
        if by != "children":
            return figures(self.viewer, codes, area=self.area.id, by=by, filters=filters, on=on)
        sums: Counter[tuple[str, UUID]] = Counter()
        leaves = crossed(
            self.viewer, codes, ("measure", "area_id"), area=self.area.id, filters=filters, on=on
        )
        for one in leaves:
            measure, leaf = one.groups
            assert isinstance(leaf, UUID)
            sums[str(measure), self.part_of.get(leaf, self.area.id)] += one.value
        return tuple(Figure(measure, total, group) for (measure, group), total in sorted(sums.items()))

    def all_by_month(self) -> tuple[Figure, ...]:
        """Every measure by month. Asked together with the categories, out of which sums are answered from then on."""
        key: Key = (self.area.id, self.asked, "month", *MEASURES)
        if key not in self.known or (self.area.id, self.asked, "category") not in self.known:
            by_month: Counter[tuple[str, date | str]] = Counter()
            by_category: Counter[tuple[str, date | str]] = Counter()
            for one in crossed(
                self.viewer,
                MEASURES,
                ("measure", "month_happened", "category"),
                area=self.area.id,
                filters=self.asked.filters,
                on=self.asked.on,
            ):
                measure, month, category = one.groups
                assert isinstance(month, date)
                by_month[str(measure), month] += one.value
                by_category[str(measure), str(category)] += one.value
            self.known[key] = _figures(by_month)
            self.known[self.area.id, self.asked, "category"] = _figures(by_category)
        return self.known[key]

    def _out_of_all(self, codes: tuple[str, ...], by: By) -> tuple[Figure, ...]:
        """The sums by category or in all, where the page knows them already; else nothing."""
        held = self.known.get((self.area.id, self.asked, "category"), ())
        if by == "category":
            return tuple(one for one in held if one.measure in codes)
        if by == "":
            sums: Counter[str] = Counter()
            for one in held:
                sums[one.measure] += one.value
            return tuple(Figure(code, sums[code]) for code in sorted(sums) if code in codes)
        return ()

    def by_part(self, measure: str) -> Mapping[UUID, int]:
        """One measure by part; taken out of several that stand side by side, where they were asked for before."""
        beside = [
            found
            for (area, asked, by, *codes), found in self.known.items()
            if (area, asked, by) == (self.area.id, self.asked, "children") and measure in codes
        ]
        (found, *_more) = beside or [self.divided((measure,), "children")]
        return {
            one.group: one.value for one in found if one.measure == measure and isinstance(one.group, UUID)
        }

    @cached_property
    def parts(self) -> tuple[Area, ...]:
        """The areas whose figures add up to this one's."""
        return tuple(parts(self.area.id, self.asked.on))

    @cached_property
    def part_of(self) -> dict[UUID, UUID]:
        """Every area inside this one -> the part it counts under."""
        return part_of_leaf(self.area.id, self.asked.on) if self.parts else {}

    @cached_property
    def above(self) -> tuple[Area, ...]:
        """The area itself first, then those it counts under, on the map of the page."""
        return self.above_today if self.asked.on is None else tuple(ancestors(self.area.id, self.asked.on))

    @cached_property
    def above_today(self) -> tuple[Area, ...]:
        """The same on today's map."""
        return tuple(ancestors(self.area.id))


def _figures(sums: Mapping[tuple[str, date | str], int]) -> tuple[Figure, ...]:
    return tuple(Figure(measure, total, group) for (measure, group), total in sorted(sums.items()))
